import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Count, Said } from '../responses.ts'

/** Adds one answer of a service to its counts. */
export const addResponse = (
  tx: Tx,
  one: { municipality: string; service_id: string; week: string; about: string; said: Said },
) =>
  tx
    .insertInto('matching.response')
    .values({ ...one, n: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'service_id', 'week', 'about', 'said'])
        .doUpdateSet({ n: sql<number>`response.n + 1` }),
    )
    .execute()

/**
 * The counts that speak to the ranking; none where learning is switched off.
 * @param from Mondays on from which they count: `late` for what passes (''), `kept` for all else
 */
export async function sumResponses(
  db: Db,
  municipality: string,
  from: { late: string; kept: string },
): Promise<Count[]> {
  const rows = await db
    .selectFrom('matching.response')
    .select(['service_id', 'about', 'said', (e) => e.fn.sum<number>('n').as('n')])
    .where('municipality', '=', municipality)
    .where('week', '>=', from.kept)
    .where((e) => e.or([e('about', '<>', ''), e('week', '>=', from.late)]))
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('matching.learning')
            .select('municipality')
            .where('municipality', '=', municipality)
            .where('enabled', '=', false),
        ),
      ),
    )
    .groupBy(['service_id', 'about', 'said'])
    .execute()
  return rows.map((row) => ({ ...row, said: row.said as Said, n: Number(row.n) }))
}

/** Forgets counts of weeks before one. */
export const deleteResponses = (db: Db, before: string) =>
  db.deleteFrom('matching.response').where('week', '<', before).execute()
