-- Organisations, services, places and hours, named as in Open Referral HSDS 3.1.
create schema directory;

create table directory.organization (
  municipality text not null references area.municipality (code),
  id uuid not null,
  slug text not null,
  name text not null check (length(name) between 1 and 200),
  kana text,
  kind text not null check (kind in ('city', 'ward', 'prefecture', 'nation', 'public', 'company', 'npo', 'association', 'care', 'medical')),
  description text not null default '',
  url text,
  -- where referrals are announced; an organisation without it cannot be asked through the platform yet
  email text check (length(email) <= 320),
  corporate_number text check (corporate_number ~ '^\d{13}$'),
  last_modified timestamptz not null default now(),
  primary key (municipality, id),
  unique (municipality, slug)
);
create unique index organization_corporate on directory.organization (municipality, corporate_number) where corporate_number is not null;

create sequence directory.revision;

create table directory.service (
  municipality text not null,
  id uuid not null,
  slug text not null,
  -- entries made from one for each ward share a family
  family text not null,
  organization_id uuid not null,
  kind text not null check (kind in ('desk', 'scheme', 'service', 'hotline', 'group', 'facility')),
  name text not null check (length(name) between 1 and 300),
  kana text,
  status text not null default 'active' check (status in ('active', 'inactive', 'defunct', 'temporarily closed')),
  description text not null default '',
  why text[] not null default '{}',
  says text[] not null default '{}',
  application_process text,
  eligibility_description text,
  minimum_age int check (minimum_age between 0 and 150),
  maximum_age int check (maximum_age between 0 and 150),
  cost text not null default 'unknown' check (cost in ('free', 'paid', 'varies', 'unknown')),
  fees_description text,
  url text,
  scope text not null check (scope in ('nation', 'prefecture', 'city', 'ward')),
  hours_note text,
  -- whether national holidays and the turn of the year are closed days; null where hours are not known
  holidays text check (holidays in ('closed', 'open')),
  -- what a city's own open data says beyond HSDS, e.g. {"定員": "70"}
  details jsonb not null default '{}',
  -- the day on which the facts were last seen to be true
  assured_date date,
  source text not null default '',
  source_url text,
  revision bigint not null default nextval('directory.revision'),
  last_modified timestamptz not null default now(),
  primary key (municipality, id),
  unique (municipality, slug),
  foreign key (municipality, organization_id) references directory.organization (municipality, id),
  check (minimum_age is null or maximum_age is null or minimum_age <= maximum_age)
);
create index service_organization on directory.service (municipality, organization_id);
create index service_kind on directory.service (municipality, kind, kana);
create index service_revision on directory.service (municipality, revision);

create table directory.location (
  municipality text not null,
  service_id uuid not null,
  ward text,
  postal_code text check (postal_code ~ '^\d{3}-\d{4}$'),
  -- without prefecture and city
  address_1 text not null,
  city text not null,
  state_province text not null,
  transportation text,
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  primary key (municipality, service_id),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);

create table directory.phone (
  municipality text not null,
  service_id uuid not null,
  position int not null,
  number text not null check (number ~ '^[#0-9-]{3,20}$'),
  type text not null default 'voice' check (type in ('voice', 'fax')),
  description text,
  -- medium: not confirmed at the source itself; shown as 要確認
  confidence text not null default 'high' check (confidence in ('high', 'medium')),
  primary key (municipality, service_id, position),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);

create table directory.schedule (
  municipality text not null,
  service_id uuid not null,
  position int not null,
  -- HSDS byday: MO,TU,WE,TH,FR,SA,SU
  byday text not null check (byday ~ '^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$'),
  -- minutes of the day in Asia/Tokyo; closes_at 1440 is midnight, beyond it the next day
  opens_at int not null check (opens_at between 0 and 1439),
  closes_at int not null check (closes_at between 1 and 2880),
  primary key (municipality, service_id, position),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade,
  check (opens_at < closes_at)
);

create table directory.service_area (
  municipality text not null,
  service_id uuid not null,
  position int not null,
  ward text,
  town text,
  primary key (municipality, service_id, position),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
create index service_area_ward on directory.service_area (municipality, ward);

-- HSDS attribute: which needs (catalogue/needs.json) the service answers, the most fitting first.
create table directory.attribute (
  municipality text not null,
  service_id uuid not null,
  position int not null,
  need text not null check (need ~ '^[a-z]+(\.[a-z]+)?$'),
  primary key (municipality, service_id, position),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
create index attribute_need on directory.attribute (municipality, need);

create table directory.accessibility (
  municipality text not null,
  service_id uuid not null,
  description text not null,
  primary key (municipality, service_id, description),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);

create table directory.language (
  municipality text not null,
  service_id uuid not null,
  code text not null,
  primary key (municipality, service_id, code),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);

create table directory.endorsement (
  municipality text not null,
  id uuid not null,
  service_id uuid not null,
  endorsed_by text not null,
  scope text not null,
  reason text not null,
  valid_from date not null,
  valid_to date not null,
  revoked_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade,
  check (valid_from <= valid_to)
);
create index endorsement_service on directory.endorsement (municipality, service_id);

-- Where an imported service came from, and a digest of what was read: the same file again changes nothing.
create table directory.origin (
  municipality text not null,
  source text not null,
  source_id text not null,
  service_id uuid not null,
  sha256 text not null,
  primary key (municipality, source, source_id),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
