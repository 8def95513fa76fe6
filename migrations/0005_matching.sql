-- What the engine has read of each service: recomputed whenever the service's revision or the analyser changes.
create schema matching;

create table matching.entry (
  municipality text not null,
  service_id uuid not null,
  revision bigint not null,
  analyser int not null,
  analysed jsonb not null,
  primary key (municipality, service_id),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
