create schema people;

create table people.account (
  municipality text not null references area.municipality (code),
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  email text check (length(email) <= 320),
  role text not null check (role in ('desk', 'staff', 'admin')),
  -- the organisation a desk member answers for (directory.organization; kept there, above this capability)
  organization_id uuid,
  wards text[] not null default '{}',
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (municipality, id),
  check ((role = 'desk') = (organization_id is not null))
);

-- One-time links to enter: only the hash is kept, so a stolen database opens no door.
create table people.entrance (
  token_hash text primary key,
  municipality text not null,
  account_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);

create table people.session (
  token_hash text primary key,
  municipality text not null,
  account_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);
create index session_account on people.session (municipality, account_id);
