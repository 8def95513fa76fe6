-- An edition of each municipality's directory: raised once by every transaction that changes it, and in that transaction.
-- The raise locks the row until the commit, so editions are committed in their order: who has seen one has seen all before.
create table directory.edition (
  municipality text primary key references area.municipality (code),
  edition bigint not null default 0 check (edition >= 0)
);

-- The edition of its last change, made by the trigger below.
alter table directory.service add column edition bigint not null default 1;
create index service_edition on directory.service (municipality, edition);
insert into directory.edition (municipality, edition) select distinct municipality, 1 from directory.service;

-- Services that are gone, so that readers of changes hear of it. One that came back stands in directory.service again.
create table directory.removed (
  municipality text not null references area.municipality (code),
  service_id uuid not null,
  edition bigint not null,
  primary key (municipality, service_id)
);

-- The edition of this transaction: the first call raises, the others are told by a setting that ends with the transaction
-- (and is taken back with a savepoint, as the raise is). Raising for each row would write the one row thousands of times.
create function directory.raise_edition(code text) returns bigint language plpgsql as $$
declare
  setting text := 'musubi.edition_' || code;
  raised text := current_setting(setting, true);
begin
  if coalesce(raised, '') = '' then
    insert into directory.edition as e (municipality, edition) values (code, 1)
      on conflict (municipality) do update set edition = e.edition + 1
      returning e.edition::text into raised;
    perform set_config(setting, raised, true);
  end if;
  return raised::bigint;
end $$;

create function directory.mark_service() returns trigger language plpgsql as $$
begin
  new.edition := directory.raise_edition(new.municipality);
  return new;
end $$;
create trigger service_edition before insert or update on directory.service
  for each row execute function directory.mark_service();

create function directory.mark_removed() returns trigger language plpgsql as $$
begin
  insert into directory.removed (municipality, service_id, edition)
    values (old.municipality, old.id, directory.raise_edition(old.municipality))
    on conflict (municipality, service_id) do update set edition = excluded.edition;
  return null;
end $$;
create trigger service_removed after delete on directory.service
  for each row execute function directory.mark_removed();

-- What stands in other rows and is part of what a service says: whether it is endorsed, and who offers it.
create function directory.mark_endorsed() returns trigger language plpgsql as $$
begin
  update directory.service set edition = edition
    where (municipality, id) in ((old.municipality, old.service_id), (new.municipality, new.service_id));
  return null;
end $$;
create trigger endorsement_edition after insert or update or delete on directory.endorsement
  for each row execute function directory.mark_endorsed();

create function directory.mark_renamed() returns trigger language plpgsql as $$
begin
  update directory.service set revision = nextval('directory.revision')
    where municipality = new.municipality and organization_id = new.id;
  return null;
end $$;
create trigger organization_renamed after update of name on directory.organization
  for each row when (old.name is distinct from new.name) execute function directory.mark_renamed();
