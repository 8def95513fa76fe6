-- Who may reach a need: the city's staff; who holds its address or its number. A desk by its referral (0016), the person
-- in conversation by that conversation (0017).
select platform.guard_rows('need.item');
create policy by_staff on need.item using ((select platform.has_role('staff', 'admin')));
create policy by_holder on need.item
  using (id::text = any ((select platform.holds())::text[]) or code = any ((select platform.holds())::text[]));
create policy register on need.item for insert with check ((select platform.kind()) in ('anonymous', 'account', 'link'));

-- Its events are read by who reads the need.
create policy by_need on platform.event for select
  using (exists (select from need.item n where n.municipality = event.municipality and n.id = event.subject));

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
