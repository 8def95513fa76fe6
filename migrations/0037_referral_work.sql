-- Work inside an organisation and between them: who has a referral in hand, who stands in for whom, and when the person was
-- first reached.
alter table referral.task
  add column assignee_id uuid,
  add column begun_at timestamptz,
  add constraint task_hand foreign key (municipality, assignee_id) references people.account (municipality, id),
  add constraint task_begun check (begun_at >= requested_at);
update referral.task t set begun_at = e.at
  from (select subject, min(at) as at from platform.event where name in ('referral.begun', 'referral.completed') group by subject) e
  where e.subject = t.id and e.at >= t.requested_at;
create index task_assignee on referral.task (municipality, assignee_id) where closed_at is null;

-- A question that shows no row: whether some referral of a need has helped. A desk sees its own only.
create function referral.has_helped(here text, about uuid) returns boolean
  language sql stable security definer set search_path = referral, pg_temp as $$
  select exists (select from referral.task
    where municipality = here and platform.here(here) and need_id = about and outcome <> 'no_change')
$$;

-- Members of an organisation, or the city's staff (null). Whoever shares out work may know the names of colleagues.
create function referral.colleagues(here text, whose uuid)
  returns table (id uuid, name text)
  language sql stable security definer set search_path = referral, people, pg_temp as $$
  select a.id, a.name from people.account a
  where a.municipality = here and platform.here(here) and a.left_at is null
    and (platform.is_system() or platform.has_role('staff', 'admin')
      or platform.has_role('desk', 'chief') and whose = platform.organization())
    and case when whose is null then a.role in ('staff', 'admin')
      else a.role in ('desk', 'chief') and a.organization_id = whose end
  order by a.name
$$;

-- In hand of a member of the organisation that has it, or of staff where it is the city's own.
create function referral.works_for(here text, who uuid, whose uuid) returns boolean
  language plpgsql stable security definer set search_path = referral, people, directory, pg_temp as $$
begin
  return exists (select from people.account a where a.municipality = here and a.id = who and a.left_at is null and (
    a.role in ('desk', 'chief') and a.organization_id = whose
    or a.role in ('staff', 'admin') and (whose is null or exists (
      select from directory.organization o where o.municipality = here and o.id = whose and o.kind in ('city', 'ward')))));
end $$;
create function referral.refuse_stranger() returns trigger
  language plpgsql security definer set search_path = referral, pg_temp as $$
begin
  if new.assignee_id is null then return new; end if;
  if tg_op = 'UPDATE' then
    if new.assignee_id = old.assignee_id then return new; end if;
  end if;
  if referral.works_for(new.municipality, new.assignee_id, new.organization_id) then return new; end if;
  raise exception 'referral.task: in hand of a stranger' using errcode = 'check_violation';
end $$;
create trigger task_in_hand before insert or update on referral.task for each row execute function referral.refuse_stranger();

-- The city and a desk agree on nothing that asks for the call before the answer.
alter table referral.terms add constraint terms_in_order check (answer_unit <> contact_unit or contact_in >= answer_in);

-- Who stands in for whom. The range of one id is how an exclusion compares ids without an extension.
create type referral.one_id as range (subtype = uuid);
create table referral.cover (
  municipality text not null,
  id uuid not null,
  account_id uuid not null,
  by_id uuid not null,
  -- null: the city's staff
  organization_id uuid,
  from_at timestamptz not null,
  until_at timestamptz not null,
  primary key (municipality, id),
  foreign key (municipality, account_id) references people.account (municipality, id),
  foreign key (municipality, by_id) references people.account (municipality, id),
  foreign key (municipality, organization_id) references directory.organization (municipality, id),
  check (account_id <> by_id),
  check (from_at < until_at),
  -- away once at a time
  constraint cover_once exclude using gist
    (referral.one_id(account_id, account_id, '[]') with &&, tstzrange(from_at, until_at) with &&)
);

-- Who stands in is there, so that covers make neither chains nor circles. One at a time, or two could cross unseen.
create function referral.refuse_chain() returns trigger
  language plpgsql security definer set search_path = referral, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('referral.cover ' || new.municipality, 0));
  if exists (select from referral.cover c where c.municipality = new.municipality and c.id <> new.id
    and (c.account_id = new.by_id or c.by_id = new.account_id)
    and tstzrange(c.from_at, c.until_at) && tstzrange(new.from_at, new.until_at)) then
    raise exception 'referral.cover: who stands in is there' using errcode = 'check_violation';
  end if;
  if tg_op = 'INSERT' and not (referral.works_for(new.municipality, new.account_id, new.organization_id)
    and referral.works_for(new.municipality, new.by_id, new.organization_id)) then
    raise exception 'referral.cover: both work in one place' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger cover_kept before insert or update on referral.cover for each row execute function referral.refuse_chain();

select platform.guard_rows('referral.cover');
create policy by_colleague on referral.cover
  using ((select platform.has_role('desk', 'chief')) and organization_id = (select platform.organization()));
create policy by_staff on referral.cover
  using ((select platform.has_role('staff', 'admin')) and organization_id is null);
