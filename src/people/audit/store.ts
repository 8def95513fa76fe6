import { sql } from 'kysely'
import { sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { openRow, sealedTable } from '../../platform/sealed.ts'
import type { FindingKind, Found } from './rules.ts'

export type Finding = Found & {
  id: string
  day: string
  found_at: Date
  reviewed_at: Date | null
  reviewed_by: string | null
  note: string | null
}

export const SEALED_FINDING = sealedTable('people.finding', ['note'])

/** Keeps what was found on a day; what is known already gets its new numbers, unless it has been reviewed. */
export async function keepFindings(
  tx: Tx,
  rows: readonly (Found & { municipality: string; id: string; day: string; found_at: Date })[],
): Promise<void> {
  for (const { actor, numbers, ...row } of rows)
    await sql`
      insert into people.finding (municipality, id, kind, day, actor_id, subject, numbers, found_at)
      values (${row.municipality}, ${row.id}, ${row.kind}, ${row.day}, ${actor}, ${row.subject},
        ${JSON.stringify(numbers)}, ${row.found_at})
      on conflict (municipality, kind, day, coalesce(actor_id, '00000000-0000-0000-0000-000000000000'),
        coalesce(subject, '00000000-0000-0000-0000-000000000000'))
      do update set numbers = excluded.numbers where finding.reviewed_at is null`.execute(tx)
}

/** Findings, newest day first: those that wait for somebody, or those that were reviewed. */
export async function listFindings(db: Db, municipality: string, reviewed: boolean, limit: number): Promise<Finding[]> {
  const rows = await db
    .selectFrom('people.finding')
    .select(['id', 'kind', 'day', 'actor_id', 'subject', 'numbers', 'found_at', 'reviewed_at', 'reviewed_by', 'note'])
    .where('municipality', '=', municipality)
    .where('reviewed_at', reviewed ? 'is not' : 'is', null)
    .orderBy('day', 'desc')
    .orderBy('found_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ actor_id, kind, numbers, ...row }) => ({
    ...openRow(SEALED_FINDING, row),
    kind: kind as FindingKind,
    actor: actor_id,
    numbers: numbers as Record<string, number>,
  }))
}

/** Marks as reviewed, once. @returns its kind; undefined when it is not there or was reviewed before. */
export const reviewFindingRow = (
  tx: Tx,
  { municipality, id, by, note, now }: { municipality: string; id: string; by: string; note: string; now: Date },
) =>
  tx
    .updateTable('people.finding')
    .set({ reviewed_at: now, reviewed_by: by, note: sealText(note, SEALED_FINDING.place('note', { id })) })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('reviewed_at', 'is', null)
    .returning('kind')
    .executeTakeFirst()

/** Accounts whose name holds these words. */
export const findAccountsByName = (db: Db, municipality: string, words: string) =>
  db
    .selectFrom('people.account')
    .select(['id', 'name'])
    .where('municipality', '=', municipality)
    .where('name', 'like', `%${words.replace(/[\\%_]/g, '\\$&')}%`)
    .orderBy('name')
    .limit(20)
    .execute()
