// What words mean, for the ranking: dictionary vectors and the encoder, made ready for one index. All of it is optional.
import type { Analysed } from './analyse.ts'
import { type Encoder, encodeEntry, encodeQuery, type Rows, rowsOf, scoreAll, unit } from './encoder.ts'
import { type Case, type Lookup, saturation, wordsOf } from './lessons.ts'
import { type Vectors, vectorOf } from './vectors.ts'

/**
 * What an index may be given. `cases`: questions answered before, for the nearest of them to speak. `shown`: how often
 * each entry stood among the first three of late; undefined where nobody has counted.
 */
export type Models = {
  vectors: Vectors
  encoder?: Encoder
  cases?: readonly Case[]
  shown?: ReadonlyMap<string, number>
}

/** A word of the entries that means nearly the same as a word of the question. */
type Kin = { word: string; cosine: number }

export type Meaning = {
  lookup: Lookup
  models: Models
  rarity: (word: string) => number
  /** One row for each entry, in the order of the tables. */
  dictionary: Rows
  encoder: Rows | undefined
  /** Words of the entries that have a vector, a row for each, and what was found near a word before. */
  vocabulary: readonly string[]
  near: Rows
  kin: Map<string, Kin[]>
  past: Past | undefined
}

/**
 * Past cases made ready: a row for each in the encoder and in the dictionary, its words with their rarity, and the places
 * of the entries that answered it. `seen`: how many cases each entry answered.
 */
type Past = {
  rows: Rows
  dictionary: Rows
  bags: Bag[]
  answers: { doc: number; share: number }[][]
  seen: Int32Array
}
type Bag = { words: ReadonlyMap<string, number>; norm: number }

/** Nearly the same meaning: at least this cosine, and at most so many words. */
const NEAR = 0.7
const KIN_MOST = 12
/** For how many words of questions this is kept. */
const KIN_KEPT = 20_000

/** Words whose unit vectors are kept at hand. */
const LOOKED_UP = 60_000

const lookups = new WeakMap<Vectors, Lookup>()

/** Dictionary vectors as unit vectors by word. */
export function lookupOf(vectors: Vectors): Lookup {
  const known = lookups.get(vectors)
  if (known) return known
  const met = new Map<string, Float32Array | undefined>()
  const of = (word: string) => {
    if (met.has(word)) return met.get(word)
    const found = vectorOf(vectors, word)
    const vector = found && unit(Float32Array.from(found.values))
    if (met.size >= LOOKED_UP) met.clear()
    met.set(word, vector)
    return vector
  }
  const lookup = { dims: vectors.dimension, of }
  lookups.set(vectors, lookup)
  return lookup
}

type Held = { entries: readonly Analysed[]; terms: ReadonlyMap<string, { rarity: number }>; unseen: number }

/** Entries' vectors under a model, kept with the entry: an index that changes a little is ready again at once. */
const kept = new WeakMap<object, WeakMap<Analysed, Float32Array>>()

function vectorsOf(model: object, entries: readonly Analysed[], of: (entry: Analysed) => Float32Array) {
  const known = kept.get(model) ?? new WeakMap<Analysed, Float32Array>()
  kept.set(model, known)
  return entries.map((entry) => {
    const vector = known.get(entry) ?? of(entry)
    known.set(entry, vector)
    return vector
  })
}

/** The sentence vector of the dictionary: unit(Σ sat(tf) · rarity · E[w]). */
function sentence(lookup: Lookup, rarity: (word: string) => number, words: Iterable<readonly [string, number]>) {
  const sum = new Float32Array(lookup.dims)
  for (const [word, tf] of words) {
    const vector = tf > 0 ? lookup.of(word) : undefined
    if (!vector) continue
    const weight = saturation(tf) * rarity(word)
    for (let k = 0; k < sum.length; k += 1) sum[k]! += weight * vector[k]!
  }
  return unit(sum)
}

/** Makes the models ready for the entries of an index (about .1 ms an entry at first). */
export function meaningOf({ entries, terms, unseen }: Held, models: Models): Meaning {
  const lookup = lookupOf(models.vectors)
  const rarity = (word: string) => terms.get(word)?.rarity ?? unseen
  const dictionary = vectorsOf(models.vectors, entries, (entry) => {
    const words = wordsOf(entry)
    const title = sentence(
      lookup,
      rarity,
      words.map(([word, [strong]]) => [word, strong]),
    )
    const whole = sentence(
      lookup,
      rarity,
      words.map(([word, [strong, weak]]) => [word, strong + weak]),
    )
    return whole.map((part, k) => (part + title[k]!) / 2)
  })
  const vocabulary = [...terms.keys()].filter((term) => !/^[+=#]/.test(term) && lookup.of(term)).sort()
  const { encoder } = models
  const encoded = encoder && vectorsOf(encoder, entries, (entry) => encodeEntry(encoder, entry, lookup))
  return {
    lookup,
    models,
    rarity,
    dictionary: rowsOf(lookup.dims, dictionary),
    encoder: encoder && encoded && rowsOf(encoder.size, encoded),
    vocabulary,
    near: rowsOf(
      lookup.dims,
      vocabulary.map((word) => lookup.of(word)!),
    ),
    kin: new Map(),
    past: encoder && models.cases?.length ? pastOf(encoder, lookup, rarity, models.cases, entries) : undefined,
  }
}

function bagOf(words: readonly string[], rarity: (word: string) => number): Bag {
  const bag = new Map(words.map((word) => [word, rarity(word)]))
  return { words: bag, norm: Math.hypot(...bag.values()) }
}

function pastOf(
  encoder: Encoder,
  lookup: Lookup,
  rarity: (word: string) => number,
  cases: readonly Case[],
  entries: readonly Analysed[],
): Past {
  const place = new Map(entries.map(({ id }, doc) => [id, doc]))
  const seen = new Int32Array(entries.length)
  const answers = cases.map(({ targets }) =>
    Object.entries(targets).flatMap(([id, share]) => {
      const doc = place.get(id)
      if (doc === undefined || share <= 0) return []
      seen[doc]! += 1
      return [{ doc, share }]
    }),
  )
  const rows = rowsOf(
    encoder.size,
    cases.map(({ words }) => encodeQuery(encoder, words, lookup)),
  )
  const dictionary = rowsOf(
    lookup.dims,
    cases.map(({ words }) => sentence(lookup, rarity, counted(words))),
  )
  return { rows, dictionary, bags: cases.map(({ words }) => bagOf(words, rarity)), answers, seen }
}

function counted(words: readonly string[]): Map<string, number> {
  const count = new Map<string, number>()
  for (const word of words) count.set(word, (count.get(word) ?? 0) + 1)
  return count
}

/** Words of the entries that mean nearly the same as this one, the nearest first; itself left out. One pass, then kept. */
export function kinOf({ kin, lookup, vocabulary, near }: Meaning, word: string): readonly Kin[] {
  const known = kin.get(word)
  if (known) return known
  const vector = lookup.of(word)
  const found: Kin[] = []
  if (vector) {
    const cosines = scoreAll(vector, near)
    for (let i = 0; i < cosines.length; i += 1)
      if (cosines[i]! >= NEAR && vocabulary[i] !== word) found.push({ word: vocabulary[i]!, cosine: cosines[i]! })
    found.sort((a, b) => b.cosine - a.cosine)
    found.length = Math.min(found.length, KIN_MOST)
  }
  if (kin.size >= KIN_KEPT) kin.clear()
  kin.set(word, found)
  return found
}

/**
 * What the models say of one question. Cosines are means of title and whole text. `past`: 0–1 for each entry.
 * `familiar`: 0–1, how like past cases the question is (1 where nothing was learned from cases); `alike`: for each entry
 * how many cases like the question it resolved.
 */
export type Sense = {
  dictionary: Float32Array
  encoder: Float32Array | undefined
  past: Float64Array | undefined
  familiar: number
  alike: Int32Array | undefined
}

export function senseOf(meaning: Meaning, words: readonly string[]): Sense {
  const asked = sentence(meaning.lookup, meaning.rarity, counted(words))
  const dictionary = scoreAll(asked, meaning.dictionary)
  const { encoder } = meaning.models
  if (!encoder || !meaning.encoder)
    return { dictionary, encoder: undefined, past: undefined, familiar: 1, alike: undefined }
  const query = encodeQuery(encoder, words, meaning.lookup)
  const scores = scoreAll(query, meaning.encoder)
  const { past } = meaning
  if (!past) return { dictionary, encoder: scores, past: undefined, familiar: 1, alike: undefined }
  const near = nearness(past, asked, bagOf(words, meaning.rarity))
  const alike = new Int32Array(past.seen.length)
  for (const [i, one] of near.entries())
    if (one >= ALIKE) for (const { doc, share } of past.answers[i]!) alike[doc]! += share >= 1 ? 1 : 0
  const nearest = near.reduce((a, b) => Math.max(a, b), 0)
  const familiar = Math.min(1, Math.max(0, (nearest - STRANGE) / (KNOWN - STRANGE)))
  return { dictionary, encoder: scores, past: votes(past, query), familiar, alike }
}

/**
 * How like each past case is to the question, by what was there before anything was learned: .6 of the cosine of the
 * words, .4 of that of their dictionary vectors. (Encoder vectors were bent towards the cases, and flatter them.)
 */
function nearness({ dictionary, bags }: Past, asked: Float32Array, bag: Bag): Float64Array {
  const near = Float64Array.from(scoreAll(asked, dictionary), (cosine) => 0.4 * Math.max(0, cosine))
  for (const [i, one] of bags.entries()) {
    let shared = 0
    for (const [word, weight] of bag.words) if (one.words.has(word)) shared += weight * weight
    if (shared > 0) near[i]! += (0.6 * shared) / (bag.norm * one.norm)
  }
  return near
}

/** A question less near than STRANGE to every case is like none of them; from KNOWN on it is like one. */
const STRANGE = 0.2
const KNOWN = 0.6
/** A case as near as this is told of: 「似た困りごとの方が…」. */
const ALIKE = 0.45

/** The nearest cases that vote, and the power of their nearness. */
const VOTERS = 15
const POWER = 4
/** An entry that answered fewer cases than this gets no votes: what few have needed must not lose to what many did. */
export const ENOUGH = 3

/** Votes of the nearest past cases, s⁴ each, divided by the most and times the nearness of the nearest. */
function votes({ rows, answers, seen }: Past, query: Float32Array): Float64Array {
  const near = scoreAll(query, rows)
  const order = Int32Array.from(near, (_, i) => i).sort((a, b) => near[b]! - near[a]! || a - b)
  const sum = new Float64Array(seen.length)
  let most = 0
  for (const one of order.subarray(0, VOTERS)) {
    const s = Math.max(0, near[one]!) ** POWER
    for (const { doc, share } of answers[one]!) {
      if (seen[doc]! < ENOUGH) continue
      sum[doc]! += s * share
      most = Math.max(most, sum[doc]!)
    }
  }
  const best = Math.max(0, near[order[0] ?? 0] ?? 0)
  if (most > 0) for (let doc = 0; doc < sum.length; doc += 1) sum[doc]! *= best / most
  return sum
}
