import { sql } from 'kysely'
import type { Db, Tx } from '../platform/db.ts'
import type { Channel, NeedState, Relation, UnmetReason, Urgency } from './rules.ts'

export type Need = {
  municipality: string
  id: string
  code: string
  words: string | null
  kind: string
  kinds: string[]
  ward: string | null
  town: string | null
  urgency: Urgency
  channel: Channel
  relation: Relation | null
  contact_name: string | null
  contact_phone: string | null
  contact_email: string | null
  contact_time: string | null
  consent_version: string | null
  consented_at: Date | null
  state: NeedState
  unmet_reason: UnmetReason | null
  created_at: Date
  closed_at: Date | null
}

export const insertNeed = (tx: Tx, need: Need) => tx.insertInto('need.item').values(need).execute()

export const findNeed = (db: Db, municipality: string, id: string) =>
  db
    .selectFrom('need.item')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst() as Promise<Need | undefined>

export const findNeedByCode = (db: Db, municipality: string, code: string) =>
  db
    .selectFrom('need.item')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('code', '=', code)
    .executeTakeFirst() as Promise<Need | undefined>

export const lockNeed = (tx: Tx, municipality: string, id: string) =>
  tx
    .selectFrom('need.item')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<Need | undefined>

export const moveNeed = (
  tx: Tx,
  need: { municipality: string; id: string },
  change: { state: NeedState; unmet_reason: UnmetReason | null; closed_at: Date | null },
) =>
  tx
    .updateTable('need.item')
    .set(change)
    .where('municipality', '=', need.municipality)
    .where('id', '=', need.id)
    .execute()

export const setContact = (
  tx: Tx,
  need: { municipality: string; id: string },
  contact: Pick<
    Need,
    | 'relation'
    | 'contact_name'
    | 'contact_phone'
    | 'contact_email'
    | 'contact_time'
    | 'consent_version'
    | 'consented_at'
  >,
) =>
  tx
    .updateTable('need.item')
    .set(contact)
    .where('municipality', '=', need.municipality)
    .where('id', '=', need.id)
    .execute()

export type NeedFilter = { state?: string; ward?: string; group?: string; words?: string; page?: number }
export const PAGE = 30

/** Needs, newest first, and how many there are in all. */
export async function listNeeds(db: Db, municipality: string, filter: NeedFilter) {
  let query = db.selectFrom('need.item').where('municipality', '=', municipality)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.ward) query = query.where('ward', '=', filter.ward)
  if (filter.group)
    query = query.where((e) => e.or([e('kind', '=', filter.group!), e('kind', 'like', `${filter.group}.%`)]))
  if (filter.words) {
    const like = `%${filter.words.replace(/[\\%_]/g, '\\$&')}%`
    query = query.where((e) => e.or([e('words', 'ilike', like), e('code', 'ilike', like)]))
  }
  const [items, count] = await Promise.all([
    query
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(PAGE)
      .offset(((filter.page ?? 1) - 1) * PAGE)
      .execute() as Promise<Need[]>,
    query.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow(),
  ])
  return { items, total: Number(count.n) }
}

export type NeedCount = { kind: string; ward: string | null; state: NeedState; n: number }

/** Needs created in [from, to), counted by kind, ward and state. */
export async function countNeeds(db: Db, municipality: string, from: Date, to: Date): Promise<NeedCount[]> {
  const { rows } = await sql<NeedCount>`select * from need.counts(${municipality}, ${from}, ${to})`.execute(db)
  return rows
}

/** Whether a receipt number is in use: a question that shows no row. */
export async function isCodeTaken(db: Db, municipality: string, code: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select need.code_taken(${municipality}, ${code}) as taken`.execute(db)
  return rows[0]!.taken
}

/** Takes words and contact data out of needs closed before `before`. @returns how many. */
export async function eraseOld(db: Db, before: Date): Promise<number> {
  const result = await sql`
    update need.item set words = null, contact_name = null, contact_phone = null, contact_email = null, contact_time = null
    where closed_at < ${before} and (words is not null or contact_phone is not null or contact_email is not null)`.execute(
    db,
  )
  return Number(result.numAffectedRows ?? 0)
}

export async function findNeeds(db: Db, municipality: string, ids: string[]): Promise<Need[]> {
  if (ids.length === 0) return []
  return (await db
    .selectFrom('need.item')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', 'in', ids)
    .execute()) as Need[]
}
