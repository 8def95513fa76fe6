// Colleagues, who stands in for whom, and terms, as rows.
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Terms } from '../promise.ts'
import type { TermsRow } from '../store.ts'
import type { Cover } from './rules.ts'

export type Colleague = { id: string; name: string }

/** Members of an organisation; null: the city's staff. A desk is told its own only. */
export async function colleaguesOf(db: Db, municipality: string, organizationId: string | null): Promise<Colleague[]> {
  const { rows } = await sql<Colleague>`
    select id, name from referral.colleagues(${municipality}, ${organizationId}::uuid)`.execute(db)
  return rows
}

/** Whether somebody may have a referral of an organisation in hand: a member, or staff where it is the city's own. */
export async function worksFor(db: Db, municipality: string, who: string, organizationId: string | null) {
  const { rows } = await sql<{ works: boolean }>`
    select referral.works_for(${municipality}, ${who}::uuid, ${organizationId}::uuid) as works`.execute(db)
  return rows[0]!.works
}

export type CoverRow = Cover & { municipality: string; id: string; organizationId: string | null }

const columns = [
  ...(['municipality', 'id', 'account_id as accountId', 'by_id as byId', 'organization_id as organizationId'] as const),
  ...(['from_at as from', 'until_at as until'] as const),
] as const

/** Covers that are not over, the next one first; row-level security shows those of one's own place. */
export const coversFrom = (db: Db, municipality: string, now: Date): Promise<CoverRow[]> =>
  db
    .selectFrom('referral.cover')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('until_at', '>', now)
    .orderBy('from_at')
    .execute()

export const lockCover = (tx: Tx, municipality: string, id: string): Promise<CoverRow | undefined> =>
  tx
    .selectFrom('referral.cover')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

/** One change of covers at a time in a municipality; the trigger of the table takes the same lock. */
export const lockCovers = (tx: Tx, municipality: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended('referral.cover ' || ${municipality}, 0))`.execute(tx)

export const insertCover = (tx: Tx, { accountId, byId, organizationId, from, until, ...key }: CoverRow) =>
  tx
    .insertInto('referral.cover')
    .values({
      ...key,
      ...{ account_id: accountId, by_id: byId, organization_id: organizationId, from_at: from, until_at: until },
    })
    .execute()

/** Ends a cover: what has not begun is taken out. */
export const endCover = (tx: Tx, cover: CoverRow, now: Date) =>
  cover.from >= now
    ? tx
        .deleteFrom('referral.cover')
        .where('municipality', '=', cover.municipality)
        .where('id', '=', cover.id)
        .execute()
    : tx
        .updateTable('referral.cover')
        .set({ until_at: now })
        .where('municipality', '=', cover.municipality)
        .where('id', '=', cover.id)
        .execute()

/** What was agreed, with every organisation. */
export const listTerms = (db: Db, municipality: string): Promise<TermsRow[]> =>
  db.selectFrom('referral.terms').selectAll().where('municipality', '=', municipality).execute()

/** Agrees on terms, in the place of what was agreed before. */
export async function upsertTerms(
  tx: Tx,
  key: { municipality: string; organization_id: string; urgency: string },
  { answer, contact }: Terms,
): Promise<void> {
  const values = {
    ...{ answer_in: answer.n, answer_unit: answer.unit, contact_in: contact.n, contact_unit: contact.unit },
  }
  await tx
    .insertInto('referral.terms')
    .values({ ...key, ...values })
    .onConflict((conflict) => conflict.columns(['municipality', 'organization_id', 'urgency']).doUpdateSet(values))
    .execute()
}
