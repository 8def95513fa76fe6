// Numbered SQL files, applied in order, each whole or not at all, each once.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'

const FOLDER = new URL('../../migrations/', import.meta.url)

/** The files in order, with the digest by which an edited one is known. */
export function listMigrations(folder: URL = FOLDER): { name: string; sha256: string; sql: string }[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_\w+\.sql$/.test(name))
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8')
    return { name, sha256: createHash('sha256').update(sql).digest('hex'), sql }
  })
}

/**
 * Brings the database to the newest migration, or to the one named `last`.
 * @returns the names of the files that were applied now.
 * @throws Error when a file that has been applied was edited, or a file fails (its changes are rolled back).
 */
export async function migrate(pool: pg.Pool, folder: URL = FOLDER, last?: string): Promise<string[]> {
  const files = listMigrations(folder).filter(({ name }) => !last || name <= last)
  const client = await pool.connect()
  try {
    await client.query(`select pg_advisory_lock(7305141)`)
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default now()
      )`)
    const done = new Map<string, string>(
      (await client.query('select name, sha256 from platform.migration')).rows.map((row) => [row.name, row.sha256]),
    )
    const applied: string[] = []
    for (const { name, sha256, sql } of files) {
      const before = done.get(name)
      if (before === sha256) continue
      if (before) throw new Error(`${name} was edited after it had been applied; write a new migration instead.`)
      try {
        await client.query('begin')
        await client.query(sql)
        await client.query('insert into platform.migration (name, sha256) values ($1, $2)', [name, sha256])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
      }
      applied.push(name)
    }
    if (applied.length > 0 && (await client.query(`select to_regproc('platform.open_to_app') as opens`)).rows[0].opens)
      await client.query('select platform.open_to_app()')
    return applied
  } finally {
    await client.query(`select pg_advisory_unlock(7305141)`).catch(() => {})
    client.release()
  }
}
