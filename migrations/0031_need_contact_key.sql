-- Needs of the same contact find each other, though the contact is sealed: a keyed hash of the telephone number, else of the
-- mail address (src/need/contact.ts says how, and why so). It goes when the contact goes.
alter table need.item
  add column contact_key text,
  -- when the person agreed that desks which work for the same contact learn each other's names
  add column names_agreed_at timestamptz,
  add constraint item_contact_key check (contact_key is null
    or contact_key ~ '^[0-9a-f]{64}$' and num_nonnulls(contact_phone, contact_email) > 0),
  add constraint item_names_agreed check (names_agreed_at is null or consented_at is not null);
create index item_contact on need.item (municipality, contact_key, created_at) where contact_key is not null;
