// From someone's own words to the few places that help, each with its reasons. Danger first, doubt said aloud.
// The score is a linear sum of terms, each between 0 and 1, so that further terms can join with a weight of their own.
import { type Analysed, bigramsOf } from './analyse.ts'
import { type Asked, ask, askAgain, type Query } from './ask.ts'
import { blend } from './blend.ts'
import type { Facts } from './facts.ts'
import { type Judged, judge, type Shown } from './fit.ts'
import { type Index, type Tables, tablesOf } from './postings.ts'
import { type Reason, reasonsFor } from './reasons.ts'
import { dangers } from './safety.ts'
import {
  ageFits,
  bm25,
  confidence,
  inTown,
  kindFit,
  lineMeter,
  meant,
  meeting,
  placeFit,
  share,
  type Terms,
  WEIGHTS,
} from './score.ts'

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
  needs: { code: string; words: string[] }[]
  results: Result[]
  /** False: nothing close enough. Say so, offer the general desk, record an unmet need. */
  close: boolean
  /** The ward is unknown and the best answers differ by ward. */
  askWard: boolean
  /** What is known of the person: heard in the words, then overwritten by what was answered. */
  facts: Facts
}

/**
 * Below this confidence an answer is not close: where no need was heard in the words, and where one was. What has
 * nothing to do with this service (「旅行に行きたい」) names no need. Chosen on the dev half of catalogue/utterances.jsonl.
 */
export const FLOOR = 0.27
const FLOOR_HEARD = 0.05

/** Below this confidence an entry is not shown beside a close one. */
const FAINT = 0.2

/** Cosine of the encoder from which an entry is looked at that shares no word and no need with the question. */
const REACH = 0.5

/** How many entries are looked at line by line after the first sum of text and need. */
const LOOKED_AT = 160
type Candidate = { doc: number; entry: Analysed; terms: Terms; score: number; confidence: number; line: number }
/** `score`: with the fit. */
type Fitted = Candidate & { fit: Judged }

/** Answers a question. Pure: the same index and question give the same answer. Never throws, whatever the text. */
export const match = (index: Index, query: Query): Answer => answerOf(survey(index, query))

/** What a question finds, before it is known for whom: everything that further questions leave as it is. */
export type Survey = {
  tables: Tables
  query: Query
  safety: ReturnType<typeof dangers>
  asked: Asked
  evidence: Evidence
  ranked: Candidate[]
}

/** Reads a question and ranks by words, needs and place. */
export function survey(index: Index, query: Query): Survey {
  const tables = tablesOf(index)
  const safety = dangers(query.text)
  const asked = ask(tables, query, safety)
  const evidence = evidenceOf(tables, asked)
  return { tables, query, safety, asked, evidence, ranked: rank(tables, asked, evidence) }
}

/** The same words with another ward, or with needs chosen: nothing is read or looked up again. */
export function surveyAgain(before: Survey, change: { ward?: string; needs?: string[] }): Survey {
  const asked = askAgain(before.asked, change)
  return { ...before, asked, ranked: rank(before.tables, asked, before.evidence) }
}

/** The answer for a person of whom `facts` are known. */
export function answerOf({ tables, query, safety, asked, ranked }: Survey, facts: Facts = asked.facts): Answer {
  const limit = Math.min(100, Math.max(1, Math.trunc(query.limit ?? 10) || 10))
  const all = ordered(ranked, asked, facts)
  const best = Math.max(0, ...all.map((one) => one.confidence))
  const close = best > 0 && best >= (asked.wanted.length > 0 ? FLOOR_HEARD : FLOOR)
  // Beside a close answer, what only brushes the question would be read as a wrong one.
  const faint = Math.min(FAINT, best * 0.4)
  const shown = withLast(close ? all.filter((one) => one.confidence >= faint) : all, limit)
  const first = shown.slice(0, 3)
  return {
    safety: safety.map(({ kind, level, words, lines }) => ({ kind, level, words, lines })),
    needs: asked.wanted.map(({ code, words }) => ({ code, words })),
    results: shown.map((one) => show(one, asked)),
    close,
    askWard: close && asked.ward === undefined && first.some((one) => tables.byWard.has(tables.family[one.doc]!)),
    facts,
  }
}

/**
 * The ids of the first three that are for a person of whom `facts` are known: what a question is worth is seen there.
 */
export function firstThree({ asked, ranked }: Survey, facts: Facts): string[] {
  const all = ordered(ranked, asked, facts)
  const faint = Math.min(FAINT, Math.max(0, ...all.map((one) => one.confidence)) * 0.4)
  const first = all.filter((one) => !one.fit.fails && one.confidence >= faint).slice(0, 3)
  return first.map((one) => one.entry.id)
}

/** Candidates with their fit, the best first; those for whom the person is known not to be the one, after all others. */
function ordered(ranked: readonly Candidate[], asked: Asked, facts: Facts): Fitted[] {
  const ages = facts.age ? [facts.age.from, facts.age.to] : asked.ages
  const fitted = ranked
    .map((one): Fitted => {
      const fit = judge(one.entry.fit, asked.circumstances, facts)
      return { ...one, fit, score: one.score * (ageFits(one.entry, ages) ? 1 : 0.8) + fit.bonus }
    })
    .sort((a, b) => b.score - a.score || a.doc - b.doc)
  if (!fitted.some((one) => one.fit.fails)) return diverse(fitted, asked)
  const others = diverse(
    fitted.filter((one) => !one.fit.fails),
    asked,
  )
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

/** What the words of a question say of each entry, whatever needs are chosen and wherever the asker lives. */
type Evidence = {
  text: Float64Array
  pair: Float64Array
  group: Float64Array
  bigram: Float64Array
  plain: Float64Array | undefined
  more: ReturnType<typeof meant>
  line: ReturnType<typeof lineMeter>
}

function evidenceOf(tables: Tables, asked: Asked): Evidence {
  const size = tables.entries.length
  const text = bm25(tables, asked.words)
  const unknown = asked.words.filter((word) => !tables.terms.has(word))
  const plain = tables.plain && tables.meaning ? blend(tables, asked.reading.text) : undefined
  const meter = lineMeter(tables, asked)
  const lines = new Map<number, ReturnType<typeof meter>>()
  return {
    text,
    pair: share(tables, asked.pairs, size),
    group: share(tables, asked.groups, size),
    bigram: share(tables, unknown.length > 0 ? [...new Set(bigramsOf(asked.reading.text))] : [], size),
    plain,
    more: plain ? undefined : meant(tables, asked.words, text),
    line: (doc) => {
      const known = lines.get(doc)
      if (known) return known
      const best = meter(doc)
      lines.set(doc, best)
      return best
    },
  }
}

function rank(tables: Tables, asked: Asked, evidence: Evidence): Candidate[] {
  const size = tables.entries.length
  const { text, pair, group, bigram, plain, more, line } = evidence
  const need = meeting(tables.needs, asked.wanted, size)
  const told = meeting(tables.told, asked.wanted, size)
  const sum = new Float64Array(size)
  for (let doc = 0; doc < size; doc += 1)
    sum[doc] = WEIGHTS.text * text[doc]! + WEIGHTS.need * need[doc]! + WEIGHTS.told * told[doc]!
  for (let doc = 0; doc < size; doc += 1) sum[doc]! += WEIGHTS.group * group[doc]! + WEIGHTS.bigram * bigram[doc]!
  if (more)
    for (let doc = 0; doc < size; doc += 1) {
      sum[doc]! += WEIGHTS.kin * more.kin[doc]!
      // Meaning alone brings an entry in only where it is near: every entry is a little like every question.
      const encoder = more.encoder?.[doc] ?? 0
      if (sum[doc]! > 0 || encoder >= REACH)
        sum[doc]! += WEIGHTS.dictionary * Math.max(0, more.dictionary[doc]!) + WEIGHTS.encoder * Math.max(0, encoder)
    }
  return shortlist(tables, asked, plain ?? sum).map((doc): Candidate => {
    const entry = tables.entries[doc]!
    const best = line(doc)
    const terms: Terms = {
      text: text[doc]!,
      line: best.similarity ** 1.5,
      need: need[doc]!,
      told: told[doc]!,
      pair: pair[doc]!,
      group: group[doc]!,
      bigram: bigram[doc]!,
      place: placeFit(entry, asked),
      kind: kindFit(entry, asked),
      endorsed: entry.endorsed ? 1 : 0,
      kin: more?.kin[doc] ?? 0,
      dictionary: Math.max(0, more?.dictionary[doc] ?? 0),
      encoder: Math.max(0, more?.encoder?.[doc] ?? 0),
    }
    let score = 0
    for (const [name, weight] of Object.entries(WEIGHTS)) score += weight * terms[name as keyof Terms]
    if (plain) score = plain[doc]!
    const words = asked.words.filter((word) => Object.hasOwn(entry.terms, word))
    const named = entry.lines.at(-1)?.some((word) => words.includes(word)) ?? false
    return { doc, entry, terms, score, confidence: confidence(terms, words.length > 1 || named), line: best.line }
  })
}

/** The entries worth a closer look: those of other places left out, the best of each family, the best by the first sum. */
function shortlist(tables: Tables, asked: Asked, sum: Float64Array): number[] {
  const best = new Map<number, number>()
  for (let doc = 0; doc < sum.length; doc += 1) {
    if (sum[doc]! <= 0 || !serves(tables.entries[doc]!, asked)) continue
    const family = tables.family[doc]!
    const other = best.get(family)
    if (other === undefined || sum[doc]! > sum[other]! + 1e-9) best.set(family, doc)
  }
  const docs = [...best.values()]
  if (docs.length <= LOOKED_AT) return docs
  const cut = Float64Array.from(docs, (doc) => sum[doc]!).sort()[docs.length - LOOKED_AT]!
  const above = docs.filter((doc) => sum[doc]! > cut)
  const level = docs.filter((doc) => sum[doc]! === cut).sort((a, b) => a - b)
  return [...above, ...level.slice(0, LOOKED_AT - above.length)]
}

/** Entries of other wards are left out, and of other neighbourhoods where the person's own is known. */
function serves(entry: Analysed, asked: Asked): boolean {
  if (asked.ward && entry.wards.length > 0 && !entry.wards.includes(asked.ward)) return false
  return !asked.town || entry.towns.length === 0 || inTown(entry, asked.town)
}

/** A later answer takes the place of one more of the same only when it scores at least this share of it. */
const ALMOST = 0.62

/**
 * Orders the first three so that they are three ways on, not one way three times: not two of the same kind for the
 * same needs (hospitals of one programme), not three of one organisation for one need, and a second need that was
 * heard is met too, where another close answer can do so.
 */
function diverse(ranked: Fitted[], asked: Asked): Fitted[] {
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

function show(one: Fitted, asked: Asked): Result {
  const { entry } = one
  const says = one.line >= 0 && one.terms.line >= 0.2 ? entry.says[one.line] : undefined
  const overlap = (line: readonly string[]) => line.filter((term) => asked.spots.has(term)).length
  const why = entry.why
    .map((text, i) => ({ text, fit: overlap(entry.reasons[i] ?? []), i }))
    .sort((a, b) => b.fit - a.fit || a.i - b.i)
    .map((line) => line.text)
  return {
    id: entry.id,
    score: one.score,
    confidence: one.confidence,
    reasons: [...reasonsFor(entry, asked), ...one.fit.reasons],
    ...(says === undefined ? {} : { says }),
    why,
    conditions: one.fit.conditions,
  }
}
