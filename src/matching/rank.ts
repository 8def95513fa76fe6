// From someone's own words to the few places that help, each with its reasons. Danger first, doubt said aloud.
// The score is a linear sum of terms, each between 0 and 1, so that further terms can join with a weight of their own.
import { fold, foldKey, isContent, type Morph } from '../platform/japanese.ts'
import { type Analysed, bigramsOf, termsOf } from './analyse.ts'
import { asksFacility, feelings, groupsIn, groupsOf, readWithGroups } from './lexicon.ts'
import { hear } from './needs.ts'
import type { Reading } from './phrases.ts'
import { type Index, type Tables, tablesOf, type Weighted } from './postings.ts'
import { type Reason, reasonsFor } from './reasons.ts'
import { dangers } from './safety.ts'

/** `needs`: chosen from the guided menu, group or kind codes. `limit`: 1–100, else 10. */
export type Query = { text: string; ward?: string; town?: string; needs?: string[]; limit?: number }

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
  needs: { code: string; words: string[] }[]
  results: Result[]
  /** False: nothing close enough. Say so, offer the general desk, record an unmet need. */
  close: boolean
  /** The ward is unknown and the best answers differ by ward. */
  askWard: boolean
}

/** What each term of the score counts. All terms lie between 0 and 1, except `kind` and `place` (−1 to 1). */
export const WEIGHTS = {
  text: 1,
  line: 1.1,
  need: 1.3,
  told: 0.35,
  pair: 0.25,
  group: 0.12,
  bigram: 0.15,
  place: 0.45,
  kind: 0.35,
  endorsed: 0.04,
}
type Terms = Record<keyof typeof WEIGHTS, number>

/** Below this confidence an answer is not close. Calibrated on the lines of rank.test.ts. */
export const FLOOR = 0.34

/** How many entries are looked at line by line after the first sum of text and need. */
const LOOKED_AT = 160
/** A question's weight is that of at most this many of its rarest words: a long story is no harder to answer. */
const WORDS_THAT_COUNT = 6

/** A need heard or chosen, with how sure it is. */
type Wanted = { code: string; words: string[]; strength: number }

/** The question, read once. */
type Asked = {
  reading: Reading
  folded: string
  /** Term → index of the first morpheme it comes from, for words and groups. */
  spots: Map<string, number>
  words: string[]
  pairs: string[]
  groups: string[]
  wanted: Wanted[]
  ward: string | undefined
  town: string | undefined
  ages: number[]
  facility: boolean
  danger: Set<string>
}

type Candidate = { doc: number; entry: Analysed; terms: Terms; score: number; confidence: number; line: number }

/** Answers a question. Pure: the same index and question give the same answer. Never throws, whatever the text. */
export function debug(index: Index, query: Query) { const t = tablesOf(index); const s = dangers(query.text); return rank(t, ask(t, query, s.flatMap((one) => one.needs))) }
export function match(index: Index, query: Query): Answer {
  const tables = tablesOf(index)
  const safety = dangers(query.text)
  const asked = ask(tables, query, safety.flatMap((one) => one.needs))
  const limit = Math.min(100, Math.max(1, Math.trunc(query.limit ?? 10) || 10))
  const ranked = rank(tables, asked)
  const ordered = diverse(ranked, asked).slice(0, limit)
  const close = ordered.some((one) => one.confidence >= FLOOR)
  const first = ordered.slice(0, 3)
  return {
    safety: safety.map(({ kind, level, words, lines }) => ({ kind, level, words, lines })),
    needs: asked.wanted.map(({ code, words }) => ({ code, words })),
    results: ordered.map((one) => show(one, asked)),
    close,
    askWard: close && asked.ward === undefined && first.some((one) => tables.byWard.has(tables.family[one.doc]!)),
  }
}

function ask(tables: Tables, query: Query, dangerNeeds: readonly string[]): Asked {
  const reading = readWithGroups(query.text)
  const folded = fold(query.text.slice(0, 10_000))
  const named = [...tables.wards].filter((ward) => query.text.includes(ward))
  const ward = query.ward ?? (named.length === 1 ? named[0] : undefined)
  const spots = new Map<string, number>()
  for (const [at, morph] of reading.morphs.entries()) {
    if (isContent(morph) && !spots.has(morph.base)) spots.set(morph.base, at)
  }
  for (const met of groupsIn(reading)) {
    if (!spots.has(met.name)) spots.set(met.name, reading.words[met.words[0]!]!.at)
  }
  const placeNames = new Set(named.flatMap((name) => readWithGroups(name).morphs.map((morph) => morph.base)))
  const terms = termsOf(reading)
  return {
    reading,
    folded,
    spots,
    words: [...new Set(terms.words)].filter((word) => !placeNames.has(word)),
    pairs: [...new Set(terms.pairs)],
    groups: [...new Set(terms.groups)].filter((name) => !feelings.has(name.slice(1))),
    wanted: wanted(reading, query.needs ?? [], dangerNeeds),
    ward,
    town: query.town ? foldKey(query.town) : undefined,
    ages: agesIn(reading.morphs, folded),
    facility: asksFacility(folded),
    danger: new Set(dangerNeeds),
  }
}

/** Needs chosen from the menu, needs that danger speaks of, needs heard; the surest first. */
function wanted(reading: Reading, chosen: readonly string[], dangerNeeds: readonly string[]): Wanted[] {
  const all = new Map<string, Wanted>()
  for (const one of hear(reading)) all.set(one.code, one)
  for (const code of [...dangerNeeds, ...chosen]) {
    all.set(code, { code, words: all.get(code)?.words ?? [], strength: 1 })
  }
  return [...all.values()].sort((a, b) => b.strength - a.strength)
}

/** Ages in years that the text names: 「3歳」「80代」. */
function agesIn(_morphs: readonly Morph[], folded: string): number[] {
  const ages = [...folded.matchAll(/(\d{1,3})\s*(歳|才|代)/g)].map((match) => Number(match[1]))
  return ages.filter((age) => age <= 120)
}

function rank(tables: Tables, asked: Asked): Candidate[] {
  const size = tables.entries.length
  const text = bm25(tables, asked.words)
  const need = meeting(tables.needs, asked.wanted, size)
  const told = meeting(tables.told, asked.wanted, size)
  const sum = new Float64Array(size)
  for (let doc = 0; doc < size; doc += 1) sum[doc] = WEIGHTS.text * text[doc]! + WEIGHTS.need * need[doc]! + WEIGHTS.told * told[doc]!
  const group = share(tables, asked.groups, size)
  for (let doc = 0; doc < size; doc += 1) sum[doc]! += WEIGHTS.group * group[doc]!
  const pair = share(tables, asked.pairs, size)
  const unknown = asked.words.filter((word) => !tables.terms.has(word))
  const bigram = share(tables, unknown.length > 0 ? [...new Set(bigramsOf(asked.reading.text))] : [], size)
  for (let doc = 0; doc < size; doc += 1) sum[doc]! += WEIGHTS.bigram * bigram[doc]!
  const line = lineMeter(tables, asked)
  const candidates = shortlist(tables, asked, sum).map((doc): Candidate => {
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
    }
    let score = 0
    for (const [name, weight] of Object.entries(WEIGHTS)) score += weight * terms[name as keyof Terms]
    if (!ageFits(entry, asked.ages)) score *= 0.8
    return { doc, entry, terms, score, confidence: confidence(terms), line: best.line }
  })
  return candidates.sort((a, b) => b.score - a.score || a.doc - b.doc)
}

/** BM25 as a share of what the question's rarest words could give: 0 none of them, 1 all of them and often. */
function bm25(tables: Tables, words: readonly string[]): Float64Array {
  const sum = new Float64Array(tables.entries.length)
  const weights: number[] = []
  for (const word of words) {
    const posting = tables.terms.get(word)
    weights.push(posting?.rarity ?? tables.unseen)
    if (!posting) continue
    for (let i = 0; i < posting.docs.length; i += 1) sum[posting.docs[i]!]! += posting.rarity * posting.impact[i]!
  }
  const most = weights.sort((a, b) => b - a).slice(0, WORDS_THAT_COUNT).reduce((a, b) => a + b, 0)
  if (most > 0) for (let doc = 0; doc < sum.length; doc += 1) sum[doc] = Math.min(1, sum[doc]! / most)
  return sum
}

/** The same for terms that only support: what no entry holds does not count against anyone. */
function share(tables: Tables, terms: readonly string[], size: number): Float64Array {
  const sum = new Float64Array(size)
  let most = 0
  for (const term of terms) {
    const posting = tables.terms.get(term)
    if (!posting) continue
    most += posting.rarity
    for (let i = 0; i < posting.docs.length; i += 1) sum[posting.docs[i]!]! += posting.rarity * posting.impact[i]!
  }
  if (most > 0) for (let doc = 0; doc < size; doc += 1) sum[doc] = Math.min(1, sum[doc]! / most)
  return sum
}

/** How well entries meet the needs wanted: 1 − Π(1 − strength × weight of the entry for that need). */
function meeting(lists: Map<string, Weighted>, needs: readonly Wanted[], size: number): Float64Array {
  const left = new Float64Array(size).fill(1)
  for (const [place, one] of needs.entries()) {
    const list = lists.get(one.code)
    if (!list) continue
    const order = place === 0 ? 0.85 : 0.7
    for (let i = 0; i < list.docs.length; i += 1) left[list.docs[i]!]! *= 1 - order * one.strength * list.weight[i]!
  }
  for (let doc = 0; doc < size; doc += 1) left[doc] = 1 - left[doc]!
  return left
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

const inTown = (entry: Analysed, town: string): boolean =>
  entry.towns.some((name) => {
    const key = foldKey(name)
    return key === town || (key !== '' && town.startsWith(key)) || (town !== '' && key.startsWith(town))
  })

/**
 * The best wording of an entry for this question: cosine over rarity-weighted words, a synonym counting .8.
 * Returns the similarity (0–1) and the number of the wording, −1 for the title or none.
 */
function lineMeter(tables: Tables, asked: Asked): (doc: number) => { similarity: number; line: number } {
  const weight = new Map<number, number>()
  const rarities: number[] = []
  for (const word of asked.words) {
    const number = tables.numbers.get(word)
    const rarity = number === undefined ? tables.unseen : tables.rarities[number]!
    rarities.push(rarity)
    if (number !== undefined) weight.set(number, rarity)
    for (const name of groupsOf(word)) {
      const group = tables.numbers.get(name)
      if (group !== undefined) weight.set(group, Math.max(0.8 * rarity, weight.get(group) ?? 0))
    }
  }
  for (const name of asked.groups) {
    const group = tables.numbers.get(name)
    if (group !== undefined && !weight.has(group)) weight.set(group, 0.8 * tables.rarities[group]!)
  }
  const top = rarities.sort((a, b) => b - a).slice(0, WORDS_THAT_COUNT)
  const own = Math.sqrt(top.reduce((sum, rarity) => sum + rarity * rarity, 0))
  const { isGroup, rarities: rarity } = tables
  return (doc) => {
    let similarity = 0
    let at = -1
    const lines = tables.lines[doc]!
    for (const [i, line] of lines.entries()) {
      let shared = 0
      let kindred = 0
      let norm = 0
      for (const number of line) {
        const mine = weight.get(number)
        if (isGroup[number]) kindred += mine === undefined ? 0 : mine * mine
        else {
          norm += rarity[number]! ** 2
          if (mine !== undefined) shared += rarity[number]! ** 2
        }
      }
      const got = Math.max(shared, Math.min(kindred, norm))
      const cosine = norm > 0 && own > 0 ? Math.min(1, got / (Math.sqrt(norm) * own)) : 0
      if (cosine > similarity) {
        similarity = cosine
        at = i === lines.length - 1 ? -1 : i
      }
    }
    return { similarity, line: at }
  }
}

const SCOPE_FIT = { ward: 1, city: 0.55, prefecture: 0.2, nation: 0 } as const

/** What serves only here stands before what serves everywhere; the own neighbourhood most of all. */
function placeFit(entry: Analysed, asked: Asked): number {
  if (asked.town && entry.towns.length > 0) return 1.6
  if (entry.towns.length > 0) return 0.1 // one of many neighbourhoods, and we do not know which
  const scope = entry.wards.length > 0 ? 'ward' : entry.scope
  return SCOPE_FIT[scope]
}

const KIND_FIT = { desk: 0.55, service: 0.42, scheme: 0.3, group: 0.28, hotline: 0.2, facility: -1 } as const
/** A desk of the own ward or neighbourhood for many needs: where a first step costs least. */
const FRONT_DOOR = 1
const FRONT_DOOR_NEEDS = 4

/** A desk before a service before a scheme; a telephone line first only where danger speaks; a single facility last. */
function kindFit(entry: Analysed, asked: Asked): number {
  if (entry.kind === 'facility') return asked.facility ? 0.2 : -1.5
  if (entry.kind === 'hotline' && entry.needs.some((code) => asked.danger.has(code))) return 1.2
  if (entry.kind === 'desk' && entry.wards.length > 0 && entry.needs.length >= FRONT_DOOR_NEEDS) return FRONT_DOOR
  return KIND_FIT[entry.kind]
}

/** True unless all the ages named lie outside what the entry is for, with five years of grace. */
function ageFits(entry: Analysed, ages: readonly number[]): boolean {
  if (ages.length === 0) return true
  return ages.some((age) => age >= (entry.ageMin ?? 0) - 5 && age <= (entry.ageMax ?? 130) + 5)
}

/** Evidence joined as if independent: 1 − (1 − need)(1 − line)(1 − text). Feelings, place and kind are no evidence. */
function confidence(terms: Terms): number {
  const lexical = Math.max(terms.text, 0.75 * terms.group)
  return 1 - (1 - 0.8 * Math.max(terms.need, 0.8 * terms.told)) * (1 - 0.75 * terms.line) * (1 - 0.5 * lexical * lexical)
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
  const met = (one: Candidate, code: string, places: number) => one.entry.needs.slice(0, places).some((c) => meets(c, code))
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
  const same = first.filter((c) => c.entry.organization === one.entry.organization && c.entry.needs[0] === one.entry.needs[0])
  return same.length >= 2
}

/** A kind meets itself and its group. */
const meets = (code: string, wantedCode: string): boolean => code === wantedCode || code.startsWith(`${wantedCode}.`)

function show(one: Candidate, asked: Asked): Result {
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
    reasons: reasonsFor(entry, asked),
    ...(says === undefined ? {} : { says }),
    why,
  }
}
