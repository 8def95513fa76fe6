-- A conversation belongs to who holds its address; it opens the need that came of it.
select platform.guard_rows('consult.conversation');
create policy by_holder on consult.conversation using (id::text = any ((select platform.holds())::text[]));
create policy ask on consult.conversation for insert with check ((select platform.kind()) in ('anonymous', 'account'));

create policy by_conversation on need.item
  using (exists (select from consult.conversation c where c.municipality = item.municipality and c.need_id = item.id));
