// Every change records an event in its own transaction; what follows from it happens later, once, also after a crash.
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from './db.ts'

/** Who did it. Ids only: names live with the accounts. */
export type EventActor = { kind: 'anonymous' | 'account' | 'link' | 'system'; id?: string | null }

export type NewEvent = {
  municipality: string
  /** `capability.verb_in_past`, e.g. `referral.accepted`. */
  name: string
  actor: EventActor
  /** Id of the thing that changed. */
  subject: string
  /** Ids and codes, never personal text. */
  data?: Record<string, string | number | boolean | null | string[]>
  at?: Date
}

export type Event = Required<Omit<NewEvent, 'at' | 'actor'>> & {
  id: number
  at: Date
  actor_kind: EventActor['kind']
  actor_id: string | null
}

/** Appends one event. @returns its id. */
export async function record(tx: Tx, event: NewEvent): Promise<number> {
  return (await recordAll(tx, [event]))[0]!
}

/** Appends many events in one go, in order. @returns their ids. */
export async function recordAll(tx: Db, events: readonly NewEvent[]): Promise<number[]> {
  if (events.length === 0) return []
  // Through the one door that SQL leaves open: a service that was taken over still cannot rewrite the log.
  const { rows } = await sql<{ id: number }>`select ${append(events)} as id`.execute(tx)
  return rows.map((row) => row.id)
}

const append = (events: readonly NewEvent[]): RawBuilder<number> =>
  sql`platform.append(${JSON.stringify(
    events.map((event) => ({
      municipality: event.municipality,
      name: event.name,
      actor_kind: event.actor.kind,
      actor_id: event.actor.id ?? null,
      subject: event.subject,
      data: event.data ?? {},
      at: event.at ?? null,
    })),
  )}::jsonb)`

/**
 * An event as part of the statement that makes the change: a store selects it from the rows that were changed, so that
 * both happen or neither, in one trip.
 */
export const recorded = (event: NewEvent): RawBuilder<number> => append([event])

/** What changed about one thing, oldest first: its timeline. Looks at it are told apart (people.looked). */
export async function eventsAbout(db: Db, subjects: string[]): Promise<Event[]> {
  if (subjects.length === 0) return []
  const rows = await db
    .selectFrom('platform.event')
    .selectAll()
    .where('subject', 'in', subjects)
    .where('name', '<>', 'people.looked')
    .orderBy('id')
    .execute()
  return rows as unknown as Event[]
}

/** What one account did and looked at between two moments, about some things: for whoever reviews it. */
export async function actsOf(
  db: Db,
  actorId: string,
  { subjects, from, until }: { subjects: readonly string[]; from: Date; until: Date },
): Promise<Event[]> {
  const rows = await db
    .selectFrom('platform.event')
    .selectAll()
    .where('actor_id', '=', actorId)
    .where('subject', 'in', [...subjects])
    .where('at', '>=', from)
    .where('at', '<=', until)
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows as unknown as Event[]
}

export const readEvent = (db: Db, id: number): Promise<Event | undefined> =>
  db.selectFrom('platform.event').selectAll().where('id', '=', id).executeTakeFirst() as Promise<unknown> as Promise<
    Event | undefined
  >

export type Reaction = {
  /** `capability.verb`, unique: the key of having happened. */
  name: string
  on: string
  /** The effect, in a transaction that also notes that it has happened. */
  run: (tx: Tx, event: Event) => Promise<void>
}

/**
 * Runs one reaction to one event, if it has not run yet.
 * Delivery may repeat; the effect does not, because the note of it is written in the same transaction.
 * @returns true when it ran now.
 */
export async function react(db: Db, reaction: Reaction, eventId: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const first = await tx
      .insertInto('platform.reaction')
      .values({ event_id: eventId, name: reaction.name })
      .onConflict((conflict) => conflict.doNothing())
      .returning('event_id')
      .executeTakeFirst()
    if (!first) return false
    const event = await tx.selectFrom('platform.event').selectAll().where('id', '=', eventId).executeTakeFirstOrThrow()
    await reaction.run(tx, event as unknown as Event)
    return true
  })
}

/**
 * Takes up to `limit` events that nobody has handed on, and hands each (event, reaction) to `send` in the same
 * transaction that forgets them. Several processes may do this at once.
 * @returns how many events were taken.
 */
export async function handOn<R extends { name: string; on: string }>(
  db: Db,
  reactions: readonly R[],
  send: (tx: Tx, eventId: number, reaction: R) => Promise<void>,
  limit = 100,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ event_id: number; name: string }>`
      delete from platform.event_todo t using platform.event e
      where e.id = t.event_id and t.event_id in (
        select event_id from platform.event_todo order by event_id limit ${limit} for update skip locked)
      returning t.event_id, e.name`.execute(tx)
    rows.sort((a, b) => a.event_id - b.event_id)
    for (const row of rows)
      for (const reaction of reactions) if (reaction.on === row.name) await send(tx, row.event_id, reaction)
    return rows.length
  })
}

export type Tallied = { text: string; week: string; n: number }

/**
 * How often each text stands among the first `first` of the list `list` in the data of events with these names, by week
 * (its Monday in Tokyo). Only events whose data holds `where`, recorded after event `after` and before the time `before`.
 * @returns the counts, and the last event that was looked at: where to go on.
 */
export async function tally(
  db: Db,
  {
    municipality,
    names,
    list,
    first,
    where,
    after,
    before,
  }: {
    municipality: string
    names: readonly string[]
    list: string
    first: number
    where: Record<string, boolean | string>
    after: number
    before: Date
  },
): Promise<{ rows: Tallied[]; last: number }> {
  const { rows: ends } = await sql<{ last: number | null }>`
    select max(id) as last from platform.event
    where municipality = ${municipality} and name = any(${[...names]}) and id > ${after} and at < ${before}`.execute(db)
  const last = ends[0]?.last ?? after
  if (last === after) return { rows: [], last }
  const { rows } = await sql<Tallied>`
    select shown.text, (date_trunc('week', e.at at time zone 'Asia/Tokyo'))::date as week, count(*)::int as n
    from platform.event e, jsonb_array_elements_text(e.data -> ${list}) with ordinality as shown (text, place)
    where e.municipality = ${municipality} and e.name = any(${[...names]}) and e.id > ${after} and e.id <= ${last}
      and e.at < ${before} and e.data @> ${JSON.stringify(where)}::jsonb and shown.place <= ${first}
    group by 1, 2 order by 2, 1`.execute(db)
  return { rows, last }
}
