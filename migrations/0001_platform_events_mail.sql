-- The event table is audit trail, outbox and timeline at once. An event carries ids and codes, never personal text.
create schema if not exists platform;

create table platform.event (
  id bigint generated always as identity primary key,
  municipality text not null check (municipality ~ '^\d{6}$'),
  at timestamptz not null default now(),
  name text not null check (name ~ '^[a-z]+\.[a-z_]+$'),
  actor_kind text not null check (actor_kind in ('anonymous', 'account', 'link', 'system')),
  actor_id uuid,
  subject uuid not null,
  data jsonb not null default '{}'
);
create index event_subject on platform.event (subject, id);
create index event_name on platform.event (municipality, name, id);

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger event_append_only before update or delete on platform.event
  for each row execute function platform.refuse_change();
create trigger event_no_truncate before truncate on platform.event
  for each statement execute function platform.refuse_change();

-- Events whose reactions have not been handed to the job queue yet: written with the event, so none is lost.
create table platform.event_todo (
  event_id bigint primary key references platform.event (id)
);
create function platform.remember_event() returns trigger language plpgsql as $$
begin
  insert into platform.event_todo (event_id) values (new.id);
  return null;
end $$;
create trigger event_remember after insert on platform.event
  for each row execute function platform.remember_event();

-- A reaction that has happened: written in the transaction of its effect, so it happens once.
create table platform.reaction (
  event_id bigint not null references platform.event (id),
  name text not null,
  at timestamptz not null default now(),
  primary key (event_id, name)
);

create table platform.mail (
  id uuid primary key,
  municipality text not null check (municipality ~ '^\d{6}$'),
  to_address text not null check (length(to_address) between 3 and 320),
  subject text not null check (length(subject) between 1 and 200),
  body text not null,
  about uuid,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  attempts int not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null default now(),
  last_error text
);
create index mail_waiting on platform.mail (next_attempt_at) where sent_at is null;
create index mail_newest on platform.mail (municipality, created_at desc);
