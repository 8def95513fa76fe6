-- Mail is kept sealed (src/platform/cipher.ts): to whom, and the body, which holds links and one-time codes. Plain stay the
-- subject (one of a few fixed sentences), times, ids and codes of errors. Thirty days after sending both are taken out.
-- Rows from before are sealed at the next start or by `musubi keys seal`; only then can each check be validated.
alter table platform.mail
  drop constraint mail_to_address_check,
  alter column to_address drop not null,
  alter column body drop not null,
  add column erased_at timestamptz,
  add constraint mail_erased check ((erased_at is null) = (to_address is not null) and (erased_at is null) = (body is not null)),
  add constraint mail_sealed check (
    to_address ~ '^v1\.' and length(to_address) <= 2000 and body ~ '^v1\.') not valid;
drop index platform.mail_waiting;
create index mail_waiting on platform.mail (next_attempt_at) where sent_at is null and erased_at is null;
create index mail_about on platform.mail (about) where about is not null;

-- The keys that were in use here, each with a word that it sealed: a service that starts with other keys stops before it
-- writes what nobody could open together with the rest. The keys themselves are never in the database.
create table platform.field_key (
  id text primary key check (id ~ '^[a-z][a-z0-9_-]{0,30}$'),
  proof text not null check (proof ~ '^v1\.'),
  known_at timestamptz not null default now(),
  retired_at timestamptz
);
alter table platform.field_key enable row level security;
create policy by_system on platform.field_key using ((select platform.is_system()));
