create schema area;

create table area.municipality (
  code text primary key check (code ~ '^\d{6}$'),
  name text not null,
  kana text not null,
  prefecture text not null
);

create table area.ward (
  municipality text not null references area.municipality (code),
  slug text not null check (slug ~ '^[a-z]+$'),
  name text not null,
  kana text not null,
  -- from north-west to south-east: the order of every table and map
  position int not null,
  -- first three digits of the postal codes that lie in the ward
  postal_prefixes text[] not null default '{}',
  primary key (municipality, name),
  unique (municipality, slug)
);

create table area.town (
  municipality text not null,
  ward text not null,
  name text not null,
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  primary key (municipality, ward, name),
  foreign key (municipality, ward) references area.ward (municipality, name)
);
