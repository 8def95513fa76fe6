-- The conversation: what was said, what was answered. Personal words; erased when the retention period ends.
create schema consult;

create table consult.conversation (
  municipality text not null references area.municipality (code),
  id uuid not null,
  words text check (length(words) <= 10000),
  chosen text[] not null default '{}',
  ward text,
  town text,
  lang text not null check (lang in ('ja', 'easy', 'en')),
  channel text not null check (channel in ('web', 'line', 'phone', 'counter', 'paper', 'supporter')),
  -- what was answered: recognised needs, dangers, and the services shown with their reasons
  answer jsonb not null,
  need_id uuid,
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (municipality, id),
  foreign key (municipality, need_id) references need.item (municipality, id)
);
create index conversation_age on consult.conversation (created_at) where erased_at is null;
