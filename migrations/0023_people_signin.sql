-- Sign-in: mailed links, passkeys, codes that change with time, other sites' sign-in; sessions one can see; members.

create index account_organization on people.account (municipality, organization_id);

-- A city without an administrator could not let anybody in again. The rows are locked, so that two cannot end each other.
create function people.keep_an_admin() returns trigger language plpgsql as $$
begin
  perform 1 from people.account where municipality = old.municipality and role = 'admin' and left_at is null
    order by id for update;
  if not exists (select from people.account where municipality = old.municipality and role = 'admin'
    and left_at is null and id <> old.id) then
    raise exception 'the last administrator stays' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger account_keep_an_admin before update on people.account for each row
  when (old.role = 'admin' and old.left_at is null and (new.role <> 'admin' or new.left_at is not null))
  execute function people.keep_an_admin();

-- Whoever was signed in signs in again: what an old session was worth is not known.
delete from people.session;
alter table people.session
  add column id uuid not null unique,
  add column factors integer not null check (factors in (1, 2)),
  add column way text not null check (way in ('mail', 'printed', 'passkey', 'totp', 'recovery', 'oidc', 'invitation')),
  -- a family of browsers and a system, never the whole of what the browser says of itself
  add column device text not null default '' check (length(device) <= 60),
  add column seen_at timestamptz not null default now(),
  add column idle_at timestamptz not null,
  alter column created_at drop default;

alter table people.entrance
  add column factors integer not null default 1 check (factors in (1, 2)),
  add column next text check (next ~ '^/($|[^/\\])' and length(next) <= 500);

-- An address that was typed, until a job has looked whether anybody has it: the answer cannot depend on that.
create table people.asking (
  municipality text not null,
  id uuid not null,
  sealed_email text not null,
  lang text not null check (lang in ('ja', 'easy', 'en')),
  next text check (next ~ '^/($|[^/\\])' and length(next) <= 500),
  created_at timestamptz not null,
  primary key (municipality, id)
);

-- Between two steps of one sign-in: bound to a browser, used once, soon over.
create table people.handshake (
  token_hash text primary key,
  municipality text not null,
  kind text not null check (kind in ('passkey.enter', 'passkey.add', 'oidc.enter', 'oidc.link', 'oidc.accept')),
  account_id uuid,
  -- the provider, or the invitation that is accepted through it
  provider text,
  invitation_id uuid,
  -- the challenge of a passkey, or nonce and verifier of OpenID Connect
  sealed text not null,
  next text check (next ~ '^/($|[^/\\])' and length(next) <= 500),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);

create table people.passkey (
  municipality text not null,
  id uuid not null,
  account_id uuid not null,
  credential_id text not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  name text not null check (length(name) between 1 and 60),
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (municipality, id),
  unique (municipality, credential_id),
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);
create index passkey_account on people.passkey (municipality, account_id);

create table people.totp (
  municipality text not null,
  account_id uuid not null,
  sealed_secret text not null,
  created_at timestamptz not null,
  -- the session it was shown to: nobody confirms a secret that somebody else has seen
  shown_to uuid not null,
  confirmed_at timestamptz,
  -- the last step of time whose code was taken: none is taken twice
  last_step bigint not null default 0,
  primary key (municipality, account_id),
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);

create table people.recovery (
  municipality text not null,
  account_id uuid not null,
  code_hash text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (municipality, account_id, code_hash),
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);

-- Who somebody is at another site. Linked by the person, never by a mail address that happens to be the same.
create table people.identity (
  municipality text not null,
  issuer text not null check (length(issuer) <= 500),
  subject text not null check (length(subject) <= 255),
  id uuid not null unique,
  account_id uuid not null,
  provider text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (municipality, issuer, subject),
  foreign key (municipality, account_id) references people.account (municipality, id) on delete cascade
);
create index identity_account on people.identity (municipality, account_id);

create table people.invitation (
  municipality text not null,
  id uuid not null,
  token_hash text not null unique,
  sealed_email text not null,
  name text not null check (length(name) between 1 and 100),
  role text not null check (role in ('supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin', 'auditor')),
  organization_id uuid,
  wards text[] not null default '{}',
  section text check (length(section) <= 100),
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at <= created_at + interval '72 hours'),
  accepted_at timestamptz,
  account_id uuid,
  revoked_at timestamptz,
  primary key (municipality, id),
  check ((accepted_at is null) = (account_id is null)),
  check (case when role in ('desk', 'chief') then organization_id is not null
    when role = 'supporter' then true else organization_id is null end),
  foreign key (municipality, invited_by) references people.account (municipality, id),
  foreign key (municipality, account_id) references people.account (municipality, id)
);

-- How often something was tried, by a keyed hash of what: an address, a client, an account. All processes count here.
create table people.attempt (
  municipality text not null,
  key text not null,
  -- until when the tries so far fill their measure
  busy_until timestamptz not null,
  failures integer not null default 0 check (failures >= 0),
  locked_until timestamptz,
  seen_at timestamptz not null,
  primary key (municipality, key)
);

-- Behind the door only: keys, second factors and tries are nobody's to read, not even one's own by SQL.
select platform.guard_rows('people.asking');
select platform.guard_rows('people.handshake');
select platform.guard_rows('people.passkey');
select platform.guard_rows('people.totp');
select platform.guard_rows('people.recovery');
select platform.guard_rows('people.identity');
select platform.guard_rows('people.invitation');
select platform.guard_rows('people.attempt');
create policy by_door on people.asking using ((select platform.kind()) = 'door');
create policy by_door on people.handshake using ((select platform.kind()) = 'door');
create policy by_door on people.passkey using ((select platform.kind()) = 'door');
create policy by_door on people.totp using ((select platform.kind()) = 'door');
create policy by_door on people.recovery using ((select platform.kind()) = 'door');
create policy by_door on people.identity using ((select platform.kind()) = 'door');
create policy by_door on people.invitation using ((select platform.kind()) = 'door');
create policy by_door on people.attempt using ((select platform.kind()) = 'door');
