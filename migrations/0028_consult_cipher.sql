-- What was said, what was answered (it quotes the words and says what was understood of the person) and the facts they gave
-- are kept sealed. Plain stay codes of kinds and questions, ward and town, language, channel, ids and times.
alter table consult.conversation
  drop constraint conversation_words_check,
  drop constraint conversation_facts_check,
  alter column facts drop default,
  alter column facts drop not null,
  alter column answer drop not null,
  alter column facts type text using case when erased_at is null then facts::text end,
  alter column answer type text using case when erased_at is null then answer::text end,
  add constraint conversation_erased check (erased_at is null or num_nonnulls(words, answer, facts) = 0),
  add constraint conversation_whole check (erased_at is not null or num_nonnulls(answer, facts) = 2),
  add constraint conversation_sealed check (
    (words ~ '^v1\.') is not false and length(words) <= 60000
    and (answer ~ '^v1\.') is not false and (facts ~ '^v1\.') is not false) not valid;
create index conversation_need on consult.conversation (municipality, need_id) where need_id is not null;
