-- Sealed are the words of a referral: the note with its status, why the desk was chosen (it may quote the person), who took
-- it on, and the notes in the file with their authors. Plain stay ids, states, reasons by code, outcomes and times.
alter table referral.task
  drop constraint task_status_note_check,
  drop constraint task_responder_check,
  alter column why drop default,
  alter column why drop not null,
  alter column why type text using case when cardinality(why) = 0 then null else to_json(why)::text end,
  add constraint task_sealed check (
    (status_note ~ '^v1\.') is not false and length(status_note) <= 13000
    and (responder ~ '^v1\.') is not false and length(responder) <= 1000
    and (why ~ '^v1\.') is not false) not valid;
alter table referral.note
  drop constraint note_author_check,
  drop constraint note_words_check,
  add constraint note_sealed check (
    author ~ '^v1\.' and length(author) <= 1000 and words ~ '^v1\.' and length(words) <= 13000) not valid;
