// Learns to hear needs and danger from lines with labels: all listeners of hearing.ts by AdaGrad (Duchi, Hazan & Singer 2011),
// features left out by chance at each step (dropout, Srivastava et al. 2014). The same lines and seed give the same model.
import {
  blocksOf,
  type Ear,
  type Features,
  HEADS,
  type Head,
  type Hearing,
  hashOf,
  type Layer,
  logistic,
  type Sounded,
  softmax,
  soundOf,
} from './hearing.ts'
import type { Lookup } from './lessons.ts'
import type { Reading } from './phrases.ts'
import { type Random, randomFrom, shuffle } from './random.ts'

/**
 * A line to learn from. `needs` and `danger` undefined: nobody judged it; `topic`: other business of a city hall.
 * `weight`: what it counts, 1 for a line written for this.
 */
export type Lesson = {
  reading: Reading
  needs: readonly string[] | undefined
  topic?: string
  danger: { kind: string; level: 'now' | 'risk' } | null | undefined
  weight: number
}

export const NOTHING = 'nothing'
const DANGERS = [NOTHING, 'suicide', 'violence', 'abuse', 'fire', 'medical', 'sexual'] as const
const NOW = [NOTHING, 'now'] as const

/** The share of the first of several needs; the others have the rest. */
const MAIN = 0.6
/** A feature of fewer lines than this is not learned; where there are few lines, each is. */
const RARE = 4
const FEW = 1_000
/** So many ears, each begun from another chance. */
const EARS = 2

/** Chosen on a fifth of the lines that was not learned from; see docs/matching.md. */
const RECIPE = { size: 64, epochs: 10, step: 0.08, shrink: 1e-5, drop: 0.2, start: 1e-3 }
const PLAIN = { epochs: 12, step: 0.5, shrink: 1e-4, drop: 0, start: 1e-4 }
/** The step at the end of learning, as a share of the first. */
const LAST = 0.1

/** A line made ready. Targets: shares of classes; undefined where nobody judged it. */
type Example = {
  rows: Int32Array
  values: Float32Array
  needs: Target | undefined
  danger: Target | undefined
  now: Target | undefined
  subjects: Target | undefined
  weight: number
}
type Target = readonly (readonly [column: number, share: number])[]

/** The column of a class. Throws where there is none: a line with a code that no list has would teach nothing, unseen. */
function columnOf(classes: readonly string[], code: string): number {
  const column = classes.indexOf(code)
  if (column < 0) throw new Error(`no such class to learn: ${code}`)
  return column
}

/** Learns all listeners: about five minutes for 25,000 lines. */
export function learnHearing(
  lessons: readonly Lesson[],
  codes: readonly string[],
  topics: readonly string[],
  lookup: Lookup | undefined,
  seed = 1,
): Hearing {
  const features = featuresOf(lessons, lookup?.dims ?? 0)
  const classes = { needs: [NOTHING, ...codes], danger: DANGERS, now: NOW, subjects: [...codes, ...topics] }
  const examples = lessons.map((lesson) => exampleOf(lesson, classes, soundOf(lesson.reading, features, lookup)))
  const rows = features.hashes.length + features.dims
  const ears = Array.from({ length: EARS }, (_, i) => earOf(examples, classes, rows, seed + i))
  return { ...features, classes, ears, plain: plainly(examples, rows, seed) }
}

type Classes = Hearing['classes']

function exampleOf({ needs, topic, danger, weight }: Lesson, classes: Classes, sounded: Sounded): Example {
  const shares = (of: readonly string[], own: readonly string[]): Target =>
    own.map((code, i) => [columnOf(of, code), own.length === 1 ? 1 : i === 0 ? MAIN : (1 - MAIN) / (own.length - 1)])
  const about = topic ? [topic] : (needs ?? [])
  return {
    rows: Int32Array.from(sounded, ({ row }) => row),
    values: Float32Array.from(sounded, ({ value }) => value),
    needs: needs && shares(classes.needs, needs.length === 0 ? [NOTHING] : needs),
    danger: danger === undefined ? undefined : shares(classes.danger, [danger?.kind ?? NOTHING]),
    now: danger ? shares(classes.now, [danger.level === 'now' ? 'now' : NOTHING]) : undefined,
    subjects: about.length === 0 ? undefined : shares(classes.subjects, about),
    weight,
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
  const rare = lessons.length < FEW ? 1 : RARE
  const often = [...held].filter(([, count]) => count >= rare).sort((a, b) => a[0] - b[0])
  return {
    dims,
    hashes: Uint32Array.from(often, ([hash]) => hash),
    rarity: Float32Array.from(often, ([, count]) => Math.log((lessons.length + 1) / (count + 0.5))),
  }
}

/** Numbers being learned, and the sum of their squared gradients so far. */
type Learned = { value: Float32Array; squares: Float32Array }
const learned = (value: Float32Array, start: number): Learned => ({
  value,
  squares: new Float32Array(value.length).fill(start),
})
const spread = (length: number, size: number, random: Random): Float32Array =>
  Float32Array.from({ length }, () => (2 * random() - 1) / Math.sqrt(size))

function move({ value, squares }: Learned, i: number, gradient: number, step: number): void {
  squares[i]! += gradient * gradient
  value[i]! -= (step * gradient) / Math.sqrt(squares[i]!)
}

/** Chooses the features of a text that this step sees, a share left out; the others count for more. */
function pick(
  { rows, values }: Example,
  drop: number,
  random: Random,
  into: { at: Int32Array; x: Float32Array },
): number {
  let count = 0
  for (let i = 0; i < rows.length; i += 1) {
    if (drop > 0 && random() < drop) continue
    into.at[count] = rows[i]!
    into.x[count] = values[i]! / (1 - drop)
    count += 1
  }
  return count
}

const room = (examples: readonly Example[]) => {
  const most = examples.reduce((length, { rows }) => Math.max(length, rows.length), 0)
  return { at: new Int32Array(most), x: new Float32Array(most) }
}

/** Calls `learn` for every example in each epoch, in an order of chance, with a step that falls. */
function rounds(
  examples: readonly Example[],
  { epochs, step }: { epochs: number; step: number },
  last: number,
  random: Random,
  learn: (one: Example, step: number) => void,
): void {
  const order = Int32Array.from(examples, (_, i) => i)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random)
    const now = step * (1 - (1 - last) * (epoch / epochs))
    for (const at of order) learn(examples[at]!, now)
  }
}

/** A listener with a hidden layer, and its heads. */
function earOf(examples: readonly Example[], classes: Classes, rows: number, seed: number): Ear {
  const { size, shrink, drop, start } = RECIPE
  const random = randomFrom(seed)
  const layer = learned(spread(rows * size, size, random), start)
  const heads = HEADS.map((name) => ({
    name,
    weights: learned(spread(size * classes[name].length, size, random), start),
    bias: learned(new Float32Array(classes[name].length), start),
    slope: new Float32Array(classes[name].length),
  }))
  const seen = room(examples)
  const hidden = new Float32Array(size)
  const back = new Float32Array(size)
  rounds(examples, RECIPE, LAST, random, (one, step) => {
    const count = pick(one, drop, random, seen)
    hidden.fill(0)
    for (let i = 0; i < count; i += 1)
      for (let k = 0, at = seen.at[i]! * size, x = seen.x[i]!; k < size; k += 1) hidden[k]! += x * layer.value[at + k]!
    for (let k = 0; k < size; k += 1) hidden[k] = Math.tanh(hidden[k]!)
    back.fill(0)
    for (const { name, weights, bias, slope } of heads) {
      const target = one[name]
      if (!target) continue
      const width = slope.length
      slope.set(bias.value)
      for (let k = 0, i = 0; k < size; k += 1)
        for (let c = 0; c < width; c += 1, i += 1) slope[c]! += hidden[k]! * weights.value[i]!
      softmax(slope)
      for (const [c, share] of target) slope[c]! -= share
      for (let k = 0, i = 0; k < size; k += 1)
        for (let c = 0; c < width; c += 1, i += 1) {
          const gradient = one.weight * slope[c]!
          back[k]! += gradient * weights.value[i]!
          move(weights, i, gradient * hidden[k]! + shrink * weights.value[i]!, step)
        }
      for (let c = 0; c < width; c += 1) move(bias, c, one.weight * slope[c]!, step)
    }
    for (let k = 0; k < size; k += 1) back[k]! *= 1 - hidden[k]! * hidden[k]!
    for (let i = 0; i < count; i += 1)
      for (let k = 0, at = seen.at[i]! * size, x = seen.x[i]!; k < size; k += 1)
        move(layer, at + k, x * back[k]! + shrink * layer.value[at + k]!, step)
  })
  const learnedHeads = heads.map(({ name, bias, weights }): [string, Head] => [
    name,
    { bias: bias.value, weights: weights.value },
  ])
  return {
    hidden: layerOf(size, new Float32Array(size), layer.value),
    heads: Object.fromEntries(learnedHeads) as Ear['heads'],
  }
}

/** The plain listener: whether there is no trouble (logistic), danger and its urgency (softmax). */
function plainly(examples: readonly Example[], rows: number, seed: number): Layer {
  const { shrink, start } = PLAIN
  const kinds = DANGERS.length
  const size = 1 + kinds + NOW.length
  const weights = learned(new Float32Array(rows * size), start)
  const bias = new Float32Array(size)
  const slope = new Float32Array(size)
  const [danger, now] = [slope.subarray(1, 1 + kinds), slope.subarray(1 + kinds)]
  const random = randomFrom(seed)
  rounds(examples, PLAIN, 1, random, ({ rows: at, values, weight, ...one }, step) => {
    slope.set(bias)
    for (let i = 0; i < at.length; i += 1)
      for (let c = 0, from = at[i]! * size; c < size; c += 1) slope[c]! += values[i]! * weights.value[from + c]!
    slope[0] = one.needs ? logistic(slope[0]!) - (one.needs[0]![0] === 0 ? 1 : 0) : 0
    for (const [part, target] of [
      [danger, one.danger],
      [now, one.now],
    ] as const) {
      if (!target) part.fill(0)
      else {
        softmax(part)
        for (const [c, share] of target) part[c]! -= share
      }
    }
    for (let i = 0; i < at.length; i += 1)
      for (let c = 0, from = at[i]! * size; c < size; c += 1)
        move(weights, from + c, weight * slope[c]! * values[i]! + shrink * weights.value[from + c]!, step)
    for (let c = 0; c < size; c += 1) bias[c]! -= 0.05 * weight * slope[c]!
  })
  return layerOf(size, bias, weights.value)
}

/** Rounds each row to int8 by its largest weight. */
function layerOf(size: number, bias: Float32Array, weights: Float32Array): Layer {
  const data = new Int8Array(weights.length)
  const step = new Float32Array(weights.length / size)
  for (let row = 0; row < step.length; row += 1) {
    const own = weights.subarray(row * size, (row + 1) * size)
    let most = 0
    for (const weight of own) most = Math.max(most, Math.abs(weight))
    step[row] = most / 127
    if (most > 0) for (let k = 0; k < size; k += 1) data[row * size + k] = Math.round((own[k]! / most) * 127)
  }
  return { size, bias, data, step }
}
