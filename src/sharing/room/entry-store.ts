// What is written in rooms, and who has read and understood it. Words are sealed on the way in and opened on the way out.
import { sql } from 'kysely'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Audience } from '../basis/rules.ts'
import type { Fact } from '../consent/rules.ts'
import type { EntryKind } from './rules.ts'

export type Entry = {
  id: string
  roomId: string
  authorId: string
  kind: EntryKind
  fact: Fact
  audience: Audience
  /** Null once it was taken back. */
  words: string | null
  mentions: string[]
  answers: string | null
  important: boolean
  writtenAt: Date
  takenBackAt: Date | null
}

const placeOf = (id: string) => `sharing.entry.words:${id}`

export const insertEntry = (tx: Tx, municipality: string, entry: Entry) =>
  tx
    .insertInto('sharing.entry')
    .values({
      municipality,
      id: entry.id,
      room_id: entry.roomId,
      author_id: entry.authorId,
      kind: entry.kind,
      fact: entry.fact,
      audience: entry.audience,
      words: entry.words === null ? null : sealText(entry.words, placeOf(entry.id)),
      mentions: entry.mentions,
      answers: entry.answers,
      important: entry.important,
      written_at: entry.writtenAt,
      taken_back_at: entry.takenBackAt,
    })
    .execute()

const columns = [
  'id',
  'room_id as roomId',
  'author_id as authorId',
  'kind',
  'fact',
  'audience',
  'words',
  'mentions',
  'answers',
  'important',
  'written_at as writtenAt',
  'taken_back_at as takenBackAt',
] as const
const opened = (rows: unknown[]): Entry[] =>
  (rows as Entry[]).map((row) => ({ ...row, words: row.words === null ? null : openText(row.words, placeOf(row.id)) }))

export type EntryFilter = { author?: string; kind?: string; from?: Date; until?: Date }

/** Entries of rooms that the actor may read, newest first, from a key on. */
export async function readEntries(
  db: Db,
  municipality: string,
  roomIds: readonly string[],
  { before, limit, filter = {} }: { before?: { at: Date; id: string } | null; limit: number; filter?: EntryFilter },
): Promise<Entry[]> {
  let query = db
    .selectFrom('sharing.entry')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('room_id', 'in', [...roomIds])
  if (before)
    query = query.where((e) => e(e.refTuple('written_at', 'id'), '<', e.tuple(before.at as never, before.id as never)))
  if (filter.author) query = query.where('author_id', '=', filter.author)
  if (filter.kind) query = query.where('kind', '=', filter.kind)
  if (filter.from) query = query.where('written_at', '>=', filter.from)
  if (filter.until) query = query.where('written_at', '<', filter.until)
  return opened(await query.orderBy('written_at', 'desc').orderBy('id', 'desc').limit(limit).execute())
}

export async function findEntry(db: Db, municipality: string, roomId: string, id: string): Promise<Entry | undefined> {
  const row = await db
    .selectFrom('sharing.entry')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('room_id', '=', roomId)
    .where('id', '=', id)
    .executeTakeFirst()
  return opened(row ? [row] : [])[0]
}

/** Holds one's own entry while something is hung on it. */
export const lockEntry = (tx: Tx, municipality: string, id: string) =>
  tx
    .selectFrom('sharing.entry')
    .select('id')
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

/** Who wrote some entries. */
export async function authorsOf(db: Db, municipality: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('sharing.entry')
    .select(['id', 'author_id as authorId'])
    .where('municipality', '=', municipality)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, authorId }) => [id, authorId]))
}

export type Veiled = Pick<Entry, 'id' | 'authorId' | 'kind' | 'fact' | 'audience' | 'writtenAt'>

/** What stands in the room between two moments, but may not be read by the actor: everything but the words. */
export async function readVeiled(db: Db, roomId: string, before: Date, after: Date): Promise<Veiled[]> {
  const { rows } = await sql<Veiled>`
    select id, author_id as "authorId", kind, fact, audience, written_at as "writtenAt"
    from sharing.veiled(${roomId}, ${before}, ${after})`.execute(db)
  return rows
}

/** Takes the words back; that there was something stays. Only its author's row is there to be changed. */
export const takeBackEntry = (tx: Tx, municipality: string, id: string, authorId: string, now: Date) =>
  tx
    .updateTable('sharing.entry')
    .set({ words: null, taken_back_at: now })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('author_id', '=', authorId)
    .where('taken_back_at', 'is', null)
    .execute()

// ── marks ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type Mark = { entryId: string; accountId: string; seenAt: Date; understoodAt: Date | null }

export async function marksOf(db: Db, municipality: string, entryIds: readonly string[]): Promise<Mark[]> {
  if (entryIds.length === 0) return []
  return (await db
    .selectFrom('sharing.mark')
    .select(['entry_id as entryId', 'account_id as accountId', 'seen_at as seenAt', 'understood_at as understoodAt'])
    .where('municipality', '=', municipality)
    .where('entry_id', 'in', [...entryIds])
    .orderBy('seen_at')
    .execute()) as Mark[]
}

/** Notes that somebody has read entries; the first time counts. */
export async function markSeen(
  db: Db,
  municipality: string,
  entryIds: readonly string[],
  accountId: string,
  now: Date,
): Promise<void> {
  if (entryIds.length === 0) return
  await db
    .insertInto('sharing.mark')
    .values(entryIds.map((entry_id) => ({ municipality, entry_id, account_id: accountId, seen_at: now })))
    .onConflict((conflict) => conflict.columns(['municipality', 'entry_id', 'account_id']).doNothing())
    .execute()
}

export const markUnderstood = (tx: Tx, municipality: string, entryId: string, accountId: string, now: Date) =>
  tx
    .insertInto('sharing.mark')
    .values({ municipality, entry_id: entryId, account_id: accountId, seen_at: now, understood_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'entry_id', 'account_id'])
        .doUpdateSet({ understood_at: now })
        .where('sharing.mark.understood_at', 'is', null),
    )
    .execute()
