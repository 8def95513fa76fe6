// What the encoder is taught by: two losses over batches of vectors, with their gradients.
import { addProducts, padded, products } from './matrix.ts'
import type { Side } from './side.ts'

/**
 * Cross-entropy of rows and columns of S = Q Dᵀ / temperature against the diagonal, each averaged, halved, times
 * `share`; leaves the gradients in the sides. Returns the loss.
 */
export function contrast(
  q: Side,
  d: Side,
  scores: Float32Array,
  temperature: number,
  share: number,
  size: number,
): number {
  const { rows } = q
  const wide = padded(rows)
  products(q.unit, d.unit, scores, wide, wide, size, 1 / temperature)
  const right = new Float64Array(rows)
  const down = new Float64Array(rows)
  let loss = 0
  // Scores lie within ±1 / temperature, so that no exponent overflows.
  for (let i = 0; i < rows; i += 1) {
    const at = i * wide
    loss -= 2 * scores[at + i]!
    let sum = 0
    for (let j = 0; j < rows; j += 1) {
      const e = Math.exp(scores[at + j]!)
      scores[at + j] = e
      sum += e
      down[j]! += e
    }
    right[i] = sum
  }
  for (let i = 0; i < rows; i += 1) {
    loss += Math.log(right[i]!) + Math.log(down[i]!)
    right[i] = 1 / right[i]!
    down[i] = 1 / down[i]!
  }
  const scale = share / (2 * rows * temperature)
  for (let i = 0; i < rows; i += 1) {
    const at = i * wide
    const r = right[i]!
    for (let j = 0; j < rows; j += 1) scores[at + j]! *= scale * (r + down[j]!)
    scores[at + i]! -= 2 * scale
  }
  addProducts(scores, wide, 1, d.unit, q.slope, wide, wide, size)
  addProducts(scores, 1, wide, q.unit, d.slope, wide, wide, size)
  return (share * loss) / (2 * rows)
}

/** Row of a case, place of an entry among those compared, share of 1; `length` of them count. */
export type Pairs = { row: Int32Array; at: Int32Array; share: Float32Array; length: number }

/**
 * Cross-entropy of softmax(S Cᵀ / temperature) against what answered each case, averaged, times `share`, where C is the
 * mean of titles and whole texts. Leaves the gradients in the three sides. Returns the loss.
 */
export function answerCases(
  s: Side,
  title: Side,
  whole: Side,
  pairs: Pairs,
  work: { scores: Float32Array; both: Float32Array; slope: Float32Array },
  temperature: number,
  share: number,
  size: number,
): number {
  const { scores, both, slope } = work
  const [tall, wide] = [padded(s.rows), padded(title.rows)]
  for (let i = 0; i < wide * size; i += 1) {
    both[i] = (title.unit[i]! + whole.unit[i]!) / 2
    slope[i] = 0
  }
  products(s.unit, both, scores, tall, wide, size, 1 / temperature)
  const scale = share / (s.rows * temperature)
  let loss = 0
  for (let i = 0; i < pairs.length; i += 1) loss -= pairs.share[i]! * scores[pairs.row[i]! * wide + pairs.at[i]!]!
  for (let i = 0; i < s.rows; i += 1) {
    let sum = 0
    for (let j = 0, at = i * wide; j < title.rows; j += 1, at += 1) {
      scores[at] = Math.exp(scores[at]!)
      sum += scores[at]!
    }
    loss += Math.log(sum)
    for (let j = 0, at = i * wide; j < title.rows; j += 1, at += 1) scores[at]! *= scale / sum
  }
  for (let i = 0; i < pairs.length; i += 1) scores[pairs.row[i]! * wide + pairs.at[i]!]! -= scale * pairs.share[i]!
  addProducts(scores, wide, 1, both, s.slope, tall, wide, size)
  addProducts(scores, 1, wide, s.unit, slope, wide, tall, size)
  for (let i = 0; i < wide * size; i += 1) {
    title.slope[i]! += slope[i]! / 2
    whole.slope[i]! += slope[i]! / 2
  }
  return (share * loss) / s.rows
}
