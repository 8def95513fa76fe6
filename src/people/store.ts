import { sql } from 'kysely'
import { lookupHash } from '../platform/cipher.ts'
import type { Db, Tx } from '../platform/db.ts'
import { openRow, sealedTable, sealRow } from '../platform/sealed.ts'
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

export const accountColumns = [
  'account.municipality',
  'account.id',
  'account.name',
  'account.email',
  'account.role',
  'account.organization_id as organizationId',
  'account.wards',
  'account.section',
] as const

/** One address has one hash, however it is typed. */
export const emailHash = (email: string) =>
  lookupHash(email.normalize('NFKC').trim().toLowerCase(), 'people.account.email')

export const SEALED_ACCOUNT = sealedTable('people.account', ['email'], {
  beside: ({ email }) => ({ email_hash: email ? emailHash(email) : null }),
})

/** An account as it is read: its address opened. */
export const openAccount = <R extends object>(row: R): R => openRow(SEALED_ACCOUNT, row)

export async function upsertAccount(tx: Tx, account: Account & { demo: boolean }): Promise<void> {
  const { organizationId, ...plain } = account
  const rest = { ...sealRow(SEALED_ACCOUNT, plain), email_hash: plain.email ? emailHash(plain.email) : null }
  await tx
    .insertInto('people.account')
    .values({ ...rest, organization_id: organizationId })
    .onConflict((conflict) =>
      conflict.columns(['municipality', 'id']).doUpdateSet({
        ...{ name: rest.name, email: rest.email, email_hash: rest.email_hash },
        ...{ role: rest.role, organization_id: organizationId },
        ...{ wards: rest.wards, section: rest.section },
      }),
    )
    .execute()
}

export async function listDemoAccounts(db: Db, municipality: string): Promise<Account[]> {
  const rows = await db
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', municipality)
    .where('account.demo', '=', true)
    .where('account.left_at', 'is', null)
    .orderBy('account.role')
    .execute()
  return rows.map((row) => openAccount(row) as Account)
}

/** The accounts that a mail address belongs to, found by its hash: usually none or one. Those that left are not among them. */
export async function findAccountByEmail(db: Db, municipality: string, email: string): Promise<Account[]> {
  const rows = await db
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', municipality)
    .where('account.email_hash', '=', emailHash(email))
    .where('account.left_at', 'is', null)
    .orderBy('account.created_at')
    .limit(5)
    .execute()
  return rows.map((row) => openAccount(row) as Account)
}

export type NewEntrance = {
  token_hash: string
  municipality: string
  account_id: string
  factors: number
  next?: string | null
  expires_at: Date
}

export const insertEntrance = (tx: Tx, row: NewEntrance) => tx.insertInto('people.entrance').values(row).execute()

type Entered = Account & { factors: number; next: string | null }

/** Uses up a way in: the first caller gets the account, everybody after gets nothing. */
export async function takeEntrance(tx: Tx, tokenHash: string, now: Date): Promise<Entered | undefined> {
  const used = await tx
    .updateTable('people.entrance')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['municipality', 'account_id', 'factors', 'next'])
    .executeTakeFirst()
  const account = used && (await findAccount(tx, used.municipality, used.account_id))
  return account && { ...account, factors: used.factors, next: used.next }
}

/** Whether a way in can still be used, without using it. */
export async function findEntrance(db: Db, tokenHash: string, now: Date): Promise<Entered | undefined> {
  const row = await db
    .selectFrom('people.entrance as entrance')
    .innerJoin('people.account as account', (join) =>
      join.onRef('account.municipality', '=', 'entrance.municipality').onRef('account.id', '=', 'entrance.account_id'),
    )
    .select([...accountColumns, 'entrance.factors', 'entrance.next'])
    .where('entrance.token_hash', '=', tokenHash)
    .where('entrance.used_at', 'is', null)
    .where('entrance.expires_at', '>', now)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()
  return row && (openAccount(row) as Entered)
}

/** An account whose membership has not ended. */
export async function findAccount(db: Db, municipality: string, id: string): Promise<Account | undefined> {
  const row = await db
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', municipality)
    .where('account.id', '=', id)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()
  return row && (openAccount(row) as Account)
}

export type Named = { id: string; name: string; role: Role; organizationId: string | null; section: string | null }

/** Names of accounts whose ids are known from a record one may read. */
export async function findNames(db: Db, municipality: string, ids: readonly string[]): Promise<Map<string, Named>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Named>`
    select id, name, role, organization_id as "organizationId", section
    from people.names(${municipality}, ${[...new Set(ids)]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Accounts of one role, with their address: for reactions, which see them all. */
export async function listRole(
  db: Db,
  municipality: string,
  role: Role,
): Promise<{ id: string; email: string | null }[]> {
  const rows = await db
    .selectFrom('people.account')
    .select(['id', 'email'])
    .where('municipality', '=', municipality)
    .where('role', '=', role)
    .where('left_at', 'is', null)
    .execute()
  return rows.map(openAccount)
}

/** Addresses of accounts that did not leave: for mails that the service itself writes. */
export async function findEmails(db: Db, municipality: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('people.account')
    .select(['id', 'email'])
    .where('municipality', '=', municipality)
    .where('id', 'in', [...ids])
    .where('left_at', 'is', null)
    .execute()
  return new Map(rows.map(openAccount).flatMap(({ id, email }) => (email ? [[id, email] as const] : [])))
}
