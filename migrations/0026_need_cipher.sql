-- A person's words and how to reach them are kept sealed. Plain stay what is counted and sorted by: the code, kinds, ward and
-- town (no finer than a neighbourhood), urgency, channel, relation, state, times, the version of the consent.
alter table need.item
  drop constraint item_words_check,
  drop constraint item_contact_name_check,
  drop constraint item_contact_phone_check,
  drop constraint item_contact_email_check,
  drop constraint item_contact_time_check,
  add column erased_at timestamptz,
  add constraint item_erased check (erased_at is null or
    num_nonnulls(words, contact_name, contact_phone, contact_email, contact_time) = 0),
  add constraint item_sealed check (
    (words ~ '^v1\.') is not false and length(words) <= 60000
    and (contact_name ~ '^v1\.') is not false and length(contact_name) <= 1000
    and (contact_phone ~ '^v1\.') is not false and length(contact_phone) <= 200
    and (contact_email ~ '^v1\.') is not false and length(contact_email) <= 2000
    and (contact_time ~ '^v1\.') is not false and length(contact_time) <= 1000) not valid;
create index item_words_kept on need.item (closed_at) where erased_at is null and closed_at is not null;
