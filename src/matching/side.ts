// One side of the encoder in training: a batch of bags of words → unit vectors, and the way back for gradients.
import type { Learned } from './adam.ts'
import type { Bags } from './lessons.ts'
import { padded } from './matrix.ts'
import type { Random } from './random.ts'

/**
 * Room for a batch. Bag i holds the places start[i] … start[i + 1]; `weight` is sat(tf) · I(w), `gated` the same times
 * exp(g[w]). `unit` and `slope` (the gradient of `unit`) are rows of vectors, zero beyond `rows`.
 */
export type Side = {
  rows: number
  start: Int32Array
  word: Int32Array
  weight: Float32Array
  gated: Float32Array
  unit: Float32Array
  norm: Float32Array
  slope: Float32Array
}

/** Room for `rows` bags of `places` words in all. */
export const sideOf = (rows: number, places: number, size: number): Side => ({
  rows: 0,
  start: new Int32Array(rows + 1),
  word: new Int32Array(places),
  weight: new Float32Array(places),
  gated: new Float32Array(places),
  unit: new Float32Array(padded(rows) * size),
  norm: new Float32Array(rows),
  slope: new Float32Array(padded(rows) * size),
})

/**
 * Adds a bag as (the rest of) row `row`, each word left out with probability `share`. `close` ends the row; a row from
 * which everything was left out keeps one word.
 */
export function drop(side: Side, row: number, bags: Bags, bag: number, share: number, random: Random): void {
  const [from, to] = [bags.start[bag]!, bags.start[bag + 1]!]
  let at = side.start[row + 1]!
  for (let i = from; i < to; i += 1) {
    if (share > 0 && random() < share) continue
    side.word[at] = bags.word[i]!
    side.weight[at] = bags.weight[i]!
    at += 1
  }
  if (at === side.start[row] && to > from) {
    const i = from + Math.floor(random() * (to - from))
    side.word[at] = bags.word[i]!
    side.weight[at] = bags.weight[i]!
    at += 1
  }
  side.start[row + 1] = at
}

/** Opens the next row: `drop` fills it. Returns its number. */
export function open(side: Side): number {
  const row = side.rows
  side.rows += 1
  side.start[row + 1] = side.start[row]!
  return row
}

/** Vectors of all rows; clears the gradients. */
export function pool(side: Side, gate: Float32Array, table: Float32Array, size: number): void {
  const { rows, start, word, weight, gated, unit, norm, slope } = side
  const end = padded(rows) * size
  unit.fill(0, 0, end)
  slope.fill(0, 0, end)
  for (let row = 0; row < rows; row += 1) {
    const to = row * size
    for (let i = start[row]!; i < start[row + 1]!; i += 1) {
      const w = word[i]!
      const c = weight[i]! * Math.exp(gate[w]!)
      gated[i] = c
      const from = w * size
      for (let k = 0; k < size; k += 1) unit[to + k]! += c * table[from + k]!
    }
    let square = 0
    for (let k = to; k < to + size; k += 1) square += unit[k]! * unit[k]!
    norm[row] = Math.sqrt(square)
    const scale = square > 0 ? 1 / norm[row]! : 0
    for (let k = to; k < to + size; k += 1) unit[k]! *= scale
  }
}

/** Adds the gradients of the rows to those of the gate and of the word vectors. */
export function unpool(side: Side, gate: Learned, table: Float32Array, tableSlope: Float32Array, size: number): void {
  const { rows, start, word, gated, unit, norm, slope } = side
  for (let row = 0; row < rows; row += 1) {
    if (norm[row] === 0) continue
    const from = row * size
    let along = 0
    for (let k = from; k < from + size; k += 1) along += unit[k]! * slope[k]!
    const scale = 1 / norm[row]!
    for (let k = from; k < from + size; k += 1) slope[k] = (slope[k]! - along * unit[k]!) * scale
    for (let i = start[row]!; i < start[row + 1]!; i += 1) {
      const w = word[i]!
      const c = gated[i]!
      const to = w * size
      let turn = 0
      for (let k = 0; k < size; k += 1) {
        const g = slope[from + k]!
        turn += g * table[to + k]!
        tableSlope[to + k]! += c * g
      }
      gate.gradient[w]! += c * turn
    }
  }
}
