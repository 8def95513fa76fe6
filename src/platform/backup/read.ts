// Reads a backup: to prove it, and to put it into an empty database, whole or not at all.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { listMigrations, migrate } from '../migrate.ts'
import { counter, type Manifest, readSections, type Section } from './lines.ts'
import { type BackupKey, BadBackup, type Fault, unseal } from './seal.ts'
import { EXACT, lineOf, linesFrom, listApplied, listSequences, listTables, stored, type Table } from './shape.ts'

/** What is in a file, in order; every fault of the file is a BadBackup. */
async function* sectionsOf(path: string, key: BackupKey | null): AsyncGenerator<Section> {
  const opened = pipeline(
    createReadStream(path),
    (source: AsyncIterable<Buffer>) => unseal(source, key),
    createGunzip(),
    () => {}, // the one who reads hears of the error
  )
  try {
    yield* readSections(opened)
  } catch (error) {
    if (error instanceof BadBackup) throw error
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR') throw new BadBackup('missing')
    if (code.startsWith('Z_') || code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new BadBackup('damaged')
    throw error
  } finally {
    opened.destroy()
  }
}

type Read<T, R> = { ok: true; value: T } | { ok: false; reason: R }

/** Reads a file to its end and proves all of it. */
export async function verifyBackup(path: string, key: BackupKey | null): Promise<Read<Manifest, Fault>> {
  try {
    let manifest: Manifest | undefined
    for await (const section of sectionsOf(path, key)) if (section.kind === 'manifest') manifest = section.manifest
    return { ok: true, value: manifest! }
  } catch (error) {
    if (error instanceof BadBackup) return { ok: false, reason: error.reason }
    throw error
  }
}

export type NotRestored =
  | Fault
  /** Made by a later version of the program. */
  | 'newer_program'
  /** Made with migrations that this program does not know in this form. */
  | 'other_program'
  | 'not_empty'
  /** It does not fit into the tables, or what is in them afterwards is not what was in the file. */
  | 'does_not_fit'

/**
 * Puts a backup into an empty database: at the migrations it was made with, and from there on to the newest.
 * @param contents `fromMigrations`: tables whose rows stand there after migrating; they give way to those of the file.
 */
export async function restoreBackup(
  pool: pg.Pool,
  path: string,
  contents: { schemas: readonly string[]; fromMigrations: readonly string[]; key: BackupKey | null },
): Promise<Read<Manifest, NotRestored>> {
  // Proved to its end before the database is touched.
  const proved = await verifyBackup(path, contents.key)
  if (!proved.ok) return proved
  const { migrations } = proved.value
  const known = listMigrations()
  const fits = migrations.every(({ name, sha256 }, at) => known[at]?.name === name && known[at].sha256 === sha256)
  if (!fits) return { ok: false, reason: migrations.length > known.length ? 'newer_program' : 'other_program' }
  const level = migrations.at(-1)!.name
  if (!(await makeRoom(pool, migrations.length, contents))) return { ok: false, reason: 'not_empty' }
  await migrate(pool, undefined, level)
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const setting of EXACT) await client.query(setting)
    const filled = await fill(client, path, contents, proved.value)
    await client.query(filled.ok ? 'commit' : 'rollback')
    if (!filled.ok) return filled
  } catch (error) {
    await client.query('rollback').catch(() => {})
    if (error instanceof BadBackup) return { ok: false, reason: error.reason }
    // The message of the database may hold what somebody wrote; it goes no further.
    if (/^(22|23|42)/.test((error as { code?: string }).code ?? '')) return { ok: false, reason: 'does_not_fit' }
    throw error
  } finally {
    client.release()
  }
  await migrate(pool)
  await pool.query('analyze')
  return { ok: true, value: proved.value }
}

const isEmpty = async (client: pg.ClientBase, tables: readonly Table[]) => {
  for (const { name } of tables)
    if ((await client.query(`select exists (select from ${name}) as full`)).rows[0].full) return false
  return true
}

/** A database that was migrated further than the file, and is empty, is made anew. @returns false when it is not empty. */
async function makeRoom(
  pool: pg.Pool,
  levels: number,
  { schemas, fromMigrations }: { schemas: readonly string[]; fromMigrations: readonly string[] },
): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const applied = await listApplied(client)
    const tables = await listTables(client, schemas)
    const empty = await isEmpty(
      client,
      tables.filter(({ name }) => !fromMigrations.includes(name)),
    )
    if (empty && applied && applied.length > levels)
      for (const schema of schemas) await client.query(`drop schema if exists ${schema} cascade`)
    await client.query('commit')
    return empty
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

type Constraint = { table: string; name: string; definition: string }

async function fill(
  client: pg.PoolClient,
  path: string,
  {
    schemas,
    fromMigrations,
    key,
  }: { schemas: readonly string[]; fromMigrations: readonly string[]; key: BackupKey | null },
  proved: Manifest,
): Promise<Read<Manifest, NotRestored>> {
  const tables = new Map((await listTables(client, schemas)).map((table) => [table.name, table]))
  await client.query(`lock table ${[...tables.keys()].join(', ')} in access exclusive mode`)
  if (
    !(await isEmpty(
      client,
      [...tables.values()].filter(({ name }) => !fromMigrations.includes(name)),
    ))
  )
    return { ok: false, reason: 'not_empty' }
  const awake = await stillTriggers(client, schemas)
  const constraints = await loosenReferences(client, schemas)
  for (const name of fromMigrations) await client.query(`delete from ${name}`)

  let insert = ''
  for await (const section of sectionsOf(path, key)) {
    if (section.kind === 'table') {
      const table = tables.get(section.name)
      const columns = table && stored(table.columns)
      if (!columns || columns.map(({ name }) => name).join() !== section.columns.join())
        return { ok: false, reason: 'does_not_fit' }
      // The types are those of the tables, never of the file.
      const values = columns.map(({ type }, at) => `(r ->> ${at})::${type}`)
      insert = `insert into ${table.name} (${section.columns.join(', ')}) overriding system value
        select ${values.join(', ')} from json_array_elements($1::json) as r`
    } else if (section.kind === 'rows') await client.query(insert, [`[${section.lines.join(',')}]`])
    else if (section.kind === 'manifest' && JSON.stringify(section.manifest) !== JSON.stringify(proved))
      throw new BadBackup('damaged') // somebody changed the file in the meantime
  }

  for (const { table, name, definition } of constraints)
    await client.query(`alter table ${table} add constraint ${name} ${definition}`)
  for (const { table, name } of awake) await client.query(`alter table ${table} enable trigger ${name}`)
  for (const table of tables.values()) {
    const count = counter()
    for await (const lines of linesFrom(client, `select ${lineOf(table)} from ${table.name} order by ${table.order}`))
      lines.forEach(count.add)
    const { rows, sha256 } = count.end()
    const meant = proved.tables[table.name] ?? { rows: 0, sha256 }
    if (rows !== meant.rows || sha256 !== meant.sha256) return { ok: false, reason: 'does_not_fit' }
  }
  const sequences = await listSequences(client, schemas)
  for (const [name, [last, given]] of Object.entries(proved.sequences).filter(([name]) => sequences.includes(name)))
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, last, given])
  return { ok: true, value: proved }
}

/** Append-only tables and their like let their rows come back; as it is their owner who asks, and all in one transaction. */
async function stillTriggers(client: pg.PoolClient, schemas: readonly string[]) {
  const { rows } = await client.query(
    `select format('%I.%I', n.nspname, c.relname) as table, quote_ident(t.tgname) as name
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and t.tgenabled = 'O' and n.nspname = any($1)`,
    [schemas],
  )
  for (const { table, name } of rows) await client.query(`alter table ${table} disable trigger ${name}`)
  return rows as { table: string; name: string }[]
}

/** Rows may come in any order; that each refers to one that is there is checked at the end, for all at once. */
async function loosenReferences(client: pg.PoolClient, schemas: readonly string[]): Promise<Constraint[]> {
  const { rows } = await client.query(
    `select format('%I.%I', n.nspname, c.relname) as table, quote_ident(k.conname) as name,
       pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname = any($1) order by 1, 2`,
    [schemas],
  )
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`)
  return rows as Constraint[]
}
