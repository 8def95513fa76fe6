// The log as it is read afterwards: by who, about what, when. Row-level security decides what of it is seen.
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { Event } from './events.ts'

export type EventFilter = {
  municipality: string
  names?: readonly string[]
  subjects?: readonly string[]
  actor?: string
  /** Recorded at or after … and before … */
  from?: Date
  to?: Date
  /** Only ids below: where the page before ended. */
  before?: number
  limit: number
}

/** Events, newest first. */
export async function listEvents(db: Db, filter: EventFilter): Promise<Event[]> {
  const { municipality, names, subjects, actor, from, to, before, limit } = filter
  if (subjects?.length === 0) return []
  let query = db.selectFrom('platform.event').selectAll().where('municipality', '=', municipality)
  if (names) query = query.where('name', 'in', names)
  if (subjects) query = query.where('subject', 'in', subjects)
  if (actor) query = query.where('actor_id', '=', actor)
  if (from) query = query.where('at', '>=', from)
  if (to) query = query.where('at', '<', to)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.orderBy('id', 'desc').limit(limit).execute()) as unknown as Event[]
}

export type Usual = { actor: string; day: string; subjects: number; busiest: number }
type Span = { municipality: string; name: string; from: Date; to: Date }

/**
 * For each account and day in Tokyo: how many different subjects its events of one name were about, and how many in its
 * busiest hour. Events of whole lists (`data.list`) do not count.
 */
export async function usualDays(db: Db, { municipality, name, from, to }: Span, actors: string[]): Promise<Usual[]> {
  if (actors.length === 0) return []
  const { rows } = await sql<Usual>`
    with acts as (
      select actor_id, subject, at at time zone 'Asia/Tokyo' as at from platform.event
      where municipality = ${municipality} and name = ${name} and at >= ${from} and at < ${to}
        and actor_kind = 'account' and actor_id = any(${actors}::uuid[]) and not data ? 'list'),
    hours as (
      select actor_id, at::date as day, date_trunc('hour', at) as hour, count(distinct subject)::int as n
      from acts group by 1, 2, 3),
    days as (select actor_id, at::date as day, count(distinct subject)::int as n from acts group by 1, 2)
    select actor_id as actor, to_char(day, 'YYYY-MM-DD') as day, days.n as subjects, max(hours.n) as busiest
    from days join hours using (actor_id, day) group by 1, 2, 3 order by 1, 2`.execute(db)
  return rows
}

/** Which of these accounts did something about which of these subjects, besides events of the names given. */
export async function actedOn(
  db: Db,
  { municipality, from, to }: Omit<Span, 'name'>,
  { actors, subjects, besides }: { actors: string[]; subjects: string[]; besides: string[] },
): Promise<{ actor: string; subject: string }[]> {
  if (actors.length === 0 || subjects.length === 0) return []
  const { rows } = await sql<{ actor: string; subject: string }>`
    select distinct actor_id as actor, subject from platform.event
    where municipality = ${municipality} and subject = any(${subjects}::uuid[]) and actor_id = any(${actors}::uuid[])
      and at >= ${from} and at < ${to} and name <> all(${besides})`.execute(db)
  return rows
}

/**
 * Whose access to these things has ended: an event that ends it names the account in its data as `ends`; one that begins it
 * (again), as `begins`.
 */
export async function endingsFor(
  db: Db,
  municipality: string,
  subjects: string[],
): Promise<{ actor: string; subject: string; at: Date }[]> {
  if (subjects.length === 0) return []
  const { rows } = await sql<{ actor: string; subject: string; at: Date }>`
    select coalesce(data ->> 'ends', data ->> 'begins') as actor, subject, max(at) as at from platform.event
    where municipality = ${municipality} and subject = any(${subjects}::uuid[]) and data ?| '{ends,begins}'
    group by 1, 2
    having max(at) filter (where data ? 'ends') >= coalesce(max(at) filter (where data ? 'begins'), '-infinity')`.execute(
    db,
  )
  return rows
}
