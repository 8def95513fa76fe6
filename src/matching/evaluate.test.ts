// Measures against values worked out by hand, and folders in every shape that is read.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { analyse, plainEntry } from './analyse.ts'
import { order } from './blend.ts'
import { readCollection } from './collection.ts'
import { trainEncoder } from './encoder-train.ts'
import { type Evaluation, evaluate, tellEvaluation } from './evaluate.ts'
import { loadHearing } from './hearing-file.ts'
import { lookupOf } from './meaning.ts'
import { fullGrade, hit, measure, ndcg, quantile, recall, reciprocalRank } from './measures.ts'
import { buildIndex, equip } from './postings.ts'
import { match } from './rank.ts'
import { loadVectors } from './vectors.ts'

const near = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-9, `${found} ≠ ${expected}`)

test('measures are what they are by hand', () => {
  const grades = new Map([
    ['a', 2],
    ['b', 1],
    ['c', 0],
    ['d', 1],
  ])
  const ranked = ['c', 'b', 'x', 'a']
  // (1 / log2 3 + 2 / log2 5) / (2 / log2 2 + 1 / log2 3 + 1 / log2 4)
  near(ndcg(ranked, grades, 10), (1 / Math.log2(3) + 2 / Math.log2(5)) / (2 + 1 / Math.log2(3) + 1 / 2))
  near(ndcg(ranked, grades, 2), 1 / Math.log2(3) / (2 + 1 / Math.log2(3)))
  near(reciprocalRank(ranked, grades, 10), 1 / 2)
  near(reciprocalRank(ranked, grades, 1), 0)
  near(recall(ranked, grades, 10), 2 / 3)
  near(recall(ranked, grades, 2), 1 / 3)
  assert.deepEqual([hit(ranked, grades, 3, 2), hit(ranked, grades, 4, 2), hit(ranked, grades, 2, 1)], [0, 1, 1])
  assert.equal(fullGrade([grades]), 2)
  assert.equal(fullGrade([new Map([['a', 1]])]), 1)
  assert.deepEqual([quantile([3, 1, 2], 0.5), quantile([1, 2, 3, 4], 0.95), quantile([], 0.5)], [2, 4, 0])
  const other = new Map([['z', 1]])
  const mean = measure(
    [
      { ranked, grades, ms: 1 },
      { ranked: ['z'], grades: other, ms: 1 },
      { ranked: ['z'], grades: new Map([['q', 0]]), ms: 1 },
    ],
    2,
  )
  assert.deepEqual([mean.queries, mean.answerable, mean.hit1, mean.hit10], [2, 1, 0, 1])
  near(mean.mrr10, 0.75)
})

test('measures lie between 0 and 1, the best order has all of it, and a better place is never worse', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const someGrades = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(
      someGrades,
      fc.shuffledSubarray(ids, { minLength: 6 }),
      fc.integer({ min: 1, max: 10 }),
      (g, ranked, k) => {
        const grades = new Map(ids.map((id, i) => [id, g[i]!]))
        const best = [...ids].sort((x, y) => grades.get(y)! - grades.get(x)!)
        for (const how of [ndcg, reciprocalRank, recall]) {
          const value = how(ranked, grades, k)
          assert.ok(value >= 0 && value <= how(best, grades, k) + 1e-12)
        }
        if (g.some((grade) => grade > 0)) near(ndcg(best, grades, k), 1)
        const at = ranked.findIndex((id, i) => i > 0 && grades.get(id)! > grades.get(ranked[i - 1]!)!)
        if (at > 0) {
          const swapped = ranked.with(at, ranked[at - 1]!).with(at - 1, ranked[at]!)
          assert.ok(ndcg(swapped, grades, k) >= ndcg(ranked, grades, k) - 1e-12)
        }
      },
    ),
  )
})

// ── folders ─────────────────────────────────────────────────────────────────────────────────────────────────────

function folder(t: TestContext, files: Record<string, unknown>): string {
  const path = mkdtempSync(join(tmpdir(), 'musubi-evaluate-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return path
}

const DOCS = [
  { id: '1', title: '犬の登録', text: '飼い犬の登録と狂犬病予防注射の届け出をします。' },
  { id: '2', title: '住民票の写し', text: '転入や転出のあと、住民票の写しを請求できます。' },
  { id: '3', title: '', text: '大きなごみの収集は電話で予約します。捨てる日の朝に出します。' },
  { id: '4', title: '図書館', text: '本の貸出と返却、閲覧ができます。' },
]
const QUERIES = { a: '犬を飼いはじめた', b: '引越しのあと住民票がほしい', c: '大きなごみを捨てたい' }
const GRADES: Record<string, Record<string, number>> = { a: { 1: 2 }, b: { 2: 2, 1: 0 }, c: { 3: 1 } }
const jsonl = (rows: readonly unknown[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`
const pairs = Object.entries(GRADES).flatMap(([query, grades]) =>
  Object.entries(grades).map(([doc, grade]) => ({ query, doc, grade })),
)

const SHAPES: Record<string, Record<string, unknown>> = {
  'lists and maps': { 'corpus.json': DOCS, 'queries.json': QUERIES, 'qrels.json': GRADES },
  'maps and lists': {
    'corpus.json': Object.fromEntries(DOCS.map(({ id, title, text }) => [id, { title, text }])),
    'queries.json': Object.entries(QUERIES).map(([id, text]) => ({ id, query: text })),
    'qrels.json': pairs.map(({ query, doc, grade }) => ({ query_id: query, corpus_id: doc, score: grade })),
  },
  'lines, with numbers for ids': {
    'corpus.jsonl': jsonl(DOCS.map(({ id, ...rest }) => ({ _id: Number(id), ...rest }))),
    'queries.jsonl': jsonl(Object.entries(QUERIES).map(([id, text]) => ({ _id: id, text }))),
    'qrels.jsonl': jsonl(pairs.map(({ query, doc, grade }) => ({ qid: query, docid: doc, relevance: String(grade) }))),
  },
  'BEIR, with a table in a folder and a byte order mark': {
    'corpus.jsonl': `\ufeff${jsonl(DOCS.map(({ id, ...rest }) => ({ _id: id, ...rest })))}`,
    'queries.jsonl': jsonl(Object.entries(QUERIES).map(([_id, text]) => ({ _id, text }))),
    'qrels/test.tsv': `query-id\tcorpus-id\tscore\r\n${pairs.map((p) => `${p.query}\t${p.doc}\t${p.grade}`).join('\r\n')}\r\n`,
  },
  'TREC without a header': {
    'corpus.json': DOCS,
    'queries.tsv': `id\ttext\n${Object.entries(QUERIES)
      .map((pair) => pair.join('\t'))
      .join('\n')}`,
    'qrels.tsv': pairs.map((p) => `${p.query}\t0\t${p.doc}\t${p.grade}`).join('\n'),
  },
}
for (const [name, files] of Object.entries(SHAPES))
  test(`a folder is read: ${name}`, (t) => {
    const read = readCollection(folder(t, files))
    assert.ok(read.ok, read.ok ? '' : read.message)
    assert.deepEqual(read.collection.passages, DOCS)
    assert.deepEqual(
      read.collection.queries.map(({ id, text }) => [id, text]),
      Object.entries(QUERIES),
    )
    const judged = Object.fromEntries(
      [...read.collection.judged].map(([id, grades]) => [id, Object.fromEntries(grades)]),
    )
    assert.deepEqual(judged, GRADES)
  })

const FAULTS: [what: string, files: Record<string, unknown>, message: RegExp][] = [
  ['no corpus', {}, /corpus\.json（または .jsonl、.tsv）がありません/],
  ['no queries', { 'corpus.json': DOCS }, /queries\.json/],
  ['no judgements', { 'corpus.json': DOCS, 'queries.json': QUERIES }, /qrels\.json/],
  ['no JSON', { 'corpus.json': '{' }, /corpus\.json は JSON ではありません/],
  ['a broken line', { 'corpus.jsonl': '{"id":"1","text":"a"}\n{' }, /corpus\.jsonl:2 は JSON ではありません/],
  ['a number', { 'corpus.json': 3 }, /\[ … \] か \{ … \} ではありません/],
  ['rows that are none', { 'corpus.json': [DOCS[0], 3] }, /2 番目は \{ … \} ではありません/],
  ['an entry without id', { 'corpus.json': [{ text: 'a' }] }, /1 番目に id がありません/],
  ['an entry without text', { 'corpus.json': [{ id: 'a' }] }, /（a）に text がありません/],
  ['nothing', { 'corpus.json': [] }, /空です/],
  ['other ids', { 'corpus.json': DOCS, 'queries.json': QUERIES, 'qrels.json': { a: { 9: 1 } } }, /合いません/],
  [
    'grades that are none',
    { 'corpus.json': DOCS, 'queries.json': QUERIES, 'qrels.json': { a: { 1: 'x' } } },
    /評価（数）/,
  ],
]
for (const [what, files, message] of FAULTS)
  test(`a folder with a fault is told what it lacks: ${what}`, (t) => {
    const read = readCollection(folder(t, files))
    assert.ok(!read.ok)
    assert.match(read.message, message)
  })

test('a folder that is none is told so', async (t) => {
  const missing = await evaluate('no/such/folder')
  assert.ok(!missing.ok && /がありません/.test(missing.message))
  const file = join(folder(t, { 'a.json': [] }), 'a.json')
  const noFolder = await evaluate(file)
  assert.ok(!noFolder.ok && /フォルダではありません/.test(noFolder.message))
})

test('a small folder is measured, without and with what was answered before', async (t) => {
  const path = folder(t, SHAPES['lists and maps']!)
  const lines: string[] = []
  const options = { learn: 3, seed: 1, onProgress: (line: string) => lines.push(line) }
  const [once, again] = [await evaluate(path, options), await evaluate(path, options)]
  assert.ok(once.ok && again.ok)
  const { value } = once
  assert.deepEqual([value.documents, value.queries, value.answerable, value.full], [4, 3, 2, 2])
  near(value.hit1, 1)
  assert.ok(value.ndcg10 > 0.9 && value.ms50 > 0)
  const { learned } = value
  assert.equal(learned?.folds, 3)
  assert.equal(learned?.queries, 3)
  assert.equal(learned?.seen.never.queries, 3)
  const figures = ({ ndcg10, learned: l }: Evaluation) => [ndcg10, l?.ndcg10, l?.recall10]
  assert.deepEqual(figures(again.value), figures(value))
  assert.match(tellEvaluation(value), /nDCG@10[\s\S]*no outcomes[\s\S]*3-fold, learned[\s\S]*p50/)
  if (loadVectors()) assert.ok(lines.some((line) => line.startsWith('学習 4/4: 20/20')))
})

test('with word vectors, an entry is found that shares no word with the question', (t) => {
  const vectors = loadVectors()
  if (!vectors) return t.skip('no word vectors here')
  const text = '書物'
  const entries = [
    { id: 'pet', title: '犬の登録', text: '飼い犬の届け出' },
    { id: 'home', title: '家賃と引越し', text: '部屋を借りている人へ' },
    { id: 'book', title: '図書館', text: '本の貸出' },
  ].map(({ id, title, text: body }) => analyse(plainEntry(id, title, body)))
  const index = buildIndex(entries.map(({ subjects: _, ...entry }) => entry))
  assert.deepEqual(order(index, text, 3), [])
  equip(index, { vectors })
  assert.equal(order(index, text, 3)[0]?.id, 'book')
  assert.equal(match(index, { text }).results[0]?.id, 'book')
  equip(index, undefined)
  assert.deepEqual(match(index, { text }).results, [])
})

test('by what it sounds like, an entry is found that shares no word with the question', (t) => {
  if (!loadHearing()) return t.skip('vectors/needs.bin is absent: npm run hearing writes it')
  const entries = [
    plainEntry('dog', '犬の登録', '飼い犬の届け出'),
    plainEntry('large', '粗大ごみの出し方', '大型のごみは、電話で申し込み、手数料券を貼って出します'),
    plainEntry('library', '図書館の利用', '資料の貸出には利用者カードが必要です'),
  ]
  const index = buildIndex(entries.map(analyse))
  assert.equal(order(index, 'ソファを捨てたい', 3)[0]?.id, 'large')
  assert.deepEqual(
    order(buildIndex(entries.map((entry) => ({ ...analyse(entry), subjects: {} }))), 'ソファを捨てたい', 3),
    [],
  )
})

test('outcomes bring their desk forward, and do not bury an entry that has the words', (t) => {
  const vectors = loadVectors()
  if (!vectors) return t.skip('no word vectors here')
  const entries = ['犬の登録', '猫の引き取り', '鳥の保護', '魚の放流', '馬の飼育', '亀の相談'].map((title, i) =>
    analyse({
      ...{ id: `e${i}`, family: `e${i}`, title, body: `${title}を受け付けます`, says: [], why: [], organization: '' },
      ...{ needs: [], kind: 'desk', scope: 'city', wards: [], towns: [], endorsed: false },
    }),
  )
  const cases = Array.from({ length: 60 }, (_, i) => ({
    words: ['ぺっと', ['餌', '散歩', '病気', '迷子'][i % 4]!],
    targets: { [`e${i % 4}`]: 1 },
  }))
  const index = buildIndex(entries)
  const ids = (text: string) => order(index, text, 6).map(({ id }) => id)
  equip(index, { vectors, encoder: trainEncoder(entries, { seed: 1, lookup: lookupOf(vectors), cases }), cases })
  for (const [i, word] of ['餌', '散歩', '病気', '迷子'].entries()) assert.equal(ids(`ペットの${word}`)[0], `e${i}`)
  assert.ok(ids('ペットの散歩の病気の迷子の亀').slice(0, 3).includes('e5'))
})
