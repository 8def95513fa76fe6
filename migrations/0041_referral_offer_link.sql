-- An open request by a link in a mail, for organisations without an account. Such a link is for one organisation: it shows the
-- request while nobody has taken it, and becomes the way in of whoever took it. To everybody else it opens nothing.
alter table referral.link
  add column organization_id uuid,
  add foreign key (municipality, organization_id) references directory.organization (municipality, id);

create or replace function referral.held_tasks() returns uuid[]
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return array(select l.task_id from referral.link l
    where l.token_hash = any (platform.holds()) and l.revoked_at is null
      and (l.organization_id is null or exists (select from referral.task t
        where t.municipality = l.municipality and t.id = l.task_id and t.organization_id = l.organization_id)));
end $$;

-- Open requests that a held link leads to, and for whom.
create function referral.held_offers() returns uuid[]
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return array(select t.id from referral.link l
    join referral.task t on t.municipality = l.municipality and t.id = l.task_id
    where l.token_hash = any (platform.holds()) and l.revoked_at is null and l.expires_at > now()
      and t.organization_id is null and t.status = 'sent' and l.organization_id = any (t.offered));
end $$;
create function referral.held_offer_organizations() returns uuid[]
  language plpgsql stable security definer set search_path = referral, pg_temp as $$
begin
  return array(select l.organization_id from referral.link l
    where l.token_hash = any (platform.holds()) and l.revoked_at is null and l.organization_id is not null);
end $$;
create policy by_offer_link on referral.task for select
  using (id = any ((select referral.held_offers())::uuid[]));
create policy claim_by_link on referral.task for update
  using (id = any ((select referral.held_offers())::uuid[]))
  with check (organization_id = any ((select referral.held_offer_organizations())::uuid[]));
