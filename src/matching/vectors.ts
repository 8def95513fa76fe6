// Japanese word vectors: how near two words are in meaning. The table vectors/ja.bin is optional and has its own licence
// (vectors/NOTICE.md); scripts/vectors.ts writes it. Words are as the engine has them: base form, folded (`fold`).
//
// The file, little endian, sizes in bytes:
//   0   8  'MUSUBIV1'
//   8   4  dimension
//   12  4  count: how many words
//   16  4  units: the length of all words together, in UTF-16 units
//   20 12  zero
//   32  2 × units          the words in a row, sorted by UTF-16 units
//   …   count              the length of each word, in UTF-16 units
//   …   count × dimension  int8; each row is scaled so that its largest part is ±127
import { existsSync, readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import { join } from 'node:path'

const FILE = join(import.meta.dirname, '../../vectors/ja.bin')
const MAGIC = 'MUSUBIV1'
const HEAD = 32

/** A table as read: views of the file, besides `starts`. */
export type Vectors = {
  dimension: number
  count: number
  /** All words in a row, as UTF-16 units. */
  units: Uint16Array
  /** The i-th word is `units[starts[i]] … units[starts[i + 1] - 1]`. */
  starts: Uint32Array
  /** count × dimension. */
  rows: Int8Array
}

/** One word's vector: `values / norm` has length 1. `values` is a view of the table: not to be written to. */
export type WordVector = { values: Int8Array; norm: number }

/** A word and how near it is, in (0, 1]. */
export type Neighbour = { word: string; cosine: number }

/** Makes a table of a file's bytes (only an odd or big-endian place is copied). Throws when they are no such table. */
export function readVectors(bytes: Uint8Array): Vectors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length))
  if (magic !== MAGIC || bytes.byteLength < HEAD) throw new Error('not a table of word vectors')
  const [dimension, count, length] = [view.getUint32(8, true), view.getUint32(12, true), view.getUint32(16, true)]
  const lengthsAt = HEAD + 2 * length
  const rowsAt = lengthsAt + count
  if (bytes.byteLength !== rowsAt + count * dimension) throw new Error('the table of word vectors is cut short')
  const starts = new Uint32Array(count + 1)
  for (let i = 0; i < count; i += 1) starts[i + 1] = starts[i]! + bytes[lengthsAt + i]!
  if (starts[count] !== length) throw new Error('the table of word vectors is damaged')
  return {
    dimension,
    count,
    units: unitsOf(bytes.subarray(HEAD, lengthsAt)),
    starts,
    rows: new Int8Array(bytes.buffer, bytes.byteOffset + rowsAt, count * dimension),
  }
}

function unitsOf(part: Uint8Array): Uint16Array {
  const native = endianness() === 'LE'
  if (native && part.byteOffset % 2 === 0) return new Uint16Array(part.buffer, part.byteOffset, part.length / 2)
  const copy = Buffer.from(part)
  if (!native) copy.swap16()
  return new Uint16Array(new Uint8Array(copy).buffer)
}

let kept: { vectors: Vectors | undefined } | undefined

/** The table of this installation, read at the first call and kept; undefined where there is none. */
export function loadVectors(): Vectors | undefined {
  kept ??= { vectors: existsSync(FILE) ? readVectors(readFileSync(FILE)) : undefined }
  return kept.vectors
}

/** The row of a word, or -1. */
function rowOf({ units, starts, count }: Vectors, word: string): number {
  let low = 0
  let high = count - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const start = starts[middle]!
    const length = starts[middle + 1]! - start
    let order = 0
    for (let i = 0; i < length && i < word.length && order === 0; i += 1) order = units[start + i]! - word.charCodeAt(i)
    if (order === 0) order = length - word.length
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

const rowAt = ({ rows, dimension }: Vectors, row: number): Int8Array =>
  rows.subarray(row * dimension, (row + 1) * dimension)

/** Whole numbers throughout, four parts at a time: several times as fast as the plain loop. */
function dot(a: Int8Array, b: Int8Array, at = 0): number {
  const size = a.length
  let sum = 0
  let i = 0
  for (; i + 3 < size; i += 4) {
    const k = at + i
    sum =
      (sum +
        Math.imul(a[i]!, b[k]!) +
        Math.imul(a[i + 1]!, b[k + 1]!) +
        Math.imul(a[i + 2]!, b[k + 2]!) +
        Math.imul(a[i + 3]!, b[k + 3]!)) |
      0
  }
  for (; i < size; i += 1) sum = (sum + Math.imul(a[i]!, b[at + i]!)) | 0
  return sum
}

/** The vector of a folded base form; undefined for a word that is not in the table. */
export function vectorOf(vectors: Vectors, word: string): WordVector | undefined {
  const row = rowOf(vectors, word)
  if (row < 0) return undefined
  const values = rowAt(vectors, row)
  return { values, norm: Math.sqrt(dot(values, values)) }
}

/** How near two vectors of one table are: −1 … 1, the same either way round. About .7 and more: nearly the same thing. */
export const cosine = (a: WordVector, b: WordVector): number =>
  Math.max(-1, Math.min(1, dot(a.values, b.values) / (a.norm * b.norm)))

/** A vocabulary made ready: the rows of its words that are in the table, side by side. */
type Packed = { vectors: Vectors; length: number; words: string[]; rows: Int8Array; norms: Float64Array }
const packs = new WeakMap<readonly string[], Packed>()

function pack(vectors: Vectors, among: readonly string[]): Packed {
  const known = packs.get(among)
  if (known && known.vectors === vectors && known.length === among.length) return known
  const met = [...new Set(among)]
    .map((word) => ({ word, row: rowOf(vectors, word) }))
    .filter(({ row }) => row >= 0)
    .sort((a, b) => a.row - b.row)
  const rows = new Int8Array(met.length * vectors.dimension)
  const norms = new Float64Array(met.length)
  for (const [i, { row }] of met.entries()) {
    const values = rowAt(vectors, row)
    rows.set(values, i * vectors.dimension)
    norms[i] = Math.sqrt(dot(values, values))
  }
  const made = { vectors, length: among.length, words: met.map(({ word }) => word), rows, norms }
  packs.set(among, made)
  return made
}

/**
 * The words of a vocabulary that are nearest to a word (itself left out), the nearest first; the order of `among` does
 * not matter. The vocabulary is made ready once for each array (so the array must not change), then it is one pass.
 * @param least the smallest cosine that counts
 * @param most how many at most
 */
export function neighbours(
  vectors: Vectors,
  word: string,
  among: readonly string[],
  least = 0.7,
  most = 12,
): Neighbour[] {
  const own = vectorOf(vectors, word)
  if (!own) return []
  const { words, rows, norms } = pack(vectors, among)
  const found: Neighbour[] = []
  for (let i = 0; i < words.length; i += 1) {
    const near = dot(own.values, rows, i * vectors.dimension) / (own.norm * norms[i]!)
    if (near >= least && words[i] !== word) found.push({ word: words[i]!, cosine: Math.min(1, near) })
  }
  // the words are in the order of the table, and the sort keeps it among equals
  return found.sort((a, b) => b.cosine - a.cosine).slice(0, most)
}
