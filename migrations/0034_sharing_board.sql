-- Those who support ask each other what they know, without telling of anybody.
create table sharing.question (
  municipality text not null,
  id uuid not null,
  kind text not null check (kind ~ '^[a-z]+(\.[a-z]+)?$'),
  ward text,
  -- sealed: it was looked through for what leads to a person, and that finds not everything
  title text not null,
  words text not null,
  -- the last day on which an answer helps; then the clock closes it
  wanted_until date not null,
  -- what was found and what the writer said about each: kind, decision and place, never the text
  flags jsonb not null default '[]' check (jsonb_typeof(flags) = 'array'),
  asked_by uuid not null,
  organization_id uuid,
  asked_at timestamptz not null,
  best_id uuid,
  -- what nobody could answer, in the register of unmet needs
  need_id uuid,
  closed_at timestamptz,
  -- empty where the clock closed it
  closed_by uuid,
  hidden_at timestamptz,
  hidden_by uuid,
  primary key (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id),
  check (closed_by is null or closed_at is not null),
  check ((hidden_at is null) = (hidden_by is null))
);
create index question_newest on sharing.question (municipality, asked_at desc, id);

create table sharing.answer (
  municipality text not null,
  id uuid not null,
  question_id uuid not null,
  -- sealed
  words text not null,
  -- a service of the directory that answers it
  service_id uuid,
  -- sealed: facts of an organisation for a new entry, and that the writer said they are public
  facts text,
  facts_public boolean not null default false,
  flags jsonb not null default '[]' check (jsonb_typeof(flags) = 'array'),
  answered_by uuid not null,
  organization_id uuid,
  answered_at timestamptz not null,
  -- the service that staff made of the facts
  entry_id uuid,
  entered_by uuid,
  entered_at timestamptz,
  hidden_at timestamptz,
  hidden_by uuid,
  primary key (municipality, id),
  unique (municipality, question_id, id),
  foreign key (municipality, question_id) references sharing.question (municipality, id) on delete cascade,
  check (facts is null or facts_public),
  check (entry_id is null or facts is not null),
  check ((entry_id is null) = (entered_by is null) and (entry_id is null) = (entered_at is null)),
  check ((hidden_at is null) = (hidden_by is null))
);
-- What helped is an answer to this very question.
alter table sharing.question add foreign key (municipality, id, best_id)
  references sharing.answer (municipality, question_id, id) on delete set null (best_id);

-- Everybody at work reads and writes; what was hidden is seen by its writer and by staff.
create function sharing.at_work() returns boolean language sql stable parallel safe
  as $$ select platform.has_role('supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin') $$;

select platform.guard_rows('sharing.question');
create policy read on sharing.question for select using ((select sharing.at_work())
  and (hidden_at is null or asked_by = (select platform.account()) or (select platform.has_role('staff', 'admin'))));
create policy ask on sharing.question for insert with check ((select sharing.at_work())
  and asked_by = (select platform.account()) and best_id is null and need_id is null and closed_at is null
  and hidden_at is null);
create policy own on sharing.question for update using ((select sharing.at_work())
  and asked_by = (select platform.account()) and hidden_at is null)
  with check (asked_by = (select platform.account()) and hidden_at is null);
create policy keep on sharing.question for update using ((select platform.has_role('staff', 'admin')));

-- An answer is there for whom its question is.
select platform.guard_rows('sharing.answer');
create policy read on sharing.answer for select using ((select sharing.at_work())
  and (hidden_at is null or answered_by = (select platform.account()) or (select platform.has_role('staff', 'admin')))
  and exists (select from sharing.question q where q.municipality = answer.municipality and q.id = question_id));
create policy answer on sharing.answer for insert with check ((select sharing.at_work())
  and answered_by = (select platform.account()) and entry_id is null and hidden_at is null
  and exists (select from sharing.question q where q.municipality = answer.municipality and q.id = question_id
    and q.closed_at is null and q.hidden_at is null));
create policy keep on sharing.answer for update using ((select platform.has_role('staff', 'admin')));
