// The one question that changes the answer most, or none: asked only while the first answers still depend on it.
import type { Index } from './postings.ts'
import { tablesOf } from './postings.ts'
import { type Answer, match, type Query } from './rank.ts'

/**
 * `ward`: where do you live · `need`: which of these is it about. Every question may be skipped.
 * `gain` 0–1: the expected share of the first three answers that an answer to it would change.
 */
export type Question =
  | { ask: 'ward'; options: string[]; gain: number }
  | { ask: 'need'; options: string[]; gain: number }
export type Asked = 'ward' | 'need'

/** At most this many questions a conversation. */
const MOST = 3
/** A question that changes less than this of the first three is not worth a person's time. */
const WORTH = 0.34
/** Kinds that are offered to choose from. */
const CHOICES = 4

/**
 * Chooses the question with the greatest expected gain, by answering the query with each possible reply.
 * Replies are taken as equally likely: who asks from where is not known here.
 * @param answered the questions that were answered or skipped already
 * @returns undefined when nothing is close, danger speaks, three were asked, or the first answers are settled
 */
export function chooseQuestion(
  index: Index,
  query: Query,
  answer: Answer,
  answered: readonly Asked[] = [],
): Question | undefined {
  if (!answer.close || answer.safety.length > 0 || answered.length >= MOST) return undefined
  const candidates: Question[] = []
  if (!query.ward && !answered.includes('ward') && answer.askWard) {
    const options = [...tablesOf(index).wards]
    const gain = expected(
      answer,
      options.map((ward) => match(index, { ...query, ward })),
    )
    candidates.push({ ask: 'ward', options, gain })
  }
  const needs = [...new Set(answer.needs.map((need) => need.code))].slice(0, CHOICES)
  if (needs.length > 1 && !answered.includes('need') && (query.needs ?? []).length === 0) {
    const gain = expected(
      answer,
      needs.map((code) => match(index, { ...query, needs: [code] })),
    )
    candidates.push({ ask: 'need', options: needs, gain })
  }
  return candidates.filter(({ gain }) => gain >= WORTH).sort((a, b) => b.gain - a.gain)[0]
}

/** Mean share of the first three that differ; what stands first counts double. */
function expected(now: Answer, replies: readonly Answer[]): number {
  if (replies.length === 0) return 0
  const before = now.results.slice(0, 3).map((result) => result.id)
  const changed = replies.map((reply) => {
    const after = reply.results.slice(0, 3).map((result) => result.id)
    const lost = before.filter((id) => !after.includes(id)).length
    const first = before[0] === after[0] ? 0 : 1
    return (lost + first) / (before.length + 1)
  })
  return changed.reduce((sum, share) => sum + share, 0) / changed.length
}
