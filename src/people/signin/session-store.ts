// Sessions as rows: the hash of a cookie, who, how surely, since when, and until when.
import type { Db, Tx } from '../../platform/db.ts'
import { type Account, accountColumns, openAccount } from '../store.ts'
import type { Factors, Way } from './rules.ts'

export type NewSession = {
  id: string
  token_hash: string
  municipality: string
  account_id: string
  factors: Factors
  way: Way
  device: string
  created_at: Date
  seen_at: Date
  idle_at: Date
  expires_at: Date
}

export const insertSession = (tx: Tx, row: NewSession) => tx.insertInto('people.session').values(row).execute()

export type OpenSession = Account & { sessionId: string; factors: Factors; way: Way; seenAt: Date }

/** The session of a cookie, if it has not ended, and neither has the membership. */
export async function findSession(db: Db, tokenHash: string, now: Date): Promise<OpenSession | undefined> {
  const row = await db
    .selectFrom('people.session as session')
    .innerJoin('people.account as account', (join) =>
      join.onRef('account.municipality', '=', 'session.municipality').onRef('account.id', '=', 'session.account_id'),
    )
    .select([
      ...accountColumns,
      'session.id as sessionId',
      'session.factors',
      'session.way',
      'session.seen_at as seenAt',
    ])
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', now)
    .where('session.idle_at', '>', now)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()
  return row && (openAccount(row) as OpenSession)
}

export const touchSession = (db: Db, tokenHash: string, now: Date, idleAt: Date) =>
  db.updateTable('people.session').set({ seen_at: now, idle_at: idleAt }).where('token_hash', '=', tokenHash).execute()

export const deleteSession = (tx: Tx, tokenHash: string) =>
  tx
    .deleteFrom('people.session')
    .where('token_hash', '=', tokenHash)
    .returning(['account_id', 'factors'])
    .executeTakeFirst()

export type SessionRow = { id: string; factors: number; way: string; device: string; created_at: Date; seen_at: Date }

/** The open sessions of an account, the latest first. */
export const listSessions = (db: Db, municipality: string, account: string, now: Date): Promise<SessionRow[]> =>
  db
    .selectFrom('people.session')
    .select(['id', 'factors', 'way', 'device', 'created_at', 'seen_at'])
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .where('expires_at', '>', now)
    .where('idle_at', '>', now)
    .orderBy('seen_at', 'desc')
    .execute()

/** Ends sessions of an account: one, all but one, or all. @returns the ids of those that ended. */
export async function deleteSessions(
  tx: Tx,
  municipality: string,
  account: string,
  which: { only?: string; but?: string | null } = {},
): Promise<string[]> {
  let gone = tx.deleteFrom('people.session').where('municipality', '=', municipality).where('account_id', '=', account)
  if (which.only) gone = gone.where('id', '=', which.only)
  if (which.but) gone = gone.where('id', '!=', which.but)
  return (await gone.returning('id').execute()).map(({ id }) => id)
}
