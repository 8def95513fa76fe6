// The log is sealed in batches, so that a removed, changed or inserted row shows, and recording stays concurrent.
//
// A seal covers all events since the seal before it, in the order of their ids. What is hashed, exactly:
//   row    = canonical JSON (below) of {actor_id, actor_kind, at, data, id, municipality, name, subject}
//   leaf   = SHA-256(0x00 ‖ row);  node = SHA-256(0x01 ‖ left ‖ right);  root = Merkle tree over the leaves (RFC 6962)
//   seal   = SHA-256(canonical JSON of {events, first, last, number, previous, root, sealed_at, v: 1})
// Canonical JSON: UTF-8; keys in ascending order of UTF-16 code units, at every depth; no space; strings as RFC 8785 writes
// them; numbers as PostgreSQL writes them in jsonb (not as doubles, so that no digit can change unseen); `at` and
// `sealed_at` in UTC with six digits, 2026-11-28T08:05:09.123456Z; hashes in lower-case hexadecimal. The first seal's
// `previous` is 64 zeros. The seal keeps id and leaf of each event: that is how `verify` can say which row it was.
//
// Ids are drawn in order but committed out of order. A batch therefore ends at a mark: the highest id seen at some moment,
// taken before asking which transactions hold the lock that every insert takes (RowExclusiveLock on the table, taken
// before the id is drawn, let go after the commit is visible). When those few have ended, nothing at or below the mark can
// still appear. Recording never waits for sealing, sealing never blocks recording, and a mark waits for a fixed set of
// transactions only, so it is reached however busy the log is. Nothing about it is stored, so a restored backup goes on.
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { Timer } from './jobs.ts'

/** A row of the log as it is hashed: time and data are text, so that nothing is lost on the way. */
export type SealedRow = {
  id: number
  municipality: string
  at: string
  name: string
  actor_kind: string
  actor_id: string | null
  subject: string
  data: string
}

export type Leaf = { id: number; hash: Buffer }

export type SealHead = { number: number; previous: Buffer; sealedAt: string }

/** Events in one seal at most: what is read and hashed in one transaction. */
export const MOST = 2000
export const NOTHING = Buffer.alloc(32)
const LEAF_BYTES = 40

/** Canonical JSON of what JSON can say; a number that was kept as it stood in the text is written so. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null || isRaw(value)) return JSON.stringify(value)
  const fields = value as Record<string, unknown>
  const keys = Object.keys(fields).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(fields[key])}`).join(',')}}`
}

// Numbers as they stand in the text: the names of ECMAScript's source text access are not in every library of types yet.
const { rawJSON, isRawJSON: isRaw } = JSON as unknown as {
  rawJSON: (text: string) => unknown
  isRawJSON: (value: unknown) => boolean
}
const keepNumber = (_key: string, value: unknown, context?: { source: string }) =>
  typeof value === 'number' && context ? rawJSON(context.source) : value
/** Where a double could lose a digit, or be written in another way. */
const DELICATE = /\d{16}|\d[.eE]/

/** The bytes of a row that are hashed, as text in UTF-8. */
export function canonicalRow(row: SealedRow): string {
  const { data, ...rest } = row
  const plain = DELICATE.test(data) ? JSON.parse(data, keepNumber as never) : JSON.parse(data)
  return canonical({ ...rest, data: plain })
}

export const leafOf = (row: SealedRow): Leaf => ({
  id: row.id,
  hash: hash('sha256', `\0${canonicalRow(row)}`, 'buffer'),
})

/** Root of the Merkle tree over leaves (RFC 6962); there is at least one. */
export function rootOf(leaves: readonly Leaf[]): Buffer {
  let level = leaves.map((leaf) => leaf.hash)
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]]
      above.push(right ? hash('sha256', Buffer.concat([NODE, left, right]), 'buffer') : left)
    }
    level = above
  }
  return level[0]!
}
const NODE = Buffer.from([1])

/** The hash of a seal over leaves. */
export const sealHash = ({ number, previous, sealedAt }: SealHead, leaves: readonly Leaf[]): Buffer =>
  hash(
    'sha256',
    canonical({
      v: 1,
      number,
      previous: previous.toString('hex'),
      first: leaves[0]!.id,
      last: leaves.at(-1)!.id,
      events: leaves.length,
      root: rootOf(leaves).toString('hex'),
      sealed_at: sealedAt,
    }),
    'buffer',
  )

const packLeaves = (leaves: readonly Leaf[]): Buffer =>
  Buffer.concat(
    leaves.flatMap(({ id, hash }) => {
      const head = Buffer.alloc(8)
      head.writeBigInt64BE(BigInt(id))
      return [head, hash]
    }),
  )

/** The leaves that a seal keeps; undefined when they cannot be leaves: none, cut, or not in the order of ids. */
export function unpackLeaves(bytes: Buffer): Leaf[] | undefined {
  if (bytes.length === 0 || bytes.length % LEAF_BYTES !== 0) return undefined
  const leaves: Leaf[] = []
  for (let at = 0; at < bytes.length; at += LEAF_BYTES)
    leaves.push({ id: Number(bytes.readBigInt64BE(at)), hash: bytes.subarray(at + 8, at + LEAF_BYTES) })
  return leaves.every(({ id }, i) => id > 0 && (i === 0 || leaves[i - 1]!.id < id)) ? leaves : undefined
}

/** A time of the database as it is hashed. */
export const exactly = (column: 'at' | 'sealed_at') =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** Rows with ids in (after, through], in the order of ids; with `null`, from the very first, also before 1. */
export async function readSealable(db: Db, after: number | null, through: number, limit: number): Promise<SealedRow[]> {
  const above = after === null ? sql`true` : sql`id > ${after}`
  const { rows } = await sql<SealedRow>`
    select id, municipality, ${exactly('at')} as at, name, actor_kind, actor_id, subject, data::text as data
    from platform.event where ${above} and id <= ${through} order by id limit ${limit}`.execute(db)
  return rows
}

type Mark = { last: number; writers: string[] }

/** How far the log goes now, and who may still be about to add below that. */
async function takeMark(db: Db): Promise<Mark | undefined> {
  const { rows } = await sql<{ last: number | null }>`select max(id) as last from platform.event`.execute(db)
  const last = rows[0]?.last
  return last == null ? undefined : { last, writers: await writersNow(db) }
}

async function writersNow(db: Db): Promise<string[]> {
  const { rows } = await sql<{ who: string }>`
    select distinct virtualtransaction as who from pg_locks
    where locktype = 'relation' and relation = 'platform.event'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())
      and pid is distinct from pg_backend_pid()`.execute(db)
  return rows.map(({ who }) => who)
}

/** Seals everything up to `last`. Somebody else who is sealing is left to it. @returns how many events. */
async function sealThrough(db: Db, last: number, now: Date): Promise<number> {
  const sealedAt = now.toISOString().replace('Z', '000Z')
  for (let sealed = 0; ; ) {
    const done = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(7305143) as mine`.execute(tx)
      if (!rows[0]!.mine) return 0
      const before = await newestSeal(tx)
      const events = await readSealable(tx, before?.last_id ?? 0, last, MOST)
      if (events.length === 0) return 0
      const leaves = events.map(leafOf)
      const head = { number: (before?.number ?? 0) + 1, previous: before?.hash ?? NOTHING, sealedAt }
      await tx
        .insertInto('platform.seal')
        .values({
          number: head.number,
          first_id: leaves[0]!.id,
          last_id: leaves.at(-1)!.id,
          events: leaves.length,
          previous: head.previous,
          hash: sealHash(head, leaves),
          leaves: packLeaves(leaves),
          sealed_at: sealedAt,
        })
        .execute()
      return leaves.length
    })
    sealed += done
    if (done < MOST) return sealed
  }
}

/**
 * A process that seals: call it from time to time. What transactions still hold open waits for a later call.
 * @returns how many events were sealed now.
 */
export function sealer(now: () => Date): (db: Db) => Promise<number> {
  let mark: Mark | undefined
  return async (db) => {
    let sealed = 0
    // the mark of an earlier call first, then one for what came since
    for (const fresh of [false, true]) {
      if (fresh) mark = await takeMark(db)
      if (!mark) continue
      const still = new Set(mark.writers.length > 0 ? await writersNow(db) : [])
      if (mark.writers.some((who) => still.has(who))) return sealed
      sealed += await sealThrough(db, mark.last, now())
      mark = undefined
    }
    return sealed
  }
}

/** The last seal, without its leaves. */
export const newestSeal = (db: Db) =>
  db
    .selectFrom('platform.seal')
    .select(['number', 'last_id', 'hash', 'sealed_at'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()

/** How many events no seal covers yet. */
export async function countUnsealed(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from platform.event
    where id > coalesce((select last_id from platform.seal order by number desc limit 1), 0)`.execute(db)
  return rows[0]!.n
}

export const sealTimer = (now: () => Date): Timer => ({
  name: 'platform.seal',
  every: 60,
  run: (
    (seal) => async (db) =>
      void (await seal(db))
  )(sealer(now)),
})
