// The second lock, from the side of the code: every connection carries who acts, and SQL shows only what they may reach.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './db.ts'

/**
 * Who acts on the database. `system`: jobs and commands, all rows. `door`: sign-in, before anybody is known; accounts only.
 * `account`: somebody signed in. `link`: a desk that opened its mail. `holds`: ids, hashes and numbers that the request
 * carries in its address; they open that one thing and nothing beside it.
 */
export type Scope = {
  kind: 'system' | 'door' | 'anonymous' | 'account' | 'link'
  municipality?: string
  account?: string | null
  role?: string | null
  organization?: string | null
  wards?: readonly string[]
  holds?: readonly string[]
}

/** The role that the service has in the database (migrations/0013_platform_scope.sql): it owns nothing. */
const APP_ROLE = 'musubi_app'
/** As whoever the connection signed in: the owner. For migrations and the job queue's own tables. */
const OWNER = `select set_config('role', 'none', false), set_config('musubi.kind', '', false)`

const UNLOCKED = `select set_config('role', 'none', false), set_config('musubi.kind', 'system', false)`

const settings = (scope: Scope): string => {
  const values: Record<string, string> = {
    kind: scope.kind,
    municipality: scope.municipality ?? '',
    account: scope.account ?? '',
    role: scope.role ?? '',
    organization: scope.organization ?? '',
    wards: (scope.wards ?? []).join(','),
    holds: (scope.holds ?? []).join(','),
  }
  const each = Object.entries(values).map(
    ([name, value]) => `set_config('musubi.${name}', ${pg.escapeLiteral(value)}, false)`,
  )
  return `select set_config('role', '${APP_ROLE}', false), ${each.join(', ')}`
}

/** What each connection carries now, so that the same actor's next query needs no second trip. */
const carried = new WeakMap<pg.PoolClient, string>()

async function carry(client: pg.PoolClient, text: string): Promise<pg.PoolClient> {
  if (carried.get(client) === text) return client
  carried.delete(client)
  try {
    await client.query(text)
  } catch (error) {
    client.release(true)
    throw error
  }
  carried.set(client, text)
  return client
}

type Root = { connect: () => Promise<pg.PoolClient>; locked: boolean; db: Db }
const roots = new WeakMap<Db, Root>()

/**
 * Makes a pool safe to share: whoever takes a connection from it directly is the owner again, whatever the last user was.
 * @param locked false leaves every row open to everybody: only to measure what the lock costs (bench/guard.ts).
 * @returns the database as the system sees it, through the role of the service.
 */
export function guardPool(pool: pg.Pool, locked = true): Db {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const plain = () => connect().then((client) => carry(client, OWNER))
  pool.connect = ((done?: (error?: Error, client?: pg.PoolClient, release?: pg.PoolClient['release']) => void) => {
    if (!done) return plain()
    plain().then(
      (client) => done(undefined, client, client.release),
      (error: Error) => done(error),
    )
  }) as typeof pool.connect
  const root: Root = { connect, locked, db: undefined as never }
  root.db = open(root, { kind: 'system' })
  return root.db
}

function open(root: Root, scope: Scope): Db {
  const text = root.locked ? settings(scope) : UNLOCKED
  const pool = { connect: () => root.connect().then((client) => carry(client, text)), end: async () => {} }
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool: pool as never }) })
  roots.set(db, root)
  return db
}

/** The same database, seen by somebody. Cheap: made for every request. */
export const actingAs = (db: Db, scope: Scope): Db => {
  const root = roots.get(db)
  // A transaction has its actor already, and keeps it to its end.
  if (!root) throw new Error('actingAs needs a database, not a transaction')
  return open(root, scope)
}

/** The one database behind what a request sees: the key for what is kept in memory for all of them. */
export const rootOf = (db: Db): Db => roots.get(db)?.db ?? db
