// Tries, counted where all processes see them. Only keyed hashes of what was tried from or for are kept.
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { FAILURES_KEPT, type Measure, waitAfter } from './rules.ts'

/** The key of a count: nobody without the secret can tell which address or client it stands for. */
export const attemptKey = (secret: string, kind: string, of: string): string =>
  createHmac('sha256', secret).update(`attempt:${kind}:${of}`).digest('base64url')

/**
 * Counts one try against a measure, in one statement.
 * @returns false when the measure is full; the try is then not counted.
 */
export async function allow(db: Db, municipality: string, key: string, measure: Measure, now: Date): Promise<boolean> {
  const step = sql<Date>`make_interval(secs => ${measure.within / measure.times / 1000}::float8)`
  const latest = new Date(now.getTime() + measure.within)
  const { rows } = await sql`
    insert into people.attempt as a (municipality, key, busy_until, seen_at)
    values (${municipality}, ${key}, ${now}::timestamptz + ${step}, ${now})
    on conflict (municipality, key) do update
      set busy_until = greatest(a.busy_until, ${now}::timestamptz) + ${step}, seen_at = ${now}
      where greatest(a.busy_until, ${now}::timestamptz) + ${step} <= ${latest}::timestamptz
    returning key`.execute(db)
  return rows.length > 0
}

/** Whether a measure is full, without counting. */
export async function isFull(db: Db, municipality: string, key: string, measure: Measure, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('people.attempt')
    .select('busy_until')
    .where('municipality', '=', municipality)
    .where('key', '=', key)
    .executeTakeFirst()
  const full = now.getTime() + measure.within - measure.within / measure.times
  return row !== undefined && row.busy_until.getTime() > full
}

/**
 * Takes a try before it is made: counted as wrong until `forgive` says otherwise, so that many tries at once gain nothing.
 * @returns false while the account has to wait.
 */
export async function takeTry(tx: Tx, municipality: string, key: string, now: Date): Promise<boolean> {
  await tx
    .insertInto('people.attempt')
    .values({ municipality, key, busy_until: now, seen_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx
    .selectFrom('people.attempt')
    .select(['failures', 'locked_until', 'seen_at'])
    .where('municipality', '=', municipality)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (row.locked_until && row.locked_until > now) return false
  const old = row.seen_at.getTime() + FAILURES_KEPT < now.getTime()
  const failures = (old ? 0 : row.failures) + 1
  await tx
    .updateTable('people.attempt')
    .set({ failures, locked_until: new Date(now.getTime() + waitAfter(failures)), seen_at: now })
    .where('municipality', '=', municipality)
    .where('key', '=', key)
    .execute()
  return true
}

/** The try was right: the count begins anew. */
export const forgive = (tx: Tx, municipality: string, key: string) =>
  tx.deleteFrom('people.attempt').where('municipality', '=', municipality).where('key', '=', key).execute()

/** Drops what no longer says anything. */
export const deleteOldAttempts = (db: Db, now: Date) =>
  db
    .deleteFrom('people.attempt')
    .where('busy_until', '<', now)
    .where('seen_at', '<', new Date(now.getTime() - FAILURES_KEPT))
    .where((e) => e.or([e('locked_until', 'is', null), e('locked_until', '<', now)]))
    .execute()
