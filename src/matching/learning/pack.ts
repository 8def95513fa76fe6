// A trained model as bytes, whole in itself: the encoder and the past cases it was trained with.
//
// Little endian: 4 bytes, the length of the head; the head, JSON in UTF-8; then numbers without gaps:
//   words × 4          rarity, asking, telling (float32 each)
//   (words + dims) × 4 what one step of each row of `table` and then of `projection` is worth (float32)
//   (words + dims) × size  those rows, int8
// One byte for each number of the tables: a quarter of float32. What is measured before a model is adopted is what comes
// out of here, so that rounding can spoil nothing unseen.
import type { Encoder } from '../encoder.ts'
import type { Case } from '../lessons.ts'

export type Packed = { encoder: Encoder; cases: Case[] }

type Head = {
  version: 1
  size: number
  dims: number
  unseen: number
  words: readonly string[]
  /** Of each case its words, then target and share by turns. */
  cases: readonly [words: readonly string[], targets: readonly (string | number)[]][]
}

function rowsToBytes(table: Float32Array, size: number, steps: Float32Array, rows: Int8Array, from: number): void {
  for (let row = 0; row < table.length / size; row += 1) {
    let most = 0
    for (let k = 0; k < size; k += 1) most = Math.max(most, Math.abs(table[row * size + k]!))
    steps[from + row] = most / 127
    if (most === 0) continue
    for (let k = 0; k < size; k += 1) rows[(from + row) * size + k] = Math.round((table[row * size + k]! / most) * 127)
  }
}

/** The bytes of a model. The same model gives the same bytes. */
export function pack({ encoder, cases }: { encoder: Encoder; cases: readonly Case[] }): Uint8Array {
  const { size, words, rarity, asking, telling, table, projection } = encoder
  const dims = projection.length / size
  const head: Head = {
    version: 1,
    size,
    dims,
    unseen: encoder.unseen,
    words,
    cases: cases.map((one) => [one.words, Object.entries(one.targets).flat()]),
  }
  const json = new TextEncoder().encode(JSON.stringify(head))
  const rows = new Int8Array((words.length + dims) * size)
  const steps = new Float32Array(words.length + dims)
  rowsToBytes(table, size, steps, rows, 0)
  rowsToBytes(projection, size, steps, rows, words.length)
  const bytes = Buffer.alloc(4 + json.length + 4 * (3 * words.length + steps.length) + rows.length)
  bytes.writeUInt32LE(json.length, 0)
  bytes.set(json, 4)
  let at = 4 + json.length
  for (const part of [rarity, asking, telling, steps]) for (const number of part) at = bytes.writeFloatLE(number, at)
  bytes.set(new Uint8Array(rows.buffer), at)
  return bytes
}

/** The model of such bytes. Throws when they are none. */
export function unpack(given: Uint8Array): Packed {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  const length = bytes.length >= 4 ? bytes.readUInt32LE(0) : Number.POSITIVE_INFINITY
  if (4 + length > bytes.length) throw new Error('the model is cut short')
  const head = JSON.parse(bytes.toString('utf8', 4, 4 + length)) as Head
  const { size, dims, words } = head
  const count = words.length
  if (bytes.length !== 4 + length + 4 * (4 * count + dims) + (count + dims) * size)
    throw new Error('the model is cut short')
  let at = 4 + length
  const floats = (n: number) => {
    const part = new Float32Array(n)
    for (let i = 0; i < n; i += 1, at += 4) part[i] = bytes.readFloatLE(at)
    return part
  }
  const [rarity, asking, telling, steps] = [floats(count), floats(count), floats(count), floats(count + dims)]
  const rows = new Int8Array(bytes.buffer, bytes.byteOffset + at, (count + dims) * size)
  const spread = (from: number, n: number) => {
    const table = new Float32Array(n * size)
    for (let row = 0; row < n; row += 1)
      for (let k = 0; k < size; k += 1) table[row * size + k] = steps[from + row]! * rows[(from + row) * size + k]!
    return table
  }
  const encoder = {
    ...{ size, words, rarity, asking, telling, unseen: head.unseen },
    ...{ table: spread(0, count), projection: spread(count, dims) },
  }
  const cases = head.cases.map(([own, flat]) => {
    const targets: Record<string, number> = {}
    for (let i = 0; i < flat.length; i += 2) targets[String(flat[i])] = Number(flat[i + 1])
    return { words: own, targets }
  })
  return { encoder, cases }
}
