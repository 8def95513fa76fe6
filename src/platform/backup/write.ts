// Takes a backup: one moment of the whole database, into one file that is there whole or not at all.
import { closeSync, createWriteStream, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { UNFINISHED } from '../jobs.ts'
import { counter, type Head, type Manifest } from './lines.ts'
import { type BackupKey, seal } from './seal.ts'
import { EXACT, lineOf, linesFrom, listApplied, listSequences, listTables, stored, type Table } from './shape.ts'

export type Contents = {
  schemas: readonly string[]
  /** Tables that are not in a backup. Nothing may refer to them. */
  leftOut: readonly string[]
}
export type Written = Manifest & { bytes: number; rows: number }

/**
 * Writes a backup. It is begun under another name and renamed when it is whole and on the disk; only its owner may read it.
 * @param options `key` null writes it for everybody to read; `signal` ends it, and removes what was begun.
 * @returns what is in it; null when the database was never migrated.
 */
export async function writeBackup(
  pool: pg.Pool,
  path: string,
  options: Contents & { key: BackupKey | null; now: Date; signal?: AbortSignal },
): Promise<Written | null> {
  const client = await pool.connect()
  const draft = `${path}.${process.pid}.partial`
  try {
    await client.query('begin transaction isolation level repeatable read, read only')
    for (const setting of EXACT) await client.query(setting)
    const migrations = await listApplied(client)
    if (!migrations) return null
    sweep(path)
    const head: Head = { musubi: 'backup', madeAt: options.now.toISOString(), migrations }
    let manifest: Manifest | undefined
    const text = Readable.from(
      tell(client, head, options, (told) => (manifest = told)),
      { objectMode: false },
    )
    const file = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true })
    const sealed = (source: AsyncIterable<Buffer>) => seal(source, options.key)
    await pipeline(text, createGzip(), sealed, file, { signal: options.signal })
    renameSync(draft, path)
    syncFolder(dirname(path))
    const rows = Object.values(manifest!.tables).reduce((sum, { rows }) => sum + rows, 0)
    return { ...manifest!, rows, bytes: statSync(path).size }
  } finally {
    rmSync(draft, { force: true })
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

async function* tell(client: pg.PoolClient, head: Head, contents: Contents, done: (manifest: Manifest) => void) {
  yield `${JSON.stringify(head)}\n`
  const tables: Manifest['tables'] = {}
  for (const table of await listTables(client, contents.schemas)) {
    if (contents.leftOut.includes(table.name)) continue
    const count = counter()
    yield `${JSON.stringify({ table: table.name, columns: stored(table.columns).map(({ name }) => name) })}\n`
    for await (const lines of linesFrom(client, await rowsOf(client, table))) {
      lines.forEach(count.add)
      yield `${lines.join('\n')}\n`
    }
    tables[table.name] = count.end()
    yield `${JSON.stringify({ end: table.name, ...tables[table.name] })}\n`
  }
  const sequences: Manifest['sequences'] = {}
  for (const name of await listSequences(client, contents.schemas)) {
    const { rows } = await client.query(`select last_value::text as last, is_called as given from ${name}`)
    sequences[name] = [rows[0].last, rows[0].given]
  }
  const manifest = { ...head, tables, sequences }
  done(manifest)
  yield `${JSON.stringify({ manifest })}\n`
}

/**
 * The rows of a table. Jobs are not copied: they follow from events. What pg-boss was handed and has not done yet is
 * written as if it had never been handed on, so that a restored database hands it on again; a reaction that has happened
 * is noted in platform.reaction and does not happen twice.
 */
async function rowsOf(client: pg.PoolClient, table: Table): Promise<string> {
  const all = `select ${lineOf(table)} from ${table.name} order by ${table.order}`
  if (table.name !== 'platform.event_todo') return all
  const { rows } = await client.query("select to_regclass('pgboss.job') as there")
  if (!rows[0].there) return all
  return `select ${lineOf(table)} from (select event_id from platform.event_todo union ${UNFINISHED}) as due order by event_id`
}

/** A name is safe on the disk when its folder is. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r')
    fsyncSync(opened)
    closeSync(opened)
  } catch {
    // not every system lets a folder be opened
  }
}

/** Takes away what a killed process left beside this name. */
function sweep(path: string): void {
  const name = basename(path)
  for (const file of readdirSync(dirname(path))) {
    const pid = file.startsWith(`${name}.`) && /\.(\d+)\.partial$/.exec(file)?.[1]
    if (pid && file === `${name}.${pid}.partial` && !runs(Number(pid))) rmSync(join(dirname(path), file))
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Writes into the log itself that a copy of everything was taken, or that the database was made from one: who reads the
 * log later must be able to tell. Straight into the table, as its owner, so that it works at every level of migration.
 */
export async function noteBackup(
  pool: pg.Pool,
  name: 'platform.backed_up' | 'platform.restored',
  municipality: string,
  data: Record<string, string | number | boolean>,
): Promise<void> {
  if ((await pool.query('select pg_is_in_recovery() as standby')).rows[0].standby) return
  await pool.query(
    `insert into platform.event (municipality, name, actor_kind, subject, data)
     values ($1, $2, 'system', gen_random_uuid(), $3)`,
    [municipality, name, JSON.stringify(data)],
  )
}
