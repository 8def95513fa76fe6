// Every sealed value of the database, put under the key that seals now: when a key is changed, and once for what stood plain
// before there was sealing. Batch by batch, each whole or not at all; what is done is told by the rows themselves, so that it
// goes on after a kill, and beside a service that reads and writes.
import { sql } from 'kysely'
import type pg from 'pg'
import { isSealed, keyOf, keyOfBytes, keysNow, openBytes, openText, sealBytes, sealText } from './cipher.ts'
import type { Db } from './db.ts'
import type { SealedTable } from './sealed.ts'

/** Rows in one transaction; of files fewer, each may be 10 MB. */
const atOnce = (of: SealedTable) => (of.bytes.length > 0 ? 4 : 200)

type Row = Record<string, string | Buffer | null>
/** `broken`: values that no key of the ring opens; they stay as they are. */
export type Rekeyed = { rows: number; broken: number }

const columnsOf = (of: SealedTable) => [...of.columns, ...of.partly, ...of.bytes]

/** What of a row is not under the key that seals now. */
const behind = (of: SealedTable, current: string) => {
  const head = `v1.${current}.%`
  const bytes = Buffer.from(`v1.${current}.`)
  return sql.join(
    [
      ...of.columns.map((column) => sql`${sql.ref(column)} not like ${head}`),
      ...of.partly.map((column) => sql`(${sql.ref(column)} like 'v1.%' and ${sql.ref(column)} not like ${head})`),
      ...of.bytes.map((column) => sql`substring(${sql.ref(column)} from 1 for ${bytes.length}) <> ${bytes}`),
    ],
    sql` or `,
  )
}

/** Rows whose values are not all under the key that seals now. */
export async function countBehind(db: Db, tables: readonly SealedTable[]): Promise<number> {
  const { current } = keysNow(true)
  let n = 0
  for (const of of tables) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(of.table)} where ${behind(of, current)}`.execute(db)
    n += rows[0]!.n
  }
  return n
}

/** A row with its values under the current key, and the plain ones for what follows from them. */
function turn(of: SealedTable, row: Row, current: string): Row | 'broken' {
  const turned = { ...row }
  const plain: Record<string, string | null> = {}
  try {
    for (const column of [...of.columns, ...of.partly]) {
      const value = row[column] as string | null
      plain[column] = null
      if (value === null || (!isSealed(value) && of.partly.includes(column))) continue
      const place = of.place(column, row)
      plain[column] = isSealed(value) ? openText(value, place) : value
      if (keyOf(value) !== current) turned[column] = sealText(plain[column], place)
    }
    for (const column of of.bytes) {
      const value = row[column] as Buffer | null
      if (value && keyOfBytes(value) !== current)
        turned[column] = sealBytes(openBytes(value, of.place(column, row)), of.place(column, row))
    }
  } catch {
    return 'broken'
  }
  return { ...turned, ...of.beside(plain, row) }
}

/** Goes once through a table, in the order of its key. Rows that somebody holds are left for the next time. */
async function rekeyTable(db: Db, of: SealedTable, stop?: AbortSignal): Promise<Rekeyed> {
  const done: Rekeyed = { rows: 0, broken: 0 }
  const key = Object.entries(of.key)
  const order = sql.join(key.map(([name]) => sql.ref(name)))
  const names = [...key.map(([name]) => name), ...columnsOf(of)]
  const written = [...columnsOf(of), ...Object.keys(of.beside({}, {}))]
  const typeOf = (name: string) => sql.raw(of.key[name] ?? (of.bytes.includes(name) ? 'bytea' : 'text'))
  for (let last: Row | undefined; !stop?.aborted; ) {
    const { current } = keysNow()
    const after = last
      ? sql`(${order}) > (${sql.join(key.map(([name, type]) => sql`${last![name]}::${sql.raw(type)}`))})`
      : sql`true`
    last = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<Row>`
        select ${sql.join(names.map((name) => sql.ref(name)))} from ${sql.table(of.table)}
        where ${after} and (${behind(of, current)}) order by ${order} limit ${atOnce(of)} for update skip locked`.execute(
        tx,
      )
      const turned = rows.map((row) => turn(of, row, current))
      const good = turned.filter((row) => row !== 'broken')
      done.rows += good.length
      done.broken += turned.length - good.length
      if (good.length > 0) {
        const lists = [...key.map(([name]) => name), ...written].map(
          (name) => sql`${good.map((row) => row[name] ?? null)}::${typeOf(name)}[]`,
        )
        await sql`
          update ${sql.table(of.table)} as t
          set ${sql.join(written.map((name) => sql`${sql.ref(name)} = v.${sql.ref(name)}`))}
          from unnest(${sql.join(lists)}) as v (${sql.join([...key.map(([name]) => name), ...written].map((name) => sql.ref(name)))})
          where ${sql.join(
            key.map(([name]) => sql`t.${sql.ref(name)} = v.${sql.ref(name)}`),
            sql` and `,
          )}`.execute(tx)
      }
      return rows.at(-1)
    })
    if (!last) break
  }
  return done
}

const PASSES = 30

/**
 * Puts every value under the key that seals now, until none is left.
 * @param options `stop` ends it after the batch at hand; `wait`, milliseconds before rows that somebody held are tried again.
 */
export async function rekey(
  db: Db,
  tables: readonly SealedTable[],
  options: { stop?: AbortSignal; wait?: number; onProgress?: (table: string, rows: number) => void } = {},
): Promise<Rekeyed & { left: number }> {
  const done: Rekeyed = { rows: 0, broken: 0 }
  for (let pass = 0; ; pass += 1) {
    done.broken = 0
    for (const of of tables) {
      const { rows, broken } = await rekeyTable(db, of, options.stop)
      done.rows += rows
      done.broken += broken
      options.onProgress?.(of.table, done.rows)
    }
    const left = await countBehind(db, tables)
    if (left <= done.broken || pass === PASSES || options.stop?.aborted) return { ...done, left }
    await new Promise((wake) => setTimeout(wake, options.wait ?? 500))
  }
}

/** Names as they stand in SQL: the check of a table that says that nothing in it is plain. */
const checkOf = (of: SealedTable) => `${of.table.split('.')[1]}_sealed`

/**
 * Seals what stood plain before there was sealing. Afterwards the checks of the tables are validated, so that the next start
 * has nothing to look for.
 * @param pool as the owner, who alone may validate.
 * @returns how many rows; null when there was nothing to look for.
 */
export async function sealPlain(db: Db, pool: pg.Pool, tables: readonly SealedTable[]): Promise<Rekeyed | null> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%s.%s', n.nspname, k.conname) as name from pg_constraint k join pg_namespace n on n.oid = k.connamespace
     where k.contype = 'c' and not k.convalidated`,
  )
  const waiting = tables.filter((of) => rows.some(({ name }) => name === `${of.table.split('.')[0]}.${checkOf(of)}`))
  if (waiting.length === 0) return null
  const done = await rekey(db, waiting)
  if (done.left === 0)
    for (const of of waiting) await pool.query(`alter table ${of.table} validate constraint ${checkOf(of)}`)
  return done
}

export type KeyUse = { table: string; column: string; key: string | null; rows: number }

/** How many values each key holds, column by column; null is what is not sealed and should be. */
export async function countKeys(db: Db, tables: readonly SealedTable[]): Promise<KeyUse[]> {
  const found: KeyUse[] = []
  for (const of of tables)
    for (const column of columnsOf(of)) {
      const text = of.bytes.includes(column)
        ? sql`encode(substring(${sql.ref(column)} from 1 for 40), 'escape')`
        : sql.ref(column)
      const { rows } = await sql<{ key: string | null; rows: number }>`
        select substring(${text} from '^v1\\.([a-z][a-z0-9_-]*)\\.') as key, count(*)::int as rows
        from ${sql.table(of.table)} where ${sql.ref(column)} is not null
          and (${!of.partly.includes(column)} or ${text} like 'v1.%') group by 1 order by 1`.execute(db)
      for (const row of rows) found.push({ table: of.table, column, ...row })
    }
  return found
}

/**
 * Counts the values of one key while nobody writes, and lets `then` take the key away if there are none.
 * @returns how many there were; null when the tables never came to rest.
 */
export async function retireKey(
  db: Db,
  tables: readonly SealedTable[],
  id: string,
  then: () => void,
): Promise<number | null> {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      return await db.transaction().execute(async (tx) => {
        // Shorter than the server waits before it looks for a deadlock: whoever waits for us is never the one to fail.
        await sql`set local lock_timeout = '500ms'`.execute(tx)
        await sql`lock table ${sql.join(tables.map((of) => sql.table(of.table)))} in share mode`.execute(tx)
        const used = (await countKeys(tx, tables))
          .filter((use) => use.key === id)
          .reduce((sum, use) => sum + use.rows, 0)
        if (used > 0) return used
        await sql`update platform.field_key set retired_at = now() where id = ${id}`.execute(tx)
        then()
        return 0
      })
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03') throw error // lock_not_available
    }
  }
  return null
}

const PROOF = 'musubi'
const proofAt = (id: string) => `platform.field_key.proof:${id}`

/**
 * Compares the ring with the keys that were in use here, and notes the one that seals now.
 * @returns ids of keys that the database needs and the ring does not have, or has with another value.
 */
export async function meetKeys(db: Db): Promise<string[]> {
  const strangers = async () => {
    const known = db.selectFrom('platform.field_key').select(['id', 'proof']).where('retired_at', 'is', null)
    return (await known.execute()).filter(({ id, proof }) => {
      try {
        return openText(proof, proofAt(id)) !== PROOF
      } catch {
        return true
      }
    })
  }
  const before = await strangers()
  if (before.length > 0) return before.map(({ id }) => id)
  const { current } = keysNow()
  await db
    .insertInto('platform.field_key')
    .values({ id: current, proof: sealText(PROOF, proofAt(current)) })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((e) => ({ proof: e.ref('excluded.proof'), retired_at: null }))
        .where('platform.field_key.retired_at', 'is not', null),
    )
    .execute()
  // Where two places begin at once with keys of their own, the second hears of it here.
  return (await strangers()).map(({ id }) => id)
}
