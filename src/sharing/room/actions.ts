// Rooms: opened, joined, left, closed. Each verb is one transaction: rules → store → record.
import { randomUUID } from 'node:crypto'
import type { Db, Tx } from '../../platform/db.ts'
import { type EventActor, record } from '../../platform/events.ts'
import { gateOf, isDeserted, type Part, type Standing } from '../basis/rules.ts'
import type { Purpose } from '../consent/rules.ts'
import { consentsAbout } from '../consent/store.ts'
import { holds } from '../person/rules.ts'
import { tiesOf } from '../person/store.ts'
import {
  findRoom,
  insertMember,
  insertRoom,
  lockRoom,
  type Member,
  membersOf,
  moveMember,
  moveRoom,
  putMember,
  type Room,
} from './store.ts'

/** Who acts in rooms: an account, in a role, for an organisation. */
export type Who = { accountId: string; organizationId: string | null; role: string | null }
export const actorOf = (who: Who): EventActor => ({ kind: 'account', id: who.accountId })

export const standingOf = (member: Member, role: string | null): Standing => ({
  accountId: member.accountId,
  organizationId: member.organizationId,
  part: member.part,
  role,
  pledgedAt: member.pledgedAt,
  leftAt: member.leftAt,
})

/** Begins a room, kept by who begins it. The gate is asked, and the event recorded, by who calls. @returns its id. */
export async function beginRoom(
  tx: Tx,
  who: Who,
  now: Date,
  room: Omit<Parameters<typeof insertRoom>[1], 'id' | 'openedBy' | 'openedAt'>,
  profession: string | null,
): Promise<string> {
  const id = randomUUID()
  await insertRoom(tx, { ...room, id, openedBy: who.accountId, openedAt: now })
  const { accountId, organizationId } = who
  const keeper = { roomId: id, accountId, organizationId, part: 'keeper', profession, joinedAt: now } as const
  await insertMember(tx, room.municipality, keeper)
  return id
}

/**
 * Opens a room on consent around a person. Who opens it keeps it; a room that would be shut to them at once is refused.
 * @returns the id of the room.
 */
export function openRoom(
  db: Db,
  who: Who,
  now: Date,
  given: { municipality: string; personId: string; purpose: Purpose; profession: string | null },
): Promise<{ ok: true; value: string } | { ok: false; reason: 'no_consent' }> {
  return db.transaction().execute(async (tx) => {
    const { municipality, personId, purpose } = given
    const consents = await consentsAbout(tx, municipality, [personId])
    const gate = gateOf(
      { basis: 'consent', purpose, closedAt: null, fixedAt: null, endsAt: null, movedTo: null },
      { ...who, part: 'keeper', pledgedAt: null, leftAt: null },
      consents,
      now,
    )
    if (!gate.open) return { ok: false, reason: 'no_consent' } as const
    const id = await beginRoom(tx, who, now, { municipality, personId, basis: 'consent', purpose }, given.profession)
    await record(tx, {
      municipality,
      name: 'sharing.room_opened',
      actor: actorOf(who),
      subject: id,
      data: { person: personId, basis: 'consent' },
      at: now,
    })
    return { ok: true, value: id } as const
  })
}

export type Newcomer = { accountId: string; organizationId: string | null; part: Part; profession: string | null }

/**
 * Brings somebody into a room. The person and the family only when they are tied to that person; nobody any more into a
 * 支援会議 whose members are fixed, and nobody but its opener into an emergency.
 */
export function addMember(
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  newcomer: Newcomer,
): Promise<{ ok: true } | { ok: false; reason: 'fixed' | 'not_tied' | 'closed' | 'alone' }> {
  return db.transaction().execute(async (tx) => {
    const locked = await lockRoom(tx, room.municipality, room.id)
    if (!locked || locked.closedAt) return { ok: false, reason: 'closed' } as const
    if (locked.basis === 'emergency') return { ok: false, reason: 'alone' } as const
    if (locked.fixedAt) return { ok: false, reason: 'fixed' } as const
    if (newcomer.part === 'person' || newcomer.part === 'family') {
      const ties = await tiesOf(tx, room.municipality, room.personId)
      const tie = ties.find((one) => one.accountId === newcomer.accountId && holds(one, now))
      if (!tie || (tie.kind === 'self') !== (newcomer.part === 'person') || locked.basis !== 'consent')
        return { ok: false, reason: 'not_tied' } as const
    }
    await putMember(tx, room.municipality, { ...newcomer, roomId: room.id, joinedAt: now })
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.joined',
      actor: actorOf(who),
      subject: room.id,
      data: { account: newcomer.accountId, part: newcomer.part },
      at: now,
    })
    return { ok: true } as const
  })
}

/** Somebody leaves, by the keeper's word or their own. The last keeper stays: a room without one could not be closed. */
export function endMember(
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  accountId: string,
): Promise<{ ok: true } | { ok: false; reason: 'last_keeper' | 'not_found' }> {
  return db.transaction().execute(async (tx) => {
    // Two keepers who leave at once wait for each other here; who keeps no room locks none.
    await lockRoom(tx, room.municipality, room.id)
    const members = (await membersOf(tx, room.municipality, [room.id])).filter((member) => !member.leftAt)
    const leaving = members.find((member) => member.accountId === accountId)
    if (!leaving) return { ok: false, reason: 'not_found' } as const
    const keepers = members.filter(({ part }) => part === 'keeper')
    if (leaving.part === 'keeper' && keepers.length === 1) return { ok: false, reason: 'last_keeper' } as const
    await moveMember(tx, room.municipality, { roomId: room.id, accountId }, { left_at: now })
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.left',
      actor: actorOf(who),
      subject: room.id,
      data: { account: accountId },
      at: now,
    })
    return { ok: true } as const
  })
}

/** Closes a room in the caller's transaction: nobody reads in it any more. */
export async function closeIn(
  tx: Tx,
  actor: EventActor,
  now: Date,
  room: Pick<Room, 'municipality' | 'id' | 'personId'>,
  why: 'kept' | 'deserted' | 'moved' | 'time_over',
  movedTo?: string,
): Promise<void> {
  await moveRoom(tx, room, { closed_at: now, ...(movedTo ? { moved_to: movedTo } : {}) })
  await record(tx, {
    municipality: room.municipality,
    name: 'sharing.room_closed',
    actor,
    subject: room.id,
    data: { person: room.personId, why },
    at: now,
  })
}

export const closeRoom = (db: Db, who: Who, now: Date, room: Room): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const locked = await lockRoom(tx, room.municipality, room.id)
    if (locked && !locked.closedAt) await closeIn(tx, actorOf(who), now, room, 'kept')
  })

/** Closes a room on consent in which nobody who works is agreed to any more. @returns whether it closed now. */
export async function closeIfDeserted(tx: Tx, now: Date, room: Room): Promise<boolean> {
  const fresh = await findRoom(tx, room.municipality, room.id)
  if (!fresh || fresh.closedAt) return false
  const members = await membersOf(tx, room.municipality, [room.id])
  const consents = await consentsAbout(tx, room.municipality, [room.personId])
  const standing = members.map((member) => standingOf(member, null))
  if (!isDeserted(fresh, standing, consents, now)) return false
  await closeIn(tx, { kind: 'system' }, now, fresh, 'deserted')
  return true
}
