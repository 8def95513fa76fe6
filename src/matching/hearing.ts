// What a text sounds like: a small network learned from thousands of ways to say a trouble (catalogue/said/). It hears needs and
// danger where no phrase of the word list stands, in kanji or kana, misspelt or in dialect. Learned by hearing-train.ts, kept in
// hearing-file.ts. It never decides alone: phrases and rules are heard first, and it joins them (needs.ts, heed.ts).
//
// Listeners of two kinds share the features of a text. Ears have a hidden layer, h = tanh(bias + Σ value × row), on which softmax
// heads say needs, danger, its urgency and subjects; they hear combinations. There are two, begun from different chance, and
// their mean errs less than either. The plain listener is linear, and joins in what must not be guessed: whether there is
// trouble at all, danger, and its urgency. There the mean of ears and plain listener is taken: each errs on other texts.
import type { Morph } from '../platform/japanese.ts'
import { unit } from './encoder.ts'
import type { Lookup } from './lessons.ts'
import { groupsIn } from './lexicon.ts'
import type { Reading } from './phrases.ts'

/** int8 with a step by row: a layer of `size` numbers for each feature. */
export type Layer = { size: number; bias: Float32Array; data: Int8Array; step: Float32Array }

/** One softmax over the hidden layer: size × classes weights. The first class is nothing of the kind (not of subjects). */
export type Head = { bias: Float32Array; weights: Float32Array }

/** Features are known by the hash of their name; in order, each hash has the row of its place in all layers. */
export type Features = {
  hashes: Uint32Array
  /** ln((texts + 1) / (texts that hold it + ½)), by row. */
  rarity: Float32Array
  /** Length of the word vectors; their mean stands in this many rows after all others. */
  dims: number
}

export const HEADS = ['needs', 'danger', 'now', 'subjects'] as const

/** Needs; kinds of danger; danger of this moment, where danger is heard; needs and the other business of a city hall. */
export type Ear = { hidden: Layer; heads: Record<(typeof HEADS)[number], Head> }

export type Hearing = Features & {
  classes: Record<(typeof HEADS)[number], readonly string[]>
  ears: readonly Ear[]
  /** What the plain listener says, by column: no trouble at all, the classes of danger, the classes of `now`. */
  plain: Layer
}

/** What is heard: probabilities in the order of the classes; `now`: of danger of this moment. `hidden`: of each ear. */
export type Judged = { needs: Float64Array; danger: Float64Array; now: number; hidden: readonly Float64Array[] }

/** One block of features of a text: words, pairs of words, synonym groups, pieces of its sound. Each block has length 1 at most. */
type Block = { mark: string; weight: number; names: Map<string, number[]> }

/** What a feature counts of its rarity when no text of the learning held it: it makes all the others count for less. */
const UNKNOWN = 9
/** What each block counts. Pieces of sound catch what is misspelt, in kana or inflected otherwise. */
const WEIGHTS = { word: 1, pair: 0.5, group: 0.5, sound: 1 }
const PIECES = [2, 3, 4] as const

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

const SILENT = /^(助詞|記号)/
/** How a morpheme sounds; a long mark is left out, for people write it or not. */
const sound = (morph: Morph): string => (morph.reading ?? morph.surface).replace(/[ー\s]/g, '')

/** The features of a text, each with the morphemes it stands on. */
export function blocksOf(reading: Reading): Block[] {
  const heard = reading.morphs.flatMap((morph, at) => (morph.pos === '記号' ? [] : [{ morph, at }]))
  const words = heard.filter(({ morph }) => !SILENT.test(morph.pos))
  const block = (mark: string, weight: number): Block => ({ mark, weight, names: new Map() })
  const [word, pair, group, piece] = [
    block('w', WEIGHTS.word),
    block('p', WEIGHTS.pair),
    block('g', WEIGHTS.group),
    block('c', WEIGHTS.sound),
  ]
  const add = ({ names }: Block, name: string, at: number[]) => {
    if (!names.has(name)) names.set(name, at)
  }
  for (const [i, { morph, at }] of words.entries()) {
    add(word, morph.base, [at])
    const next = words[i + 1]
    if (next) add(pair, `${morph.base} ${next.morph.base}`, [at, next.at])
  }
  for (const met of groupsIn(reading))
    add(
      group,
      met.name,
      met.words.map((i) => reading.words[i]!.at),
    )
  const spoken = heard.flatMap(({ morph, at }) => [...sound(morph)].map((letter) => ({ letter, at })))
  const row = [{ letter: '^', at: -1 }, ...spoken, { letter: '$', at: -1 }]
  for (const length of PIECES) {
    for (let i = 0; i + length <= row.length; i += 1) {
      let name = ''
      for (let k = i; k < i + length; k += 1) name += row[k]!.letter
      if (piece.names.has(name)) continue
      const at: number[] = []
      // the letters of a morpheme stand side by side: each is noted once
      for (let k = i; k < i + length; k += 1) if (row[k]!.at >= 0 && row[k]!.at !== at.at(-1)) at.push(row[k]!.at)
      piece.names.set(name, at)
    }
  }
  return [word, pair, group, piece]
}

/** The row of a feature, or undefined where it was not learned. */
function rowOf({ hashes }: Features, name: string): number | undefined {
  const hash = hashOf(name)
  let [low, high] = [0, hashes.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (hashes[middle]! < hash) low = middle + 1
    else if (hashes[middle]! > hash) high = middle - 1
    else return middle
  }
  return undefined
}

/** A text as values of rows, with the morphemes each stands on. */
export type Sounded = { row: number; value: number; at: readonly number[] }[]

/**
 * The features of a text that were learned, each block scaled to length 1 with what is unknown counted in; then the mean of
 * the word vectors, so that a word no line held is heard by what it means.
 */
export function soundOf(reading: Reading, features: Features, lookup: Lookup | undefined): Sounded {
  const { rarity, dims, hashes } = features
  const sounded: Sounded = []
  const blocks = blocksOf(reading)
  const rarityOf = (row: number | undefined) => (row === undefined ? UNKNOWN : rarity[row]!)
  for (const { mark, weight, names } of blocks) {
    let square = 0
    const known: { row: number; at: readonly number[] }[] = []
    for (const [name, at] of names) {
      const row = rowOf(features, mark + name)
      square += rarityOf(row) ** 2
      if (row !== undefined) known.push({ row, at })
    }
    const scale = weight / (Math.sqrt(square) || 1)
    for (const { row, at } of known) sounded.push({ row, value: scale * rarity[row]!, at })
  }
  if (lookup?.dims !== dims) return sounded
  const mean = new Float32Array(dims)
  for (const name of blocks[0]!.names.keys()) {
    const vector = lookup.of(name)
    if (!vector) continue
    const weight = rarityOf(rowOf(features, `w${name}`))
    for (let k = 0; k < dims; k += 1) mean[k]! += weight * vector[k]!
  }
  for (const [k, value] of unit(mean).entries())
    if (value !== 0) sounded.push({ row: hashes.length + k, value, at: NOWHERE })
  return sounded
}

const NOWHERE: readonly number[] = []

/** Σ value × row over the features of a text, from the bias on. */
function sumOf({ size, bias, data, step }: Layer, sounded: Sounded): Float64Array {
  const sum = Float64Array.from(bias)
  for (const { row, value } of sounded) {
    const one = value * step[row]!
    if (one === 0) continue
    for (let k = 0, i = row * size; k < size; k += 1, i += 1) sum[k]! += one * data[i]!
  }
  return sum
}

/** What the ears make of one head, on the mean. */
function meanOf(ears: readonly Ear[], name: keyof Ear['heads'], hidden: readonly Float64Array[]): Float64Array {
  const [first, ...others] = ears.map(({ heads }, e) => softmax(scoresOf(heads[name], hidden[e]!)))
  for (const other of others) for (let c = 0; c < other.length; c += 1) first![c]! += other[c]!
  for (let c = 0; c < first!.length; c += 1) first![c]! /= ears.length
  return first!
}

function scoresOf({ bias, weights }: Head, hidden: Float64Array): Float64Array {
  const scores = Float64Array.from(bias)
  for (let j = 0, i = 0; j < hidden.length; j += 1)
    for (let c = 0; c < scores.length; c += 1, i += 1) scores[c]! += hidden[j]! * weights[i]!
  return scores
}

/** exp(x − max) / Σ, in place. */
export function softmax<T extends Float32Array | Float64Array>(scores: T): T {
  const most = Math.max(...scores)
  let sum = 0
  for (let k = 0; k < scores.length; k += 1) {
    scores[k] = Math.exp(scores[k]! - most)
    sum += scores[k]!
  }
  for (let k = 0; k < scores.length; k += 1) scores[k]! /= sum
  return scores
}

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** What all listeners make of a text. */
export function hearken({ ears, plain, classes }: Hearing, sounded: Sounded): Judged {
  const hidden = ears.map((ear) => sumOf(ear.hidden, sounded).map(Math.tanh))
  const said = sumOf(plain, sounded)
  const kinds = classes.danger.length
  const needs = meanOf(ears, 'needs', hidden)
  const nothing = (needs[0]! + logistic(said[0]!)) / 2
  const rest = (1 - nothing) / Math.max(1e-9, 1 - needs[0]!)
  for (let k = 1; k < needs.length; k += 1) needs[k]! *= rest
  needs[0] = nothing
  const danger = meanOf(ears, 'danger', hidden)
  const other = softmax(said.slice(1, 1 + kinds))
  for (let k = 0; k < kinds; k += 1) danger[k] = (danger[k]! + other[k]!) / 2
  const now = (meanOf(ears, 'now', hidden)[1]! + softmax(said.slice(1 + kinds))[1]!) / 2
  return { needs, danger, now, hidden }
}

/** What a text is about, whether or not it speaks of a trouble: shares of the subjects, in the order of the classes. */
export const subjectsOf = ({ ears }: Hearing, { hidden }: Pick<Judged, 'hidden'>): Float64Array =>
  meanOf(ears, 'subjects', hidden)

/**
 * The morphemes that speak most for a class, the strongest first: what each feature adds to its score (by the slope of the
 * hidden layer where it stands) is shared among the morphemes it stands on. Less than a third of the strongest is left out.
 */
export function speakersFor(
  { ears, classes }: Hearing,
  sounded: Sounded,
  { hidden }: Pick<Judged, 'hidden'>,
  name: keyof Ear['heads'],
  column: number,
): number[] {
  const part = new Map<number, number>()
  for (const [e, { hidden: layer, heads }] of ears.entries()) {
    const { size, data, step } = layer
    const slope = hidden[e]!.map((h, j) => (1 - h * h) * heads[name].weights[j * classes[name].length + column]!)
    for (const { row, value, at } of sounded) {
      if (at.length === 0) continue
      let sum = 0
      for (let k = 0, i = row * size; k < size; k += 1, i += 1) sum += slope[k]! * data[i]!
      const gain = (value * step[row]! * sum) / at.length
      for (const one of at) part.set(one, (part.get(one) ?? 0) + gain)
    }
  }
  const ordered = [...part].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const floor = (ordered[0]?.[1] ?? 0) / 3
  return ordered.filter(([, gain]) => gain > 0 && gain >= floor).map(([at]) => at)
}
