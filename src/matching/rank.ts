// From someone's own words to the few places that help, each with its reasons. Danger first, doubt said aloud.
// The score is a linear sum of terms, each between 0 and 1, so that further terms can join with a weight of their own.
import { bigramsOf } from './analyse.ts'
import { type Asked, ask, type Query } from './ask.ts'
import { blend } from './blend.ts'
import { heardOf } from './hearing-file.ts'
import { heed } from './heed.ts'
import { differsByWard, firmly, holds, reasonsAt, textsOf } from './lists.ts'
import { kinOf } from './meaning.ts'
import { type Index, type Placed, type Tables, tablesOf } from './postings.ts'
import { protect } from './protect.ts'
import { type Reason, reasonsFor } from './reasons.ts'
import {
  ageFits,
  bm25,
  confidence,
  inTown,
  kindFit,
  learnedTerms,
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
}

export type Answer = {
  safety: { kind: string; level: 'now' | 'risk'; words: string[]; lines: string[] }[]
  /** Danger that is doubtful: ask after it gently, with the lines that would help. */
  care?: { kind: string; lines: string[] }
  needs: { code: string; words: string[] }[]
  results: Result[]
  /** False: nothing close enough. Say so, offer the general desk, record an unmet need. */
  close: boolean
  /** The ward is unknown and the best answers differ by ward. */
  askWard: boolean
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
export type Candidate = {
  doc: number
  entry: Placed
  terms: Terms
  score: number
  /** The score without what was learned. */
  plain: number
  confidence: number
  line: number
  /** How many past cases like the question it resolved. */
  alike: number
}

/** Answers a question. Pure: the same index and question give the same answer. Never throws, whatever the text. */
export function match(index: Index, query: Query): Answer {
  const tables = tablesOf(index)
  const ear = heardOf(query.text)
  const { dangers: safety, care } = heed(query.text, ear)
  const asked = ask(
    tables,
    query,
    ear,
    safety.flatMap((one) => one.needs),
  )
  const limit = Math.min(100, Math.max(1, Math.trunc(query.limit ?? 10) || 10))
  const ranked = rank(tables, asked)
  const all = protect(diverse(ranked, asked), ranked, index.models, safety.length > 0 ? undefined : query.day)
  const best = Math.max(0, ...all.map((one) => one.confidence))
  const close = best > 0 && best >= (asked.wanted.length > 0 ? FLOOR_HEARD : FLOOR)
  // Beside a close answer, what only brushes the question would be read as a wrong one.
  const faint = Math.min(FAINT, best * 0.4)
  const ordered = (close ? all.filter((one) => one.confidence >= faint) : all).slice(0, limit)
  const first = ordered.slice(0, 3)
  return {
    safety: safety.map(({ kind, level, words, lines }) => ({ kind, level, words, lines })),
    ...(care ? { care } : {}),
    needs: asked.wanted.map(({ code, words }) => ({ code, words })),
    results: ordered.map((one) => show(tables, one, asked)),
    close,
    askWard: close && asked.ward === undefined && first.some((one) => differsByWard(tables, one.doc)),
  }
}

const learnedSum = ({ encoder, past }: { encoder: number; past: number }): number =>
  WEIGHTS.encoder * encoder + WEIGHTS.past * past

function rank(tables: Tables, asked: Asked): Candidate[] {
  const size = tables.entries.length
  const text = bm25(tables, asked.words)
  const need = meeting(tables, 'named', asked.wanted, size)
  const told = meeting(tables, 'told', asked.wanted, size)
  const sum = new Float64Array(size)
  for (let doc = 0; doc < size; doc += 1)
    sum[doc] = WEIGHTS.text * text[doc]! + WEIGHTS.need * need[doc]! + WEIGHTS.told * told[doc]!
  const group = share(tables, asked.groups, size)
  for (let doc = 0; doc < size; doc += 1) sum[doc]! += WEIGHTS.group * group[doc]!
  const pair = share(tables, asked.pairs, size)
  const unknown = asked.words.filter((word) => !tables.numbers.has(word))
  const bigram = share(tables, unknown.length > 0 ? [...new Set(bigramsOf(asked.reading.text))] : [], size)
  for (let doc = 0; doc < size; doc += 1) sum[doc]! += WEIGHTS.bigram * bigram[doc]!
  const plain = tables.plain && tables.meaning ? blend(tables, asked.reading.text) : undefined
  const more = plain ? undefined : meant(tables, asked.words, text)
  if (more)
    for (let doc = 0; doc < size; doc += 1) {
      sum[doc]! += WEIGHTS.kin * more.kin[doc]!
      // Meaning alone brings an entry in only where it is near: every entry is a little like every question.
      const encoder = more.encoder?.[doc] ?? 0
      if (sum[doc]! > 0 || encoder >= REACH)
        sum[doc]! += WEIGHTS.dictionary * Math.max(0, more.dictionary[doc]!) + learnedSum(learnedTerms(more, doc))
    }
  const line = lineMeter(tables, asked)
  const firm = firmly(tables, asked.words)
  const candidates = shortlist(tables, asked, plain ?? sum).map((doc): Candidate => {
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
      ...learnedTerms(more, doc),
    }
    let score = 0
    for (const [name, weight] of Object.entries(WEIGHTS)) score += weight * terms[name as keyof Terms]
    if (plain) score = plain[doc]!
    const learned = plain ? 0 : learnedSum(terms)
    const share = ageFits(entry, asked.ages) ? 1 : 0.8
    score *= share
    return {
      ...{ doc, entry, terms, score, plain: score - share * learned, line: best.line },
      confidence: confidence(terms, firm(doc)),
      alike: more?.alike?.[doc] ?? 0,
    }
  })
  return candidates.sort((a, b) => b.score - a.score || (a.entry.id < b.entry.id ? -1 : 1))
}

/** Sums of one family that differ by less are level: the lesser id speaks for it. */
const LEVEL = 1e-9

/** The entries worth a closer look: those of other places left out, the best of each family, the best by the first sum. */
function shortlist(tables: Tables, asked: Asked, sum: Float64Array): number[] {
  const { entries, family, families, area } = tables
  const served = Uint8Array.from(tables.areas, (one) => Number(serves(one, asked)))
  const most = new Float64Array(families.length)
  for (let doc = 0; doc < sum.length; doc += 1) {
    if (sum[doc]! <= 0 || !served[area[doc]!]) continue
    const own = family[doc]!
    if (sum[doc]! > most[own]!) most[own] = sum[doc]!
  }
  const best = new Int32Array(families.length).fill(-1)
  const docs: number[] = []
  for (let doc = 0; doc < sum.length; doc += 1) {
    const own = family[doc]!
    if (sum[doc]! <= 0 || sum[doc]! < most[own]! - LEVEL || !served[area[doc]!]) continue
    const other = best[own]!
    if (other < 0) docs.push(own)
    if (other < 0 || entries[doc]!.id < entries[other]!.id) best[own] = doc
  }
  for (const [i, own] of docs.entries()) docs[i] = best[own]!
  if (docs.length <= LOOKED_AT) return docs
  const cut = ordinal(
    Float64Array.from(docs, (doc) => sum[doc]!),
    docs.length - LOOKED_AT,
  )
  const above = docs.filter((doc) => sum[doc]! > cut)
  const level = docs.filter((doc) => sum[doc]! === cut).sort((a, b) => (entries[a]!.id < entries[b]!.id ? -1 : 1))
  return [...above, ...level.slice(0, LOOKED_AT - above.length)]
}

/** What would stand at a place if the values were sorted; moves them about. Hoare's selection: no need to sort all. */
function ordinal(values: Float64Array, at: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = values[(low + high) >>> 1]!
    let [left, right] = [low, high]
    while (left <= right) {
      while (values[left]! < middle) left += 1
      while (values[right]! > middle) right -= 1
      if (left > right) break
      const moved = values[left]!
      values[left] = values[right]!
      values[right] = moved
      left += 1
      right -= 1
    }
    if (at <= right) high = right
    else if (at >= left) low = left
    else break
  }
  return values[at]!
}

/** Entries of other wards are left out, and of other neighbourhoods where the person's own is known. */
function serves(entry: Pick<Placed, 'wards' | 'towns'>, asked: Asked): boolean {
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
function diverse(ranked: Candidate[], asked: Asked): Candidate[] {
  const first: Candidate[] = []
  const rest = [...ranked]
  while (first.length < 3 && rest.length > 0) {
    const next = rest[0]!
    const other = alike(next, first) ? rest.findIndex((c) => !alike(c, first)) : 0
    const enough = other > 0 && rest[other]!.score >= ALMOST * next.score && rest[other]!.confidence >= FLOOR
    first.push(...rest.splice(enough ? other : 0, 1))
  }
  const strong = asked.wanted.filter((one) => one.strength >= 0.6 * (asked.wanted[0]?.strength ?? 1))
  const met = (one: Candidate, code: string, places: number) =>
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
function alike(one: Candidate, first: readonly Candidate[]): boolean {
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

function show(tables: Tables, one: Candidate, asked: Asked): Result {
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
    reasons: reasonsFor(
      { ...entry, ...texts, holds: (term) => holds(tables, doc, term) },
      { ...asked, alike: one.alike, kin: (word) => kinWords(tables, word) },
    ),
    ...(says === undefined ? {} : { says }),
    why,
  }
}
