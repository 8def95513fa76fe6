// The encoder: a text becomes one vector, so that a question lies near the entries that answer it, whatever the words.
// It is learned from the catalogue itself (encoder-train.ts). Two sides share the words and differ in gates:
//   enc(x, g) = unit( Σ_w sat(tf) · I(w) · exp(g[w]) · vec(w) ),  vec(w) = E[w]·P + R[w]
// with E the dictionary vectors, P their projection, R what the catalogue adds to each word, g the gate of the side.
import type { Analysed } from './analyse.ts'
import { type Lookup, saturation, type Word, wordsOf } from './lessons.ts'
import { padded } from './matrix.ts'

/** Plain data, small enough to keep: words × (size + 2) numbers of 4 bytes. */
export type Encoder = {
  /** Length of the vectors made. */
  size: number
  words: readonly string[]
  /** I(w), and that of a word that no entry holds. */
  rarity: Float32Array
  unseen: number
  /** vec(w), words × size. */
  table: Float32Array
  /** g of questions and titles, and of whole entries. */
  asking: Float32Array
  telling: Float32Array
  /** P, dims × size: for words that the catalogue does not hold. */
  projection: Float32Array
}

/** Rows of int8, each with what one step of it is worth. `data` has zero rows at its end, to a multiple of 4. */
export type Rows = { size: number; data: Int8Array; step: Float32Array }

const numbers = new WeakMap<Encoder, Map<string, number>>()

function numberOf(encoder: Encoder, word: string): number | undefined {
  let map = numbers.get(encoder)
  if (!map) {
    map = new Map(encoder.words.map((one, i) => [one, i]))
    numbers.set(encoder, map)
  }
  return map.get(word)
}

/** Scales a vector to length 1, in place; a zero vector stays. */
export function unit(vector: Float32Array): Float32Array {
  let square = 0
  for (let k = 0; k < vector.length; k += 1) square += vector[k]! * vector[k]!
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  for (let k = 0; k < vector.length; k += 1) vector[k]! *= scale
  return vector
}

function encode(
  encoder: Encoder,
  words: Iterable<readonly [string, number]>,
  gate: Float32Array,
  lookup: Lookup | undefined,
): Float32Array {
  const { size, table, projection } = encoder
  const sum = new Float32Array(size)
  for (const [word, tf] of words) {
    if (tf === 0) continue
    const at = numberOf(encoder, word)
    if (at !== undefined) {
      const weight = saturation(tf) * encoder.rarity[at]! * Math.exp(gate[at]!)
      for (let k = 0, i = at * size; k < size; k += 1, i += 1) sum[k]! += weight * table[i]!
      continue
    }
    const vector = lookup?.of(word)
    if (!vector) continue
    const weight = saturation(tf) * encoder.unseen
    for (let d = 0; d < vector.length; d += 1) {
      const part = weight * vector[d]!
      for (let k = 0, i = d * size; k < size; k += 1, i += 1) sum[k]! += part * projection[i]!
    }
  }
  return unit(sum)
}

/** The vector of a question, of length 1, or 0 where no word is known. `words` in order, repeated where repeated. */
export function encodeQuery(encoder: Encoder, words: readonly string[], lookup?: Lookup): Float32Array {
  const counted = new Map<string, number>()
  for (const word of words) counted.set(word, (counted.get(word) ?? 0) + 1)
  return encode(encoder, counted, encoder.asking, lookup)
}

/** The one vector kept of an entry: the mean of its title's, read as a question, and its whole text's. */
export const encodeEntry = (encoder: Encoder, entry: Analysed, lookup?: Lookup): Float32Array =>
  encodeWords(encoder, wordsOf(entry), lookup)

/** The same from its words. */
export function encodeWords(encoder: Encoder, words: readonly Word[], lookup?: Lookup): Float32Array {
  const title = encode(
    encoder,
    words.map(([word, [strong]]) => [word, strong]),
    encoder.asking,
    lookup,
  )
  const whole = encode(
    encoder,
    words.map(([word, [strong, weak]]) => [word, strong + weak]),
    encoder.telling,
    lookup,
  )
  return whole.map((part, k) => (part + title[k]!) / 2)
}

/** Rounds vectors to int8, each by its own greatest part. */
export function rowsOf(size: number, vectors: readonly Float32Array[]): Rows {
  const rows: Rows = {
    size,
    data: new Int8Array(size * padded(vectors.length)),
    step: new Float32Array(vectors.length),
  }
  for (const [row, vector] of vectors.entries()) setRow(rows, row, vector)
  return rows
}

/** Puts a vector in as row `row`, or zero; makes room where there is none. */
export function setRow(rows: Rows, row: number, vector: Float32Array | undefined): void {
  const { size } = rows
  if (size * padded(row + 1) > rows.data.length) {
    const data = new Int8Array(size * padded(Math.ceil((row + 1) * 1.25)))
    data.set(rows.data)
    rows.data = data
  }
  if (row >= rows.step.length) {
    // the buffer has room for as many rows as `data`, the view only for those that are there
    const room = rows.data.length / size
    const buffer = rows.step.buffer.byteLength >= 4 * (row + 1) ? rows.step.buffer : new ArrayBuffer(4 * room)
    const step = new Float32Array(buffer, 0, row + 1)
    if (buffer !== rows.step.buffer) step.set(rows.step)
    rows.step = step
  }
  const { data, step } = rows
  let most = 0
  if (vector) for (let k = 0; k < size; k += 1) most = Math.max(most, Math.abs(vector[k]!))
  step[row] = most / 127
  if (most > 0) for (let k = 0; k < size; k += 1) data[row * size + k] = Math.round((vector![k]! / most) * 127)
  else data.fill(0, row * size, (row + 1) * size)
}

/** The question is rounded too, to ±8,191, so that the products are whole numbers: 512 × 127 × 8,191 < 2³¹. */
const FINE = 8191

/** The product of a question's vector with every row: the cosine where the rows have length 1. Four rows at a time. */
export function scoreAll(query: Float32Array, { size, data, step }: Rows): Float32Array {
  const whole = Int32Array.from(query, (part) => Math.round(part * FINE))
  const scores = new Float32Array(step.length)
  for (let row = 0; row < scores.length; row += 4) {
    const r0 = row * size
    const r1 = r0 + size
    const r2 = r1 + size
    const r3 = r2 + size
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let k = 0; k < size; k += 1) {
      const part = whole[k]!
      s0 = (s0 + Math.imul(data[r0 + k]!, part)) | 0
      s1 = (s1 + Math.imul(data[r1 + k]!, part)) | 0
      s2 = (s2 + Math.imul(data[r2 + k]!, part)) | 0
      s3 = (s3 + Math.imul(data[r3 + k]!, part)) | 0
    }
    // what is written beyond the last row is lost, as it should be
    scores[row] = (s0 * step[row]!) / FINE
    scores[row + 1] = (s1 * step[row + 1]!) / FINE
    scores[row + 2] = (s2 * step[row + 2]!) / FINE
    scores[row + 3] = (s3 * step[row + 3]!) / FINE
  }
  return scores
}
