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
  -- what was found that could lead to somebody, and what the writer did about each: kind, decision and place, never the text
  flags jsonb not null default '[]' check (jsonb_typeof(flags) = 'array'),
  written_by uuid not null,
  written_at timestamptz not null,
  sent_at timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  -- sealed: from who reviewed it to who wrote it
  review_note text,
  published_at timestamptz,
  -- shown to the public: the ward only where it leads to nobody, and what changed in the city because of it
  shown_ward text,
  changed text check (length(changed) between 1 and 500),
  primary key (municipality, id),
  foreign key (municipality, room_id) references sharing.room (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id),
  check (state = 'draft' or sent_at is not null),
  check ((reviewed_at is null) = (reviewed_by is null)),
  check (state not in ('accepted', 'published', 'returned') or reviewed_at is not null),
  -- four eyes: nobody publishes their own
  check (reviewed_by is null or reviewed_by <> written_by),
  check ((state = 'published') = (published_at is not null)),
  check (shown_ward is null or (state = 'published' and shown_ward = ward))
);
create index report_state on sharing.report (municipality, state, sent_at);
create index report_author on sharing.report (municipality, written_by, written_at desc);

-- Who wrote it has it, and never decides about it; staff have it once it was sent, and sign what they decide. From a room
-- it is written by who stands in it while its gate is open.
select platform.guard_rows('sharing.report');
create policy read_own on sharing.report for select using (written_by = (select platform.account()));
create policy write on sharing.report for insert with check (
  written_by = (select platform.account()) and state = 'draft'
  and (room_id is null or room_id in (select sharing.open_rooms())));
create policy revise on sharing.report for update using (written_by = (select platform.account()))
  with check (written_by = (select platform.account()) and state in ('draft', 'sent', 'returned', 'put_away'));
create policy drop_own on sharing.report for delete using (written_by = (select platform.account()) and state = 'draft');
create policy read_sent on sharing.report for select
  using (state <> 'draft' and (select platform.has_role('staff', 'admin')));
create policy review on sharing.report for update
  using (state <> 'draft' and (select platform.has_role('staff', 'admin')))
  with check (state <> 'draft' and reviewed_by = (select platform.account()) and (select platform.has_role('staff', 'admin')));

-- What everybody reads: no writer, no room, no need, no day.
create function sharing.stories(here text)
  returns table (id uuid, kind text, topic text, ward text, title text, words text, outcome text, changed text, month text)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select id, kind, topic, shown_ward, title, words, outcome, changed,
    to_char(published_at at time zone 'Asia/Tokyo', 'YYYY-MM')
  from sharing.report
  where municipality = here and platform.here(municipality) and state = 'published'
  order by published_at desc, id
  limit 200
$$;
