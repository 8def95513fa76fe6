import { sql } from 'kysely'
import type { Db, Tx } from '../platform/db.ts'
import type { Role } from './rules.ts'

export type Account = {
  municipality: string
  id: string
  name: string
  email: string | null
  role: Role
  organizationId: string | null
  /** The area of a 民生委員. */
  wards: string[]
  section: string | null
}

const accountColumns = [
  'account.municipality',
  'account.id',
  'account.name',
  'account.email',
  'account.role',
  'account.organization_id as organizationId',
  'account.wards',
  'account.section',
] as const

export async function upsertAccount(tx: Tx, account: Account & { demo: boolean }): Promise<void> {
  const { organizationId, ...rest } = account
  await tx
    .insertInto('people.account')
    .values({ ...rest, organization_id: organizationId })
    .onConflict((conflict) =>
      conflict.columns(['municipality', 'id']).doUpdateSet({
        ...{ name: rest.name, email: rest.email, role: rest.role, organization_id: organizationId },
        ...{ wards: rest.wards, section: rest.section },
      }),
    )
    .execute()
}

export const listDemoAccounts = (db: Db, municipality: string): Promise<Account[]> =>
  db
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', municipality)
    .where('account.demo', '=', true)
    .where('account.left_at', 'is', null)
    .orderBy('account.role')
    .execute() as Promise<Account[]>

export const insertEntrance = (
  tx: Tx,
  row: { token_hash: string; municipality: string; account_id: string; expires_at: Date },
) => tx.insertInto('people.entrance').values(row).execute()

/** Uses up a way in: the first caller gets the account, everybody after gets nothing. */
export async function takeEntrance(tx: Tx, tokenHash: string, now: Date): Promise<Account | undefined> {
  const used = await tx
    .updateTable('people.entrance')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['municipality', 'account_id'])
    .executeTakeFirst()
  if (!used) return undefined
  return (await tx
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', used.municipality)
    .where('account.id', '=', used.account_id)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()) as Account | undefined
}

/** Whether a way in can still be used, without using it. */
export async function findEntrance(db: Db, tokenHash: string, now: Date): Promise<Account | undefined> {
  return (await db
    .selectFrom('people.entrance as entrance')
    .innerJoin('people.account as account', (join) =>
      join.onRef('account.municipality', '=', 'entrance.municipality').onRef('account.id', '=', 'entrance.account_id'),
    )
    .select(accountColumns)
    .where('entrance.token_hash', '=', tokenHash)
    .where('entrance.used_at', 'is', null)
    .where('entrance.expires_at', '>', now)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()) as Account | undefined
}

export const insertSession = (
  tx: Tx,
  row: { token_hash: string; municipality: string; account_id: string; expires_at: Date },
) => tx.insertInto('people.session').values(row).execute()

export async function findSession(db: Db, tokenHash: string, now: Date): Promise<Account | undefined> {
  return (await db
    .selectFrom('people.session as session')
    .innerJoin('people.account as account', (join) =>
      join.onRef('account.municipality', '=', 'session.municipality').onRef('account.id', '=', 'session.account_id'),
    )
    .select(accountColumns)
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', now)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()) as Account | undefined
}

export const deleteSession = (tx: Tx, tokenHash: string) =>
  tx.deleteFrom('people.session').where('token_hash', '=', tokenHash).returning('account_id').executeTakeFirst()

export type Named = { id: string; name: string; role: Role; organizationId: string | null; section: string | null }

/** Names of accounts whose ids are known from a record one may read. */
export async function findNames(db: Db, municipality: string, ids: readonly string[]): Promise<Map<string, Named>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Named>`
    select id, name, role, organization_id as "organizationId", section
    from people.names(${municipality}, ${[...new Set(ids)]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where accounts of one role can be told something by mail: for reactions, which see them all. */
export const listRole = (db: Db, municipality: string, role: Role): Promise<{ id: string; email: string | null }[]> =>
  db
    .selectFrom('people.account')
    .select(['id', 'email'])
    .where('municipality', '=', municipality)
    .where('role', '=', role)
    .where('left_at', 'is', null)
    .execute()

/** The mail addresses of accounts, for reactions; those without one are left out. */
export async function findAddresses(
  db: Db,
  municipality: string,
  ids: readonly string[],
): Promise<{ id: string; email: string }[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('people.account')
    .select(['id', 'email'])
    .where('municipality', '=', municipality)
    .where('id', 'in', [...ids])
    .where('left_at', 'is', null)
    .execute()
  return rows.flatMap(({ id, email }) => (email ? [{ id, email }] : []))
}
