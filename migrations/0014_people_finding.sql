-- What the audit of looks found out of the ordinary: a sentence with its numbers, until somebody has looked into it.
create table people.finding (
  municipality text not null references area.municipality (code),
  id uuid not null,
  kind text not null check (kind in ('many_day', 'many_hour', 'odd_hours', 'many_organizations', 'only_looking',
    'after_end', 'unreviewed', 'refused_then_seen')),
  day date not null,
  actor_id uuid,
  subject uuid,
  numbers jsonb not null default '{}',
  found_at timestamptz not null,
  reviewed_at timestamptz,
  reviewed_by uuid,
  note text check (length(note) between 1 and 1000),
  primary key (municipality, id),
  foreign key (municipality, reviewed_by) references people.account (municipality, id),
  check ((reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (note is null)),
  check (actor_id is not null or subject is not null)
);
-- found once, however often the same day is gone through
create unique index finding_once on people.finding (municipality, kind, day,
  coalesce(actor_id, '00000000-0000-0000-0000-000000000000'), coalesce(subject, '00000000-0000-0000-0000-000000000000'));
create index finding_open on people.finding (municipality, day) where reviewed_at is null;

alter table people.finding enable row level security;
create policy here on people.finding as restrictive using (current_setting('musubi.kind', true) = 'system'
  or municipality = current_setting('musubi.municipality', true));
create policy by_system on people.finding using (current_setting('musubi.kind', true) = 'system');
create policy by_auditor on people.finding using (current_setting('musubi.role', true) in ('auditor', 'admin'));

-- The narrow way to the names of those who looked: name, role and organisation of people at work, and nothing else of them.
-- A person's own page shows who looked; it may read no account.
create function people.names_of(wanted uuid[])
  returns table (id uuid, name text, role text, organization_id uuid)
  language sql stable security definer set search_path = people, pg_temp as $$
  select account.id, account.name, account.role, account.organization_id from people.account
  where account.id = any (wanted) and account.role <> 'resident'
    and account.municipality = coalesce(nullif(current_setting('musubi.municipality', true), ''), account.municipality)
$$;
