// Rooms and who belongs to them.
import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Basis, Founded, Part } from '../basis/rules.ts'
import type { Purpose } from '../consent/rules.ts'

export type Room = Founded & {
  municipality: string
  id: string
  /** What it is called in lists and mails: no name. */
  code: string
  personId: string
  openedBy: string
  openedAt: Date
  convenedBy: string | null
  meetsAt: Date | null
  heldAt: Date | null
  reviewBy: Date | null
  reviewedBy: string | null
  reviewedAt: Date | null
  review: 'justified' | 'not_justified' | null
}

const roomColumns = [
  'room.municipality',
  'room.id',
  'room.code',
  'room.person_id as personId',
  'room.basis',
  'room.purpose',
  'room.opened_by as openedBy',
  'room.opened_at as openedAt',
  'room.closed_at as closedAt',
  'room.convened_by as convenedBy',
  'room.meets_at as meetsAt',
  'room.fixed_at as fixedAt',
  'room.held_at as heldAt',
  'room.ends_at as endsAt',
  'room.review_by as reviewBy',
  'room.reviewed_by as reviewedBy',
  'room.reviewed_at as reviewedAt',
  'room.review',
  'room.moved_to as movedTo',
] as const

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const newCode = () => {
  const three = () => Array.from({ length: 3 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${three()}-${three()}`
}

export type NewRoom = {
  municipality: string
  id: string
  personId: string
  basis: Basis
  purpose: Purpose
  openedBy: string
  openedAt: Date
  convenedBy?: string
  meetsAt?: Date
  /** Why somebody broke in; sealed on its way. */
  reason?: string
  endsAt?: Date
  reviewBy?: Date
}

/** @returns the code that the room got. */
export async function insertRoom(tx: Tx, room: NewRoom): Promise<string> {
  const code = newCode()
  await tx
    .insertInto('sharing.room')
    .values({
      municipality: room.municipality,
      id: room.id,
      code,
      person_id: room.personId,
      basis: room.basis,
      purpose: room.purpose,
      opened_by: room.openedBy,
      opened_at: room.openedAt,
      convened_by: room.convenedBy ?? null,
      meets_at: room.meetsAt ?? null,
      reason: room.reason ? sealText(room.reason, `sharing.room.reason:${room.id}`) : null,
      ends_at: room.endsAt ?? null,
      review_by: room.reviewBy ?? null,
    })
    .execute()
  return code
}

export const findRoom = (db: Db, municipality: string, id: string) =>
  db
    .selectFrom('sharing.room as room')
    .select(roomColumns)
    .where('room.municipality', '=', municipality)
    .where('room.id', '=', id)
    .executeTakeFirst() as Promise<Room | undefined>

/** For whoever may change it: its keeper, or a reviewer. */
export const lockRoom = (tx: Tx, municipality: string, id: string) =>
  tx
    .selectFrom('sharing.room as room')
    .select(roomColumns)
    .where('room.municipality', '=', municipality)
    .where('room.id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<Room | undefined>

/** Rooms around a person that can be seen. */
export const roomsOfPerson = (db: Db, municipality: string, personId: string) =>
  db
    .selectFrom('sharing.room as room')
    .select(roomColumns)
    .where('room.municipality', '=', municipality)
    .where('room.person_id', '=', personId)
    .orderBy('room.opened_at', 'desc')
    .execute() as Promise<Room[]>

/** Emergencies, the newest first: for reviewers, and for what happens by the clock. */
export const listEmergencies = (db: Db, municipality: string) =>
  db
    .selectFrom('sharing.room as room')
    .select(roomColumns)
    .where('room.municipality', '=', municipality)
    .where('room.basis', '=', 'emergency')
    .orderBy('room.opened_at', 'desc')
    .limit(200)
    .execute() as Promise<Room[]>

export type RoomChange = Partial<{
  closed_at: Date
  fixed_at: Date
  held_at: Date
  meets_at: Date
  reviewed_by: string
  reviewed_at: Date
  review: 'justified' | 'not_justified'
  review_note: string | null
  moved_to: string
}>
export const moveRoom = (tx: Tx, room: { municipality: string; id: string }, change: RoomChange) =>
  tx
    .updateTable('sharing.room')
    .set({
      ...change,
      ...(change.review_note
        ? { review_note: sealText(change.review_note, `sharing.room.review_note:${room.id}`) }
        : {}),
    })
    .where('municipality', '=', room.municipality)
    .where('id', '=', room.id)
    .execute()

/** Why somebody broke in, and what the review said. */
export async function readReasons(db: Db, municipality: string, id: string) {
  const row = await db
    .selectFrom('sharing.room')
    .select(['reason', 'review_note'])
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst()
  return {
    reason: row?.reason ? openText(row.reason, `sharing.room.reason:${id}`) : '',
    note: row?.review_note ? openText(row.review_note, `sharing.room.review_note:${id}`) : '',
  }
}

// ── members ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Member = {
  roomId: string
  accountId: string
  organizationId: string | null
  part: Part
  profession: string | null
  joinedAt: Date
  pledgedAt: Date | null
  seenUntil: Date | null
  leftAt: Date | null
}
const memberColumns = [
  'member.room_id as roomId',
  'member.account_id as accountId',
  'member.organization_id as organizationId',
  'member.part',
  'member.profession',
  'member.joined_at as joinedAt',
  'member.pledged_at as pledgedAt',
  'member.seen_until as seenUntil',
  'member.left_at as leftAt',
] as const

/** Brings somebody in; who had left comes back, and pledges anew. */
export const putMember = (
  tx: Tx,
  municipality: string,
  member: Pick<Member, 'roomId' | 'accountId' | 'organizationId' | 'part' | 'profession' | 'joinedAt'>,
) => {
  const row = {
    organization_id: member.organizationId,
    part: member.part,
    profession: member.profession,
    joined_at: member.joinedAt,
  }
  return tx
    .insertInto('sharing.member')
    .values({ municipality, room_id: member.roomId, account_id: member.accountId, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'room_id', 'account_id'])
        .doUpdateSet({ ...row, left_at: null, pledged_at: null, pledge_version: null }),
    )
    .execute()
}

/** A first member, into a room that has none: without looking whether they were there before. */
export const insertMember = (
  tx: Tx,
  municipality: string,
  member: Pick<Member, 'roomId' | 'accountId' | 'organizationId' | 'part' | 'profession' | 'joinedAt'>,
) =>
  tx
    .insertInto('sharing.member')
    .values({
      municipality,
      room_id: member.roomId,
      account_id: member.accountId,
      organization_id: member.organizationId,
      part: member.part,
      profession: member.profession,
      joined_at: member.joinedAt,
    })
    .execute()

export const membersOf = (db: Db, municipality: string, roomIds: readonly string[]) =>
  roomIds.length === 0
    ? Promise.resolve([])
    : (db
        .selectFrom('sharing.member as member')
        .select(memberColumns)
        .where('member.municipality', '=', municipality)
        .where('member.room_id', 'in', [...roomIds])
        .orderBy('member.joined_at')
        .orderBy('member.account_id')
        .execute() as Promise<Member[]>)

export const moveMember = (
  tx: Db,
  municipality: string,
  at: { roomId: string; accountId: string },
  change: Partial<{ left_at: Date; pledged_at: Date; pledge_version: string; seen_until: Date; part: Part }>,
) =>
  tx
    .updateTable('sharing.member')
    .set(change)
    .where('municipality', '=', municipality)
    .where('room_id', '=', at.roomId)
    .where('account_id', '=', at.accountId)
    .where('left_at', 'is', null)
    .execute()

/**
 * Takes the right to send somebody a mail about a room, if none went out within the hour before.
 * @returns whether it may be sent.
 */
export async function takeNotice(tx: Tx, municipality: string, roomId: string, accountId: string, now: Date) {
  const hourAgo = new Date(now.getTime() - 60 * 60 * 1000)
  const row = await tx
    .updateTable('sharing.member')
    .set({ noticed_at: now })
    .where('municipality', '=', municipality)
    .where('room_id', '=', roomId)
    .where('account_id', '=', accountId)
    .where('left_at', 'is', null)
    .where((e) => e.or([e('noticed_at', 'is', null), e('noticed_at', '<=', hourAgo)]))
    .returning('account_id')
    .executeTakeFirst()
  return row !== undefined
}

/** The rooms that somebody belongs to now, with how much in each is new to them. */
export async function roomsOf(db: Db, municipality: string, accountId: string) {
  const rooms = (await db
    .selectFrom('sharing.room as room')
    .innerJoin('sharing.member as member', (join) =>
      join.onRef('member.municipality', '=', 'room.municipality').onRef('member.room_id', '=', 'room.id'),
    )
    .select(roomColumns)
    .where('room.municipality', '=', municipality)
    .where('member.account_id', '=', accountId)
    .where('member.left_at', 'is', null)
    .orderBy('room.opened_at', 'desc')
    .limit(500)
    .execute()) as Room[]
  const { rows } = await sql<{ roomId: string; unread: number; mentions: number; newest: Date | null }>`
    select e.room_id as "roomId",
      count(*) filter (where e.written_at > coalesce(m.seen_until, '-infinity') and e.author_id <> ${accountId}
        and e.taken_back_at is null)::int as unread,
      count(*) filter (where e.written_at > coalesce(m.seen_until, '-infinity') and ${accountId}::uuid = any (e.mentions)
        and e.taken_back_at is null)::int as mentions,
      max(e.written_at) as newest
    from sharing.entry e
    join sharing.member m on m.municipality = e.municipality and m.room_id = e.room_id and m.account_id = ${accountId}
    where e.municipality = ${municipality} and m.left_at is null
    group by 1`.execute(db)
  const counts = new Map(rows.map((row) => [row.roomId, row]))
  return rooms.map((room) => ({ ...room, ...(counts.get(room.id) ?? { unread: 0, mentions: 0, newest: null }) }))
}

/** Open rooms on one basis, for what happens by the clock or after a withdrawal. */
export const openRoomsOn = (db: Db, municipality: string, basis: Basis, personId?: string) => {
  let query = db
    .selectFrom('sharing.room as room')
    .select(roomColumns)
    .where('room.municipality', '=', municipality)
    .where('room.basis', '=', basis)
    .where('room.closed_at', 'is', null)
  if (personId) query = query.where('room.person_id', '=', personId)
  return query.execute() as Promise<Room[]>
}
