import type { Db } from '../platform/db.ts'
import { ANALYSER_VERSION, type Analysed } from './analyse.ts'

/** What was analysed before with this version of the analyser, by service. */
export async function readAnalysed(
  db: Db,
  municipality: string,
): Promise<Map<string, { revision: number; analysed: Analysed }>> {
  const rows = await db
    .selectFrom('matching.entry')
    .select(['service_id', 'revision', 'analysed'])
    .where('municipality', '=', municipality)
    .where('analyser', '=', ANALYSER_VERSION)
    .execute()
  return new Map(rows.map((row) => [row.service_id, { revision: row.revision, analysed: row.analysed as Analysed }]))
}

/** Keeps analyses for the next start; a service that vanished meanwhile is left out. */
export async function writeAnalysed(
  db: Db,
  municipality: string,
  entries: readonly { revision: number; analysed: Analysed }[],
): Promise<void> {
  for (let from = 0; from < entries.length; from += 200) {
    const rows = entries.slice(from, from + 200).map(({ revision, analysed }) => ({
      municipality,
      service_id: analysed.id,
      revision,
      analyser: ANALYSER_VERSION,
      analysed: JSON.stringify(analysed),
    }))
    await db
      .insertInto('matching.entry')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['municipality', 'service_id']).doUpdateSet((e) => ({
          revision: e.ref('excluded.revision'),
          analyser: e.ref('excluded.analyser'),
          analysed: e.ref('excluded.analysed'),
        })),
      )
      .execute()
  }
}
