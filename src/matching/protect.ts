// Desks without a history are not buried by what was learned: the best by words, needs and place stays in sight, and now
// and then a desk that hardly anybody has been shown comes forward among near equals. Pure: the day is data.
import type { Models } from './meaning.ts'
import { hashOf } from './random.ts'
import type { Candidate } from './survey.ts'

/** The best without what was learned stays within the first so many. */
export const VISIBLE = 3
/** A desk shown less often than this among the first three of the last weeks is little known. */
const KNOWN_FROM = 5
/** Before so many answers nobody can be called little known. */
const COUNTED_FROM = 100
/** On how many of a hundred days a little-known desk has its turn. */
const TURNS = 20
/** Near equals: at least this share of the score of the one whose place is taken, with and without what was learned. */
const EQUAL = 0.97

/**
 * The order as it is shown. Without models it stays as it is. With an encoder, the best candidate by everything but
 * what was learned stands among the first three. On a `day`, a little-known desk whose turn it is takes the third
 * place from a near equal; never the first two, never that of the best without learning; no day is given in danger.
 * @param ordered as made diverse, the best first
 * @param ranked the same candidates by score
 */
export function protect<C extends Candidate>(
  ordered: readonly C[],
  ranked: readonly C[],
  models: Models | undefined,
  day: string | undefined,
): C[] {
  const list = [...ordered]
  if (!models?.encoder) return list
  const best = ranked.reduce<C | undefined>((a, b) => (a && a.plain >= b.plain ? a : b), undefined)
  if (!best) return list
  const place = list.indexOf(best)
  if (place >= VISIBLE) list.splice(VISIBLE - 1, 0, ...list.splice(place, 1))
  const third = list[VISIBLE - 1]
  const { shown } = models
  if (!third || third === best || day === undefined || !shown) return list
  let counted = 0
  for (const n of shown.values()) counted += n
  const known = (one: C) => (shown.get(one.entry.id) ?? 0) >= KNOWN_FROM
  // counts are of the first three: three for each answer
  if (counted < COUNTED_FROM * VISIBLE || !known(third)) return list
  const turn = list.findIndex(
    (one, i) =>
      i >= VISIBLE &&
      one.score >= EQUAL * third.score &&
      one.plain >= EQUAL * third.plain &&
      one.confidence >= EQUAL * third.confidence &&
      !known(one) &&
      // whether it is the turn of a desk depends on the day and the desk, not on the question
      hashOf(`${day}/${one.entry.id}`) % 100 < TURNS,
  )
  if (turn > 0) list.splice(VISIBLE - 1, 0, ...list.splice(turn, 1))
  return list
}
