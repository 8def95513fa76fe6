import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../platform/db.ts'
import { openRow, sealedTable, sealRow } from '../platform/sealed.ts'
import { contactKey } from './contact.ts'
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
  /** When the person agreed that desks which work for the same contact learn each other's names. */
  names_agreed_at: Date | null
  state: NeedState
  unmet_reason: UnmetReason | null
  created_at: Date
  closed_at: Date | null
}

const CONTACT = ['contact_name', 'contact_phone', 'contact_email', 'contact_time'] as const
export const SEALED_NEED = sealedTable('need.item', ['words', ...CONTACT], {
  beside: ({ contact_phone = null, contact_email = null }, { municipality }) => ({
    contact_key: contactKey(String(municipality), { contact_phone, contact_email }),
  }),
})

const opened = (row: unknown): Need | undefined => (row ? openRow(SEALED_NEED, row as Need) : undefined)

export const insertNeeds = (tx: Tx, needs: readonly Need[]) =>
  tx
    .insertInto('need.item')
    .values(needs.map((need) => ({ ...sealRow(SEALED_NEED, need), contact_key: contactKey(need.municipality, need) })))
    .execute()

export const findNeed = async (db: Db, municipality: string, id: string) =>
  opened(
    await db
      .selectFrom('need.item')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('id', '=', id)
      .executeTakeFirst(),
  )

export const findNeedByCode = async (db: Db, municipality: string, code: string) =>
  opened(
    await db
      .selectFrom('need.item')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('code', '=', code)
      .executeTakeFirst(),
  )

export const lockNeed = async (tx: Tx, municipality: string, id: string) =>
  opened(
    await tx
      .selectFrom('need.item')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  )

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

/** Moves a need that is open, with the event of it, in one statement. @returns the need as it stands now, or undefined. */
export async function closeOpen(
  db: Db,
  target: { municipality: string; id: string },
  change: { state: NeedState; unmet_reason: UnmetReason | null; closed_at: Date | null },
  event: RawBuilder<number>,
): Promise<Need | undefined> {
  const row = await db
    .with('moved', (one) =>
      one
        .updateTable('need.item')
        .set(change)
        .where('municipality', '=', target.municipality)
        .where('id', '=', target.id)
        .where('state', '=', 'open')
        .returningAll(),
    )
    .selectFrom('moved')
    .selectAll()
    .select(event.as('event'))
    .executeTakeFirst()
  if (!row) return undefined
  const { event: _, ...need } = row
  return opened(need)
}

/** A part of a row, sealed for it. */
const sealPart = <R extends object>(id: string, part: R): R => {
  const { id: _id, ...rest } = sealRow(SEALED_NEED, { ...part, id })
  return rest as R
}

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
    | 'names_agreed_at'
  >,
) =>
  tx
    .updateTable('need.item')
    .set({ ...sealPart(need.id, contact), contact_key: contactKey(need.municipality, contact) })
    .where('municipality', '=', need.municipality)
    .where('id', '=', need.id)
    .execute()

export const stopNames = (tx: Tx, need: { municipality: string; id: string }) =>
  tx
    .updateTable('need.item')
    .set({ names_agreed_at: null })
    .where('municipality', '=', need.municipality)
    .where('id', '=', need.id)
    .execute()

export type NeedFilter = { state?: string; ward?: string; group?: string; words?: string; page?: number }
export const PAGE = 30

/** How many needs, newest first, are opened to search in their words. */
export const SEARCHED = 20_000
const AT_ONCE = 1000

export type NeedPage = {
  items: Need[]
  total: number
  /** Set when there were more needs than a search opens: only the words of the newest were looked into. */
  searched?: number
}

const filtered = (db: Db, municipality: string, filter: NeedFilter) => {
  let query = db.selectFrom('need.item').where('municipality', '=', municipality)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.ward) query = query.where('ward', '=', filter.ward)
  if (filter.group)
    query = query.where((e) => e.or([e('kind', '=', filter.group!), e('kind', 'like', `${filter.group}.%`)]))
  return query
}

/** Needs, newest first, and how many there are in all. */
export async function listNeeds(db: Db, municipality: string, filter: NeedFilter): Promise<NeedPage> {
  const from = ((filter.page ?? 1) - 1) * PAGE
  const query = filtered(db, municipality, filter)
  if (filter.words) {
    const { ids, searched } = await searchNeeds(db, municipality, filter, filter.words)
    const items = await findNeeds(db, municipality, ids.slice(from, from + PAGE))
    const place = new Map(ids.map((id, at) => [id, at]))
    items.sort((a, b) => place.get(a.id)! - place.get(b.id)!)
    return { items, total: ids.length, ...(searched ? { searched } : {}) }
  }
  const [items, count] = await Promise.all([
    query.selectAll().orderBy('created_at', 'desc').orderBy('id').limit(PAGE).offset(from).execute(),
    query.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow(),
  ])
  return { items: items.map((row) => opened(row)!), total: Number(count.n) }
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase()

/**
 * Ids of needs whose words or code hold a text, newest first. The words are sealed, so they are opened here, a thousand at
 * a time and SEARCHED at most; codes are plain and looked for in all.
 */
async function searchNeeds(db: Db, municipality: string, filter: NeedFilter, words: string) {
  const wanted = folded(words)
  const ids: string[] = []
  let last: { at: string; id: string } | undefined
  for (let seen = 0; seen < SEARCHED; seen += AT_ONCE) {
    let query = filtered(db, municipality, filter)
    // As text, with all its digits: a Date would lose microseconds, and rows with them.
    if (last) query = query.where(sql<boolean>`(created_at, id) < (${last.at}::timestamptz, ${last.id}::uuid)`)
    const rows = await query
      .select(['id', 'code', 'words', sql<string>`created_at::text`.as('at')])
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(AT_ONCE)
      .execute()
    for (const row of rows) {
      const text = openRow(SEALED_NEED, row).words ?? ''
      if (folded(text).includes(wanted) || row.code.toLowerCase().includes(wanted)) ids.push(row.id)
    }
    last = rows.at(-1)
    if (rows.length < AT_ONCE) return { ids }
  }
  const older = await filtered(db, municipality, filter)
    .select('id')
    .where(sql<boolean>`(created_at, id) < (${last!.at}::timestamptz, ${last!.id}::uuid)`)
    .where('code', 'ilike', `%${words.replace(/[\\%_]/g, '\\$&')}%`)
    .orderBy('created_at', 'desc')
    .limit(PAGE)
    .execute()
  return { ids: [...ids, ...older.map((row) => row.id)], searched: SEARCHED }
}

export type NeedCount = { kind: string; ward: string | null; state: NeedState; n: number }

/** Needs created in [from, to), counted by kind, ward and state. */
export async function countNeeds(db: Db, municipality: string, from: Date, to: Date): Promise<NeedCount[]> {
  const { rows } = await sql<NeedCount>`select * from need.counts(${municipality}, ${from}, ${to})`.execute(db)
  return rows
}

/** Which of these receipt numbers are in use: a question that shows no row. */
export async function takenCodes(db: Db, municipality: string, codes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`
    select code from unnest(${[...codes]}::text[]) as code where need.code_taken(${municipality}, code)`.execute(db)
  return new Set(rows.map(({ code }) => code))
}

const EMPTY = {
  words: null,
  contact_name: null,
  contact_phone: null,
  contact_email: null,
  contact_time: null,
  contact_key: null,
  town: null,
}

/** Takes the words, the contact data and the neighbourhood out of a need, for good. */
export const eraseWords = (tx: Tx, need: { municipality: string; id: string }, now: Date) =>
  tx
    .updateTable('need.item')
    .set({ ...EMPTY, erased_at: now })
    .where('municipality', '=', need.municipality)
    .where('id', '=', need.id)
    .where('erased_at', 'is', null)
    .returning('id')
    .executeTakeFirst()

/** Needs that were closed before `before` and still hold what is to be erased. */
export const listToErase = (db: Db, before: Date, limit: number) =>
  db
    .selectFrom('need.item')
    .select(['municipality', 'id'])
    .where('closed_at', '<', before)
    .where('erased_at', 'is', null)
    .orderBy('closed_at')
    .limit(limit)
    .execute()

export async function findNeeds(db: Db, municipality: string, ids: string[]): Promise<Need[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('need.item')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', 'in', ids)
    .execute()
  return rows.map((row) => opened(row)!)
}

export type SameContact = Pick<Need, 'id' | 'code' | 'kind' | 'state' | 'created_at'>

/**
 * Other open needs with the contact of this one, newest first. Whose database it is decides what is found: a desk must not
 * be shown this.
 * @param since none that were registered earlier
 */
export async function findSameContact(
  db: Db,
  municipality: string,
  needId: string,
  since: Date,
): Promise<SameContact[]> {
  const rows = await db
    .selectFrom('need.item as other')
    .innerJoin('need.item as n', (join) =>
      join
        .onRef('n.municipality', '=', 'other.municipality')
        .onRef('n.contact_key', '=', 'other.contact_key')
        .onRef('n.id', '<>', 'other.id'),
    )
    .select(['other.id', 'other.code', 'other.kind', 'other.state', 'other.created_at'])
    .where('n.municipality', '=', municipality)
    .where('n.id', '=', needId)
    .where('other.state', '=', 'open')
    .where('other.created_at', '>=', since)
    .orderBy('other.created_at', 'desc')
    .execute()
  return rows as SameContact[]
}
