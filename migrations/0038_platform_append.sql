-- One event after the other, its two guards as plain comparisons: half the time of asking the list three times over.
create or replace function platform.append(events jsonb) returns setof bigint language plpgsql security definer
  set search_path = platform, pg_temp as $$
declare
  acting text := platform.kind();
  me uuid := platform.account();
  event jsonb;
  number bigint;
begin
  for i in 0 .. jsonb_array_length(events) - 1 loop
    event := events -> i;
    if acting = 'account' and event ->> 'actor_kind' = 'account' and (event ->> 'actor_id')::uuid is distinct from me then
      raise exception 'an event cannot be signed by another account' using errcode = 'insufficient_privilege';
    end if;
    if platform.here(event ->> 'municipality') is not true then
      raise exception 'an event of another municipality' using errcode = 'insufficient_privilege';
    end if;
    insert into platform.event (municipality, at, name, actor_kind, actor_id, subject, data)
    values (event ->> 'municipality', coalesce((event ->> 'at')::timestamptz, now()), event ->> 'name',
      event ->> 'actor_kind', (event ->> 'actor_id')::uuid, (event ->> 'subject')::uuid, event -> 'data')
    returning id into number;
    return next number;
  end loop;
end $$;
