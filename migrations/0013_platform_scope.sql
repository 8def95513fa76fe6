-- The second lock. The service acts as a role that owns nothing, and row-level security shows it only what the actor of
-- the moment may reach. Who that is stands in settings of the connection, written by src/platform/scope.ts.
do $$ begin
  create role musubi_app nologin;
exception when duplicate_object or unique_violation then null; -- roles are of the whole server: another database made it
end $$;
do $$ begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant musubi_app to %I', current_user);
  end if;
end $$;

-- Who acts: system (jobs, commands), door (sign-in, before anybody is known), anonymous, account, link.
create function platform.kind() returns text language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('musubi.kind', true), ''), 'none') $$;
create function platform.is_system() returns boolean language sql stable parallel safe
  as $$ select coalesce(current_setting('musubi.kind', true), '') = 'system' $$;
create function platform.account() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('musubi.account', true), '')::uuid $$;
create function platform.organization() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('musubi.organization', true), '')::uuid $$;
create function platform.has_role(variadic roles text[]) returns boolean language sql stable parallel safe
  as $$ select coalesce(current_setting('musubi.role', true), '') = any (roles) $$;
create function platform.wards() returns text[] language sql stable parallel safe
  as $$ select coalesce(string_to_array(nullif(current_setting('musubi.wards', true), ''), ','), '{}') $$;
-- What the request holds: the ids, tokens' hashes or numbers in its address. Who holds it may reach that one thing.
create function platform.holds() returns text[] language sql stable parallel safe
  as $$ select coalesce(string_to_array(nullif(current_setting('musubi.holds', true), ''), ','), '{}') $$;
create function platform.held_ids() returns uuid[] language sql stable parallel safe
  as $$ select array(select one::uuid from unnest(platform.holds()) as one
    where one ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') $$;
create function platform.here(municipality text) returns boolean language sql stable parallel safe
  as $$ select platform.is_system() or municipality = coalesce(current_setting('musubi.municipality', true), '') $$;

-- Locks the rows of a table: nothing of another municipality for anybody, everything for the system; what else may be
-- reached, policies beside it say. A policy of a capability above may open a row of a table below. Where a policy asks
-- another table, it calls a function in PL/pgSQL with the owner's eyes: its plan is kept, it looks one row up by index, and
-- the policies of that table are not planned once more inside this one (measured: 6 ms of planning, and whole tables read).
create function platform.guard_rows(guarded regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('create policy here on %s as restrictive using (platform.here(municipality))', guarded);
  execute format('create policy by_system on %s using ((select platform.is_system()))', guarded);
end $$;

-- What the role of the service may do at all. Called after every migration, so that new tables are opened too.
create function platform.open_to_app() returns void language plpgsql as $$
declare one text;
begin
  for one in select nspname from pg_namespace
    where nspname !~ '^(pg_|pgboss$|information_schema$|public$)' loop
    execute format('grant usage on schema %I to musubi_app', one);
    execute format('grant select, insert, update, delete on all tables in schema %I to musubi_app', one);
    execute format('grant usage on all sequences in schema %I to musubi_app', one);
  end loop;
  revoke insert, update, delete, truncate on platform.event from musubi_app;
  revoke insert, update, delete, truncate on platform.migration from musubi_app;
end $$;

-- Events are appended through this door only, and nobody signs with another's name.
create function platform.append(events jsonb) returns setof bigint language plpgsql security definer
  set search_path = platform, pg_temp as $$
begin
  if platform.kind() = 'account' and exists (
    select from jsonb_array_elements(events) as e
    where e ->> 'actor_kind' = 'account' and (e ->> 'actor_id')::uuid is distinct from platform.account()
  ) then
    raise exception 'an event cannot be signed by another account' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from jsonb_array_elements(events) as e where not platform.here(e ->> 'municipality')) then
    raise exception 'an event of another municipality' using errcode = 'insufficient_privilege';
  end if;
  return query
    insert into platform.event (municipality, at, name, actor_kind, actor_id, subject, data)
    select e.value ->> 'municipality', coalesce((e.value ->> 'at')::timestamptz, now()), e.value ->> 'name',
      e.value ->> 'actor_kind', (e.value ->> 'actor_id')::uuid, (e.value ->> 'subject')::uuid, e.value -> 'data'
    from jsonb_array_elements(events) with ordinality as e
    order by e.ordinality
    returning id;
end $$;

-- A look has no reaction: it is only written down.
drop trigger event_remember on platform.event;
create trigger event_remember after insert on platform.event
  for each row when (new.name <> 'people.looked') execute function platform.remember_event();

-- The log: read by who audits it; one's own acts by oneself; the steps of a thing by who holds its address.
select platform.guard_rows('platform.event');
create policy by_auditor on platform.event for select using ((select platform.has_role('auditor', 'admin')));
create policy by_author on platform.event for select using (actor_id = (select platform.account()));
create policy by_holder on platform.event for select using (subject = any ((select platform.held_ids())::uuid[]));

-- Mail is written by whoever causes it and read by who answers for the outbox.
select platform.guard_rows('platform.mail');
create policy write on platform.mail for insert with check ((select platform.kind()) <> 'none');
create policy by_staff on platform.mail for select using ((select platform.has_role('staff', 'admin')));
