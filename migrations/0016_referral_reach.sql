-- Who may reach a referral: the city's staff; the desk that was asked, signed in or by the link in its mail; who holds the
-- receipt. A referral opens the need behind it, its notes and its events to the desk.
create function referral.held_tasks() returns setof uuid
  language sql stable security definer set search_path = referral, pg_temp as $$
  select task_id from referral.link where token_hash = any (platform.holds()) and revoked_at is null
$$;
create function referral.held_links() returns setof text
  language sql stable security definer set search_path = referral, pg_temp as $$
  select token_hash from referral.link where token_hash = any (platform.holds())
$$;

select platform.guard_rows('referral.task');
create policy by_staff on referral.task using ((select platform.has_role('staff', 'admin')));
create policy by_desk on referral.task
  using ((select platform.has_role('desk', 'chief')) and organization_id = (select platform.organization()));
create policy by_receipt on referral.task using (need_id::text = any ((select platform.holds())::text[]));
create policy by_link on referral.task using (id in (select referral.held_tasks()));
create policy request on referral.task for insert
  with check (status = 'requested' and (select platform.kind()) in ('anonymous', 'account'));

select platform.guard_rows('referral.link');
create policy by_task on referral.link
  using (exists (select from referral.task t where t.municipality = link.municipality and t.id = task_id));
create policy by_holder on referral.link using (token_hash = any ((select platform.holds())::text[]));

alter table referral.opening enable row level security;
create policy by_system on referral.opening using ((select platform.is_system()));
create policy by_link on referral.opening using (link_hash in (select referral.held_links()));

select platform.guard_rows('referral.note');
create policy by_staff on referral.note using ((select platform.has_role('staff', 'admin')));
create policy by_desk on referral.note using ((select platform.kind()) in ('account', 'link')
  and exists (select from referral.task t where t.municipality = note.municipality and t.need_id = note.need_id));

create policy by_referral on need.item
  using (exists (select from referral.task t where t.municipality = item.municipality and t.need_id = item.id));
create policy by_referral on platform.event for select
  using (exists (select from referral.task t where t.municipality = event.municipality and t.id = event.subject));
