-- The mail address of an account is kept sealed, with a keyed hash beside it to find the account by. Plain stay its name,
-- which stands beside every act and which the auditor searches by, its role, place and section. The note of who looked into
-- a finding is sealed; its numbers, kind and ids are not.
alter table people.account
  drop constraint account_email_check,
  add column email_hash text check (email_hash ~ '^[0-9a-f]{64}$'),
  add constraint account_sealed check (
    (email ~ '^v1\.') is not false and length(email) <= 2000 and (email is null) = (email_hash is null)) not valid;
create index account_email on people.account (municipality, email_hash) where left_at is null;
alter table people.finding
  drop constraint finding_note_check,
  add constraint finding_sealed check (note ~ '^v1\.' and length(note) <= 8000) not valid;
