-- What every step pays: the pairs of src/referral/rules.ts as one list, and a look at who has it in hand only where that is
-- written.
create or replace function referral.refuse_jump() returns trigger language plpgsql as $$
begin
  if old.status <> new.status and not old.status || ' ' || new.status in (
    'draft sent', 'draft cancelled',
    'sent seen', 'sent accepted', 'sent declined', 'sent forwarded', 'sent cancelled', 'sent expired',
    'seen accepted', 'seen declined', 'seen forwarded', 'seen cancelled', 'seen expired',
    'accepted in_progress', 'accepted on_hold', 'accepted completed', 'accepted failed', 'accepted forwarded',
    'accepted cancelled',
    'in_progress on_hold', 'in_progress completed', 'in_progress failed', 'in_progress forwarded',
    'in_progress cancelled',
    'on_hold in_progress', 'on_hold completed', 'on_hold failed', 'on_hold forwarded', 'on_hold cancelled'
  ) then
    raise exception 'referral.task cannot go from % to %', old.status, new.status using errcode = 'check_violation';
  end if;
  -- Once somebody has it, it is nobody else's: another desk gets a task of its own.
  if old.organization_id is not null and new.organization_id is distinct from old.organization_id then
    raise exception 'referral.task cannot change its desk' using errcode = 'check_violation';
  end if;
  return new;
end $$;

drop trigger task_in_hand on referral.task;
create trigger task_in_hand before insert or update of assignee_id on referral.task
  for each row execute function referral.refuse_stranger();
