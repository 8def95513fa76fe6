-- What matching learns from, what it has learned, and what people were shown.

-- A need that came to its end at a desk, with nothing of the person in it: words that the word list or the public
-- catalogue holds, sorted; the desk; how it went; the week. No id leads back, so that there is nothing to erase.
create table matching.past_case (
  municipality text not null,
  id uuid not null,
  words text[] not null check (cardinality(words) between 1 and 24),
  service_id uuid not null,
  outcome text not null check (outcome in ('helped', 'partly', 'not')),
  week date not null check (extract(isodow from week) = 1),
  primary key (municipality, id),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
create index past_case_service on matching.past_case (municipality, service_id, week);

create table matching.model (
  municipality text not null,
  id uuid not null,
  made_at timestamptz not null,
  entries int not null check (entries >= 0),
  cases int not null check (cases >= 0),
  seed int not null,
  analyser int not null,
  -- what it was trained on, as one number: the same again has nothing new to teach
  data text not null,
  -- cross-validated, beside the plain engine; see src/matching/learning/rules.ts
  scores jsonb not null,
  state text not null check (state in ('candidate', 'running', 'retired', 'refused')),
  -- why it stands as it does: a code of the rules
  reason text,
  -- the model that ran before it, to go back to; null: the plain engine
  before uuid,
  weights bytea,
  primary key (municipality, id),
  check (state <> 'running' or weights is not null),
  check (state not in ('refused', 'retired') or reason is not null)
);
create unique index model_running on matching.model (municipality) where state = 'running';
create index model_newest on matching.model (municipality, made_at desc);

create table matching.learning (
  municipality text primary key,
  enabled boolean not null default true,
  -- a training that waits for its turn
  asked_at timestamptz,
  -- the training in progress, with its last sign of life
  run uuid,
  stage text check (stage in ('reading', 'training', 'measuring')),
  done int not null default 0,
  total int not null default 0,
  started_at timestamptz,
  beat_at timestamptz,
  -- how the last training ended without a model: a code of the rules
  problem text,
  -- the last event that has been counted in matching.exposure
  counted_to bigint not null default 0,
  check ((run is null) = (started_at is null))
);

create table matching.exposure (
  municipality text not null,
  service_id uuid not null,
  week date not null check (extract(isodow from week) = 1),
  shown int not null check (shown > 0),
  primary key (municipality, service_id, week),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
