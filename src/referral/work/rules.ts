// Who stands in for whom, and what can be agreed with a desk. Pure.
import type { Terms, Within } from '../promise.ts'

/** From an instant, up to and without another. */
export type Cover = { accountId: string; byId: string; from: Date; until: Date }
export type CoverProblem = 'self' | 'order' | 'past' | 'overlaps' | 'chain'

const overlap = (a: Cover, b: Cover) => a.from < b.until && b.from < a.until

/**
 * What speaks against a cover, or null. Who stands in is there: somebody away covers nobody, so that there are neither chains
 * nor circles. SQL holds the same (referral.cover).
 */
export function coverProblem(covers: readonly Cover[], wanted: Cover, now: Date): CoverProblem | null {
  if (wanted.accountId === wanted.byId) return 'self'
  if (wanted.from >= wanted.until) return 'order'
  if (wanted.until <= now) return 'past'
  const near = covers.filter((one) => overlap(one, wanted))
  if (near.some(({ accountId }) => accountId === wanted.accountId)) return 'overlaps'
  if (near.some(({ accountId, byId }) => accountId === wanted.byId || byId === wanted.accountId)) return 'chain'
  return null
}

const holds = ({ from, until }: Cover, at: Date) => from <= at && at < until

/** Who has the work of somebody in hand at a moment: who stands in, else they themselves. */
export const standIn = (covers: readonly Cover[], accountId: string, at: Date): string =>
  covers.find((one) => one.accountId === accountId && holds(one, at))?.byId ?? accountId

/** Whose work somebody has in hand at a moment: their own, and theirs for whom they stand in. */
export const handsOf = (covers: readonly Cover[], accountId: string, at: Date): Set<string> =>
  new Set([accountId, ...covers.filter((one) => one.byId === accountId && holds(one, at)).map((one) => one.accountId)])

export const MOST = 60
/** How long a desk is taken to be open on a day, to compare hours with days. */
const HOURS_A_DAY = 8

/** True when a term can be met: at least an hour, or until closing time of a day. */
export const isTerm = ({ n, unit }: Within): boolean =>
  Number.isInteger(n) && n <= MOST && n >= (unit === 'hours' ? 1 : 0)

/**
 * True when the call does not have to be made before the answer. The day of asking never counts, so n days end at least n
 * whole days from now, and at most n + 1.
 */
export function inOrder({ answer, contact }: Terms): boolean {
  if (answer.unit === contact.unit) return answer.n <= contact.n
  return answer.unit === 'hours' ? answer.n <= contact.n * HOURS_A_DAY : (answer.n + 1) * HOURS_A_DAY <= contact.n
}
