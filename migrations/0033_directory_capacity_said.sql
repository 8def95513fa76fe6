-- Room that the organisation said itself (HSDS: service_capacity): imports leave it alone until it lapses.
alter table directory.service
  add column capacity_said_at timestamptz,
  -- places that are free now, and in all; weeks that somebody waits: where the service counts them
  add column capacity_available int check (capacity_available between 0 and 9999),
  add column capacity_maximum int check (capacity_maximum between 0 and 9999),
  add column capacity_weeks int check (capacity_weeks between 0 and 520),
  add constraint service_capacity_counted check (capacity is not null
    or num_nonnulls(capacity_said_at, capacity_available, capacity_maximum, capacity_weeks) = 0),
  add constraint service_capacity_places check (capacity_available is null or capacity_maximum is null
    or capacity_available <= capacity_maximum),
  add constraint service_capacity_full check (capacity <> 'full' or coalesce(capacity_available, 0) = 0);

-- Directory tables carry no lock by row, because nothing in them leads to a person; what organisations may write there
-- themselves has this one.
create function directory.refuse_others_room() returns trigger language plpgsql as $$
begin
  if not (platform.kind() in ('none', 'system') or platform.has_role('staff', 'admin')
    or platform.has_role('desk', 'chief') and new.organization_id = platform.organization()) then
    raise exception 'the room of a service is said by its organisation or the city' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger service_room before update on directory.service for each row
  when ((old.capacity, old.capacity_until, old.capacity_available, old.capacity_maximum, old.capacity_weeks)
    is distinct from (new.capacity, new.capacity_until, new.capacity_available, new.capacity_maximum, new.capacity_weeks))
  execute function directory.refuse_others_room();
