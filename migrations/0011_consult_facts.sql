-- What a person answered about themselves, and which questions were answered or skipped. Erased with the words.
alter table consult.conversation
  add column facts jsonb not null default '{}' check (jsonb_typeof(facts) = 'object'),
  add column answered text[] not null default '{}'
    check (answered <@ array['ward', 'need', 'who', 'age', 'alone', 'income', 'certified']);
