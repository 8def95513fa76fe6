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

/** One address has one hash, however it is typed. */
const emailHash = (email: string) => lookupHash(email.normalize('NFKC').trim().toLowerCase(), 'people.account.email')

export const SEALED_ACCOUNT = sealedTable('people.account', ['email'], {
  beside: ({ email }) => ({ email_hash: email ? emailHash(email) : null }),
})

const opened = (row: unknown): Account | undefined => (row ? openRow(SEALED_ACCOUNT, row as Account) : undefined)

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
  return rows.map((row) => opened(row)!)
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
  return rows.map((row) => opened(row)!)
}

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
  return opened(
    await tx
      .selectFrom('people.account as account')
      .select(accountColumns)
      .where('account.municipality', '=', used.municipality)
      .where('account.id', '=', used.account_id)
      .where('account.left_at', 'is', null)
      .executeTakeFirst(),
  )
}

/** Whether a way in can still be used, without using it. */
export async function findEntrance(db: Db, tokenHash: string, now: Date): Promise<Account | undefined> {
  return opened(
    await db
      .selectFrom('people.entrance as entrance')
      .innerJoin('people.account as account', (join) =>
        join
          .onRef('account.municipality', '=', 'entrance.municipality')
          .onRef('account.id', '=', 'entrance.account_id'),
      )
      .select(accountColumns)
      .where('entrance.token_hash', '=', tokenHash)
      .where('entrance.used_at', 'is', null)
      .where('entrance.expires_at', '>', now)
      .where('account.left_at', 'is', null)
      .executeTakeFirst(),
  )
}

export const insertSession = (
  tx: Tx,
  row: { token_hash: string; municipality: string; account_id: string; expires_at: Date },
) => tx.insertInto('people.session').values(row).execute()

export async function findSession(db: Db, tokenHash: string, now: Date): Promise<Account | undefined> {
  return opened(
    await db
      .selectFrom('people.session as session')
      .innerJoin('people.account as account', (join) =>
        join.onRef('account.municipality', '=', 'session.municipality').onRef('account.id', '=', 'session.account_id'),
      )
      .select(accountColumns)
      .where('session.token_hash', '=', tokenHash)
      .where('session.expires_at', '>', now)
      .where('account.left_at', 'is', null)
      .executeTakeFirst(),
  )
}

export const deleteSession = (tx: Tx, tokenHash: string) =>
  tx.deleteFrom('people.session').where('token_hash', '=', tokenHash).returning('account_id').executeTakeFirst()

/** Drops sessions that are over, one-time ways in that were over before `ways`, addresses of who left before `left`. */
export async function deleteOver(db: Db, now: Date, ways: Date, left: Date): Promise<void> {
  await db.deleteFrom('people.session').where('expires_at', '<', now).execute()
  await db.deleteFrom('people.entrance').where('expires_at', '<', ways).execute()
  await db
    .updateTable('people.account')
    .set({ email: null, email_hash: null })
    .where('left_at', '<', left)
    .where('email', 'is not', null)
    .execute()
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
