// Breaking in: with a reason, for a limited time, told at once to others, and reviewed by somebody else.
import { findNames, listRole } from '../../people/index.ts'
import { businessDeadline } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { listPersons, type Person } from '../person/store.ts'
import { actorOf, beginRoom, closeIn, type Who } from '../room/actions.ts'
import { listEmergencies, lockRoom, membersOf, moveRoom, openRoomsOn, type Room } from '../room/store.ts'
import { REVIEW_DAYS } from './rules.ts'

const tight = (text: string) => text.normalize('NFKC').replace(/\s/g, '')

/**
 * Persons of exactly this name or reading. Names are sealed, so they are opened here one by one.
 * @param all the database as the system sees it: who breaks in, or convenes, does not know the person yet.
 */
export async function personsNamed(all: Db, municipality: string, name: string): Promise<Person[]> {
  const sought = tight(name)
  if (sought.length < 2) return []
  return (await listPersons(all, municipality, { limit: 20_000 })).filter(
    (person) => tight(person.name) === sought || (person.kana !== null && tight(person.kana) === sought),
  )
}

/** Whom it is told to at once: the administrators of the city, and who keeps rooms around the person. */
export async function toldOf(all: Db, municipality: string, personId: string, besides: string): Promise<string[]> {
  const admins = (await listRole(all, municipality, 'admin')).map(({ id }) => id)
  const rooms = await openRoomsOn(all, municipality, 'consent', personId)
  const members = await membersOf(
    all,
    municipality,
    rooms.map(({ id }) => id),
  )
  const keepers = members.filter(({ part, leftAt }) => part === 'keeper' && !leftAt).map(({ accountId }) => accountId)
  return [...new Set([...admins, ...keepers])].filter((id) => id !== besides)
}

export const namesOf = async (db: Db, municipality: string, ids: readonly string[]): Promise<string[]> =>
  [...(await findNames(db, municipality, ids)).values()].map(({ name }) => name)

/** Breaks in. @returns the id of the room, open at once. */
export const breakIn = (
  db: Db,
  who: Who,
  now: Date,
  given: { municipality: string; personId: string; reason: string; hours: number },
): Promise<string> =>
  db.transaction().execute(async (tx) => {
    const { municipality, personId, reason, hours } = given
    const endsAt = new Date(now.getTime() + hours * 60 * 60 * 1000)
    const until = { reason, endsAt, reviewBy: businessDeadline(now, REVIEW_DAYS) }
    const room = { municipality, personId, basis: 'emergency', purpose: 'care', ...until } as const
    const id = await beginRoom(tx, who, now, room, null)
    await record(tx, {
      municipality,
      name: 'sharing.broken_in',
      actor: actorOf(who),
      subject: id,
      data: { person: personId, until: endsAt.toISOString() },
      at: now,
    })
    return id
  })

/** What somebody else says of it afterwards, once. */
export const reviewEmergency = (
  db: Db,
  who: Who,
  now: Date,
  target: { municipality: string; id: string },
  given: { review: 'justified' | 'not_justified'; note: string },
): Promise<{ ok: true } | { ok: false; reason: 'own' | 'not_found' | 'reviewed' }> =>
  db.transaction().execute(async (tx) => {
    const room = await lockRoom(tx, target.municipality, target.id)
    if (room?.basis !== 'emergency') return { ok: false, reason: 'not_found' } as const
    if (room.openedBy === who.accountId) return { ok: false, reason: 'own' } as const
    if (room.reviewedAt) return { ok: false, reason: 'reviewed' } as const
    await moveRoom(tx, room, {
      reviewed_by: who.accountId,
      reviewed_at: now,
      review: given.review,
      review_note: given.note || null,
    })
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.reviewed',
      actor: actorOf(who),
      subject: room.id,
      data: { person: room.personId, review: given.review },
      at: now,
    })
    return { ok: true } as const
  })

/** Closes emergencies whose time is over: they are shut already, by rule and in SQL. @returns how many. */
export async function closeEnded(db: Db, municipality: string, now: Date): Promise<number> {
  let closed = 0
  for (const room of await openRoomsOn(db, municipality, 'emergency')) {
    if (!room.endsAt || room.endsAt > now) continue
    await db.transaction().execute((tx) => closeIn(tx, { kind: 'system' }, now, room, 'time_over'))
    closed += 1
  }
  return closed
}

/** Emergencies that wait for their review. */
export const unreviewed = async (db: Db, municipality: string): Promise<Room[]> =>
  (await listEmergencies(db, municipality)).filter(({ reviewedAt }) => !reviewedAt)
