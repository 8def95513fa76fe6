// From someone's own words to the few places that help, each with its reasons. Danger first, doubt said aloud.
// The score is a linear sum of terms, each between 0 and 1, so that further terms can join with a weight of their own.
import type { Asked, Query } from './ask.ts'
import type { Facts } from './facts.ts'
import { type Judged, judge, type Shown, saysRoom } from './fit.ts'
import type { Heard } from './hearing-file.ts'
import { differsByWard, holds, reasonsAt, textsOf } from './lists.ts'
import { kinOf } from './meaning.ts'
import type { Index, Tables } from './postings.ts'
import { protect } from './protect.ts'
import { type Reason, reasonsFor } from './reasons.ts'
import { putBack } from './responses.ts'
import { ageFits } from './score.ts'
import { type Candidate, type Survey, survey } from './survey.ts'

export type { Query } from './ask.ts'

export type Result = {
  id: string
  /** The linear sum; compares answers of one question only. */
  score: number
  /** 0–1: how well this answers the question, whatever else there is. */
  confidence: number
  reasons: Reason[]
  /** The closest resident wording of the entry. */
  says?: string
  /** The entry's why lines, best first. */
  why: string[]
  /** For whom it is, as far as that can be checked, and whether this person is known to be one of them. */
  conditions: Shown[]
}

export type Answer = {
  safety: { kind: string; level: 'now' | 'risk'; words: string[]; lines: string[] }[]
  /** Danger that is doubtful: ask after it gently, with the lines that would help. */
  care?: { kind: string; lines: string[] }
  needs: { code: string; words: string[] }[]
  results: Result[]
  /** 0–1: the chance that one of the first three is right; see CHANCE. */
  confidence: number
  /** False: nothing close enough. Say so, offer the general desk, record an unmet need. */
  close: boolean
  /** The ward is unknown and the best answers differ by ward. */
  askWard: boolean
  /** What is known of the person: heard in the words, then overwritten by what was answered. */
  facts: Facts
}

/** An entry below this confidence does not take the place of a likelier one for the sake of variety. */
const FLOOR = 0.27

/**
 * The chance that one of the first three is right: a logistic curve over the evidence for the best entry, and what hearing
 * makes of the text (that it is no trouble at all, and the likeliest need). Fitted by `npm run hearing -- --chance` on the dev
 * half of utterances.jsonl and a fourth of catalogue/said that hearing had not learned.
 */
const CHANCE = { base: -2.85, evidence: 6.45, nothing: -4.01, need: 1.45 }
/** The same where nothing was learned: the evidence alone. */
const CHANCE_PLAIN = { base: -2.05, evidence: 6.2 }
/** An answer whose chance is less is not close: the general desk, a question, and where refused an unmet need. */
const CLOSE = 0.3

/** Below this confidence an entry is not shown beside a close one. */
const FAINT = 0.2

/** `score` and `plain`: with the fit. */
export type Fitted = Candidate & { fit: Judged }

/** Answers a question. Pure: the same index and question give the same answer. Never throws, whatever the text. */
export const match = (index: Index, query: Query): Answer => answerOf(survey(index, query))

/** The answer for a person of whom `facts` are known. */
export function answerOf(found: Survey, facts: Facts = found.asked.facts): Answer {
  const { tables, query, heeded, asked } = found
  const { dangers: safety, care } = heeded
  const limit = Math.min(100, Math.max(1, Math.trunc(query.limit ?? 10) || 10))
  const all = ordered(found, facts)
  const best = Math.max(0, ...all.map((one) => one.confidence))
  const likely = (query.needs ?? []).length > 0 ? undefined : likelyOf(found.ear)
  const chance = chanceOf(best, likely)
  // What sounds twice as much like no trouble as like any, and holds no phrase of one, is not answered (「旅行に行きたい」).
  const trouble = !likely || likely.nothing <= 2 * likely.need || asked.heard.some((one) => !one.sounded)
  const close = best > 0 && chance >= CLOSE && (trouble || asked.danger.size > 0)
  // Beside a close answer, what only brushes the question would be read as a wrong one.
  const faint = Math.min(FAINT, best * 0.4)
  const shown = withLast(close ? all.filter((one) => one.confidence >= faint) : all, limit)
  const first = shown.slice(0, 3)
  return {
    safety: safety.map(({ kind, level, words, lines }) => ({ kind, level, words, lines })),
    ...(care ? { care } : {}),
    needs: asked.wanted.map(({ code, words }) => ({ code, words })),
    results: shown.map((one) => show(tables, one, asked)),
    close,
    confidence: best > 0 ? chance : 0,
    askWard: close && asked.ward === undefined && first.some((one) => differsByWard(tables, one.doc)),
    facts,
  }
}

/** How likely the text speaks of nothing of the kind, and the likeliest need; undefined where nothing was learned. */
function likelyOf({ learned }: Heard): { nothing: number; need: number } | undefined {
  if (!learned) return undefined
  const [nothing = 0, ...needs] = learned.needs
  return { nothing, need: Math.max(...needs) }
}

/** See CHANCE. Where needs were chosen, or nothing was learned, the evidence alone speaks. */
function chanceOf(evidence: number, likely: { nothing: number; need: number } | undefined): number {
  const x = likely
    ? CHANCE.base +
      CHANCE.evidence * Math.min(0.97, evidence) +
      CHANCE.nothing * likely.nothing +
      CHANCE.need * Math.sqrt(likely.need)
    : CHANCE_PLAIN.base + CHANCE_PLAIN.evidence * evidence
  return 1 / (1 + Math.exp(-x))
}

/**
 * The ids of the first three that are for a person of whom `facts` are known: what a question is worth is seen there.
 */
export function firstThree(found: Survey, facts: Facts): string[] {
  const all = ordered(found, facts)
  const faint = Math.min(FAINT, Math.max(0, ...all.map((one) => one.confidence)) * 0.4)
  const first = all.filter((one) => !one.fit.fails && one.confidence >= faint).slice(0, 3)
  return first.map((one) => one.entry.id)
}

/** Candidates with their fit, the best first; those for whom the person is known not to be the one, after all others. */
function ordered({ ranked, asked, models, responses, heeded, query }: Survey, facts: Facts): Fitted[] {
  const danger = heeded.dangers.length > 0
  const day = danger ? undefined : query.day
  const inOrder = (some: readonly Fitted[]) => protect(diverse(some, asked), some, models, day)
  const ages = facts.age ? [facts.age.from, facts.age.to] : asked.ages
  const fitted = ranked
    .map((one): Fitted => {
      const fit = judge(one.entry.fit, asked.circumstances, facts)
      const told = saysRoom(one.entry.fit?.capacity, asked.circumstances.moment)
      // In danger nobody is put back for what they said to others.
      const kept = danger ? 1 : 1 - putBack(responses.get(one.entry.id), asked, told)
      const share = (ageFits(one.entry, ages) ? 1 : 0.8) * kept
      return { ...one, fit, score: one.score * share + fit.bonus, plain: one.plain * share + fit.bonus }
    })
    .sort((a, b) => b.score - a.score || (a.entry.id < b.entry.id ? -1 : 1))
  if (!fitted.some((one) => one.fit.fails)) return inOrder(fitted)
  const others = inOrder(fitted.filter((one) => !one.fit.fails))
  return [...others, ...fitted.filter((one) => one.fit.fails)]
}

/** How many entries that are not for this person are kept where the list is cut. */
const KEPT = 2

/**
 * The first `limit`; of those that are not for this person, the ones that would have been among the first three are
 * kept at the end, so that nothing is taken away without a word.
 */
function withLast(all: readonly Fitted[], limit: number): Fitted[] {
  const others = all.filter((one) => !one.fit.fails)
  if (others.length === 0) return all.slice(0, limit)
  const last = all.filter((one) => one.fit.fails)
  const third = others[2]?.score ?? 0
  const kept = Math.min(KEPT, limit - 1, last.filter((one) => one.score >= third).length)
  const room = Math.max(kept, limit - others.length)
  return [...others.slice(0, limit - kept), ...last.slice(0, room)]
}

/** A later answer takes the place of one more of the same only when it scores at least this share of it. */
const ALMOST = 0.62

/**
 * Orders the first three so that they are three ways on, not one way three times: not two of the same kind for the
 * same needs (hospitals of one programme), not three of one organisation for one need, and a second need that was
 * heard is met too, where another close answer can do so.
 */
function diverse(ranked: readonly Fitted[], asked: Asked): Fitted[] {
  const first: Fitted[] = []
  const rest = [...ranked]
  while (first.length < 3 && rest.length > 0) {
    const next = rest[0]!
    const other = alike(next, first) ? rest.findIndex((c) => !alike(c, first)) : 0
    const enough = other > 0 && rest[other]!.score >= ALMOST * next.score && rest[other]!.confidence >= FLOOR
    first.push(...rest.splice(enough ? other : 0, 1))
  }
  const strong = asked.wanted.filter((one) => one.strength >= 0.6 * (asked.wanted[0]?.strength ?? 1))
  const met = (one: Fitted, code: string, places: number) =>
    one.entry.needs.slice(0, places).some((c) => meets(c, code))
  const open = strong.find((one) => !first.some((c) => met(c, one.code, 3)))
  const other = open && rest.findIndex((c) => c.confidence >= FLOOR && met(c, open.code, 2))
  if (other !== undefined && other >= 0 && rest[other]!.score >= 0.4 * (first[0]?.score ?? 0)) {
    const [found] = rest.splice(other, 1)
    const [moved] = first.splice(2, 1, found!)
    if (moved) rest.unshift(moved)
  }
  return [...first, ...rest]
}

/** One more of what is already among the first. */
function alike(one: Fitted, first: readonly Fitted[]): boolean {
  const needs = one.entry.needs.join()
  if (first.some((c) => c.entry.kind === one.entry.kind && c.entry.needs.join() === needs)) return true
  const same = first.filter(
    (c) => c.entry.organization === one.entry.organization && c.entry.needs[0] === one.entry.needs[0],
  )
  return same.length >= 2
}

/** A kind meets itself and its group. */
const meets = (code: string, wantedCode: string): boolean => code === wantedCode || code.startsWith(`${wantedCode}.`)

/** Words of the entries that mean nearly the same as this one; none without word vectors. */
const kinWords = (tables: Tables, word: string): string[] =>
  tables.meaning ? kinOf(tables.meaning, word).map((kin) => kin.word) : []

function show(tables: Tables, one: Fitted, asked: Asked): Result {
  const { doc, entry } = one
  const texts = textsOf(entry)
  const says = one.line >= 0 && one.terms.line >= 0.2 ? texts.says[one.line] : undefined
  const overlap = (line: readonly string[]) => line.filter((term) => asked.spots.has(term)).length
  const reasons = reasonsAt(tables, doc)
  const why = texts.why
    .map((text, i) => ({ text, fit: overlap(reasons[i] ?? []), i }))
    .sort((a, b) => b.fit - a.fit || a.i - b.i)
    .map((line) => line.text)
  return {
    id: entry.id,
    score: one.score,
    confidence: one.confidence,
    reasons: [
      ...reasonsFor(
        { ...entry, ...texts, holds: (term) => holds(tables, doc, term) },
        { ...asked, alike: one.alike, kin: (word) => kinWords(tables, word) },
      ),
      ...one.fit.reasons,
    ],
    ...(says === undefined ? {} : { says }),
    why,
    conditions: one.fit.conditions,
  }
}
