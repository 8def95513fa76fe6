// The terms of the score, one function each, and what each of them counts.
import { foldKey } from '../platform/japanese.ts'
import type { Asked, Wanted } from './ask.ts'
import { groupsOf } from './lexicon.ts'
import { addUp, GROUP, impactOf, needOf, postingOf, rarityOf, weightOf } from './lists.ts'
import { kinOf, type Meaning, type Sense, senseOf } from './meaning.ts'
import type { Placed, Tables } from './postings.ts'

/** What each term of the score counts. All terms lie between 0 and 1, except `kind` and `place` (−1 to 1). */
export const WEIGHTS = {
  text: 1,
  line: 1.1,
  need: 1.3,
  told: 0.35,
  pair: 0.25,
  group: 0.12,
  bigram: 0.15,
  place: 0.2,
  kind: 0.35,
  endorsed: 0.04,
  kin: 0.5,
  dictionary: 0.5,
  encoder: 1,
  past: 0.25,
}

/**
 * Encoder and past cases together add at most this much: about as much as all the words of the question, and less than
 * the need that was heard. What was learned may order what fits; it cannot make fit what nothing speaks for.
 */
export const LEARNED_MOST = 0.9
/** What the encoder counts, of its weight, for a question like none of the cases it has learned from. */
export const STRANGE_SHARE = 0.5
export type Terms = Record<keyof typeof WEIGHTS, number>
const NAMES = Object.keys(WEIGHTS) as (keyof Terms)[]

/** The linear sum of the terms. */
export function total(terms: Terms): number {
  let sum = 0
  for (const name of NAMES) sum += WEIGHTS[name] * terms[name]
  return sum
}

/** A question's weight is that of at most this many of its rarest words: a long story is no harder to answer. */
const WORDS_THAT_COUNT = 6

/** BM25 as a share of what the question's rarest words could give: 0 none of them, 1 all of them and often. */
export function bm25(tables: Tables, words: readonly string[], meaning?: Meaning): Float64Array {
  const sum = softBm25(tables, words, meaning)
  const most = words
    .map((word) => rarityOf(tables, tables.numbers.get(word)))
    .sort((a, b) => b - a)
    .slice(0, WORDS_THAT_COUNT)
    .reduce((a, b) => a + b, 0)
  if (most > 0) for (let doc = 0; doc < sum.length; doc += 1) sum[doc] = Math.min(1, sum[doc]! / most)
  return sum
}

/** What words of nearly the same meaning add to BM25, and the cosines of the models; undefined without models. */
export type Meant = { kin: Float64Array } & Sense

export function meant(tables: Tables, words: readonly string[], text: Float64Array): Meant | undefined {
  const { meaning } = tables
  if (!meaning || words.length === 0) return undefined
  const kin = bm25(tables, words, meaning)
  for (let doc = 0; doc < kin.length; doc += 1) kin[doc] = Math.max(0, kin[doc]! - text[doc]!)
  return { kin, ...senseOf(meaning, words) }
}

/** The learned terms of one entry, 0–1 each: less sure for a question like no past case, and at most LEARNED_MOST in all. */
export function learnedTerms(more: Meant | undefined, doc: number): { encoder: number; past: number } {
  const sure = more ? STRANGE_SHARE + (1 - STRANGE_SHARE) * more.familiar : 0
  const encoder = sure * Math.max(0, more?.encoder?.[doc] ?? 0)
  const past = more ? more.familiar * (more.past?.[doc] ?? 0) : 0
  const sum = WEIGHTS.encoder * encoder + WEIGHTS.past * past
  const scale = sum > LEARNED_MOST ? LEARNED_MOST / sum : 1
  return { encoder: scale * encoder, past: scale * past }
}

/** What a word that means nearly the same counts of its cosine. */
const KIN = 0.5

/**
 * Σ rarity × impact, not yet a share; with a meaning, soft BM25: beside each word count the words of the entries that mean
 * nearly the same, by half their cosine and at most the rarity of the word asked; an entry takes the best of them.
 */
export function softBm25(tables: Tables, words: readonly string[], meaning?: Meaning): Float64Array {
  const sum = new Float64Array(tables.entries.length)
  const best = new Float64Array(meaning ? sum.length : 0)
  const { cells } = tables.arena
  for (const word of words) {
    const own = postingOf(tables, word)
    const kin = meaning ? kinOf(meaning, word) : []
    if (kin.length === 0) {
      if (own) addUp(tables, own, own.rarity, sum)
      continue
    }
    best.fill(0)
    const met = kin.map((one) => ({ posting: postingOf(tables, one.word)!, share: KIN * one.cosine }))
    for (const { posting, share } of own ? [{ posting: own, share: 1 }, ...met] : met) {
      const weight = share * Math.min(posting.rarity, own?.rarity ?? tables.unseen)
      for (let at = posting.start; at < posting.end; at += 2) {
        const doc = cells[at]!
        const gain = weight * impactOf(tables, doc, cells[at + 1]!) - best[doc]!
        if (gain <= 0) continue
        sum[doc]! += gain
        best[doc]! += gain
      }
    }
  }
  return sum
}

/** The same for terms that only support: what no entry holds does not count against anyone. */
export function share(tables: Tables, terms: readonly string[], size: number): Float64Array {
  const sum = new Float64Array(size)
  let most = 0
  for (const term of terms) {
    const posting = postingOf(tables, term)
    if (!posting) continue
    most += posting.rarity
    addUp(tables, posting, posting.rarity, sum)
  }
  if (most > 0) for (let doc = 0; doc < size; doc += 1) sum[doc] = Math.min(1, sum[doc]! / most)
  return sum
}

/** How well entries meet the needs wanted, as they name them or are told of: 1 − Π(1 − strength × weight of the need). */
export function meeting(tables: Tables, how: 'named' | 'told', needs: readonly Wanted[], size: number): Float64Array {
  const { cells } = tables.arena
  const left = new Float64Array(size).fill(1)
  for (const [place, one] of needs.entries()) {
    const list = needOf(tables, one.code, how)
    if (!list) continue
    const order = place === 0 ? 0.85 : 0.7
    for (let at = list.start; at < list.end; at += 2)
      left[cells[at]!]! *= 1 - order * one.strength * weightOf(cells[at + 1]!, how)
  }
  for (let doc = 0; doc < size; doc += 1) left[doc] = 1 - left[doc]!
  return left
}

/** Whether an entry names the neighbourhood; 丁目 may be missing on either side. */
export const inTown = (entry: Pick<Placed, 'towns'>, town: string): boolean =>
  entry.towns.some((name) => {
    const key = foldKey(name)
    return key === town || (key !== '' && town.startsWith(key)) || (town !== '' && key.startsWith(town))
  })

/**
 * The best wording of an entry for this question: cosine over rarity-weighted words, a synonym counting .8.
 * Returns the similarity (0–1) and the number of the wording, −1 for the title or none.
 */
export function lineMeter(tables: Tables, asked: Asked): (doc: number) => { similarity: number; line: number } {
  const weight = new Map<number, number>()
  const rarities: number[] = []
  for (const word of asked.words) {
    const number = tables.numbers.get(word)
    const rarity = rarityOf(tables, number)
    rarities.push(rarity)
    if (number !== undefined) weight.set(number, rarity)
    for (const name of groupsOf(word)) {
      const group = tables.numbers.get(name)
      if (group !== undefined) weight.set(group, Math.max(0.8 * rarity, weight.get(group) ?? 0))
    }
  }
  for (const name of asked.groups) {
    const group = tables.numbers.get(name)
    if (group !== undefined && !weight.has(group)) weight.set(group, 0.8 * rarityOf(tables, group))
  }
  const top = rarities.sort((a, b) => b - a).slice(0, WORDS_THAT_COUNT)
  const own = Math.sqrt(top.reduce((sum, rarity) => sum + rarity * rarity, 0))
  const { traits, entries } = tables
  const { cells, halves } = tables.arena
  return (doc) => {
    let similarity = 0
    let last = -1
    const { block } = entries[doc]!
    let at = 2 * (block + 2 + 2 * cells[block]!)
    const count = halves[at]!
    for (let line = 0; line < count; line += 1) {
      let shared = 0
      let kindred = 0
      let norm = 0
      at += 1
      for (let left = halves[at]!; left > 0; left -= 1) {
        at += 1
        const number = cells[block + 2 + halves[at]!]!
        const mine = weight.get(number)
        if (traits[number]! & GROUP) kindred += mine === undefined ? 0 : mine * mine
        else {
          const square = rarityOf(tables, number) ** 2
          norm += square
          if (mine !== undefined) shared += square
        }
      }
      const got = Math.max(shared, Math.min(kindred, norm))
      const cosine = norm > 0 && own > 0 ? Math.min(1, got / (Math.sqrt(norm) * own)) : 0
      if (cosine > similarity) {
        similarity = cosine
        last = line === count - 1 ? -1 : line
      }
    }
    return { similarity, line: last }
  }
}

const SCOPE_FIT = { ward: 1, city: 0.55, prefecture: 0.2, nation: 0 } as const

/** What serves only here stands before what serves everywhere; the own neighbourhood most of all. */
export function placeFit(entry: Placed, asked: Asked): number {
  if (asked.town && entry.towns.length > 0) return 1.6
  if (entry.towns.length > 0) return 0.1 // one of many neighbourhoods, and we do not know which
  const scope = entry.wards.length > 0 ? 'ward' : entry.scope
  return SCOPE_FIT[scope]
}

const KIND_FIT = { desk: 0.55, service: 0.42, scheme: 0.3, group: 0.28, hotline: 0.2, facility: -1 } as const
/** A desk of the own ward or neighbourhood for many needs: where a first step costs least. */
const FRONT_DOOR = 1
const FRONT_DOOR_NEEDS = 4

/** 119 and 110 in a danger of this moment that calls for them: before all else. */
const EMERGENCY = 4

/** A desk before a service before a scheme; a telephone line first only where danger speaks; a single facility last. */
export function kindFit(entry: Placed, asked: Asked): number {
  if (entry.kind === 'facility') return asked.facility ? 0.2 : -1.5
  if (entry.fit?.emergency && asked.lines.has(entry.fit.emergency)) return EMERGENCY
  if (entry.kind === 'hotline' && entry.needs.some((code) => asked.danger.has(code))) return 1.2
  if (entry.kind === 'desk' && entry.wards.length > 0 && entry.needs.length >= FRONT_DOOR_NEEDS) return FRONT_DOOR
  return KIND_FIT[entry.kind]
}

/** True unless all the ages named lie outside what the entry is for, with five years of grace. */
export function ageFits(entry: Placed, ages: readonly number[]): boolean {
  if (ages.length === 0) return true
  return ages.some((age) => age >= (entry.ageMin ?? 0) - 5 && age <= (entry.ageMax ?? 130) + 5)
}

/**
 * Evidence joined as if independent: 1 − (1 − need)(1 − line)(1 − text). Feelings, place and kind are no evidence,
 * and one shared word that is not in the entry's name is half of one.
 */
export function confidence(terms: Terms, firm: boolean): number {
  const need = 0.8 * Math.max(terms.need, 0.8 * terms.told)
  const lexical = Math.max(terms.text, 0.75 * terms.group) ** 2
  const part = firm ? 1 : 0.35
  return 1 - (1 - need) * (1 - 0.75 * part * terms.line) * (1 - 0.5 * part * lexical)
}
