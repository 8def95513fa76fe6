-- Whether a service can take somebody on, and until when that is believed (HSDS: service_capacity). Said by whoever runs it,
-- without personal data; past the day nobody knows again.
alter table directory.service
  add column capacity text check (capacity in ('open', 'waiting', 'assessment', 'full')),
  add column capacity_until date,
  add constraint service_capacity_whole check ((capacity is null) = (capacity_until is null));
