-- One outbox for mail, web push and LINE: what was the table of mails holds notices. Addresses stay sealed: a mail address, a
-- push subscription (JSON), a LINE user id.
alter table platform.mail rename to notice;
alter index platform.mail_pkey rename to notice_pkey;
alter index platform.mail_newest rename to notice_newest;
alter index platform.mail_about rename to notice_about;
alter table platform.notice rename constraint mail_erased to notice_erased;
alter table platform.notice
  drop constraint mail_sealed,
  add column channel text not null default 'mail',
  -- to a person: it waits in the night
  add column quiet boolean not null default false,
  -- by which of the person's ways it goes; null: the mail address they left
  add column way uuid,
  -- it will not arrive; last_error says why
  add column failed_at timestamptz,
  -- somebody told them otherwise
  add column settled_at timestamptz,
  add column settled_by uuid,
  -- null: at once
  alter column next_attempt_at drop not null,
  alter column next_attempt_at drop default,
  add constraint notice_sealed check (
    to_address ~ '^v1\.' and length(to_address) <= 4000 and body ~ '^v1\.') not valid,
  add constraint notice_channel check (channel in ('mail', 'push', 'line')),
  add constraint notice_ended check (num_nonnulls(sent_at, failed_at) <= 1),
  add constraint notice_why check (failed_at is null or last_error is not null),
  add constraint notice_settled check ((settled_at is null) = (settled_by is null) and (settled_at is null or failed_at is not null)),
  add constraint notice_way check (channel = 'mail' or (way is not null and about is not null));
drop index platform.mail_waiting;
create index notice_waiting on platform.notice (next_attempt_at nulls first, created_at)
  where sent_at is null and failed_at is null and erased_at is null;
create index notice_undelivered on platform.notice (municipality, failed_at desc) where failed_at is not null and settled_at is null;
-- Who answers for the outbox sends again what did not arrive, or says that it was told otherwise.
create policy tend on platform.notice for update using ((select platform.has_role('staff', 'admin')));
