-- A person whom several care for, who they are tied to, and what they agreed to.
create schema sharing;

create table sharing.person (
  municipality text not null references area.municipality (code),
  id uuid not null,
  -- sealed by the service (src/platform/cipher.ts): name, reading, day of birth, telephone, address
  name text not null,
  kana text,
  born text,
  phone text,
  address text,
  ward text,
  created_by uuid not null,
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (municipality, id)
);

-- Who stands for whom: oneself, family, a lawful agent (成年後見人, 親権者 …) with what proves it.
create table sharing.tie (
  municipality text not null,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('self', 'family', 'agent')),
  proof text,
  confirmed_by uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (municipality, id),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  foreign key (municipality, account_id) references people.account (municipality, id),
  check (kind <> 'agent' or proof is not null),
  check (until is null or until >= since)
);
create unique index tie_once on sharing.tie (municipality, person_id, account_id) where until is null;
create index tie_account on sharing.tie (municipality, account_id);

-- Consent: to whom × which facts × what for × how long, in which words, given by whom and how; withdrawn at any time.
create table sharing.consent (
  municipality text not null,
  id uuid not null,
  person_id uuid not null,
  -- an organisation or one account; nobody else
  organization_id uuid,
  account_id uuid,
  facts text[] not null check (cardinality(facts) > 0
    and facts <@ array['basic', 'life', 'medical', 'money', 'abuse']),
  purpose text not null check (purpose in ('care', 'discharge', 'watch', 'referral', 'disaster')),
  since timestamptz not null,
  until timestamptz not null,
  -- the version of the text they read, and that text as it stood
  text_version text not null check (text_version ~ '^\d{4}-\d{2}$'),
  text_shown text not null,
  given_by text not null check (given_by in ('self', 'agent')),
  agent_tie uuid,
  way text not null check (way in ('screen', 'voice', 'paper')),
  -- of paper the scan, of voice who heard it: kept in sharing.file, or sealed here
  scan_id uuid,
  heard_by text,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_way text check (withdrawn_way in ('screen', 'voice', 'paper')),
  primary key (municipality, id),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  foreign key (municipality, agent_tie) references sharing.tie (municipality, id),
  check ((organization_id is null) <> (account_id is null)),
  check (until > since),
  check ((given_by = 'agent') = (agent_tie is not null)),
  check (way <> 'voice' or heard_by is not null),
  check (way <> 'paper' or scan_id is not null),
  check ((withdrawn_at is null) = (withdrawn_way is null))
);
create index consent_person on sharing.consent (municipality, person_id);

-- What a consent says cannot be rewritten: it can be withdrawn, and another can be given.
create function sharing.keep_consent() returns trigger language plpgsql as $$
begin
  if (old.person_id, old.organization_id, old.account_id, old.facts, old.purpose, old.since, old.until, old.text_version,
      old.given_by, old.way) is distinct from
     (new.person_id, new.organization_id, new.account_id, new.facts, new.purpose, new.since, new.until, new.text_version,
      new.given_by, new.way)
     or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at) then
    raise exception 'sharing.consent is not rewritten' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger consent_kept before update on sharing.consent
  for each row execute function sharing.keep_consent();

-- Persons whom the actor is tied to, as a list that needs no policy of its own.
create function sharing.tied_persons() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select person_id from sharing.tie where account_id = platform.account() and (until is null or until > now())
$$;

select platform.guard_rows('sharing.person');
select platform.guard_rows('sharing.tie');
select platform.guard_rows('sharing.consent');
create policy by_tie on sharing.person using (id in (select sharing.tied_persons()));
create policy by_tie on sharing.tie using (person_id in (select sharing.tied_persons()));
create policy by_tie on sharing.consent using (person_id in (select sharing.tied_persons()));
