// The engine measured on a folder of judged questions: the same analysis, index and ranking as in service.
import { availableParallelism } from 'node:os'
import { type Analysed, analyse, plainEntry, termsOf } from './analyse.ts'
import { order } from './blend.ts'
import { type Collection, readCollection } from './collection.ts'
import type { Encoder } from './encoder.ts'
import { type Case, lessonsOf } from './lessons.ts'
import { readWithGroups } from './lexicon.ts'
import { lookupOf } from './meaning.ts'
import { fullGrade, type Grades, type Measures, measure, quantile, type Run } from './measures.ts'
import { buildIndex, equip, type Index, tablesOf } from './postings.ts'
import { randomFrom, shuffle } from './random.ts'
import { trainInWorker } from './train-worker.ts'
import { loadVectors } from './vectors.ts'

type Times = { ms50: number; ms95: number }

/** How many of a question's answers also answered a past case of the other folds. */
type Seen = 'never' | 'partly' | 'all'

/** With past cases, cross-validated: each question is ranked by what was learned from the other folds. */
type Learned = Measures & Times & { folds: number; trained: number; seen: Record<Seen, Measures> }

/** `ms50`, `ms95`: milliseconds of one question, words to ranking. `trained`, `indexed`: seconds. */
export type Evaluation = Measures &
  Times & {
    documents: number
    indexed: number
    trained: number
    /** The grade that counts as a full answer in `hit…`. */
    full: number
    learned?: Learned
  }

export type Options = { learn?: number; seed?: number; onProgress?: (line: string) => void }

const seconds = (from: number) => (performance.now() - from) / 1000
const DEPTH = 10

const analysedIn = (collection: Collection): Analysed[] =>
  collection.passages.map(({ id, title, text }) => analyse(plainEntry(id, title, text)))

/** Ranks the questions with these ids. */
function runs(index: Index, collection: Collection, ids: ReadonlySet<string>): Map<string, Run> {
  const result = new Map<string, Run>()
  for (const { id, text } of collection.queries) {
    const grades = collection.judged.get(id)
    if (!grades || !ids.has(id)) continue
    const from = performance.now()
    const ranked = order(index, text, DEPTH).map((one) => one.id)
    result.set(id, { ranked, grades, ms: performance.now() - from })
  }
  return result
}

/** What a partly fitting answer teaches, where a full one teaches 1. */
const PARTLY = 0.4

/** The questions with these ids, as if they had been resolved. */
const casesOf = (collection: Collection, ids: ReadonlySet<string>, full: number): Case[] =>
  collection.queries
    .filter(({ id }) => ids.has(id))
    .map(({ id, text }) => ({
      words: termsOf(readWithGroups(text)).words,
      targets: Object.fromEntries(
        [...(collection.judged.get(id) ?? [])]
          .filter(([, grade]) => grade > 0)
          .map(([entry, grade]) => [entry, grade >= full ? 1 : PARTLY]),
      ),
    }))

/** Whether none, some or all that answers a question also answered one of these cases. */
function seenIn(grades: Grades, cases: readonly Case[]): 'never' | 'partly' | 'all' {
  const known = new Set(cases.flatMap(({ targets }) => Object.keys(targets)))
  const relevant = [...grades].filter(([, grade]) => grade > 0).map(([id]) => id)
  const met = relevant.filter((id) => known.has(id)).length
  return met === 0 ? 'never' : met < relevant.length ? 'partly' : 'all'
}

/** The ids dealt into k heaps by chance. */
function heaps(ids: readonly string[], k: number, seed: number): Set<string>[] {
  const order = Int32Array.from(ids, (_, i) => i)
  shuffle(order, randomFrom(seed))
  return Array.from(
    { length: k },
    (_, heap) => new Set([...order].filter((_, i) => i % k === heap).map((i) => ids[i]!)),
  )
}

type Trained = { encoder: Encoder; seconds: number }

/** Trains on the entries and each list of cases, as many at once as there are processors. */
async function trainAll(
  entries: readonly Analysed[],
  lists: readonly (readonly Case[])[],
  options: Options,
): Promise<Trained[]> {
  const vectors = loadVectors()
  if (!vectors) return []
  const trained: Trained[] = []
  const waiting = [...lists.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, cases] = next
      const from = performance.now()
      const encoder = await trainInWorker(lessonsOf(entries, lookupOf(vectors), cases), {
        seed: options.seed ?? 1,
        onProgress: (done, of, loss) =>
          options.onProgress?.(`学習 ${at + 1}/${lists.length}: ${done}/${of}　損失 ${loss.toFixed(3)}`),
      })
      trained[at] = { encoder, seconds: seconds(from) }
    }
  }
  await Promise.all(Array.from({ length: Math.min(lists.length, availableParallelism()) }, work))
  return trained
}

/** Ranks the questions with what was trained and the cases it was trained with. */
function runsWith(
  index: Index,
  collection: Collection,
  ids: ReadonlySet<string>,
  encoder: Encoder | undefined,
  cases: readonly Case[],
): Map<string, Run> {
  const vectors = loadVectors()
  if (vectors && encoder) equip(index, cases.length > 0 ? { vectors, encoder, cases } : { vectors, encoder })
  tablesOf(index)
  return runs(index, collection, ids)
}

/** Measures the engine on a folder; the message says what is wrong with the folder. */
export async function evaluate(
  folder: string,
  options: Options = {},
): Promise<{ ok: true; value: Evaluation } | { ok: false; message: string }> {
  const read = readCollection(folder)
  if (!read.ok) return read
  const { collection } = read
  const say = options.onProgress ?? (() => {})
  say(`項目 ${collection.passages.length}、質問 ${collection.queries.length} を読みました`)
  const from = performance.now()
  const entries = analysedIn(collection)
  const index = buildIndex(entries)
  tablesOf(index)
  const indexed = seconds(from)
  if (!loadVectors()) say('単語ベクトル（vectors/ja.bin）がないので、言葉の一致だけで測ります')
  const full = fullGrade(collection.judged.values())
  const judged = [...collection.judged.keys()].sort()
  const { learn = 1 } = options
  if (learn > judged.length) say(`質問が ${judged.length} しかないので、${learn} つに分けて学ぶことはできません`)
  const folds = learn > 1 && learn <= judged.length ? heaps(judged, learn, options.seed ?? 1) : []
  const cases = folds.map((fold) => casesOf(collection, new Set(judged.filter((id) => !fold.has(id))), full))
  const trained = await trainAll(entries, [[], ...cases], options)
  const all = [...runsWith(index, collection, new Set(judged), trained[0]?.encoder, []).values()]
  const value: Evaluation = {
    documents: collection.passages.length,
    ...measure(all, full),
    ...times(all),
    indexed,
    trained: trained[0]?.seconds ?? 0,
    full,
  }
  if (folds.length > 0) {
    const folded = folds.map((ids, i) => runsWith(index, collection, ids, trained[i + 1]?.encoder, cases[i]!))
    const time = trained.slice(1).reduce((sum, one) => sum + one.seconds, 0)
    value.learned = { ...sum(folded, cases, full), trained: time }
  }
  return { ok: true, value }
}

const times = (runs: readonly Run[]) => ({
  ms50: quantile(
    runs.map(({ ms }) => ms),
    0.5,
  ),
  ms95: quantile(
    runs.map(({ ms }) => ms),
    0.95,
  ),
})

/** Each fold of questions was ranked by what was learned from the cases of the other folds. */
function sum(folded: readonly Map<string, Run>[], cases: readonly (readonly Case[])[], full: number) {
  const results = folded.flatMap((fold) => [...fold.values()])
  const parts: Record<Seen, Run[]> = { never: [], partly: [], all: [] }
  for (const [i, fold] of folded.entries())
    for (const run of fold.values()) parts[seenIn(run.grades, cases[i]!)].push(run)
  const seen = { never: measure(parts.never, full), partly: measure(parts.partly, full), all: measure(parts.all, full) }
  return { folds: folded.length, ...measure(results, full), ...times(results), seen }
}

const three = (value: number) => value.toFixed(3)
const row = (m: Measures) =>
  [m.ndcg10, m.mrr10, m.recall5, m.recall10, m.hit1, m.hit3, m.hit10].map((value) => three(value).padStart(9)).join('')

/** The evaluation as lines for the terminal. */
export function tellEvaluation(value: Evaluation): string {
  const names = ['nDCG@10', 'MRR@10', 'R@5', 'R@10', 'Hit@1', 'Hit@3', 'Hit@10']
  const line = (name: string, m: Measures) => `${name.padEnd(20)}${row(m)}${String(m.queries).padStart(9)}`
  const time = (t: Times) => `1問 p50 ${t.ms50.toFixed(2)} ms、p95 ${t.ms95.toFixed(2)} ms`
  const lines = [
    `項目 ${value.documents}　質問 ${value.queries}（うち評価 ${value.full} 以上の答えがあるもの ${value.answerable}: Hit はこの中の割合）`,
    `${' '.repeat(20)}${[...names, 'n'].map((name) => name.padStart(9)).join('')}`,
    line('no outcomes', value),
  ]
  const { learned } = value
  if (learned) {
    lines.push(line(`${learned.folds}-fold, learned`, learned))
    for (const [name, part] of Object.entries(learned.seen)) lines.push(line(`  targets ${name} seen`, part))
  }
  lines.push(`索引 ${value.indexed.toFixed(1)} 秒　学習 ${value.trained.toFixed(1)} 秒　${time(value)}`)
  if (learned)
    lines.push(`過去の事例から: 学習 ${learned.trained.toFixed(1)} 秒（${learned.folds} 回）　${time(learned)}`)
  return lines.join('\n')
}
