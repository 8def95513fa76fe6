-- Roles by place: whom somebody works for, in which wards, in which section. What family and agents may do hangs on the
-- person they are tied to (sharing.tie), not on their account.
alter table people.account drop constraint account_role_check;
alter table people.account drop constraint account_check;
alter table people.account
  add column section text check (length(section) <= 100),
  add constraint account_role check
    (role in ('resident', 'supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin', 'auditor')),
  -- who answers for an organisation has one; a supporter may (a shop, a delivery company); others have none
  add constraint account_place check (
    role = 'supporter' or (role in ('desk', 'chief')) = (organization_id is not null)),
  -- a 民生委員 without an area would have none to care for
  add constraint account_area check (role <> 'commissioner' or cardinality(wards) > 0);

-- Sign-in (kind `door`) reads and writes accounts and sessions, and nothing else. Behind it: oneself; an administrator of an
-- organisation its own members; an administrator of the city everybody in it.
select platform.guard_rows('people.account');
create policy by_door on people.account using ((select platform.kind()) = 'door');
create policy by_self on people.account using (id = (select platform.account()));
create policy by_chief on people.account
  using ((select platform.has_role('chief')) and organization_id = (select platform.organization()));
create policy by_admin on people.account using ((select platform.has_role('admin')));

select platform.guard_rows('people.session');
create policy by_door on people.session using ((select platform.kind()) = 'door');
create policy by_self on people.session using (account_id = (select platform.account()));
create policy by_authority on people.session
  using (exists (select from people.account a where a.municipality = session.municipality and a.id = account_id
    and platform.has_role('chief', 'admin')));

select platform.guard_rows('people.entrance');
create policy by_door on people.entrance using ((select platform.kind()) = 'door');
create policy by_authority on people.entrance
  using (exists (select from people.account a where a.municipality = entrance.municipality and a.id = account_id
    and platform.has_role('chief', 'admin')));

-- The name and place of somebody whose id is known: whoever may read a record may know who wrote in it. Nothing more of them.
create function people.names(here text, ids uuid[])
  returns table (id uuid, name text, role text, organization_id uuid, section text)
  language sql stable security definer set search_path = people, pg_temp as $$
  select a.id, a.name, a.role, a.organization_id, a.section from people.account a
  where a.municipality = here and platform.here(a.municipality) and a.id = any (ids)
$$;
