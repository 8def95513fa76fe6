// Learns to hear needs and danger from lines with labels: softmax regression by AdaGrad over the features of hearing.ts.
// Duchi, Hazan & Singer 2011 for the steps. The same lines and seed give the same model.
import { blocksOf, type Features, type Hearing, hashOf, type Model, type Sounded, soundOf } from './hearing.ts'
import type { Lookup } from './lessons.ts'
import type { Reading } from './phrases.ts'
import { randomFrom, shuffle } from './random.ts'

/** A line to learn from. `danger` undefined: nobody judged it. `weight`: what it counts, 1 for a line written for this. */
export type Lesson = {
  reading: Reading
  needs: readonly string[]
  danger: { kind: string; level: 'now' | 'risk' } | null | undefined
  weight: number
}

export const NOTHING = 'nothing'
const KINDS = ['suicide', 'violence', 'abuse', 'fire', 'medical', 'sexual'] as const

/** The share of the first of several needs; the others have the rest. */
const MAIN = 0.6
const EPOCHS = 12
const STEP = 0.5
const SHRINK = 1e-4
/** A feature of fewer lines than this is not learned. */
const RARE = 2
/** Weights smaller than this share of the largest of their row are not kept. */
const SMALL = 0.15

type Example = { sounded: Sounded; target: readonly (readonly [column: number, share: number])[]; weight: number }

/** Learns all three models. About 20 s for 12,000 lines. */
export function learnHearing(
  lessons: readonly Lesson[],
  codes: readonly string[],
  lookup: Lookup | undefined,
  seed = 1,
): Hearing {
  const features = featuresOf(lessons, lookup?.dims ?? 0)
  const sounded = lessons.map(({ reading }) => soundOf(reading, features, lookup))
  const examples = (of: (lesson: Lesson) => Example['target'] | undefined): Example[] =>
    lessons.flatMap((lesson, i) => {
      const target = of(lesson)
      return target ? [{ sounded: sounded[i]!, target, weight: lesson.weight }] : []
    })
  const needs = [NOTHING, ...codes]
  const column = new Map(needs.map((code, i) => [code, i]))
  const shares = (own: readonly string[]) =>
    own.map(
      (code, i) => [column.get(code)!, own.length === 1 ? 1 : i === 0 ? MAIN : (1 - MAIN) / (own.length - 1)] as const,
    )
  const dangers = [NOTHING, ...KINDS]
  const model = (classes: readonly string[], list: Example[]) =>
    learn(classes, list, features.hashes.length + features.dims, seed)
  return {
    ...features,
    needs: model(
      needs,
      examples(({ needs: own }) => (own.length === 0 ? [[0, 1]] : shares(own))),
    ),
    danger: model(
      dangers,
      examples(({ danger }) => (danger === undefined ? undefined : [[danger ? dangers.indexOf(danger.kind) : 0, 1]])),
    ),
    now: model(
      [NOTHING, 'now'],
      examples(({ danger }) => (danger ? [[danger.level === 'now' ? 1 : 0, 1]] : undefined)),
    ),
  }
}

function featuresOf(lessons: readonly Lesson[], dims: number): Features {
  const held = new Map<number, number>()
  for (const { reading } of lessons)
    for (const { mark, names } of blocksOf(reading))
      for (const name of names.keys()) {
        const hash = hashOf(mark + name)
        held.set(hash, (held.get(hash) ?? 0) + 1)
      }
  const often = [...held].filter(([, count]) => count >= RARE).sort((a, b) => a[0] - b[0])
  return {
    dims,
    hashes: Uint32Array.from(often, ([hash]) => hash),
    rarity: Float32Array.from(often, ([, count]) => Math.log((lessons.length + 1) / (count + 0.5))),
  }
}

function learn(classes: readonly string[], examples: readonly Example[], rows: number, seed: number): Model {
  const k = classes.length
  const weights = new Float32Array(rows * k)
  const squares = new Float32Array(rows * k).fill(1e-4)
  const bias = new Float32Array(k)
  const slope = new Float64Array(k)
  const order = Int32Array.from(examples, (_, i) => i)
  const random = randomFrom(seed)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random)
    for (const at of order) {
      const { sounded, target, weight } = examples[at]!
      softmax(slope, bias, weights, sounded)
      for (const [column, share] of target) slope[column]! -= share
      for (const { row, value } of sounded) {
        for (let c = 0, i = row * k; c < k; c += 1, i += 1) {
          const gradient = weight * slope[c]! * value + SHRINK * weights[i]!
          squares[i]! += gradient * gradient
          weights[i]! -= (STEP * gradient) / Math.sqrt(squares[i]!)
        }
      }
      for (let c = 0; c < k; c += 1) bias[c]! -= 0.05 * weight * slope[c]!
    }
  }
  return packed(classes, bias, weights, rows)
}

function softmax(into: Float64Array, bias: Float32Array, weights: Float32Array, sounded: Sounded): void {
  const k = into.length
  into.set(bias)
  for (const { row, value } of sounded)
    for (let c = 0, i = row * k; c < k; c += 1, i += 1) into[c]! += value * weights[i]!
  let most = Number.NEGATIVE_INFINITY
  for (const score of into) most = Math.max(most, score)
  let sum = 0
  for (let c = 0; c < k; c += 1) {
    into[c] = Math.exp(into[c]! - most)
    sum += into[c]!
  }
  for (let c = 0; c < k; c += 1) into[c]! /= sum
}

/** Rounds each row to int8 by its largest weight and leaves out what is small. */
function packed(classes: readonly string[], bias: Float32Array, weights: Float32Array, rows: number): Model {
  const k = classes.length
  const starts = new Uint32Array(rows + 1)
  const step = new Float32Array(rows)
  const columns: number[] = []
  const values: number[] = []
  for (let row = 0; row < rows; row += 1) {
    const own = weights.subarray(row * k, (row + 1) * k)
    let most = 0
    for (const weight of own) most = Math.max(most, Math.abs(weight))
    step[row] = most / 127
    for (let c = 0; c < k; c += 1) {
      const rounded = most === 0 ? 0 : Math.round((own[c]! / most) * 127)
      if (Math.abs(rounded) < SMALL * 127) continue
      columns.push(c)
      values.push(rounded)
    }
    starts[row + 1] = columns.length
  }
  return { classes, bias, starts, columns: Uint8Array.from(columns), weights: Int8Array.from(values), step }
}
