-- Up to the city: what was learned around one person, with the person taken out.
create table sharing.report (
  municipality text not null,
  id uuid not null,
  kind text not null check (kind in ('report', 'story')),
  -- where it came from stays with who wrote it: the published text leads nowhere
  room_id uuid,
  need_id uuid,
  topic text not null check (topic ~ '^[a-z]+(\.[a-z]+)?$'),
  ward text,
  -- sealed until it is published
  title text not null,
  words text not null,
  outcome text check (outcome in ('resolved', 'partly', 'continuing', 'referred', 'no_change')),
  state text not null check (state in ('draft', 'sent', 'returned', 'accepted', 'published', 'put_away')),
  -- what was found that could lead to somebody, and what the writer did about each: kind and decision, never the text
  flags jsonb not null default '[]',
  written_by uuid not null,
  written_at timestamptz not null,
  sent_at timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  review_note text,
  published_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, room_id) references sharing.room (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id),
  check (state = 'draft' or sent_at is not null),
  check ((reviewed_at is null) = (reviewed_by is null)),
  check (state not in ('accepted', 'published', 'returned') or reviewed_at is not null),
  -- four eyes: nobody publishes their own
  check (reviewed_by is null or reviewed_by <> written_by),
  check ((state = 'published') = (published_at is not null))
);
create index report_state on sharing.report (municipality, state, sent_at);

select platform.guard_rows('sharing.report');
create policy by_author on sharing.report using (written_by = (select platform.account()));
create policy by_reviewer on sharing.report
  using (state <> 'draft' and (select platform.has_role('staff', 'admin')));
create policy by_everybody on sharing.report for select using (state = 'published');
