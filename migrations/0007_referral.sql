-- The warm hand-off: a FHIR SDOH Clinical Care Task from a need to a desk that acts.
create schema referral;

create table referral.task (
  municipality text not null,
  id uuid not null,
  need_id uuid not null,
  service_id uuid not null,
  organization_id uuid not null,
  status text not null check (status in
    ('requested', 'accepted', 'rejected', 'in-progress', 'on-hold', 'completed', 'failed', 'cancelled')),
  status_reason text check (status_reason in
    ('area', 'scope', 'full', 'already', 'other', 'withdrawn', 'unreachable', 'refused', 'forwarded')),
  status_note text check (length(status_note) <= 2000),
  -- why this desk, as it was shown: lines in the words of the directory
  why text[] not null default '{}',
  -- the earlier task that this one continues after a refusal
  part_of uuid,
  requested_at timestamptz not null,
  answer_by timestamptz not null,
  contact_by timestamptz not null,
  seen_at timestamptz,
  answered_at timestamptz,
  responder text check (length(responder) <= 100),
  outcome text check (outcome in ('resolved', 'continuing', 'partly', 'referred', 'no_change')),
  closed_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id),
  foreign key (municipality, service_id) references directory.service (municipality, id),
  foreign key (municipality, organization_id) references directory.organization (municipality, id),
  foreign key (municipality, part_of) references referral.task (municipality, id),
  check (answer_by <= contact_by),
  check ((status in ('completed', 'failed', 'cancelled', 'rejected')) = (closed_at is not null)),
  check ((status = 'completed') = (outcome is not null)),
  check ((status in ('rejected', 'cancelled', 'failed')) = (status_reason is not null) or status = 'on-hold'),
  check (status not in ('accepted', 'in-progress', 'on-hold', 'completed') or (answered_at is not null and responder is not null))
);
create index task_need on referral.task (municipality, need_id);
create index task_open on referral.task (municipality, organization_id, contact_by) where closed_at is null;
-- one desk is asked about a need once at a time
create unique index task_once on referral.task (municipality, need_id, organization_id) where closed_at is null;

-- Only the transitions of FHIR SDOH Clinical Care 3.0.0 (ReferralTaskStateDiagram), whoever writes.
create function referral.refuse_jump() returns trigger language plpgsql as $$
begin
  if old.status <> new.status and not (old.status, new.status) in (
    ('requested', 'accepted'), ('requested', 'rejected'), ('requested', 'cancelled'),
    ('accepted', 'in-progress'), ('accepted', 'on-hold'), ('accepted', 'completed'), ('accepted', 'failed'), ('accepted', 'cancelled'),
    ('in-progress', 'on-hold'), ('in-progress', 'completed'), ('in-progress', 'failed'), ('in-progress', 'cancelled'),
    ('on-hold', 'in-progress'), ('on-hold', 'completed'), ('on-hold', 'failed'), ('on-hold', 'cancelled')
  ) then
    raise exception 'referral.task cannot go from % to %', old.status, new.status using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger task_transition before update on referral.task for each row execute function referral.refuse_jump();

-- The link in the desk's mail, and the one-time codes that open it. Hashes only.
create table referral.link (
  municipality text not null,
  token_hash text primary key,
  task_id uuid not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (municipality, task_id) references referral.task (municipality, id) on delete cascade
);
create index link_task on referral.link (municipality, task_id);

create table referral.opening (
  id uuid primary key,
  link_hash text not null references referral.link (token_hash) on delete cascade,
  code_hash text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  attempts int not null default 0 check (attempts between 0 and 5),
  used_at timestamptz
);
create index opening_link on referral.opening (link_hash, created_at desc);

-- Notes to the file: by the desk or by staff.
create table referral.note (
  municipality text not null,
  id uuid not null,
  need_id uuid not null,
  author text not null check (length(author) <= 100),
  words text not null check (length(words) between 1 and 2000),
  created_at timestamptz not null,
  primary key (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id)
);
create index note_need on referral.note (municipality, need_id, created_at);
