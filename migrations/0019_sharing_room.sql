-- Rooms around a person. A room has a legal basis, and its gate differs by basis:
-- consent: who the person agreed to, for the facts they agreed to; ends at once when the consent does.
-- conference: 支援会議 (社会福祉法 第106条の6): members fixed for the meeting, each pledged to secrecy; nothing leaves it.
-- emergency: broken in with a reason, for a limited time, and reviewed by somebody else.
create table sharing.room (
  municipality text not null,
  id uuid not null,
  -- what it is called in lists and mails: letters and digits, no name
  code text not null check (code ~ '^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$'),
  person_id uuid not null,
  basis text not null check (basis in ('consent', 'conference', 'emergency')),
  purpose text not null check (purpose in ('care', 'discharge', 'watch', 'referral', 'disaster')),
  need_id uuid,
  opened_by uuid not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- conference: who convened it (the city's section), when it meets, since when its members are fixed
  convened_by text check (length(convened_by) <= 100),
  meets_at timestamptz,
  fixed_at timestamptz,
  held_at timestamptz,
  -- emergency: why (sealed), until when, by when it must be reviewed, and what the review found
  reason text,
  ends_at timestamptz,
  review_by timestamptz,
  reviewed_by uuid,
  reviewed_at timestamptz,
  review text check (review in ('justified', 'not_justified')),
  review_note text,
  -- where the work went on when consent came
  moved_to uuid,
  primary key (municipality, id),
  unique (municipality, code),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id),
  foreign key (municipality, moved_to) references sharing.room (municipality, id),
  check (basis <> 'conference' or convened_by is not null),
  check ((basis = 'emergency') = (reason is not null and ends_at is not null and review_by is not null)),
  check (ends_at is null or (ends_at > opened_at and ends_at <= opened_at + interval '72 hours')),
  check ((reviewed_at is null) = (review is null) and (reviewed_at is null) = (reviewed_by is null)),
  -- nobody reviews their own breaking in
  check (reviewed_by is null or reviewed_by <> opened_by),
  check (held_at is null or fixed_at is not null),
  check (moved_to is null or closed_at is not null)
);
create index room_person on sharing.room (municipality, person_id);

create table sharing.member (
  municipality text not null,
  room_id uuid not null,
  account_id uuid not null,
  organization_id uuid,
  part text not null check (part in ('keeper', 'team', 'person', 'family')),
  profession text check (length(profession) <= 50),
  joined_at timestamptz not null,
  -- conference: the pledge of secrecy, and the version of its text
  pledged_at timestamptz,
  pledge_version text,
  seen_until timestamptz,
  -- when a mail last told them that something waits here: at most one for a room in an hour
  noticed_at timestamptz,
  left_at timestamptz,
  primary key (municipality, room_id, account_id),
  foreign key (municipality, room_id) references sharing.room (municipality, id),
  foreign key (municipality, account_id) references people.account (municipality, id),
  check ((pledged_at is null) = (pledge_version is null))
);
create index member_account on sharing.member (municipality, account_id) where left_at is null;

-- What is written: messages, observations, what was decided. Never rewritten; taken back, it leaves a mark.
create table sharing.entry (
  municipality text not null,
  id uuid not null,
  room_id uuid not null,
  author_id uuid not null,
  kind text not null check (kind in ('message', 'vital', 'visit', 'decision')),
  -- which kind of fact about the person it tells: who may read it depends on that
  fact text not null check (fact in ('basic', 'life', 'medical', 'money', 'abuse')),
  -- the team only, or the person and their family too
  audience text not null check (audience in ('team', 'all')),
  -- sealed
  words text,
  mentions uuid[] not null default '{}',
  answers uuid,
  important boolean not null default false,
  written_at timestamptz not null,
  taken_back_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, room_id) references sharing.room (municipality, id),
  foreign key (municipality, answers) references sharing.entry (municipality, id),
  check ((words is null) = (taken_back_at is not null)),
  -- what tells of abuse never goes to the family, by no mistake
  check (audience = 'team' or fact <> 'abuse')
);
create index entry_room on sharing.entry (municipality, room_id, written_at desc, id desc);

-- Read, and understood (了解).
create table sharing.mark (
  municipality text not null,
  entry_id uuid not null,
  account_id uuid not null,
  seen_at timestamptz not null,
  understood_at timestamptz,
  primary key (municipality, entry_id, account_id),
  foreign key (municipality, entry_id) references sharing.entry (municipality, id),
  check (understood_at is null or understood_at >= seen_at)
);

-- Files: small, of known types, looked through before anybody opens them. Name and content are sealed.
create table sharing.file (
  municipality text not null,
  id uuid not null,
  person_id uuid not null,
  room_id uuid,
  entry_id uuid,
  name text not null,
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'text/plain')),
  size int not null check (size between 1 and 10485760),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea,
  scan text not null check (scan in ('waiting', 'clean', 'refused', 'unscanned')),
  added_by uuid not null,
  added_at timestamptz not null,
  removed_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  foreign key (municipality, room_id) references sharing.room (municipality, id),
  foreign key (municipality, entry_id) references sharing.entry (municipality, id),
  check ((content is null) = (removed_at is not null))
);
create index file_room on sharing.file (municipality, room_id);

-- The checklist of going into and coming home from hospital (入退院支援), or any other.
create table sharing.item (
  municipality text not null,
  id uuid not null,
  room_id uuid not null,
  list text not null check (length(list) between 1 and 60),
  place int not null check (place >= 0),
  -- sealed when somebody wrote it; a key of the template otherwise
  words text not null,
  template_key text check (template_key ~ '^[a-z_.]+$'),
  owner_id uuid,
  due date,
  done_at timestamptz,
  done_by uuid,
  note text,
  -- which reminder has gone out last
  told text check (told in ('tomorrow', 'overdue')),
  primary key (municipality, id),
  foreign key (municipality, room_id) references sharing.room (municipality, id),
  check ((done_at is null) = (done_by is null))
);
create index item_room on sharing.item (municipality, room_id, list, place);

-- The gate in SQL. A room is reached by who is a member of it now, while it is open and its basis holds:
create function sharing.open_rooms() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select r.id from sharing.room r join sharing.member m on m.municipality = r.municipality and m.room_id = r.id
  where m.account_id = platform.account() and m.left_at is null and r.closed_at is null and case r.basis
    when 'consent' then m.part in ('person', 'family') or m.part = 'keeper' and platform.has_role('staff', 'admin') or exists (
      select from sharing.consent c where c.municipality = r.municipality and c.person_id = r.person_id
        and (c.organization_id = m.organization_id or c.account_id = m.account_id)
        and c.withdrawn_at is null and c.since <= now() and c.until > now() and c.purpose = r.purpose)
    when 'conference' then r.fixed_at is not null and m.pledged_at is not null
    when 'emergency' then r.ends_at > now()
  end
$$;
-- What may be known of a room by who belongs to it but stands before its gate: that it is there, and on what basis.
create function sharing.my_rooms() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select room_id from sharing.member where account_id = platform.account() and left_at is null
$$;
-- Rooms that the actor keeps: who belongs to them and when they end is theirs to say, also before the gate.
create function sharing.kept_rooms() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select room_id from sharing.member where account_id = platform.account() and left_at is null and part = 'keeper'
$$;
-- Open rooms that the actor works in: the person and the family do not.
create function sharing.team_rooms() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select room_id from sharing.member
  where account_id = platform.account() and left_at is null and part in ('keeper', 'team')
    and room_id in (select sharing.open_rooms())
$$;
-- Which facts the actor may read in a room on consent: those agreed to for them.
create function sharing.open_facts(room uuid) returns setof text
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select unnest(c.facts) from sharing.room r
  join sharing.member m on m.municipality = r.municipality and m.room_id = r.id and m.account_id = platform.account()
  join sharing.consent c on c.municipality = r.municipality and c.person_id = r.person_id
    and (c.organization_id = m.organization_id or c.account_id = m.account_id)
  where r.id = room and c.withdrawn_at is null and c.since <= now() and c.until > now() and c.purpose = r.purpose
$$;
-- Of which rooms the actor reads which facts, said to whom (mayRead in basis/rules.ts): on consent what was agreed to
-- for them; who keeps the room at the city also what is basic; the person all that is said to all. In a conference and an
-- emergency, everything.
create function sharing.reads() returns table (room_id uuid, fact text, audience text)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select r.id, f.fact, a.audience
  from sharing.room r join sharing.member m on m.municipality = r.municipality and m.room_id = r.id
  cross join unnest(array['basic', 'life', 'medical', 'money', 'abuse']) as f (fact)
  cross join unnest(array['team', 'all']) as a (audience)
  where m.account_id = platform.account() and m.left_at is null and r.id in (select sharing.open_rooms())
    and (a.audience = 'all' or m.part in ('keeper', 'team'))
    and (r.basis <> 'consent' or m.part = 'person'
      or m.part = 'keeper' and platform.has_role('staff', 'admin') and f.fact = 'basic'
      or exists (
        select from sharing.consent c where c.municipality = r.municipality and c.person_id = r.person_id
          and (c.organization_id = m.organization_id or c.account_id = m.account_id) and f.fact = any (c.facts)
          and c.withdrawn_at is null and c.since <= now() and c.until > now() and c.purpose = r.purpose))
  -- who broke in reads what stands in the rooms on consent around the person, and writes nothing there
  union all
  select r.id, f.fact, a.audience from sharing.room e
  join sharing.room r on r.municipality = e.municipality and r.person_id = e.person_id and r.basis = 'consent'
  cross join unnest(array['basic', 'life', 'medical', 'money', 'abuse']) as f (fact)
  cross join unnest(array['team', 'all']) as a (audience)
  where e.basis = 'emergency' and e.id in (select sharing.open_rooms())
$$;
-- What stands in an open room but may not be read by the actor: that it is there, by whom, which kind of fact. No words.
create function sharing.veiled(room uuid, before timestamptz, after timestamptz)
  returns table (id uuid, author_id uuid, kind text, fact text, audience text, written_at timestamptz)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select e.id, e.author_id, e.kind, e.fact, e.audience, e.written_at from sharing.entry e
  where e.room_id = room and room in (select sharing.open_rooms()) and e.taken_back_at is null
    and e.written_at < before and e.written_at >= after and e.author_id <> platform.account()
    and (e.audience = 'all' or room in (select sharing.team_rooms()))
    and (e.room_id, e.fact, e.audience) not in (select r.room_id, r.fact, r.audience from sharing.reads() r)
  order by e.written_at desc limit 200
$$;
-- Persons whom the actor meets: in an open room, by a consent that names them, as a reviewer of an emergency.
create function sharing.met_persons() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select person_id from sharing.room where id in (select sharing.open_rooms())
  union select c.person_id from sharing.consent c
    where (c.organization_id = platform.organization() or c.account_id = platform.account()) and 'basic' = any (c.facts)
      and c.withdrawn_at is null and c.since <= now() and c.until > now()
  union select person_id from sharing.room where basis = 'emergency' and platform.has_role('admin', 'auditor')
$$;
-- People at work whom a keeper can bring in: their names and places are no secret among those at work.
create function sharing.workers(sought text)
  returns table (id uuid, name text, role text, organization_id uuid, section text)
  language sql stable security definer set search_path = sharing, people, pg_temp as $$
  select a.id, a.name, a.role, a.organization_id, a.section from people.account a
  where platform.here(a.municipality) and platform.has_role('commissioner', 'desk', 'chief', 'staff', 'admin')
    and a.role in ('supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin') and a.left_at is null
    and sought <> '' and position(sought in a.name) > 0
  order by a.name limit 30
$$;

select platform.guard_rows('sharing.room');
select platform.guard_rows('sharing.member');
select platform.guard_rows('sharing.entry');
select platform.guard_rows('sharing.mark');
select platform.guard_rows('sharing.file');
select platform.guard_rows('sharing.item');
create policy by_member on sharing.room for select using (id in (select sharing.my_rooms()));
create policy by_reader on sharing.room for select using (id in (select r.room_id from sharing.reads() r));
create policy by_keeper on sharing.room for update using (id in (select sharing.kept_rooms()));
create policy by_opener on sharing.room for select using (opened_by = (select platform.account()));
create policy begin on sharing.room for insert with check (opened_by = (select platform.account()));
create policy by_reviewer on sharing.room for select
  using (basis = 'emergency' and (select platform.has_role('admin', 'auditor')));
create policy review on sharing.room for update
  using (basis = 'emergency' and (select platform.has_role('admin', 'auditor')));
create policy by_tie on sharing.room for select using (person_id in (select sharing.tied_persons()));
create policy by_member on sharing.member for select using (room_id in (select sharing.my_rooms()));
create policy by_reviewer on sharing.member for select using (exists (
  select from sharing.room r where r.municipality = member.municipality and r.id = room_id and r.basis = 'emergency'
    and platform.has_role('admin', 'auditor')));
create policy by_self on sharing.member for update using (account_id = (select platform.account()) and left_at is null)
  with check (account_id = (select platform.account()));
create policy by_keeper on sharing.member using (room_id in (select sharing.kept_rooms()));
create policy by_opener on sharing.member for insert with check (exists (
  select from sharing.room r where r.municipality = member.municipality and r.id = room_id
    and r.opened_by = (select platform.account())));
create policy by_reader on sharing.entry for select
  using ((room_id, fact, audience) in (select r.room_id, r.fact, r.audience from sharing.reads() r));
create policy by_author on sharing.entry
  using (author_id = (select platform.account()) and room_id in (select sharing.open_rooms()))
  with check (author_id = (select platform.account()) and room_id in (select sharing.open_rooms())
    and (audience = 'all' or room_id in (select sharing.team_rooms())));
create policy by_reader on sharing.mark for select using (exists (
  select from sharing.entry e where e.municipality = mark.municipality and e.id = entry_id));
create policy own on sharing.mark using (account_id = (select platform.account()) and exists (
  select from sharing.entry e where e.municipality = mark.municipality and e.id = entry_id));
create policy by_reader on sharing.file for select using (room_id is not null and exists (
  select from sharing.entry e where e.municipality = file.municipality and e.id = entry_id));
create policy by_adder on sharing.file
  using (added_by = (select platform.account()) and room_id in (select sharing.open_rooms()));
create policy by_tie on sharing.file using (person_id in (select sharing.tied_persons()) and room_id is null);
create policy by_team on sharing.item using (room_id in (select sharing.team_rooms()));
create policy by_owner on sharing.item
  using (owner_id = (select platform.account()) and room_id in (select sharing.open_rooms()));

-- The person of a room is known to who stands in it; what they agreed to also to who stands before its gate: it says why.
create policy by_room on sharing.person using (id in (select sharing.met_persons()));
create policy by_author on sharing.person using (created_by = (select platform.account()));
create policy begin on sharing.person for insert with check (created_by = (select platform.account()));
create policy by_room on sharing.consent for select
  using (exists (select from sharing.room r where r.municipality = consent.municipality and r.person_id = consent.person_id));
create policy by_recipient on sharing.consent for select
  using (organization_id = (select platform.organization()) or account_id = (select platform.account()));
create policy record on sharing.consent for insert with check (recorded_by = (select platform.account()));
create policy by_recorder on sharing.consent using (recorded_by = (select platform.account()));
create policy confirm on sharing.tie for insert with check (confirmed_by = (select platform.account()));
create policy by_room on sharing.tie for select
  using (exists (select from sharing.room r where r.municipality = tie.municipality and r.person_id = tie.person_id));

-- Events about a room or a person are read by who reaches it.
create policy by_room on platform.event for select
  using (exists (select from sharing.room r where r.municipality = event.municipality and r.id = event.subject));
create policy by_person on platform.event for select
  using (event.subject in (select sharing.tied_persons()));
