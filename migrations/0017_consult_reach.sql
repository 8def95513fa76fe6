-- A conversation belongs to who holds its address; it opens the need that came of it.
select platform.guard_rows('consult.conversation');
create policy by_holder on consult.conversation using (id = any ((select platform.held_ids())::uuid[]));
create policy ask on consult.conversation for insert with check ((select platform.kind()) in ('anonymous', 'account'));

create function consult.held_needs() returns uuid[]
  language plpgsql stable security definer set search_path = consult, pg_temp as $$
begin
  return array(select need_id from consult.conversation where id = any (platform.held_ids()) and need_id is not null);
end $$;
create policy by_conversation on need.item using (id = any ((select consult.held_needs())::uuid[]));
