// What words mean, for the ranking: dictionary vectors and the encoder, made ready for one index. All of it is optional.
import { type Encoder, encodeQuery, encodeWords, type Rows, rowsOf, scoreAll, setRow, unit } from './encoder.ts'
import { type Case, type Lookup, saturation, type Word } from './lessons.ts'
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
  /** Rarity when the models were made ready: vectors of entries and of questions go by the same. */
  rarity: (word: string) => number
  /** Where each entry stands in the index, by its id. */
  places: ReadonlyMap<string, number>
  /** For so many entries: an index that has doubled since is made ready anew. */
  entries: number
  /** One row for each place of the index; zero where nothing stands. */
  dictionary: Rows
  encoder: Rows | undefined
  /** Words of the entries that have a vector, '' where one has gone; a row for each; what was found near a word before. */
  vocabulary: string[]
  rowOf: Map<string, number>
  near: Rows
  kin: Map<string, Kin[]>
  past: Past | undefined
}

/**
 * Past cases made ready: a row for each in the encoder and in the dictionary, its words with their rarity, and which entries
 * answered it. `seen`: how many cases each entry answered.
 */
type Past = {
  rows: Rows
  dictionary: Rows
  bags: Bag[]
  answers: { id: string; share: number }[][]
  seen: ReadonlyMap<string, number>
}
type Bag = { words: ReadonlyMap<string, number>; norm: number }

/** Nearly the same meaning: at least this cosine, and at most so many words. */
const NEAR = 0.7
const KIN_MOST = 12
/** For how many words of questions this is kept. */
const KIN_KEPT = 20_000

/** Words whose unit vectors are kept at hand. */
const LOOKED_UP = 8_000

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

/** The dictionary's vector of an entry: the mean of its title's and its whole text's. */
function dictionaryOf({ lookup, rarity }: Pick<Meaning, 'lookup' | 'rarity'>, words: readonly Word[]): Float32Array {
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
}

const isPlain = (term: string): boolean => !/^[+=#\u0001-\u0003]/.test(term)

/**
 * Makes the models ready for the entries of an index (about .1 ms an entry).
 * @param entries the words of each entry by its place, undefined where nothing stands
 * @param places the places by the ids of the entries, kept up by the index
 */
export function meaningOf(
  models: Models,
  rarityNow: (word: string) => number,
  entries: readonly (readonly Word[] | undefined)[],
  places: ReadonlyMap<string, number>,
): Meaning {
  const lookup = lookupOf(models.vectors)
  const held = new Set(entries.flatMap((words) => (words ?? []).map(([word]) => word)))
  const frozen = new Map([...held].map((word) => [word, rarityNow(word)]))
  const unseen = rarityNow('')
  const { encoder, cases } = models
  const meaning: Meaning = {
    lookup,
    models,
    rarity: (word) => frozen.get(word) ?? unseen,
    places,
    entries: entries.filter(Boolean).length,
    dictionary: rowsOf(lookup.dims, []),
    encoder: encoder && rowsOf(encoder.size, []),
    vocabulary: [],
    rowOf: new Map(),
    near: rowsOf(lookup.dims, []),
    kin: new Map(),
    past: undefined,
  }
  if (encoder && cases?.length) meaning.past = pastOf(encoder, lookup, meaning.rarity, cases)
  for (const [place, words] of entries.entries())
    if (words) join(meaning, place, words, [])
    else leave(meaning, place, [])
  came(meaning, [...held].sort())
  return meaning
}

/** Whether an index of so many entries has outgrown what was made ready. */
export const outgrown = (meaning: Meaning, entries: number): boolean => entries > 2 * Math.max(50, meaning.entries)

/** An entry has come to a place. `fresh`: terms that no entry held before. */
export function join(meaning: Meaning, place: number, words: readonly Word[], fresh: readonly string[]): void {
  const { models, lookup } = meaning
  setRow(meaning.dictionary, place, dictionaryOf(meaning, words))
  if (models.encoder && meaning.encoder) setRow(meaning.encoder, place, encodeWords(models.encoder, words, lookup))
  came(meaning, fresh)
}

/** An entry has left its place. `gone`: terms that no entry holds any more. */
export function leave(meaning: Meaning, place: number, gone: readonly string[]): void {
  setRow(meaning.dictionary, place, undefined)
  if (meaning.encoder) setRow(meaning.encoder, place, undefined)
  for (const term of gone) {
    const row = meaning.rowOf.get(term)
    if (row === undefined) continue
    meaning.rowOf.delete(term)
    meaning.vocabulary[row] = ''
    setRow(meaning.near, row, undefined)
    meaning.kin.clear()
  }
}

function came(meaning: Meaning, terms: readonly string[]): void {
  for (const term of terms) {
    const vector = isPlain(term) && !meaning.rowOf.has(term) ? meaning.lookup.of(term) : undefined
    if (!vector) continue
    const row = meaning.vocabulary.push(term) - 1
    meaning.rowOf.set(term, row)
    setRow(meaning.near, row, vector)
    meaning.kin.clear()
  }
}

/** About how many bytes this takes for one index; models are counted with whoever keeps them. */
export const bytesOfMeaning = ({ dictionary, encoder, near, vocabulary, past }: Meaning): number =>
  [dictionary, encoder, near, past?.rows, past?.dictionary].reduce(
    (sum, rows) => sum + (rows ? rows.data.length + rows.step.length * 4 : 0),
    0,
  ) +
  vocabulary.length * 100

function bagOf(words: readonly string[], rarity: (word: string) => number): Bag {
  const bag = new Map(words.map((word) => [word, rarity(word)]))
  return { words: bag, norm: Math.hypot(...bag.values()) }
}

function pastOf(encoder: Encoder, lookup: Lookup, rarity: (word: string) => number, cases: readonly Case[]): Past {
  const seen = new Map<string, number>()
  const answers = cases.map(({ targets }) =>
    Object.entries(targets).flatMap(([id, share]) => {
      if (share <= 0) return []
      seen.set(id, (seen.get(id) ?? 0) + 1)
      return [{ id, share }]
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
      if (cosines[i]! >= NEAR && vocabulary[i] !== word && vocabulary[i] !== '')
        found.push({ word: vocabulary[i]!, cosine: cosines[i]! })
    found.sort((a, b) => b.cosine - a.cosine || (a.word < b.word ? -1 : 1))
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
  const size = meaning.dictionary.step.length
  const near = nearness(past, asked, bagOf(words, meaning.rarity))
  const alike = new Int32Array(size)
  for (const [i, one] of near.entries()) {
    if (one < ALIKE) continue
    for (const { id, share } of past.answers[i]!) {
      const place = meaning.places.get(id)
      if (place !== undefined && share >= 1) alike[place]! += 1
    }
  }
  const nearest = near.reduce((a, b) => Math.max(a, b), 0)
  const familiar = Math.min(1, Math.max(0, (nearest - STRANGE) / (KNOWN - STRANGE)))
  return { dictionary, encoder: scores, past: votes(past, query, meaning.places, size), familiar, alike }
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
function votes(
  { rows, answers, seen }: Past,
  query: Float32Array,
  places: ReadonlyMap<string, number>,
  size: number,
): Float64Array {
  const near = scoreAll(query, rows)
  const order = Int32Array.from(near, (_, i) => i).sort((a, b) => near[b]! - near[a]! || a - b)
  const sum = new Float64Array(size)
  let most = 0
  for (const one of order.subarray(0, VOTERS)) {
    const s = Math.max(0, near[one]!) ** POWER
    for (const { id, share } of answers[one]!) {
      const place = places.get(id)
      if (place === undefined || seen.get(id)! < ENOUGH) continue
      sum[place]! += s * share
      most = Math.max(most, sum[place]!)
    }
  }
  const best = Math.max(0, near[order[0] ?? 0] ?? 0)
  if (most > 0) for (let place = 0; place < sum.length; place += 1) sum[place]! *= best / most
  return sum
}
