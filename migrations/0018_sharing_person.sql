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
  -- keyed hash of name and day of birth: tells that a record is there already, and nothing of it
  same_as text check (length(same_as) between 16 and 200),
  created_by uuid not null,
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (municipality, id),
  check (erased_at is null or (name = '' and num_nonnulls(kana, born, phone, address, same_as) = 0))
);
create index person_same on sharing.person (municipality, same_as) where same_as is not null;

-- Who stands for whom: oneself, family, a lawful agent (成年後見人, 親権者 …) with what proves it.
create table sharing.tie (
  municipality text not null,
  id uuid not null,
  person_id uuid not null,
  account_id uuid not null,
  kind text not null check (kind in ('self', 'family', 'agent')),
  -- 成年後見人, 保佐人, 補助人, 任意後見人, 親権者
  ground text check (ground in ('guardian', 'curator', 'assistant', 'voluntary', 'parent')),
  -- sealed: which paper was seen; of 保佐人 and 補助人 also what they may act in
  proof text,
  reach text,
  confirmed_by uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (municipality, id),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  foreign key (municipality, account_id) references people.account (municipality, id),
  check (kind <> 'agent' or proof is not null),
  check ((kind = 'agent') = (ground is not null)),
  check (ground is null or ground not in ('curator', 'assistant') or reach is not null),
  -- a lawful ground is looked at again, at the latest after two years
  check (kind <> 'agent' or (until is not null and until <= since + interval '2 years')),
  check (until is null or until >= since)
);
create unique index tie_once on sharing.tie (municipality, person_id, account_id) where until is null;
create index tie_account on sharing.tie (municipality, account_id);

-- A tie can be ended, and never be widened.
create function sharing.keep_tie() returns trigger language plpgsql as $$
begin
  if (old.person_id, old.account_id, old.kind, old.ground, old.confirmed_by, old.since) is distinct from
     (new.person_id, new.account_id, new.kind, new.ground, new.confirmed_by, new.since)
     or coalesce(new.until, 'infinity') > coalesce(old.until, 'infinity') then
    raise exception 'sharing.tie is not widened' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger tie_kept before update on sharing.tie for each row execute function sharing.keep_tie();

-- A code on paper or in a mail, typed once by whoever is to be tied while signed in. Only its hash is kept; the day of
-- birth is asked beside it, so that a lost paper ties nobody.
create table sharing.invite (
  municipality text not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('self', 'family', 'agent')),
  ground text,
  proof text,
  reach text,
  tie_until timestamptz,
  code_hash text not null,
  check_hash text,
  tries int not null default 0 check (tries between 0 and 5),
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (municipality, id),
  unique (municipality, code_hash),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  check (expires_at > created_at and expires_at <= created_at + interval '31 days'),
  check (kind <> 'agent' or (ground is not null and proof is not null and tie_until is not null))
);

-- Consent that is asked for: to whom, of what, what for, how long. Its number stands on the paper and leads back here.
create table sharing.asking (
  municipality text not null,
  id uuid not null,
  code text not null check (code ~ '^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$'),
  person_id uuid not null,
  organizations uuid[] not null default '{}',
  accounts uuid[] not null default '{}',
  facts text[] not null check (cardinality(facts) > 0
    and facts <@ array['basic', 'life', 'medical', 'money', 'abuse']),
  purpose text not null check (purpose in ('care', 'discharge', 'watch', 'referral', 'disaster')),
  days int not null check (days between 1 and 365),
  text_version text not null check (text_version ~ '^\d{4}-\d{2}$'),
  created_by uuid not null,
  organization_id uuid,
  created_at timestamptz not null,
  state text not null check (state in ('open', 'agreed', 'declined')),
  answered_at timestamptz,
  primary key (municipality, id),
  unique (municipality, code),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  check (cardinality(organizations) + cardinality(accounts) between 1 and 20),
  check ((state = 'open') = (answered_at is null))
);
create index asking_person on sharing.asking (municipality, person_id, state);

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
  asking_id uuid,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_way text check (withdrawn_way in ('screen', 'voice', 'paper')),
  reminded_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  foreign key (municipality, agent_tie) references sharing.tie (municipality, id),
  foreign key (municipality, asking_id) references sharing.asking (municipality, id),
  check ((organization_id is null) <> (account_id is null)),
  check (until > since and until <= since + interval '366 days'),
  check ((given_by = 'agent') = (agent_tie is not null)),
  check (way <> 'voice' or heard_by is not null),
  check (way <> 'paper' or scan_id is not null),
  check ((withdrawn_at is null) = (withdrawn_way is null))
);
create index consent_person on sharing.consent (municipality, person_id);
create index consent_ends on sharing.consent (until) where withdrawn_at is null and reminded_at is null;

-- An agent speaks for this person, by a ground that holds on that day.
create function sharing.check_consent() returns trigger language plpgsql security definer
  set search_path = sharing, pg_temp as $$
begin
  if new.agent_tie is not null and not exists (
    select from sharing.tie t where t.municipality = new.municipality and t.id = new.agent_tie
      and t.person_id = new.person_id and t.kind = 'agent'
      and t.since <= new.recorded_at and (t.until is null or t.until > new.recorded_at)) then
    raise exception 'an agent without a ground cannot consent' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger consent_checked before insert on sharing.consent
  for each row execute function sharing.check_consent();

-- What a consent says cannot be rewritten: it can be withdrawn, and another can be given.
create function sharing.keep_consent() returns trigger language plpgsql as $$
begin
  if (old.person_id, old.organization_id, old.account_id, old.facts, old.purpose, old.since, old.until, old.text_version,
      old.text_shown, old.given_by, old.agent_tie, old.way, old.scan_id, old.asking_id, old.recorded_by, old.recorded_at)
     is distinct from
     (new.person_id, new.organization_id, new.account_id, new.facts, new.purpose, new.since, new.until, new.text_version,
      new.text_shown, new.given_by, new.agent_tie, new.way, new.scan_id, new.asking_id, new.recorded_by, new.recorded_at)
     or (old.withdrawn_at is not null and (old.withdrawn_at, old.withdrawn_by, old.withdrawn_way)
       is distinct from (new.withdrawn_at, new.withdrawn_by, new.withdrawn_way)) then
    raise exception 'sharing.consent is not rewritten' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger consent_kept before update on sharing.consent
  for each row execute function sharing.keep_consent();

-- What the person asks staff for: to see what the team wrote (開示, 個人情報保護法 第76条: within 30 days, 第83条), or
-- that what stands about them goes (消去).
create table sharing.disclosure (
  municipality text not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('access', 'erasure')),
  state text not null check (state in ('asked', 'given', 'partly', 'refused')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  answered_by uuid,
  answered_at timestamptz,
  -- why not, or not all: the numbers of 第78条第1項, or a duty to keep
  reason text check (reason in ('life', 'others', 'office', 'duty')),
  -- sealed: the answer in words
  note text,
  primary key (municipality, id),
  foreign key (municipality, person_id) references sharing.person (municipality, id),
  check (due_at > asked_at),
  check ((state = 'asked') = (answered_at is null) and (answered_at is null) = (answered_by is null)),
  check (state not in ('partly', 'refused') or reason is not null)
);
create unique index disclosure_once on sharing.disclosure (municipality, person_id, kind) where state = 'asked';

-- How a municipality has it: how long words of a closed room stay, and when the person is told of a 支援会議.
create table sharing.setting (
  municipality text primary key references area.municipality (code),
  kept_days int not null default 1827 check (kept_days between 365 and 3660),
  conference_shown text not null default 'after' check (conference_shown in ('after', 'closed', 'never'))
);

-- Persons for whom the actor acts: oneself, and those one is the lawful agent of. Family does not act for anybody.
create function sharing.tied_persons() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select person_id from sharing.tie
  where account_id = platform.account() and kind in ('self', 'agent') and (until is null or until > now())
$$;
create function sharing.family_persons() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select person_id from sharing.tie
  where account_id = platform.account() and kind = 'family' and (until is null or until > now())
$$;
-- Persons whose basic facts were agreed to for the actor, now.
create function sharing.agreed_persons() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select person_id from sharing.consent
  where (account_id = platform.account() or organization_id = platform.organization())
    and 'basic' = any (facts) and withdrawn_at is null and since <= now() and until > now()
$$;
-- Persons who wait for an answer of the city's staff: until it is given, staff reach what they must decide on.
create function sharing.asking_persons() returns setof uuid
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select person_id from sharing.disclosure where state = 'asked' and platform.has_role('staff', 'admin')
$$;
create function sharing.is_person_there(here text, hash text) returns boolean
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select platform.here(here) and platform.has_role('desk', 'chief', 'staff', 'admin')
    and exists (select from sharing.person where municipality = here and same_as = hash)
$$;
create function sharing.is_code_taken(here text, wanted text) returns boolean
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select exists (select from sharing.asking where municipality = here and code = wanted)
$$;
-- Those at work, to be named as a recipient. Their names are no secret to each other; nothing else of them is told.
create function sharing.at_work(here text, wanted text)
  returns table (id uuid, name text, organization_id uuid)
  language sql stable security definer set search_path = sharing, pg_temp as $$
  select a.id, a.name, a.organization_id from people.account a
  where a.municipality = here and platform.here(here) and platform.kind() in ('account', 'system')
    and a.left_at is null and a.role in ('supporter', 'commissioner', 'desk', 'chief')
    and position(wanted in a.name) > 0
  order by a.name limit 10
$$;

-- The one way to be tied: a code that was made for this person, typed by the account itself. The tie takes over the id of
-- the code, to which its sealed proof is bound.
create function sharing.redeem(here text, code text, proof_of_birth text, at timestamptz)
  returns table (outcome text, tie uuid, person uuid, as_kind text, confirmed uuid)
  language plpgsql security definer set search_path = sharing, pg_temp as $$
declare found sharing.invite;
begin
  if not platform.here(here) or platform.kind() <> 'account' or not platform.has_role('resident') then
    return query select 'gone', null::uuid, null::uuid, null::text, null::uuid;
    return;
  end if;
  select * into found from sharing.invite i
    where i.municipality = here and i.code_hash = code and i.used_at is null and i.expires_at > at for update;
  if found.id is null or found.tries >= 5 then
    return query select 'gone', null::uuid, null::uuid, null::text, null::uuid;
  elsif found.check_hash is not null and found.check_hash is distinct from proof_of_birth then
    update sharing.invite i set tries = i.tries + 1 where i.municipality = here and i.id = found.id;
    return query select 'wrong', null::uuid, null::uuid, null::text, null::uuid;
  elsif exists (select from sharing.tie t where t.municipality = here and t.person_id = found.person_id
      and (t.account_id = platform.account() or found.kind = 'self' and t.kind = 'self')
      and (t.until is null or t.until > at)) then
    return query select 'already', null::uuid, found.person_id, found.kind, found.created_by;
  else
    update sharing.invite i set used_at = at where i.municipality = here and i.id = found.id;
    insert into sharing.tie (municipality, id, person_id, account_id, kind, ground, proof, reach, confirmed_by, since, until)
    values (here, found.id, found.person_id, platform.account(), found.kind, found.ground, found.proof, found.reach,
      found.created_by, at, found.tie_until);
    return query select 'tied', found.id, found.person_id, found.kind, found.created_by;
  end if;
end $$;

select platform.guard_rows('sharing.person');
select platform.guard_rows('sharing.tie');
select platform.guard_rows('sharing.invite');
select platform.guard_rows('sharing.asking');
select platform.guard_rows('sharing.consent');
select platform.guard_rows('sharing.disclosure');
select platform.guard_rows('sharing.setting');

create policy by_tie on sharing.person for select using (id in (select sharing.tied_persons()));
create policy by_family on sharing.person for select using (id in (select sharing.family_persons()));
create policy by_consent on sharing.person for select using (id in (select sharing.agreed_persons()));
create policy by_request on sharing.person for select using (id in (select sharing.asking_persons()));
create policy by_work on sharing.person as restrictive for insert
  with check ((select platform.is_system() or platform.has_role('desk', 'chief', 'staff', 'admin')));

create policy by_tie on sharing.tie using (person_id in (select sharing.tied_persons()));
create policy by_self on sharing.tie using (account_id = (select platform.account()));
create policy by_confirmer on sharing.tie using (confirmed_by = (select platform.account()));
-- Nobody writes a tie by hand, their own least of all: sharing.redeem does.
create policy by_code on sharing.tie as restrictive for insert with check ((select platform.is_system()));

create policy by_maker on sharing.invite using (created_by = (select platform.account()))
  with check (created_by = (select platform.account())
    and exists (select from sharing.person p where p.municipality = invite.municipality and p.id = person_id)
    and ((select platform.has_role('desk', 'chief', 'staff', 'admin'))
      -- the person lets family in; nobody makes themselves an agent
      or (kind = 'family' and person_id in (select sharing.tied_persons()))));

create policy by_maker on sharing.asking using (created_by = (select platform.account())
  or organization_id = (select platform.organization()));
create policy by_tie on sharing.asking using (person_id in (select sharing.tied_persons()));
create policy of_known on sharing.asking as restrictive for insert with check ((select platform.is_system())
  or created_by = (select platform.account())
    and exists (select from sharing.person p where p.municipality = asking.municipality and p.id = person_id));

create policy by_tie on sharing.consent for select using (person_id in (select sharing.tied_persons()));
create policy for_recipient on sharing.consent for select using (account_id = (select platform.account())
  or organization_id = (select platform.organization()));
create policy by_keeper on sharing.consent for select using (exists (select from sharing.person p
  where p.municipality = consent.municipality and p.id = person_id and p.created_by = (select platform.account())));
create policy withdraw on sharing.consent for update using (person_id in (select sharing.tied_persons())
  or (select platform.has_role('desk', 'chief', 'staff', 'admin'))
    and exists (select from sharing.person p where p.municipality = consent.municipality and p.id = person_id));
-- Who writes a consent down: the person or their agent, or somebody at work who knows the person. From now on, never
-- from before.
create policy lawfully on sharing.consent as restrictive for insert with check ((select platform.is_system())
  or recorded_by = (select platform.account()) and since >= recorded_at and withdrawn_at is null
    and (person_id in (select sharing.tied_persons()) and way = 'screen'
      or (select platform.has_role('desk', 'chief', 'staff', 'admin'))
        and exists (select from sharing.person p where p.municipality = consent.municipality and p.id = person_id)));

create policy by_tie on sharing.disclosure for select using (person_id in (select sharing.tied_persons()));
create policy ask on sharing.disclosure for insert with check (state = 'asked'
  and asked_by = (select platform.account()) and person_id in (select sharing.tied_persons()));
create policy by_staff on sharing.disclosure using ((select platform.has_role('staff', 'admin')))
  with check ((select platform.has_role('staff', 'admin')) and answered_by = (select platform.account()));
create policy by_everybody on sharing.setting for select using (true);
create policy by_admin on sharing.setting using ((select platform.has_role('admin')));
