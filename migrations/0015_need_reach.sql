-- Who may reach a need: the city's staff; who holds its address or its number. A desk by its referral (0016), the person
-- in conversation by that conversation (0017).
select platform.guard_rows('need.item');
create policy by_staff on need.item using ((select platform.has_role('staff', 'admin')));
create policy by_holder on need.item
  using (id = any ((select platform.held_ids())::uuid[]) or code = any ((select platform.holds())::text[]));
create policy register on need.item for insert with check ((select platform.kind()) in ('anonymous', 'account', 'link'));

-- Its events are read by the city's staff.
create function need.is_known(here text, wanted uuid) returns boolean
  language plpgsql stable security definer set search_path = need, pg_temp as $$
begin
  return exists (select from need.item where municipality = here and id = wanted);
end $$;
create policy by_need on platform.event for select
  using ((select platform.has_role('staff', 'admin')) and need.is_known(municipality, subject));

-- Two questions whose answers identify nobody, for those who may not see the rows.
create function need.code_taken(here text, wanted text) returns boolean
  language sql stable security definer set search_path = need, pg_temp as $$
  select exists (select from need.item where municipality = here and code = wanted)
$$;
create function need.counts(here text, since timestamptz, until timestamptz)
  returns table (kind text, ward text, state text, n int)
  language sql stable security definer set search_path = need, pg_temp as $$
  select kind, ward, state, count(*)::int from need.item
  where municipality = here and created_at >= since and created_at < until and state <> 'withdrawn'
  group by kind, ward, state
$$;
