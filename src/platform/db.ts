// One way to the database: Kysely over a pg pool, on a PostgreSQL server or on embedded PGlite.
import { mkdirSync } from 'node:fs'
import type { Kysely, Transaction } from 'kysely'
import pg from 'pg'
import { guardPool } from './scope.ts'
import { prepareOften } from './statements.ts'

/**
 * Every table, by its full name. Each capability's generated tables.ts adds its own rows here; that a store touches
 * the tables of its own capability only is held by tests/tidy.test.ts.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

/** The database, or a transaction on it. */
export type Db = Kysely<Tables>
/** Inside a transaction: what is done with it happens whole or not at all. */
export type Tx = Transaction<Tables>

export type Database = {
  /** As the system sees it: what a person may reach is narrowed by `actingAs` (scope.ts). */
  db: Kysely<Tables>
  /** As its owner: for migrations, backups and the job queue. */
  pool: pg.Pool
  /** `embedded` holds one connection: never wait for anything else inside a transaction. */
  kind: 'embedded' | 'server'
  close: () => Promise<void>
}

// bigint ids fit in a double for the next 285,000 years at 1,000 a second; dates stay days, never instants.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/**
 * Opens the database.
 * @param where `url` of a PostgreSQL ≥ 15 server, or the folder of an embedded one (`memory://` for none).
 */
export async function openDatabase(where: { url?: string; folder?: string; poolSize?: number }): Promise<Database> {
  if (where.url) {
    const pool = new pg.Pool({ connectionString: where.url, max: where.poolSize ?? 10 })
    pool.on('error', () => {}) // an idle connection that drops is replaced at the next query
    prepareOften(pool)
    return { ...wrap(pool), kind: 'server' }
  }
  const folder = where.folder ?? 'memory://'
  if (folder !== 'memory://') mkdirSync(folder, { recursive: true })
  const [{ PGlite }, { createPgConfig }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/node-postgres'),
  ])
  const lite = await PGlite.create(folder === 'memory://' ? undefined : folder)
  const pool = new pg.Pool({ ...createPgConfig(lite), max: 1 } as pg.PoolConfig)
  const { db, close } = wrap(pool)
  return {
    db,
    pool,
    kind: 'embedded',
    close: async () => {
      await close()
      await lite.close()
    },
  }
}

/** A pool as a database that knows who acts. @returns it, and a way to end both. */
export function wrap(pool: pg.Pool) {
  const db = guardPool(pool)
  const close = async () => {
    await db.destroy()
    if (!pool.ending) await pool.end()
  }
  return { db, pool, close }
}
