// Analyses kept for the next start and for other processes. One counts only for the revision and the analyser it was made of.
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { ANALYSER_VERSION } from './analyse.ts'
import type { Kept } from './lean.ts'

export type Stored = { id: string; revision: number; kept: Kept }

/** Rows in one answer (more would be memory that is never given back) and in one statement. */
const READ = 500
const WRITE = 200

/**
 * Hands over what this analyser made before, part by part: of all services of a municipality, or of those named.
 * What is of an older revision is the caller's to leave out.
 */
export async function readKept(
  db: Db,
  municipality: string,
  ids: readonly string[] | 'all',
  take: (rows: Stored[]) => void,
): Promise<void> {
  const query = db
    .selectFrom('matching.entry')
    .select(['service_id as id', 'revision', 'analysed as kept'])
    .where('municipality', '=', municipality)
    .where('analyser', '=', ANALYSER_VERSION)
  if (ids !== 'all') {
    for (let from = 0; from < ids.length; from += READ) {
      const some = ids.slice(from, from + READ)
      take((await query.where('service_id', '=', sql<string>`any(${some}::uuid[])`).execute()) as Stored[])
    }
    return
  }
  for (let last: string | undefined, more = true; more; ) {
    const page = last === undefined ? query : query.where('service_id', '>', last)
    const rows = (await page.orderBy('service_id').limit(READ).execute()) as Stored[]
    take(rows)
    last = rows.at(-1)?.id
    more = rows.length === READ
  }
}

/** Keeps analyses; never one of an older revision over a newer one, and none of a service that vanished meanwhile. */
export async function writeKept(db: Db, municipality: string, entries: readonly Stored[]): Promise<void> {
  for (let from = 0; from < entries.length; from += WRITE) {
    const some = entries.slice(from, from + WRITE)
    try {
      await write(db, municipality, some)
    } catch (error) {
      if (!isGone(error)) throw error
      for (const one of some)
        await write(db, municipality, [one]).catch((again) => {
          if (!isGone(again)) throw again
        })
    }
  }
}

/** The service a row belongs to is no longer there: foreign_key_violation. */
const isGone = (error: unknown) => (error as { code?: string }).code === '23503'

const write = (db: Db, municipality: string, entries: readonly Stored[]) =>
  db
    .insertInto('matching.entry')
    .values(
      entries.map(({ id, revision, kept }) => ({
        municipality,
        service_id: id,
        revision,
        analyser: ANALYSER_VERSION,
        analysed: JSON.stringify(kept),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'service_id'])
        .doUpdateSet((e) => ({
          revision: e.ref('excluded.revision'),
          analyser: e.ref('excluded.analyser'),
          analysed: e.ref('excluded.analysed'),
        }))
        .whereRef(
          'entry.revision' as 'matching.entry.revision',
          '<=',
          'excluded.revision' as 'matching.entry.revision',
        ),
    )
    .execute()
