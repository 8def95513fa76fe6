// How the encoder learns: each title (or wording) must find its own entry among many, and each entry its title; with past
// cases, each question answered before must find what answered it. Contrastive learning with in-batch negatives (van den
// Oord et al. 2018), 18 steps of Adam in all; every loop runs over arrays made once.
import { adam, type Learned, learned } from './adam.ts'
import type { Analysed } from './analyse.ts'
import type { Encoder } from './encoder.ts'
import { answerCases, contrast, type Pairs } from './encoder-loss.ts'
import { type Bags, type Case, type Lessons, type Lookup, lessonsOf, standIn } from './lessons.ts'
import { padded } from './matrix.ts'
import { normal, type Random, randomFrom, shuffle } from './random.ts'
import { drop, open, pool, sideOf, unpool } from './side.ts'

/** The recipe; measured on a municipal collection, and not to be tuned on one's own test questions. */
export const RECIPE = {
  size: 192,
  /** Deviation of R at the start, before division by √size. */
  noise: 0.3,
  /** Shares of words left out of titles, bodies and past questions at each step. */
  dropTitle: 0.25,
  dropBody: 0.4,
  dropCase: 0.15,
  /** How often a body is joined by about half of its title. */
  joinTitle: 0.5,
  temperature: 0.22,
  caseTemperature: 0.2,
  rate: 0.01,
  rateOfProjection: 0.003,
  warmUp: 5,
  decay: 1e-3,
  epochs: 18,
  epochsWithCases: 20,
  casesFrom: 6,
  /** Past cases weigh min(1, n / this). */
  casesFull: 300,
  /** Entries compared with each other at once, and past cases at once. */
  batch: 1_024,
  /** Up to this many entries are compared all with all. */
  whole: 2_048,
}
export type Recipe = typeof RECIPE

export type Model = { size: number; residual: Learned; projection: Learned; asking: Learned; telling: Learned }

/** A model at its start: rows of P orthonormal, R small noise, gates 0. */
export function startModel(lessons: Lessons, recipe: Recipe, random: Random): Model {
  const { size } = recipe
  const residual = new Float32Array(lessons.words.length * size)
  const deviation = recipe.noise / Math.sqrt(size)
  for (let i = 0; i < residual.length; i += 1) residual[i] = deviation * normal(random)
  const projection = new Float32Array(lessons.dims * size)
  for (let row = 0; row < lessons.dims; row += 1) {
    const own = projection.subarray(row * size, (row + 1) * size)
    for (let k = 0; k < size; k += 1) own[k] = normal(random)
    // Gram–Schmidt; rows beyond `size` cannot be orthogonal to all and stay as they are.
    for (let other = 0; other < Math.min(row, size - 1); other += 1) {
      const before = projection.subarray(other * size, (other + 1) * size)
      let shared = 0
      for (let k = 0; k < size; k += 1) shared += own[k]! * before[k]!
      for (let k = 0; k < size; k += 1) own[k]! -= shared * before[k]!
    }
    const norm = Math.hypot(...own)
    for (let k = 0; k < size; k += 1) own[k]! /= norm
  }
  const gate = () => learned(new Float32Array(lessons.words.length))
  return { size, residual: learned(residual), projection: learned(projection), asking: gate(), telling: gate() }
}

/** table = E·P + R. */
function spread(lessons: Lessons, { size, residual, projection }: Model, table: Float32Array): void {
  const { dims, vectors } = lessons
  table.set(residual.value)
  const p = projection.value
  for (let word = 0; word < lessons.words.length; word += 1) {
    const to = word * size
    for (let d = 0; d < dims; d += 1) {
      const e = vectors[word * dims + d]!
      if (e === 0) continue
      const from = d * size
      for (let k = 0; k < size; k += 1) table[to + k]! += e * p[from + k]!
    }
  }
}

/** Gradient of the table → gradients of R and P. */
function gather(lessons: Lessons, { size, residual, projection }: Model, slope: Float32Array): void {
  const { dims, vectors } = lessons
  const p = projection.gradient
  for (let i = 0; i < slope.length; i += 1) residual.gradient[i]! += slope[i]!
  for (let word = 0; word < lessons.words.length; word += 1) {
    const from = word * size
    for (let d = 0; d < dims; d += 1) {
      const e = vectors[word * dims + d]!
      if (e === 0) continue
      const to = d * size
      for (let k = 0; k < size; k += 1) p[to + k]! += e * slope[from + k]!
    }
  }
}

/** The most places that `count` of these bags (or pairs of bags) take. */
function places(count: number, ...all: Bags[]): number {
  const lengths = Array.from({ length: all[0]!.start.length - 1 }, (_, i) =>
    all.reduce((sum, { start }) => sum + (start[i + 1] ?? 0) - (start[i] ?? 0), 0),
  )
  lengths.sort((a, b) => b - a)
  return lengths.slice(0, count).reduce((a, b) => a + b, 0)
}

/** Entries that can be learned from: something to ask with, and something to find. */
function taught({ entries, body, whole }: Lessons): Int32Array {
  const filled = (bags: Bags, i: number) => bags.start[i + 1]! > bags.start[i]!
  const both = Array.from({ length: entries }, (_, i) => i).filter((i) => filled(whole, i))
  return Int32Array.from(both.filter((i) => filled(body, i) || both.length === 1))
}

/** Training in progress. `slopes` adds the gradients of one epoch to the model and returns its loss. */
export type Trainer = {
  model: Model
  slopes: (epoch: number) => number
  learn: (epoch: number) => void
  end: () => Encoder
}

/** Makes everything ready for training; the same seed gives the same encoder. */
export function trainer(lessons: Lessons, recipe: Recipe, seed: number): Trainer {
  const { size } = recipe
  const random = randomFrom(seed)
  const model = startModel(lessons, recipe, random)
  const order = taught(lessons)
  const batches = order.length <= recipe.whole ? 1 : Math.ceil(order.length / recipe.batch)
  const rows = Math.ceil(order.length / batches)
  const q = sideOf(rows, Math.max(places(rows, lessons.lines), places(rows, lessons.body)), size)
  const d = sideOf(rows, places(rows, lessons.body, lessons.title), size)
  const scores = new Float32Array(padded(rows) ** 2)
  const table = new Float32Array(lessons.words.length * size)
  const slope = new Float32Array(table.length)
  const cases = lessons.cases.start.length - 1
  const learnCases = cases > 0 ? caseTeacher(lessons, recipe, random, model, table, slope) : undefined

  const fill = (from: number, to: number) => {
    q.rows = 0
    d.rows = 0
    for (let i = from; i < to; i += 1) {
      const entry = order[i]!
      const [first, last] = [lessons.lineStart[entry]!, lessons.lineStart[entry + 1]!]
      const row = open(q)
      if (last > first)
        drop(q, row, lessons.lines, first + Math.floor(random() * (last - first)), recipe.dropTitle, random)
      else {
        const length = lessons.body.start[entry + 1]! - lessons.body.start[entry]!
        drop(q, row, lessons.body, entry, 1 - standIn(length) / length, random)
      }
      open(d)
      drop(d, row, lessons.body, entry, recipe.dropBody, random)
      if (random() < recipe.joinTitle) drop(d, row, lessons.title, entry, 0.5, random)
    }
  }
  const slopes = (epoch: number) => {
    spread(lessons, model, table)
    slope.fill(0)
    if (batches > 1) shuffle(order, random)
    let loss = 0
    for (let batch = 0; batch < batches; batch += 1) {
      const from = Math.floor((batch * order.length) / batches)
      const to = Math.floor(((batch + 1) * order.length) / batches)
      if (to === from) continue
      fill(from, to)
      pool(q, model.asking.value, table, size)
      pool(d, model.telling.value, table, size)
      loss += contrast(q, d, scores, recipe.temperature, (to - from) / order.length, size)
      unpool(q, model.asking, table, slope, size)
      unpool(d, model.telling, table, slope, size)
    }
    if (learnCases && epoch >= recipe.casesFrom) loss += learnCases()
    gather(lessons, model, slope)
    return loss
  }
  const learn = (epoch: number) => {
    const rate = recipe.rate * Math.min(1, epoch / recipe.warmUp)
    // Gradients are means over the entries: in a large catalogue the pull to zero shrinks as they do.
    const decay = recipe.decay * Math.min(1, recipe.whole / Math.max(1, order.length))
    for (const part of [model.residual, model.asking, model.telling]) adam(part, rate, decay, epoch)
    adam(model.projection, (rate / recipe.rate) * recipe.rateOfProjection, 0, epoch)
  }
  const end = (): Encoder => {
    spread(lessons, model, table)
    const { words, rarity, unseen } = lessons
    const { asking, telling, projection } = model
    return {
      size,
      words,
      rarity,
      unseen,
      table,
      asking: asking.value,
      telling: telling.value,
      projection: projection.value,
    }
  }
  return { model, slopes, learn, end }
}

/** The step with past cases: what answered them among all entries, or, of very many, among a sample that holds it. */
function caseTeacher(
  lessons: Lessons,
  recipe: Recipe,
  random: Random,
  model: Model,
  table: Float32Array,
  slope: Float32Array,
): () => number {
  const { size, caseTemperature } = recipe
  const { cases, targets, entries } = lessons
  const all = cases.start.length - 1
  const asked = Int32Array.from({ length: all }, (_, i) => i)
  const rows = Math.min(all, recipe.batch)
  const most = Math.min(entries, recipe.whole)
  const s = sideOf(rows, places(rows, cases), size)
  const title = sideOf(most, places(most, lessons.title), size)
  const whole = sideOf(most, places(most, lessons.whole), size)
  const work = {
    scores: new Float32Array(padded(rows) * padded(most)),
    both: new Float32Array(padded(most) * size),
    slope: new Float32Array(padded(most) * size),
  }
  const widest = targets.word.length
  const pairs: Pairs = {
    row: new Int32Array(widest),
    at: new Int32Array(widest),
    share: new Float32Array(widest),
    length: 0,
  }
  /** Place of an entry among those compared, −1 outside. */
  const spot = new Int32Array(entries)
  const share = Math.min(1, all / recipe.casesFull)
  const enter = (entry: number): boolean => {
    if (spot[entry]! >= 0) return true
    if (title.rows === most) return false
    spot[entry] = open(title)
    open(whole)
    drop(title, spot[entry]!, lessons.title, entry, 0, random)
    drop(whole, spot[entry]!, lessons.whole, entry, 0, random)
    return true
  }
  return () => {
    if (rows < all) shuffle(asked, random)
    spot.fill(-1)
    s.rows = 0
    title.rows = 0
    whole.rows = 0
    pairs.length = 0
    for (let i = 0; i < rows; i += 1) {
      const one = asked[i]!
      const row = open(s)
      drop(s, row, cases, one, recipe.dropCase, random)
      for (let t = targets.start[one]!; t < targets.start[one + 1]!; t += 1) {
        if (!enter(targets.word[t]!)) continue
        pairs.row[pairs.length] = row
        pairs.at[pairs.length] = spot[targets.word[t]!]!
        pairs.share[pairs.length] = targets.weight[t]!
        pairs.length += 1
      }
    }
    if (most === entries) for (let entry = 0; entry < entries; entry += 1) enter(entry)
    else while (title.rows < most) enter(Math.floor(random() * entries))
    pool(s, model.asking.value, table, size)
    pool(title, model.asking.value, table, size)
    pool(whole, model.telling.value, table, size)
    const loss = answerCases(s, title, whole, pairs, work, caseTemperature, share, size)
    unpool(s, model.asking, table, slope, size)
    unpool(title, model.asking, table, slope, size)
    unpool(whole, model.telling, table, slope, size)
    return loss
  }
}

/** Told after each epoch: how many are done, of how many, and the loss. */
export type Progress = (done: number, of: number, loss: number) => void

/** Trains an encoder: about 2 s an epoch for 2,000 entries, 18 epochs (20 with past cases). */
export function train(lessons: Lessons, seed: number, onProgress?: Progress, recipe: Recipe = RECIPE): Encoder {
  const { slopes, learn, end } = trainer(lessons, recipe, seed)
  const epochs = lessons.cases.start.length > 1 ? recipe.epochsWithCases : recipe.epochs
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const loss = slopes(epoch)
    learn(epoch)
    onProgress?.(epoch, epochs, loss)
  }
  return end()
}

/** Trains an encoder on a catalogue and, where there are any, its past cases. */
export const trainEncoder = (
  entries: readonly Analysed[],
  { seed, lookup, cases, onProgress }: { seed: number; lookup: Lookup; cases?: readonly Case[]; onProgress?: Progress },
): Encoder => train(lessonsOf(entries, lookup, cases), seed, onProgress)
