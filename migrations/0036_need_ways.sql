-- How a person is told beside the mail address that they left: a browser (web push), LINE. Erased with the need.
create table need.way (
  municipality text not null,
  id uuid not null,
  need_id uuid not null,
  channel text not null check (channel in ('push', 'line')),
  -- sealed: the subscription (JSON), or the LINE user id
  address text not null constraint way_sealed check (address ~ '^v1\.' and length(address) <= 4000),
  -- keyed hash of it: the same browser or account is no second way, and whoever leaves LINE is found
  address_hash text not null check (address_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  primary key (municipality, id),
  unique (municipality, need_id, address_hash),
  foreign key (municipality, need_id) references need.item (municipality, id)
);
create index way_address on need.way (municipality, address_hash);
select platform.guard_rows('need.way');
create policy by_holder on need.way
  using (need_id = any ((select platform.held_ids())::uuid[]) or address_hash = any ((select platform.holds())::text[]));

-- A code that the person sends to the city's LINE account, once, within minutes.
create table need.line_code (
  municipality text not null,
  code_hash text not null check (code_hash ~ '^[0-9a-f]{64}$'),
  need_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  used_at timestamptz,
  primary key (municipality, code_hash),
  foreign key (municipality, need_id) references need.item (municipality, id)
);
select platform.guard_rows('need.line_code');
create policy by_holder on need.line_code
  using (need_id = any ((select platform.held_ids())::uuid[]) or code_hash = any ((select platform.holds())::text[]));

-- What LINE has told us already: told again, it does nothing.
create table need.line_event (
  municipality text not null check (municipality ~ '^\d{6}$'),
  id text not null check (length(id) between 1 and 100),
  at timestamptz not null,
  primary key (municipality, id)
);
select platform.guard_rows('need.line_event');
create policy by_holder on need.line_event using (id = any ((select platform.holds())::text[]));
