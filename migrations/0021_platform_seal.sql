-- The log is sealed in batches: each seal covers every event since the one before it and carries that one's hash, so that
-- a removed, changed or inserted row shows (src/platform/seal.ts says exactly what is hashed).
create table platform.seal (
  number bigint primary key check (number > 0),
  first_id bigint not null,
  last_id bigint not null,
  events int not null check (events > 0),
  previous bytea not null check (length(previous) = 32),
  hash bytea not null unique check (length(hash) = 32),
  -- id (8 bytes) and hash (32) of each event, in the order of ids: tells which row it was
  leaves bytea not null check (length(leaves) = events * 40),
  sealed_at timestamptz not null,
  check (first_id <= last_id and events <= last_id - first_id + 1)
);

create function platform.refuse_loose_seal() returns trigger language plpgsql as $$
declare before platform.seal;
begin
  select * into before from platform.seal order by number desc limit 1;
  if new.number <> coalesce(before.number, 0) + 1
    or new.previous <> coalesce(before.hash, decode(repeat('00', 32), 'hex'))
    or new.first_id <= coalesce(before.last_id, 0) then
    raise exception 'seal % does not follow the one before it', new.number using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger seal_follows before insert on platform.seal for each row execute function platform.refuse_loose_seal();
create trigger seal_append_only before update or delete on platform.seal
  for each row execute function platform.refuse_change();
create trigger seal_no_truncate before truncate on platform.seal
  for each statement execute function platform.refuse_change();

-- What is printed for each day and kept outside the database: the last seal, and how many events it closes.
create table platform.anchor (
  day date primary key,
  seal bigint not null references platform.seal (number),
  hash bytea not null check (length(hash) = 32),
  events bigint not null check (events > 0),
  made_at timestamptz not null
);
create trigger anchor_append_only before update or delete on platform.anchor
  for each row execute function platform.refuse_change();
create trigger anchor_no_truncate before truncate on platform.anchor
  for each statement execute function platform.refuse_change();

-- Sealed by the system; seen by who audits. They hold hashes of the whole installation, and nobody's data.
alter table platform.seal enable row level security;
create policy by_system on platform.seal using ((select platform.is_system()));
create policy by_auditor on platform.seal for select using ((select platform.has_role('auditor', 'admin')));
alter table platform.anchor enable row level security;
create policy by_system on platform.anchor using ((select platform.is_system()));
create policy by_auditor on platform.anchor for select using ((select platform.has_role('auditor', 'admin')));

-- Who looked at what: by the one who looked, and by the day. By the thing looked at: event_subject.
create index event_actor on platform.event (actor_id, id) where actor_id is not null;
create index event_looked on platform.event (municipality, at) where name = 'people.looked';
