// The encoder learns what it should: its gradients are those of its losses, a seed is a result, and a catalogue teaches
// it to find entries by words that they do not hold.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Analysed, analyse, type Entry, plainEntry, termsOf } from './analyse.ts'
import { type Encoder, encodeEntry, encodeQuery, rowsOf, scoreAll } from './encoder.ts'
import { RECIPE, type Recipe, train, trainEncoder, trainer } from './encoder-train.ts'
import { type Case, type Lookup, lessonsOf } from './lessons.ts'
import { readWithGroups } from './lexicon.ts'
import { addProducts, products } from './matrix.ts'
import { lookupOf, senseOf } from './meaning.ts'
import { buildIndex, equip, tablesOf } from './postings.ts'
import { normal, randomFrom } from './random.ts'
import { trainInWorker } from './train-worker.ts'
import { loadVectors } from './vectors.ts'

type Service = { id: string; name: string; description: string; says?: string[]; why?: string[] }

const entry = (id: string, title: string, body: string, more: Partial<Entry> = {}): Analysed =>
  analyse({ ...plainEntry(id, title, body), ...more })

/** Vectors by chance, the same for a word at every call; some words have none. */
function chance(dims: number): Lookup {
  const met = new Map<string, Float32Array | undefined>()
  return {
    dims,
    of: (word) => {
      if (!met.has(word)) {
        const random = randomFrom([...word].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7))
        const vector = Float32Array.from({ length: dims }, () => normal(random) / Math.sqrt(dims))
        met.set(word, random() < 0.2 ? undefined : vector)
      }
      return met.get(word)
    },
  }
}

const TOPICS = [
  ['犬', '登録 鑑札 狂犬病 注射'],
  ['住民票', '転入 転出 世帯 届出'],
  ['保育園', '入園 申込 児童 待機'],
  ['国民健康保険', '保険料 納付 減免 資格'],
  ['粗大ごみ', '収集 予約 処理券 回収'],
  ['図書館', '貸出 返却 書架 閲覧'],
  ['駐輪場', '自転車 定期 撤去 放置'],
  ['水道', '断水 検針 開栓 料金'],
] as const

/** Titles speak of one thing, bodies of its matters; halves of the matters stand in either. */
const small = (): Analysed[] =>
  TOPICS.flatMap(([name, matters]) => {
    const words = matters.split(' ')
    return words.map((word, i) =>
      entry(`${name}-${i}`, `${name}の${word}`, `${words[(i + 1) % 4]}と${words[(i + 2) % 4]}の案内。${word}の書類。`),
    )
  })

const cases: Case[] = TOPICS.map(([name], i) => ({
  words: ['どうぶつ', `ことば${i}`, name],
  targets: { [`${name}-0`]: 1, [`${name}-1`]: 0.4 },
}))

test('the gradients are those of the losses, by finite differences', () => {
  const lessons = lessonsOf(small(), chance(6), cases)
  const still = { dropTitle: 0, dropBody: 0, dropCase: 0, joinTitle: 0, casesFrom: 1, casesFull: 8 }
  const teach = trainer(lessons, { ...RECIPE, ...still, size: 8 }, 5)
  const { model } = teach
  const parts = [model.residual, model.projection, model.asking, model.telling]
  const random = randomFrom(9)
  for (const gate of [model.asking, model.telling])
    for (let i = 0; i < gate.value.length; i += 1) gate.value[i] = 0.3 * normal(random)
  const clear = () => {
    for (const part of parts) part.gradient.fill(0)
  }
  clear()
  teach.slopes(1)
  const gradients = parts.map((part) => part.gradient.slice())
  for (const [at, part] of parts.entries())
    for (let round = 0; round < 3; round += 1) {
      const start = part.value.slice()
      const way = Float32Array.from(start, () => normal(random))
      const norm = Math.hypot(...way)
      const expected = way.reduce((sum, step, i) => sum + (step / norm) * gradients[at]![i]!, 0)
      const lossAt = (step: number) => {
        for (let i = 0; i < start.length; i += 1) part.value[i] = start[i]! + (step * way[i]!) / norm
        clear()
        return teach.slopes(1)
      }
      const found = (lossAt(0.01) - lossAt(-0.01)) / 0.02
      part.value.set(start)
      assert.ok(Math.abs(found - expected) < 2e-4 + 0.01 * Math.abs(expected), `part ${at}: ${found} ≠ ${expected}`)
    }
})

test('products of matrices are what they are by hand', () => {
  const random = randomFrom(1)
  const [n, m, h] = [8, 4, 5]
  const of = (size: number) => Float32Array.from({ length: size }, () => normal(random))
  const [a, b] = [of(n * h), of(m * h)]
  const c = new Float32Array(n * m)
  products(a, b, c, n, m, h, 2)
  const dot = (i: number, j: number) => Array.from({ length: h }, (_, k) => a[i * h + k]! * b[j * h + k]!)
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < m; j += 1) assert.ok(Math.abs(c[i * m + j]! - 2 * dot(i, j).reduce((x, y) => x + y)) < 1e-5)
  const [down, across] = [new Float32Array(n * h), new Float32Array(m * h)]
  addProducts(c, m, 1, b, down, n, m, h)
  addProducts(c, 1, m, a, across, m, n, h)
  const at = (i: number, k: number) => Array.from({ length: m }, (_, j) => c[i * m + j]! * b[j * h + k]!)
  const back = (j: number, k: number) => Array.from({ length: n }, (_, i) => c[i * m + j]! * a[i * h + k]!)
  assert.ok(Math.abs(down[3 * h + 2]! - at(3, 2).reduce((x, y) => x + y)) < 1e-4)
  assert.ok(Math.abs(across[2 * h + 4]! - back(2, 4).reduce((x, y) => x + y)) < 1e-4)
})

const quick: Recipe = { ...RECIPE, size: 32, casesFull: cases.length }

/** Mean of 1 / rank of the entry that each title came from, among all, asked with the title's vector. */
function titlesFind(encoder: Encoder, entries: readonly Analysed[], questions: readonly string[], lookup: Lookup) {
  const rows = rowsOf(
    encoder.size,
    entries.map((one) => encodeEntry(encoder, one, lookup)),
  )
  const ranks = questions.map((text, i) => {
    const scores = scoreAll(encodeQuery(encoder, text.split(' '), lookup), rows)
    return [...scores].filter((score) => score > scores[i * 4]!).length
  })
  return ranks.reduce((sum, rank) => sum + 1 / (rank + 1), 0) / ranks.length
}

test('a catalogue teaches which words belong together, where the dictionary knows nothing', () => {
  const entries = small()
  const lookup = chance(16)
  // the name of the topic, and the one matter that the first entry of it does not hold: only the others tell of it
  const questions = TOPICS.map(([name, matters]) => `${name} ${matters.split(' ')[0]}`)
  const before = train(lessonsOf(entries, lookup), 1, undefined, { ...quick, epochs: 0 })
  const after = train(lessonsOf(entries, lookup), 1, undefined, quick)
  const [untaught, taught] = [before, after].map((encoder) => titlesFind(encoder, entries, questions, lookup))
  assert.ok(taught! >= untaught! && taught! > 0.8, `${untaught} → ${taught}`)
  const losses: number[] = []
  train(lessonsOf(entries, lookup), 1, (_, __, loss) => losses.push(loss), quick)
  assert.equal(losses.length, RECIPE.epochs)
  assert.ok(losses.at(-1)! < 0.75 * losses[0]!, losses.join(' '))
})

test('past cases teach words that no entry holds', () => {
  const entries = small()
  const lookup = chance(16)
  const encoder = train(lessonsOf(entries, lookup, cases), 1, undefined, quick)
  const rows = rowsOf(
    encoder.size,
    entries.map((one) => encodeEntry(encoder, one, lookup)),
  )
  for (const i of TOPICS.keys()) {
    const scores = scoreAll(encodeQuery(encoder, [`ことば${i}`], lookup), rows)
    const best = entries[scores.indexOf(Math.max(...scores))]!
    assert.ok(best.id.startsWith(TOPICS[i]![0]), `ことば${i}: ${best.id}`)
  }
})

test('a seed is a result, in a thread as well', async () => {
  const entries = small().slice(0, 9)
  const lessons = lessonsOf(entries, chance(4))
  const one = train(lessons, 3)
  assert.deepEqual(trainEncoder([...entries].reverse(), { seed: 3, lookup: chance(4) }), one)
  const epochs: number[] = []
  const inThread = await trainInWorker(lessons, { seed: 3, onProgress: (done) => epochs.push(done) })
  assert.deepEqual(inThread, one)
  assert.equal(epochs.at(-1), RECIPE.epochs)
  assert.notDeepEqual(train(lessons, 4).table, one.table)
  const stop = AbortSignal.timeout(0)
  await assert.rejects(trainInWorker(lessons, { seed: 3, stop }), /ended early/)
})

test('odd catalogues are learned without harm: empty titles, empty bodies, one entry, none', () => {
  const lookup = chance(4)
  const odd = [
    [],
    [entry('a', '', '')],
    [entry('a', '犬の登録', '')],
    [entry('a', '', '犬の登録'), entry('b', '', '水道の検針'), entry('c', '図書館', '')],
    [entry('a', '', '', { says: ['犬が逃げた', ''] }), entry('b', '水道', '断水の案内')],
  ]
  for (const entries of odd) {
    const encoder = train(lessonsOf(entries, lookup), 1, undefined, { ...quick, batch: 2, whole: 2 })
    assert.ok(encoder.table.every(Number.isFinite) && encoder.asking.every(Number.isFinite))
    for (const one of entries) assert.ok(encodeEntry(encoder, one, lookup).every(Number.isFinite))
    assert.ok(encodeQuery(encoder, ['犬', '知らない'], lookup).every(Number.isFinite))
  }
})

test('on a real catalogue, wordings find their desk better than by dictionary vectors alone', (t) => {
  const vectors = loadVectors()
  if (!vectors) return t.skip('no word vectors here')
  const folder = join(import.meta.dirname, '../../catalogue/kawasaki')
  const services = readdirSync(folder)
    .filter((name) => /^services-.*\.json$/.test(name))
    .sort()
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Service[])
    .filter(({ says }) => (says?.length ?? 0) > 3)
    .slice(0, 100)
  const halfOf = (says: string[], half: 0 | 1) => says.filter((_, i) => i % 2 === half)
  const entries = services.map(({ id, name, says, description, why }) =>
    entry(id, `${name} ${halfOf(says!, 0).join(' ')}`, [description, ...(why ?? [])].join('\n')),
  )
  const lookup = lookupOf(vectors)
  const encoder = trainEncoder(entries, { seed: 1, lookup })
  const index = buildIndex(entries)
  equip(index, { vectors, encoder })
  const { meaning, entries: placed } = tablesOf(index)
  const quality = (of: (words: string[]) => Float32Array) => {
    const gains = services.flatMap(({ id, says }) =>
      halfOf(says!, 1).map((text) => {
        const scores = of(termsOf(readWithGroups(text)).words)
        const own = scores[placed.findIndex((one) => one?.id === id)]!
        return 1 / (scores.filter((score) => score > own).length + 1)
      }),
    )
    return gains.reduce((a, b) => a + b, 0) / gains.length
  }
  const [dictionary, learned] = [
    quality((words) => senseOf(meaning!, words).dictionary),
    quality((words) => senseOf(meaning!, words).encoder!),
  ]
  t.diagnostic(`mean reciprocal rank: dictionary ${dictionary.toFixed(3)}, encoder ${learned.toFixed(3)}`)
  assert.ok(learned > dictionary, `${dictionary} → ${learned}`)
})

test('rows of int8 give nearly the cosine', () => {
  const random = randomFrom(2)
  const vector = () => {
    const v = Float32Array.from({ length: 192 }, () => normal(random))
    const norm = Math.hypot(...v)
    return v.map((part) => part / norm)
  }
  const [query, entries] = [vector(), Array.from({ length: 6 }, vector)]
  const scores = scoreAll(query, rowsOf(192, entries))
  for (const [i, one] of entries.entries())
    assert.ok(Math.abs(scores[i]! - one.reduce((sum, part, k) => sum + part * query[k]!, 0)) < 0.004)
})
