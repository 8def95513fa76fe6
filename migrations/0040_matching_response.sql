-- What desks said when they were asked, as counts: whom to ask next learns from it. No person, no referral.
create table matching.response (
  municipality text not null,
  service_id uuid not null,
  week date not null check (extract(isodow from week) = 1),
  -- '' for whatever was asked; a kind of need; a ward by its name
  about text not null,
  said text not null check (said in ('taken', 'full', 'silent', 'scope', 'area')),
  n int not null check (n > 0),
  primary key (municipality, service_id, week, about, said),
  foreign key (municipality, service_id) references directory.service (municipality, id) on delete cascade
);
