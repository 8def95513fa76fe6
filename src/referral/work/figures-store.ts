// How the hand-over works, counted: for whoever answers for it.
import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'

/** Median and 90th percentile, in hours; null where nothing was counted. */
export type Spread = { half: number; most: number } | null
export type Flow = {
  /** An organisation's id, or the code of a group of kinds; null: an open request that nobody took. */
  of: string | null
  asked: number
  accepted: number
  toAccept: Spread
  toContact: Spread
  toOutcome: Spread
  /** How many, by code. */
  declined: Record<string, number>
  ended: Record<string, number>
  outcomes: Record<string, number>
  helped: Record<string, number>
}

type Counted = {
  of: string | null
  asked: number
  accepted: number
  accept: number[] | null
  contact: number[] | null
  outcome: number[] | null
  codes: Record<'declined' | 'ended' | 'outcomes' | 'helped', Record<string, number>>
}

const spread = (hours: number[] | null): Spread =>
  hours?.[0] == null || hours[1] == null ? null : { half: hours[0], most: hours[1] }

/**
 * Referrals sent in [from, to), by organisation or by group of kinds, the most asked first. Times are plain hours from the
 * request: to the answer of those that were taken on, to the first contact, to the outcome.
 */
export async function countFlow(
  db: Db,
  municipality: string,
  by: 'organization' | 'kind',
  from: Date,
  to: Date,
): Promise<Flow[]> {
  const key = by === 'kind' ? sql`split_part(kind, '.', 1)` : sql`organization_id::text`
  const hours = (column: string) => sql`
    percentile_cont(array[0.5, 0.9]) within group
      (order by extract(epoch from ${sql.ref(column)} - requested_at)::float8 / 3600)
      filter (where ${sql.ref(column)} is not null`
  const codes = (column: string, statuses: string[]) => sql`
    (select coalesce(jsonb_object_agg(code, n), '{}') from (
      select ${sql.ref(column)} as code, count(*) as n from sent s
      where s.of is not distinct from t.of and ${sql.ref(column)} is not null and status = any (${statuses}) group by 1) c)`
  const { rows } = await sql<Counted>`
    with sent as (
      select *, ${key} as of from referral.task
      where municipality = ${municipality} and status <> 'draft' and requested_at >= ${from} and requested_at < ${to})
    select t.*, jsonb_build_object(
      'declined', ${codes('status_reason', ['declined', 'expired'])},
      'ended', ${codes('status_reason', ['failed', 'cancelled', 'forwarded'])},
      'outcomes', ${codes('outcome', ['completed'])},
      'helped', ${codes('helped', ['completed'])}) as codes
    from (
      select of, count(*) as asked,
        count(*) filter (where answered_at is not null and status <> 'declined') as accepted,
        ${hours('answered_at')} and status <> 'declined') as accept,
        ${hours('begun_at')}) as contact,
        ${hours('closed_at')} and status = 'completed') as outcome
      from sent group by of) t
    order by asked desc, of`.execute(db)
  return rows.map(({ of, asked, accepted, accept, contact, outcome, codes }) => ({
    ...{ of, asked: Number(asked), accepted: Number(accepted) },
    ...{ toAccept: spread(accept), toContact: spread(contact), toOutcome: spread(outcome) },
    ...codes,
  }))
}
