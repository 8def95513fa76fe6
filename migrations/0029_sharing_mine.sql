-- What the person themselves may know of the rooms around them, and what goes when they ask for it.
alter table sharing.consent add foreign key (municipality, scan_id) references sharing.file (municipality, id);

-- A scan of a paper form, before it belongs to anything: read by who put it there and by the person.
create policy scan_by_adder on sharing.file for select
  using (room_id is null and added_by = (select platform.account()));
create policy add_scan on sharing.file for insert with check (room_id is null and added_by = (select platform.account())
  and (select platform.has_role('desk', 'chief', 'staff', 'admin'))
  and exists (select from sharing.person p where p.municipality = file.municipality and p.id = person_id));

-- When the city tells the person of a 支援会議.
create function sharing.conference_shown(here text) returns text
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select coalesce((select conference_shown from sharing.setting where municipality = here), 'after')
$$;
create function sharing.is_told(here text, basis text, held_at timestamptz, closed_at timestamptz) returns boolean
  language sql stable set search_path = sharing, pg_temp as $$
  select basis <> 'conference' or case sharing.conference_shown(here)
    when 'after' then held_at is not null when 'closed' then closed_at is not null else false end
$$;
-- Before it was held, a conference is known to who belongs to it: to tell the person first could make the danger worse
-- that it is about (個人情報保護法 第78条第1項第1号・第7号). Afterwards they learn that it was, and on which law it stood.
create policy told on sharing.room as restrictive for select using ((select platform.is_system())
  or person_id not in (select sharing.tied_persons())
  or id in (select sharing.my_rooms())
  or sharing.is_told(municipality, basis, held_at, closed_at));

-- Entries that staff decided to show on request.
create table sharing.disclosed (
  municipality text not null,
  disclosure_id uuid not null,
  entry_id uuid not null,
  primary key (municipality, disclosure_id, entry_id),
  foreign key (municipality, disclosure_id) references sharing.disclosure (municipality, id),
  foreign key (municipality, entry_id) references sharing.entry (municipality, id)
);
select platform.guard_rows('sharing.disclosed');
create policy by_staff on sharing.disclosed using ((select platform.has_role('staff', 'admin')));
create policy by_request on sharing.disclosed for select using (exists (select from sharing.disclosure d
  where d.municipality = disclosed.municipality and d.id = disclosure_id));

-- What is written for the person too. To an agent and to family nothing of violence is told: it may come from them. To
-- family only what the person agreed to for them. What was shown on request stays shown. Of a conference nothing leaves.
create function sharing.told_entries(here text, person uuid)
  returns table (id uuid, room_code text, author_id uuid, kind text, fact text, words text, written_at timestamptz,
    on_request boolean)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  with mine as (
    select t.kind from sharing.tie t where t.municipality = here and t.person_id = person
      and t.account_id = platform.account() and (t.until is null or t.until > now())
  ), shown as (
    select d.entry_id from sharing.disclosed d join sharing.disclosure x
      on x.municipality = d.municipality and x.id = d.disclosure_id
    where x.municipality = here and x.person_id = person
  )
  select e.id, r.code, e.author_id, e.kind, e.fact, e.words, e.written_at, e.audience <> 'all'
  from sharing.entry e join sharing.room r on r.municipality = e.municipality and r.id = e.room_id
  where e.municipality = here and platform.here(here) and r.person_id = person and e.words is not null
    and r.basis <> 'conference' and exists (select from mine m where case m.kind
      when 'self' then e.audience = 'all' or e.id in (select entry_id from shown)
      when 'agent' then e.fact <> 'abuse' and (e.audience = 'all' or e.id in (select entry_id from shown))
      else e.audience = 'all' and e.fact <> 'abuse' and exists (
        select from sharing.consent c where c.municipality = here and c.person_id = person
          and c.account_id = platform.account() and e.fact = any (c.facts) and c.purpose = r.purpose
          and c.withdrawn_at is null and c.since <= now() and c.until > now())
    end)
  order by e.written_at desc, e.id desc
$$;
create function sharing.told_files(here text, person uuid)
  returns table (id uuid, name text, type text, size int, added_at timestamptz)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select f.id, f.name, f.type, f.size, f.added_at from sharing.file f
  where f.municipality = here and f.person_id = person and f.removed_at is null
    and person in (select sharing.tied_persons())
    and (f.room_id is null or f.entry_id in (select t.id from sharing.told_entries(here, person) t))
  order by f.added_at
$$;
-- What was written by the team only: for staff, while a request waits for their answer.
create function sharing.asked_entries(here text, request uuid)
  returns table (id uuid, room_code text, author_id uuid, kind text, fact text, words text, written_at timestamptz)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select e.id, r.code, e.author_id, e.kind, e.fact, e.words, e.written_at
  from sharing.disclosure d
  join sharing.room r on r.municipality = d.municipality and r.person_id = d.person_id and r.basis <> 'conference'
  join sharing.entry e on e.municipality = r.municipality and e.room_id = r.id
  where d.municipality = here and platform.here(here) and d.id = request and d.kind = 'access' and d.state = 'asked'
    and platform.has_role('staff', 'admin') and e.audience = 'team' and e.words is not null
  order by e.written_at, e.id
$$;

-- Takes the words out of rooms; that there was something, by whom and when, stays.
create function sharing.empty_rooms(here text, rooms uuid[], at timestamptz) returns void
  language plpgsql set search_path = sharing, pg_temp as $$
begin
  update sharing.entry set words = null, taken_back_at = coalesce(taken_back_at, at)
    where municipality = here and room_id = any (rooms) and words is not null;
  update sharing.file set content = null, name = '', removed_at = coalesce(removed_at, at)
    where municipality = here and room_id = any (rooms) and (content is not null or name <> '');
  update sharing.item set words = case when template_key is null then '' else words end, note = null
    where municipality = here and room_id = any (rooms);
  update sharing.room set reason = case when basis = 'emergency' then '' end, review_note = null
    where municipality = here and id = any (rooms);
  -- what was published leads nowhere any more; what was not, was still about the person
  delete from sharing.report where municipality = here and room_id = any (rooms)
    and state not in ('accepted', 'published');
  update sharing.report set room_id = null where municipality = here and room_id = any (rooms);
end $$;
revoke execute on function sharing.empty_rooms from public;

-- Erases a person, on their open request, by staff. Consents stay as bare facts: they prove that it was lawful.
create function sharing.erase_person(here text, request uuid, at timestamptz) returns uuid
  language plpgsql security definer set search_path = sharing, pg_temp as $$
declare gone uuid;
begin
  if not (platform.is_system() or platform.has_role('staff', 'admin')) or not platform.here(here) then
    raise exception 'only staff erases' using errcode = 'insufficient_privilege';
  end if;
  select person_id into gone from sharing.disclosure
    where municipality = here and id = request and kind = 'erasure' and state = 'asked' for update;
  if gone is null then return null; end if;
  perform sharing.empty_rooms(here,
    array(select id from sharing.room where municipality = here and person_id = gone), at);
  update sharing.file set content = null, name = '', removed_at = coalesce(removed_at, at)
    where municipality = here and person_id = gone and (content is not null or name <> '');
  update sharing.person set name = '', kana = null, born = null, phone = null, address = null, ward = null,
    same_as = null, erased_at = at where municipality = here and id = gone;
  update sharing.consent set heard_by = '' where municipality = here and person_id = gone and heard_by is not null;
  update sharing.consent set withdrawn_at = at, withdrawn_by = platform.account(), withdrawn_way = 'screen'
    where municipality = here and person_id = gone and withdrawn_at is null;
  update sharing.tie set proof = case when proof is not null then '' end, reach = case when reach is not null then '' end,
    until = least(coalesce(until, at), greatest(at, since)) where municipality = here and person_id = gone;
  update sharing.disclosure set note = null where municipality = here and person_id = gone;
  delete from sharing.invite where municipality = here and person_id = gone;
  return gone;
end $$;

-- What has lain long enough: closed rooms whose words go.
create function sharing.empty_old_rooms(at timestamptz) returns table (municipality text, id uuid)
  language plpgsql security definer set search_path = sharing, pg_temp as $$
declare one record;
begin
  if not platform.is_system() then raise exception 'by the clock only' using errcode = 'insufficient_privilege'; end if;
  for one in
    select r.municipality as m, array_agg(r.id) as rooms from sharing.room r
      left join sharing.setting s on s.municipality = r.municipality
    where r.closed_at < at - make_interval(days => coalesce(s.kept_days, 1827)) and (
      exists (select from sharing.entry e where e.municipality = r.municipality and e.room_id = r.id and e.words is not null)
      or exists (select from sharing.file f where f.municipality = r.municipality and f.room_id = r.id and f.content is not null)
      or r.reason <> '' or r.review_note is not null)
    group by r.municipality
  loop
    perform sharing.empty_rooms(one.m, one.rooms, at);
    return query select one.m, unnest(one.rooms);
  end loop;
end $$;
