-- Who else is at work for the same contact: ids of organisations and nothing more, for a desk that has taken the need on, as
-- long as it has it. Both needs must carry the person's yes: whoever types somebody's number can consent in one need only, and
-- would else learn where that person asked for help. A supporter's or neighbour's number stands for many persons, so theirs
-- joins nothing.
create function referral.around(here text, about uuid, since timestamptz) returns setof uuid
  language sql stable security definer set search_path = referral, pg_temp as $$
  select distinct theirs.organization_id
  from need.item n
  join referral.task mine on mine.municipality = n.municipality and mine.need_id = n.id
  join need.item other on other.municipality = n.municipality and other.contact_key = n.contact_key and other.id <> n.id
  join referral.task theirs on theirs.municipality = other.municipality and theirs.need_id = other.id
  where n.municipality = here and n.id = about
    and n.names_agreed_at is not null and other.names_agreed_at is not null
    and n.relation in ('self', 'family') and other.relation in ('self', 'family')
    and mine.answered_at is not null and mine.closed_at is null
    and (platform.has_role('desk', 'chief') and mine.organization_id = platform.organization()
      or mine.id = any (referral.held_tasks()))
    and other.state <> 'withdrawn'
    and theirs.organization_id <> mine.organization_id and theirs.status <> 'draft'
    and (theirs.closed_at is null or theirs.outcome is not null and theirs.closed_at >= since)
$$;
