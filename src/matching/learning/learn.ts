// One round of learning: train on everything, and measure the recipe on what was held out, beside the plain engine.
// It knows no database. It runs in a thread (worker.ts), which has threads of its own for the training.
import { availableParallelism } from 'node:os'
import { type Analysed, withoutWordings } from '../analyse.ts'
import { RECIPE, type Recipe } from '../encoder-train.ts'
import { type Case, lessonsOf } from '../lessons.ts'
import { lookupOf } from '../meaning.ts'
import { measure, type Run } from '../measures.ts'
import { buildIndex, equip } from '../postings.ts'
import { hashOf } from '../random.ts'
import { match } from '../rank.ts'
import { trainInWorker } from '../train-worker.ts'
import { loadVectors } from '../vectors.ts'
import { pack, unpack } from './pack.ts'
import type { Compared, Score, Scores } from './rules.ts'

export type Task = { entries: Analysed[]; cases: Case[]; seed: number; recipe?: Recipe | undefined }
export type Learnt = { weights: Uint8Array; scores: Scores }
export type Tell = (stage: 'training' | 'measuring', done: number, total: number) => void

/** Into how many parts wordings and cases are dealt; a large catalogue takes long to train, and its halves tell as much. */
export const foldsFor = (entries: number): number => (entries <= 1_000 ? 5 : entries <= 2_500 ? 3 : 2)

/** Most wordings that are asked; of more, a sample by their hash. */
const ASKED_MOST = 1_500

/** A question whose answer is known: families with their grade, 2 the very one, 1 one with the same first need. */
type Asked = { text: string; fold: number; of: 'wordings' | 'cases'; grades: Map<string, number> }

/** Every wording asks for its own family (grade 2), or one with the same first need (1). Copies are one question. */
function wordingsOf(entries: readonly Analysed[], folds: number): Asked[] {
  const byNeed = Map.groupBy(
    entries.filter((entry) => entry.needs.length > 0),
    (entry) => entry.needs[0]!,
  )
  const all = new Map<string, Asked>()
  for (const entry of entries)
    for (const text of entry.says) {
      const one = all.get(text) ?? { text, fold: hashOf(text) % folds, of: 'wordings', grades: new Map() }
      for (const other of byNeed.get(entry.needs[0] ?? '') ?? [])
        if (!one.grades.has(other.family)) one.grades.set(other.family, 1)
      one.grades.set(entry.family, 2)
      all.set(text, one)
    }
  return [...all.values()]
    .sort((a, b) => hashOf(a.text) - hashOf(b.text) || (a.text < b.text ? -1 : 1))
    .slice(0, ASKED_MOST)
}

/** Every past case asks, by its words, for the family that helped. */
function casesAsked(cases: readonly Case[], family: ReadonlyMap<string, string>, folds: number): Asked[] {
  return cases.map(({ words, targets }, i) => {
    const grades = new Map<string, number>()
    for (const [id, share] of Object.entries(targets)) {
      const own = family.get(id)
      if (own !== undefined && share > 0) grades.set(own, share >= 1 ? 2 : 1)
    }
    return { text: words.join(' '), fold: i % folds, of: 'cases', grades }
  })
}

/** What a question's answers have in common with those of the cases that were learned from. */
function seen({ grades }: Asked, known: ReadonlySet<string>): 'never' | 'partly' | 'all' {
  const met = [...grades.keys()].filter((family) => known.has(family)).length
  return met === 0 ? 'never' : met < grades.size ? 'partly' : 'all'
}

type Answered = { asked: Asked; seen: 'never' | 'partly' | 'all'; plain: Run; vectors: Run; learned: Run }

const scoreOf = (runs: readonly Run[]): Score => {
  const { hit1, hit3, ndcg10 } = measure(runs, 1)
  return { hit1, hit3, ndcg10 }
}
const compare = (answers: readonly Answered[]): Compared => ({
  n: answers.length,
  plain: scoreOf(answers.map((one) => one.plain)),
  vectors: scoreOf(answers.map((one) => one.vectors)),
  learned: scoreOf(answers.map((one) => one.learned)),
})

/**
 * Trains and measures. The same task gives the same result.
 * @throws Error where there are no word vectors.
 */
export async function learn({ entries, cases, seed, recipe = RECIPE }: Task, tell: Tell): Promise<Learnt> {
  const vectors = loadVectors()
  if (!vectors) throw new Error('no word vectors (vectors/ja.bin)')
  const lookup = lookupOf(vectors)
  const folds = foldsFor(entries.length)
  const family = new Map(entries.map((entry) => [entry.id, entry.family]))
  const parts = Array.from({ length: folds }, (_, fold) => ({
    entries: entries.map((entry) =>
      withoutWordings(entry, new Set(entry.says.flatMap((text, i) => (hashOf(text) % folds === fold ? [i] : [])))),
    ),
    cases: cases.filter((_, i) => i % folds !== fold),
  }))

  const epochs = cases.length > 0 ? recipe.epochsWithCases : recipe.epochs
  const done = new Array<number>(folds + 1).fill(0)
  const tellTraining = () =>
    tell(
      'training',
      done.reduce((a, b) => a + b, 0),
      (folds + 1) * epochs,
    )
  const trained: Uint8Array[] = []
  const waiting = [...parts, { entries, cases }].entries().toArray()
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, part] = next
      const encoder = await trainInWorker(lessonsOf(part.entries, lookup, part.cases), {
        seed,
        recipe,
        onProgress: (epoch) => {
          done[at] = epoch
          tellTraining()
        },
      })
      trained[at] = pack({ encoder, cases: part.cases })
    }
  }
  await Promise.all(Array.from({ length: Math.min(folds + 1, availableParallelism()) }, work))

  const asked = [...wordingsOf(entries, folds), ...casesAsked(cases, family, folds)].filter(
    ({ grades }) => grades.size > 0,
  )
  const answers: Answered[] = []
  for (const [fold, part] of parts.entries()) {
    const own = asked.filter((one) => one.fold === fold)
    const known = new Set(part.cases.flatMap(({ targets }) => Object.keys(targets).map((id) => family.get(id) ?? '')))
    const index = buildIndex(part.entries)
    const run = (one: Asked, i: number): Run => {
      if (i % 50 === 0) tell('measuring', answers.length, asked.length)
      const ranked = match(index, { text: one.text, limit: 10 }).results.map(({ id }) => family.get(id)!)
      return { ranked, grades: one.grades, ms: 0 }
    }
    const plain = own.map(run)
    equip(index, { vectors })
    const near = own.map(run)
    // what would run is what is measured: after rounding
    const model = unpack(trained[fold]!)
    equip(index, { vectors, ...model })
    const learned = own.map(run)
    for (const [i, one] of own.entries())
      answers.push({ asked: one, seen: seen(one, known), plain: plain[i]!, vectors: near[i]!, learned: learned[i]! })
  }
  const those = (keep: (one: Answered) => boolean) => compare(answers.filter(keep))
  const scores = {
    folds,
    wordings: those((one) => one.asked.of === 'wordings'),
    cases: those((one) => one.asked.of === 'cases'),
    never: those((one) => one.seen === 'never'),
    partly: those((one) => one.seen === 'partly'),
    all: those((one) => one.seen === 'all'),
  }
  return { weights: trained[folds]!, scores }
}
