import { sql } from 'kysely'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Fact, Purpose } from '../consent/rules.ts'
import type { Reason } from './rules.ts'

export type OwnRoom = {
  id: string
  code: string
  basis: 'consent' | 'conference' | 'emergency'
  purpose: Purpose
  needId: string | null
  openedAt: Date
  closedAt: Date | null
  convenedBy: string | null
  heldAt: Date | null
  endsAt: Date | null
  review: 'justified' | 'not_justified' | null
}

/** The rooms around a person that they may know of: SQL leaves out a conference that was not held yet. */
export const roomsAbout = (db: Db, municipality: string, personId: string) =>
  db
    .selectFrom('sharing.room')
    .select([
      ...(['id', 'code', 'basis', 'purpose', 'review', 'need_id as needId', 'opened_at as openedAt'] as const),
      ...(['closed_at as closedAt', 'convened_by as convenedBy', 'held_at as heldAt', 'ends_at as endsAt'] as const),
    ])
    .where('municipality', '=', municipality)
    .where('person_id', '=', personId)
    .orderBy('opened_at', 'desc')
    .execute() as Promise<OwnRoom[]>

export type ToldEntry = {
  id: string
  roomCode: string
  authorId: string
  kind: 'message' | 'vital' | 'visit' | 'decision'
  fact: Fact
  words: string
  writtenAt: Date
  onRequest: boolean
}

const openEntry = <T extends { id: string; words: string }>(row: T): T => ({
  ...row,
  words: openText(row.words, `sharing.entry.words:${row.id}`),
})

/** What was written for the person too, newest first: as themselves, as their agent, or as family with their consent. */
export async function toldEntries(db: Db, municipality: string, personId: string): Promise<ToldEntry[]> {
  const { rows } = await sql<ToldEntry>`
    select id, room_code as "roomCode", author_id as "authorId", kind, fact, words, written_at as "writtenAt",
      on_request as "onRequest"
    from sharing.told_entries(${municipality}, ${personId})`.execute(db)
  return rows.map(openEntry)
}

export type ToldFile = { id: string; name: string; type: string; size: number; addedAt: Date }

export async function toldFiles(db: Db, municipality: string, personId: string): Promise<ToldFile[]> {
  const { rows } = await sql<ToldFile>`
    select id, name, type, size, added_at as "addedAt" from sharing.told_files(${municipality}, ${personId})`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, name: openText(row.name, `sharing.file.name:${row.id}`) }))
}

export type Disclosure = {
  municipality: string
  id: string
  personId: string
  kind: 'access' | 'erasure'
  state: 'asked' | 'given' | 'partly' | 'refused'
  askedBy: string
  askedAt: Date
  dueAt: Date
  answeredBy: string | null
  answeredAt: Date | null
  reason: Reason | null
  note: string | null
}

const disclosureColumns = [
  ...(['municipality', 'id', 'person_id as personId', 'kind', 'state', 'asked_by as askedBy', 'reason'] as const),
  ...(['asked_at as askedAt', 'due_at as dueAt', 'answered_by as answeredBy', 'answered_at as answeredAt'] as const),
  'note',
] as const

const openNote = (row: Disclosure): Disclosure => ({
  ...row,
  note: row.note && openText(row.note, `sharing.disclosure.note:${row.id}`),
})

export const insertDisclosure = (
  tx: Tx,
  one: Pick<Disclosure, 'municipality' | 'id' | 'personId' | 'kind' | 'askedBy' | 'askedAt' | 'dueAt'>,
) =>
  tx
    .insertInto('sharing.disclosure')
    .values({
      ...{ municipality: one.municipality, id: one.id, person_id: one.personId, kind: one.kind, state: 'asked' },
      ...{ asked_by: one.askedBy, asked_at: one.askedAt, due_at: one.dueAt },
    })
    .execute()

/** Requests that the actor may know of: of one person, or all that wait and the last that were answered. */
export async function listDisclosures(db: Db, municipality: string, personId?: string): Promise<Disclosure[]> {
  let query = db.selectFrom('sharing.disclosure').select(disclosureColumns).where('municipality', '=', municipality)
  if (personId) query = query.where('person_id', '=', personId)
  const rows = await query.orderBy('asked_at', 'desc').limit(200).execute()
  return (rows as Disclosure[]).map(openNote)
}

export async function findDisclosure(db: Db, municipality: string, id: string): Promise<Disclosure | undefined> {
  const row = await db
    .selectFrom('sharing.disclosure')
    .select(disclosureColumns)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && openNote(row as Disclosure)
}

/** Answers a request that waits. @returns false when it had been answered. */
export async function answerDisclosure(
  tx: Tx,
  { municipality, id }: Pick<Disclosure, 'municipality' | 'id'>,
  answer: { state: 'given' | 'partly' | 'refused'; by: string; at: Date; reason: Reason | null; note: string | null },
): Promise<boolean> {
  const row = await tx
    .updateTable('sharing.disclosure')
    .set({
      ...{ state: answer.state, answered_by: answer.by, answered_at: answer.at, reason: answer.reason },
      note: answer.note ? sealText(answer.note, `sharing.disclosure.note:${id}`) : null,
    })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** What the team wrote for itself: for staff who must decide on a request that waits. */
export async function askedEntries(db: Db, municipality: string, requestId: string) {
  const { rows } = await sql<Omit<ToldEntry, 'onRequest'>>`
    select id, room_code as "roomCode", author_id as "authorId", kind, fact, words, written_at as "writtenAt"
    from sharing.asked_entries(${municipality}, ${requestId})`.execute(db)
  return rows.map(openEntry)
}

export const insertDisclosed = (tx: Tx, municipality: string, disclosureId: string, entries: readonly string[]) =>
  tx
    .insertInto('sharing.disclosed')
    .values(entries.map((entry) => ({ municipality, disclosure_id: disclosureId, entry_id: entry })))
    .execute()

/** Erases a person on their open request. @returns whose record it was. */
export async function erasePerson(tx: Tx, municipality: string, requestId: string, at: Date): Promise<string | null> {
  const { rows } = await sql<{ person: string | null }>`
    select sharing.erase_person(${municipality}, ${requestId}, ${at}) as person`.execute(tx)
  return rows[0]!.person
}

/** Takes the words out of rooms that were closed long enough ago. @returns which. */
export async function emptyOldRooms(tx: Tx, at: Date): Promise<{ municipality: string; id: string }[]> {
  const { rows } = await sql<{ municipality: string; id: string }>`
    select municipality, id from sharing.empty_old_rooms(${at})`.execute(tx)
  return rows
}

export type Setting = { keptDays: number; conferenceShown: 'after' | 'closed' | 'never' }
/** Five years: as long as 診療録 is kept (医師法 第24条) and as care that was paid for can be asked back (地方自治法 第236条). */
const USUAL: Setting = { keptDays: 1827, conferenceShown: 'after' }

export async function readSetting(db: Db, municipality: string): Promise<Setting> {
  const row = await db
    .selectFrom('sharing.setting')
    .select(['kept_days as keptDays', 'conference_shown as conferenceShown'])
    .where('municipality', '=', municipality)
    .executeTakeFirst()
  return (row as Setting | undefined) ?? USUAL
}

export const writeSetting = (tx: Tx, municipality: string, { keptDays, conferenceShown }: Setting) =>
  tx
    .insertInto('sharing.setting')
    .values({ municipality, kept_days: keptDays, conference_shown: conferenceShown })
    .onConflict((conflict) =>
      conflict.column('municipality').doUpdateSet({ kept_days: keptDays, conference_shown: conferenceShown }),
    )
    .execute()
