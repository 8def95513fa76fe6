-- The whole loop: twelve states of our own (each has a FHIR Task code in src/referral/rules.ts), a desk that may be still
-- open, a clock that acts, and the person's last word.
drop trigger task_transition on referral.task;
do $$
declare one text;
begin
  -- The old checks name the old states; they were given their names by the database.
  for one in select conname from pg_constraint
    where conrelid = 'referral.task'::regclass and contype = 'c' and conname <> 'task_sealed' loop
    execute format('alter table referral.task drop constraint %I', one);
  end loop;
end $$;

alter table referral.task
  alter column service_id drop not null,
  alter column organization_id drop not null,
  -- what an open request tells before anybody may see the need: codes only
  add column kind text not null default 'civic.where',
  add column ward text,
  add column urgency text not null default 'usual',
  -- the organisation that asked; null: the person, or the city
  add column sender_id uuid,
  -- organisations that may take an open request
  add column offered uuid[] not null default '{}',
  -- services to ask next, in order, when this desk does not answer or cannot
  add column next_services uuid[] not null default '{}',
  add column waits_for text,
  -- how the last answer came
  add column via text,
  -- when the clock must look at it again; null: never
  add column act_at timestamptz,
  add column reminded_at timestamptz,
  -- whether it helped, in the person's own word, after it was completed
  add column helped text,
  add column helped_at timestamptz,
  add foreign key (municipality, sender_id) references directory.organization (municipality, id);

update referral.task t set kind = n.kind, ward = n.ward, urgency = n.urgency
  from need.item n where n.municipality = t.municipality and n.id = t.need_id;
update referral.task set status = case
    when status = 'requested' and seen_at is null then 'sent'
    when status = 'requested' then 'seen'
    when status = 'rejected' then 'declined'
    when status = 'cancelled' and status_reason = 'forwarded' then 'forwarded'
    else replace(status, '-', '_') end,
  waits_for = case when status = 'on-hold' then 'other' end,
  status_reason = case when status = 'on-hold' then null else status_reason end,
  via = case when answered_at is not null then 'web' end,
  act_at = case when closed_at is null then greatest(answer_by, now()) end;

alter table referral.task
  add constraint task_status check (status in ('draft', 'sent', 'seen', 'accepted', 'declined', 'forwarded',
    'in_progress', 'on_hold', 'completed', 'failed', 'cancelled', 'expired')),
  add constraint task_reason check (status_reason in ('area', 'scope', 'full', 'already', 'other', 'withdrawn',
    'unreachable', 'refused', 'forwarded', 'silent')),
  add constraint task_outcome check (outcome in ('resolved', 'continuing', 'partly', 'referred', 'no_change')),
  add constraint task_waits check (waits_for in ('person', 'family', 'papers', 'place', 'desk', 'other')),
  add constraint task_via check (via in ('web', 'link', 'phone', 'fax', 'paper')),
  add constraint task_urgency check (urgency in ('now', 'soon', 'usual')),
  add constraint task_helped check (helped in ('yes', 'partly', 'no')),
  add constraint task_promise check (answer_by <= contact_by),
  add constraint task_closed check ((status in ('declined', 'forwarded', 'completed', 'failed', 'cancelled', 'expired'))
    = (closed_at is not null)),
  add constraint task_done check ((status = 'completed') = (outcome is not null)),
  add constraint task_why_ended check ((status in ('declined', 'forwarded', 'failed', 'cancelled', 'expired'))
    = (status_reason is not null)),
  add constraint task_holds check ((status = 'on_hold') = (waits_for is not null)),
  add constraint task_seen check (status <> 'seen' or seen_at is not null),
  add constraint task_answered check (status not in ('accepted', 'in_progress', 'on_hold', 'completed')
    or (answered_at is not null and responder is not null and via is not null)),
  add constraint task_receiver check ((organization_id is null) = (service_id is null)
    and (organization_id is not null or status in ('draft', 'sent', 'cancelled', 'expired'))),
  add constraint task_judged check ((helped is null) = (helped_at is null) and (helped is null or status = 'completed'));

create index task_due on referral.task (act_at) where act_at is not null;
create index task_open_request on referral.task (municipality, requested_at) where organization_id is null and closed_at is null;

-- The steps of src/referral/rules.ts, whoever writes. A test compares the two.
drop function referral.refuse_jump;
create function referral.refuse_jump() returns trigger language plpgsql as $$
begin
  if old.status <> new.status and not (old.status, new.status) in (
    ('draft', 'sent'), ('draft', 'cancelled'),
    ('sent', 'seen'), ('sent', 'accepted'), ('sent', 'declined'), ('sent', 'forwarded'), ('sent', 'cancelled'),
    ('sent', 'expired'),
    ('seen', 'accepted'), ('seen', 'declined'), ('seen', 'forwarded'), ('seen', 'cancelled'), ('seen', 'expired'),
    ('accepted', 'in_progress'), ('accepted', 'on_hold'), ('accepted', 'completed'), ('accepted', 'failed'),
    ('accepted', 'forwarded'), ('accepted', 'cancelled'),
    ('in_progress', 'on_hold'), ('in_progress', 'completed'), ('in_progress', 'failed'), ('in_progress', 'forwarded'),
    ('in_progress', 'cancelled'),
    ('on_hold', 'in_progress'), ('on_hold', 'completed'), ('on_hold', 'failed'), ('on_hold', 'forwarded'),
    ('on_hold', 'cancelled')
  ) then
    raise exception 'referral.task cannot go from % to %', old.status, new.status using errcode = 'check_violation';
  end if;
  -- Once somebody has it, it is nobody else's: another desk gets a task of its own.
  if old.organization_id is not null and new.organization_id is distinct from old.organization_id then
    raise exception 'referral.task cannot change its desk' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger task_transition before update on referral.task for each row execute function referral.refuse_jump();

-- When a desk must answer and call, as the city agreed with it; without a row: TERMS in src/referral/rules.ts.
create table referral.terms (
  municipality text not null,
  organization_id uuid not null,
  urgency text not null check (urgency in ('now', 'soon', 'usual')),
  -- open hours of the desk, or days on which it is open
  answer_in int not null check (answer_in between 0 and 60),
  answer_unit text not null check (answer_unit in ('hours', 'days')),
  contact_in int not null check (contact_in between 0 and 60),
  contact_unit text not null check (contact_unit in ('hours', 'days')),
  primary key (municipality, organization_id, urgency),
  foreign key (municipality, organization_id) references directory.organization (municipality, id)
);

-- Between organisations: what a team writes for itself stays with it.
alter table referral.note
  add column organization_id uuid,
  add column audience text not null default 'all' check (audience in ('all', 'team')),
  add foreign key (municipality, organization_id) references directory.organization (municipality, id);

-- A desk reaches what it holds, what it did, and what it sent on. What it declined, let pass or gave away is closed to it.
create or replace function referral.reaches_need(here text, need uuid) returns boolean
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return exists (select from referral.task t where t.municipality = here and t.need_id = need and (
    platform.has_role('desk', 'chief') and (
      t.organization_id = platform.organization()
        and t.status not in ('draft', 'declined', 'forwarded', 'cancelled', 'expired')
      or t.sender_id = platform.organization())
    or t.id = any (referral.held_tasks())));
end $$;
create or replace function referral.reaches_task(here text, task uuid) returns boolean
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return exists (select from referral.task t where t.municipality = here and t.id = task and (
    platform.has_role('staff', 'admin')
    or platform.has_role('desk', 'chief') and platform.organization() in (t.organization_id, t.sender_id)
    or t.need_id = any (platform.held_ids()) or t.id = any (referral.held_tasks())));
end $$;

-- Two questions that show no row: whether others still work on a need, and whether a desk has been asked about it.
create function referral.open_beside(here text, about uuid, but uuid) returns boolean
  language sql stable security definer set search_path = referral, pg_temp as $$
  select exists (select from referral.task
    where municipality = here and need_id = about and id <> but and closed_at is null)
$$;
create function referral.is_asked(here text, about uuid, whom uuid) returns boolean
  language sql stable security definer set search_path = referral, pg_temp as $$
  select exists (select from referral.task
    where municipality = here and need_id = about and organization_id = whom and closed_at is null)
$$;

drop policy request on referral.task;
create policy request on referral.task for insert
  with check (status in ('draft', 'sent') and (select platform.kind()) in ('anonymous', 'account', 'link'));
create policy by_sender on referral.task
  using ((select platform.has_role('desk', 'chief')) and sender_id = (select platform.organization()));
create policy by_offer on referral.task for select
  using ((select platform.has_role('desk', 'chief')) and organization_id is null and status = 'sent'
    and (select platform.organization()) = any (offered));
create policy claim on referral.task for update
  using ((select platform.has_role('desk', 'chief')) and organization_id is null and status = 'sent'
    and (select platform.organization()) = any (offered))
  with check (organization_id = (select platform.organization()));

select platform.guard_rows('referral.terms');
create policy by_staff on referral.terms using ((select platform.has_role('staff', 'admin')));
create policy everyone_reads on referral.terms for select using (true);

drop policy by_staff on referral.note;
drop policy by_desk on referral.note;
create policy by_staff on referral.note
  using ((select platform.has_role('staff', 'admin')) and (audience = 'all' or organization_id is null));
create policy by_desk on referral.note
  using (referral.reaches_need(municipality, need_id)
    and (audience = 'all' or organization_id = (select platform.organization())));
