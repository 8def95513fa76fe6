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

select platform.guard_rows('people.finding');
create policy by_auditor on people.finding using ((select platform.has_role('auditor', 'admin')));
