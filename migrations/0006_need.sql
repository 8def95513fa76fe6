-- The need register: who, where, what, how urgent, from whom; met or unmet.
create schema need;

create table need.item (
  municipality text not null references area.municipality (code),
  id uuid not null,
  -- what the person reads out on the phone: 3-3 letters and digits without look-alikes
  code text not null check (code ~ '^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$'),
  -- the person's own words; erased with the contact data when the retention period ends
  words text check (length(words) <= 10000),
  kind text not null check (kind ~ '^[a-z]+(\.[a-z]+)?$'),
  kinds text[] not null,
  ward text,
  town text,
  urgency text not null check (urgency in ('now', 'soon', 'usual')),
  channel text not null check (channel in ('web', 'line', 'phone', 'counter', 'paper', 'supporter')),
  relation text check (relation in ('self', 'family', 'neighbour', 'supporter')),
  contact_name text check (length(contact_name) <= 100),
  contact_phone text check (length(contact_phone) <= 20),
  contact_email text check (length(contact_email) <= 320),
  contact_time text check (length(contact_time) <= 100),
  consent_version text,
  consented_at timestamptz,
  state text not null check (state in ('open', 'met', 'unmet', 'withdrawn')),
  unmet_reason text check (unmet_reason in ('no_match', 'not_right', 'declined', 'not_helped')),
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (municipality, id),
  unique (municipality, code),
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'unmet') = (unmet_reason is not null)),
  -- nobody's telephone number without their consent
  check ((contact_phone is null and contact_email is null) or consented_at is not null)
);
create index item_state on need.item (municipality, state, created_at desc);
create index item_kind on need.item (municipality, kind, ward);
