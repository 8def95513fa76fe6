-- Who may reach a referral: the city's staff; the desk that was asked, signed in or by the link in its mail; who holds the
-- receipt. A referral opens the need behind it, its notes and its events to the desk.
create function referral.held_tasks() returns uuid[]
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return array(select task_id from referral.link where token_hash = any (platform.holds()) and revoked_at is null);
end $$;
create function referral.reaches_need(here text, need uuid) returns boolean
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return exists (select from referral.task t where t.municipality = here and t.need_id = need and (
    platform.has_role('desk', 'chief') and t.organization_id = platform.organization()
    or t.id = any (referral.held_tasks())));
end $$;
create function referral.reaches_task(here text, task uuid) returns boolean
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return exists (select from referral.task t where t.municipality = here and t.id = task and (
    platform.has_role('staff', 'admin')
    or platform.has_role('desk', 'chief') and t.organization_id = platform.organization()
    or t.need_id = any (platform.held_ids()) or t.id = any (referral.held_tasks())));
end $$;

select platform.guard_rows('referral.task');
create policy by_staff on referral.task using ((select platform.has_role('staff', 'admin')));
create policy by_desk on referral.task
  using ((select platform.has_role('desk', 'chief')) and organization_id = (select platform.organization()));
create policy by_receipt on referral.task using (need_id = any ((select platform.held_ids())::uuid[]));
create policy by_link on referral.task using (id = any ((select referral.held_tasks())::uuid[]));
create policy request on referral.task for insert
  with check (status = 'requested' and (select platform.kind()) in ('anonymous', 'account'));

select platform.guard_rows('referral.link');
create policy by_task on referral.link using (referral.reaches_task(municipality, task_id));
create policy by_holder on referral.link using (token_hash = any ((select platform.holds())::text[]));

alter table referral.opening enable row level security;
create policy by_system on referral.opening using ((select platform.is_system()));
create policy by_link on referral.opening using (link_hash = any ((select platform.holds())::text[]));

select platform.guard_rows('referral.note');
create policy by_staff on referral.note using ((select platform.has_role('staff', 'admin')));
create policy by_desk on referral.note using (referral.reaches_need(municipality, need_id));

create policy by_referral on need.item using (referral.reaches_need(municipality, id));
create policy by_referral on platform.event for select
  using (referral.reaches_task(municipality, subject) or referral.reaches_need(municipality, subject));
