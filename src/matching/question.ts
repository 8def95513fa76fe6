// The one question that changes the answer most, or none: asked only while the first answers still depend on it.
// The words are read once; a reply about the person only orders anew what was found, another ward or need ranks anew
// without looking any word up.
import { aboutOf, type Who } from './about.ts'
import { FACT_KINDS, FACT_QUESTIONS, type FactKind, factOf } from './facts.ts'
import type { Index } from './postings.ts'
import { type Answer, firstThree, type Query } from './rank.ts'
import { type Survey, survey, surveyAgain } from './survey.ts'

/** `ward`: where do you live · `need`: which of these is it about · the others: facts of the person concerned. */
export const QUESTION_KINDS = ['ward', 'need', ...FACT_KINDS] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/**
 * Every question may be skipped. `options`: wards, needs, or replies of FACT_QUESTIONS.
 * `gain` 0–1: the expected share of the first three answers that an answer to it would change.
 */
export type Question = { ask: QuestionKind; options: string[]; gain: number }

/** At most this many questions a conversation. */
export const MOST = 3
/**
 * A question that changes less than this of the first three is not worth a person's time. A reply about oneself is
 * cheaper than a choice among needs, and what it takes away is what would have been refused at the counter.
 */
const WORTH: Record<QuestionKind, number> = {
  ...{ ward: 0.34, need: 0.34, who: 0.3, age: 0.3 },
  ...{ alone: 0.2, income: 0.2, certified: 0.2 },
}
/** What nobody is made to choose from a row of buttons: it is asked after gently, with telephone numbers (heed.ts). */
const GRAVE = /^(mind\.suicide|safe\.)/
/** Kinds that are offered to choose from. */
const CHOICES = 4
/** Wards that are tried out: more say nothing new of what a ward changes. */
const WARDS_TRIED = 12

/**
 * Chooses the question with the greatest expected gain, by answering the query with each possible reply, weighed by how
 * plausible it is. Wards are taken as equally likely: who asks from where is not known here.
 * @param answered the questions that were answered or skipped already
 * @returns undefined when nothing is close, danger speaks, three were asked, or the first answers are settled
 */
export function chooseQuestion(
  index: Index,
  query: Query,
  answer: Answer,
  answered: readonly QuestionKind[] = [],
): Question | undefined {
  if (!answer.close || answer.safety.length > 0 || answered.length >= MOST) return undefined
  const found = survey(index, { ...query, facts: answer.facts })
  const before = firstOf(found)
  const open = (kind: QuestionKind) => !answered.includes(kind)
  const candidates: Question[] = []
  if (!found.asked.ward && open('ward') && answer.askWard) {
    const options = [...found.tables.wards]
    const step = Math.max(1, options.length / WARDS_TRIED)
    const tried = options.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
    const replies = tried.map((ward) => ({ weight: 1, first: firstOf(surveyAgain(found, { ward })) }))
    candidates.push({ ask: 'ward', options, gain: expected(before, replies) })
  }
  const needs = [...new Set(answer.needs.map((need) => need.code))]
    .filter((code) => !GRAVE.test(code))
    .slice(0, CHOICES)
  if (needs.length > 1 && open('need') && (query.needs ?? []).length === 0) {
    const replies = needs.map((code) => ({ weight: 1, first: firstOf(surveyAgain(found, { needs: [code] })) }))
    candidates.push({ ask: 'need', options: needs, gain: expected(before, replies) })
  }
  const guess = aboutOf(query.text).who
  for (const kind of FACT_KINDS) {
    if (!open(kind) || !matters(found, kind)) continue
    const options = [...FACT_QUESTIONS[kind]]
    const replies = options.map((reply) => ({
      weight: plausible(kind, reply, guess, answer.needs[0]?.code),
      first: firstThree(found, { ...found.asked.facts, ...factOf(kind, reply) }),
    }))
    candidates.push({ ask: kind, options, gain: expected(before, replies) })
  }
  return candidates.filter((one) => one.gain >= WORTH[one.ask]).sort((a, b) => b.gain - a.gain)[0]
}

const firstOf = (found: Survey): string[] => firstThree(found, found.asked.facts)

/** A fact that is unknown, and that something which was found asks for. */
function matters({ asked, ranked }: Survey, kind: FactKind): boolean {
  if (asked.facts[kind] !== undefined) return false
  if (kind === 'who' || kind === 'age')
    return ranked.some(({ entry }) => entry.fit?.stage || entry.fit?.conditions.some((one) => one.kind === 'age'))
  return ranked.some(({ entry }) => entry.fit?.conditions.some((one) => one.kind === kind))
}

/** Years of age that a group of needs mostly speaks of. */
const AGES: Record<string, readonly string[]> = {
  care: ['65-74', '75-120'],
  child: ['0-6', '7-17'],
  school: ['7-17'],
  work: ['18-39', '40-64'],
}

/** How plausible a reply is beside the others of its question: who is named in the words, and what it is about. */
export function plausible(kind: FactKind, reply: string, guess: Who, need = ''): number {
  const group = need.split('.')[0]!
  if (kind === 'who') return reply === guess ? 5 : 1
  if (kind === 'age') return AGES[group]?.includes(reply) ? 5 : 1
  return 1
}

/** Weighed mean share of the first three that differ; what stands first counts double. */
function expected(before: readonly string[], replies: readonly { weight: number; first: readonly string[] }[]): number {
  let sum = 0
  let all = 0
  for (const { weight, first } of replies) {
    const lost = before.filter((id) => !first.includes(id)).length
    sum += (weight * (lost + (before[0] === first[0] ? 0 : 1))) / (before.length + 1)
    all += weight
  }
  return all > 0 ? sum / all : 0
}
