import { randomUUID } from 'node:crypto'
import { businessDeadline, tokyo, ZONE } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { type Event, type EventActor, record } from '../../platform/events.ts'
import { actedOn, endingsFor, listEvents, usualDays } from '../../platform/trail.ts'
import { verifyLog } from '../../platform/verify.ts'
import {
  afterEnd,
  type Found,
  LIMITS,
  type Look,
  manyOrganizations,
  manyPeople,
  oddHours,
  onlyLooking,
  refusedThenSeen,
  unreviewed,
} from './rules.ts'
import { keepFindings, reviewFindingRow } from './store.ts'

export const LOOKED = 'people.looked'
export const REFUSED = 'people.refused'
/** Emergency access, and the review of it: of `sharing`, above this capability; known here by name alone. */
const BROKEN_IN = 'sharing.broken_in'
const REVIEWED = ['sharing.reviewed', 'sharing.break_in_reviewed']
const PAGE = 2000

type Data = { verb?: string; as?: string; org?: string | null; list?: boolean; review_by?: string }
export const dataOf = (event: Event): Data => event.data as unknown as Data

const startOf = (day: Temporal.PlainDate): Date => new Date(day.toZonedDateTime(ZONE).epochMilliseconds)

/** All events of some names in a span, in pages. */
async function allEvents(db: Db, municipality: string, names: string[], from: Date, to?: Date): Promise<Event[]> {
  const all: Event[] = []
  for (let before: number | undefined; ; ) {
    const page = await listEvents(db, { municipality, names, from, to, before, limit: PAGE })
    all.push(...page)
    before = page.at(-1)?.id
    if (page.length < PAGE) return all
  }
}

const looksOf = (events: readonly Event[]): Look[] =>
  events
    .filter((event) => event.name === LOOKED && event.actor_kind === 'account' && event.actor_id !== null)
    .map((event) => ({
      id: event.id,
      at: event.at,
      actor: event.actor_id!,
      subject: event.subject,
      organization: dataOf(event).org ?? null,
      list: dataOf(event).list === true,
    }))

const unique = (texts: readonly string[]) => [...new Set(texts)]

/**
 * Goes through the looks of one day in Tokyo and keeps what is out of the ordinary. May be done again.
 * @returns how many findings the day has.
 */
export async function auditDay(db: Db, municipality: string, day: Temporal.PlainDate, now: Date): Promise<number> {
  const from = startOf(day)
  const to = startOf(day.add({ days: 1 }))
  const events = await allEvents(db, municipality, [LOOKED, REFUSED], from, to)
  const looks = looksOf(events)
  const usual = await usualDays(
    db,
    { municipality, name: LOOKED, from: startOf(day.subtract({ days: LIMITS.usualDays })), to: from },
    unique(looks.map(({ actor }) => actor)),
  )
  const endings = await endingsFor(db, municipality, unique(looks.map(({ subject }) => subject)))
  // Who was refused at the door is known by the account that was tried, and in the house by who tried.
  const refusals = events.flatMap(({ name, at, actor_id, subject, data }) => {
    const actor = actor_id ?? ((data as { known?: boolean }).known ? subject : null)
    return name === REFUSED && actor ? [{ at, actor }] : []
  })
  const found = new Map<Temporal.PlainDate, Found[]>([
    [
      day,
      [
        ...manyPeople(looks, usual),
        ...oddHours(looks),
        ...manyOrganizations(looks),
        ...afterEnd(looks, endings),
        ...refusedThenSeen(refusals, looks),
        ...unreviewed(await emergencies(db, municipality, from, to), now),
      ],
    ],
  ])
  // what was only looked at shows when there was time to act, so it is found for an earlier day
  const earlier = day.subtract({ days: LIMITS.onlyDays })
  found.set(earlier, await onlyLooked(db, municipality, earlier, to))
  const rows = [...found].flatMap(([on, list]) =>
    list.map((one) => ({ ...one, municipality, id: randomUUID(), day: on.toString(), found_at: now })),
  )
  await db.transaction().execute((tx) => keepFindings(tx, rows))
  return rows.length
}

async function onlyLooked(db: Db, municipality: string, day: Temporal.PlainDate, until: Date): Promise<Found[]> {
  const from = startOf(day)
  const looks = looksOf(await allEvents(db, municipality, [LOOKED], from, startOf(day.add({ days: 1 }))))
  const acts = await actedOn(
    db,
    { municipality, from, to: until },
    {
      actors: unique(looks.map(({ actor }) => actor)),
      subjects: unique(looks.map(({ subject }) => subject)),
      besides: [LOOKED, REFUSED],
    },
  )
  return onlyLooking(looks, acts)
}

/** Emergency access of the last weeks whose day of review falls into a span. */
async function emergencies(db: Db, municipality: string, from: Date, to: Date) {
  const since = new Date(from.getTime() - 60 * 24 * 60 * 60 * 1000)
  const events = await allEvents(db, municipality, [BROKEN_IN, ...REVIEWED], since)
  return events
    .filter(({ name }) => name === BROKEN_IN)
    .map(({ id, actor_id, subject, at, data }) => {
      const given = (data as Data).review_by
      const reviewBy = given ? new Date(given) : businessDeadline(at, LIMITS.reviewDays)
      const reviewed = events.some((one) => one.name !== BROKEN_IN && one.subject === subject && one.id > id)
      return { actor: actor_id, subject, reviewBy, reviewed }
    })
    .filter(({ reviewBy }) => reviewBy >= from && reviewBy < to)
}

/** The audit of the night: the whole log against its seals, and the looks of yesterday. Its result is an event itself. */
export async function auditNight(db: Db, municipality: string, now: Date): Promise<void> {
  const verdict = await verifyLog(db)
  const findings = await auditDay(db, municipality, tokyo(now).toPlainDate().subtract({ days: 1 }), now)
  await db.transaction().execute((tx) =>
    record(tx, {
      municipality,
      name: 'people.audited',
      actor: { kind: 'system' },
      subject: randomUUID(),
      data: {
        ok: verdict.ok,
        events: verdict.events,
        seals: verdict.seals,
        faults: verdict.faultCount,
        hash: verdict.last?.hash ?? null,
        findings,
      },
    }),
  )
}

/** Goes through yesterday and today here and now. */
export async function auditNow(db: Db, municipality: string, now: Date): Promise<void> {
  const today = tokyo(now).toPlainDate()
  await auditDay(db, municipality, today.subtract({ days: 1 }), now)
  await auditDay(db, municipality, today, now)
}

/** Marks a finding as looked into, with what came of it. */
export function reviewFinding(
  db: Db,
  actor: EventActor & { id: string },
  now: Date,
  { municipality, id, note }: { municipality: string; id: string; note: string },
): Promise<{ ok: true } | { ok: false; reason: 'gone' }> {
  return db.transaction().execute(async (tx) => {
    const row = await reviewFindingRow(tx, { municipality, id, by: actor.id, note, now })
    if (!row) return { ok: false, reason: 'gone' } as const
    await record(tx, {
      municipality,
      name: 'people.finding_reviewed',
      actor,
      subject: id,
      data: { kind: row.kind },
    })
    return { ok: true } as const
  })
}
