// The index after any changes is the index built afresh: same answers to the last bit, nothing left behind.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ANALYSER_VERSION, type Analysed, analyse, type Entry } from './analyse.ts'
import { analysedOf, fromKept, keptOf, leanOf } from './lean.ts'
import { entriesOf, weigh } from './lists.ts'
import { buildIndex, drop, endorse, equip, type Index, put, putLean, tablesOf } from './postings.ts'
import { chooseQuestion } from './question.ts'
import { match } from './rank.ts'
import { loadVectors } from './vectors.ts'

const WORDS = [
  '家賃',
  '介護',
  '子ども',
  '仕事',
  '借金',
  '水道',
  '病院',
  '学校',
  '言葉',
  '地震',
  'サロン',
  'デイサービス',
]
const NEEDS = ['home.rent', 'care.start', 'child.daycare', 'work.find', 'money.debt', 'money.utility']

/** Made-up entries: few words, so that they meet; families of several wards; single facilities. */
const someEntry = (id: string): fc.Arbitrary<Entry> =>
  fc.record({
    id: fc.constant(id),
    family: fc.constantFrom(id, 'one', 'other'),
    title: fc.constantFrom(...WORDS).map((word) => `${word}の相談`),
    says: fc.array(
      fc.constantFrom(...WORDS).map((word) => `${word}で困っています`),
      { maxLength: 3 },
    ),
    why: fc.array(fc.constantFrom('すぐに話を聞きます', '家賃を払う方法を考えます'), { maxLength: 2 }),
    body: fc.array(fc.constantFrom(...WORDS, '窓口です。', '電話で'), { maxLength: 12 }).map((parts) => parts.join('')),
    organization: fc.constantFrom('市役所', '北区役所', ''),
    needs: fc.uniqueArray(fc.constantFrom(...NEEDS), { maxLength: 3 }),
    kind: fc.constantFrom('desk', 'scheme', 'service', 'hotline', 'group', 'facility'),
    scope: fc.constantFrom('nation', 'prefecture', 'city', 'ward'),
    wards: fc.constantFrom([], ['北区'], ['南区'], ['北区', '東区']),
    towns: fc.constantFrom([], ['中央町']),
    endorsed: fc.boolean(),
  })
const IDS = Array.from({ length: 14 }, (_, i) => `entry-${(i * 7) % 14}`)
const change = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...IDS).chain((id) => someEntry(id).map((entry) => ({ put: entry }))) },
  { weight: 3, arbitrary: fc.constantFrom(...IDS).map((id) => ({ drop: id })) },
  { weight: 1, arbitrary: fc.constantFrom(...IDS).map((id) => ({ endorse: id })) },
)
const QUESTIONS = [
  { text: '家賃が払えなくて困っています' },
  { text: '北区で子どもの学校と介護のこと', limit: 100 },
  { text: 'デイサービスを使いたい', ward: '南区' },
  { text: '借金と仕事', town: '中央町' },
  { text: '', needs: ['care'] },
]

function same(index: Index, entries: ReadonlyMap<string, Analysed>): void {
  const fresh = buildIndex([...entries.values()])
  for (const query of QUESTIONS) {
    const [given, expected] = [match(index, query), match(fresh, query)]
    assert.deepEqual(given, expected)
    assert.deepEqual(chooseQuestion(index, query, given), chooseQuestion(fresh, query, expected))
  }
  assert.equal(tablesOf(index).numbers.size, tablesOf(fresh).numbers.size)
  assert.deepEqual(tablesOf(index).sums, tablesOf(fresh).sums)
}

test('after any changes, and at every step of them, it answers as one built afresh', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const index = buildIndex([])
      const entries = new Map<string, Analysed>()
      for (const [step, one] of changes.entries()) {
        if ('put' in one) {
          const analysed = analyse(one.put)
          put(index, analysed)
          entries.set(analysed.id, analysed)
        } else if ('drop' in one) {
          drop(index, one.drop)
          entries.delete(one.drop)
        } else {
          const known = entries.get(one.endorse)
          endorse(index, one.endorse, true)
          if (known) entries.set(one.endorse, { ...known, endorsed: true })
        }
        if (step % 5 === 0) same(index, entries)
      }
      same(index, entries)
      const back = entriesOf(index, ANALYSER_VERSION)
      assert.deepEqual(
        back,
        [...entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      )
    }),
    { numRuns: 60 },
  )
})

test('what comes and goes a thousand times leaves no more behind than the fullest moment needed', () => {
  const entries = fc.sample(fc.tuple(...IDS.map(someEntry)), { numRuns: 8, seed: 4 }).map((some) => some.map(analyse))
  const index = buildIndex([])
  const once = () => {
    for (const some of entries) for (const entry of some) put(index, entry)
    const full = weigh(index)
    for (const id of IDS) drop(index, id)
    return full
  }
  once()
  const second = once()
  for (let i = 0; i < 40; i += 1) once()
  assert.equal(once(), second)
  assert.equal(index.numbers.size, 0)
  same(index, new Map())
})

test('lean and kept forms hold all of an analysed entry', () => {
  fc.assert(
    fc.property(someEntry('one'), (entry) => {
      const analysed = analyse(entry)
      const lean = leanOf(analysed)
      assert.deepEqual(analysedOf(lean, ANALYSER_VERSION), analysed)
      const kept = JSON.parse(JSON.stringify(keptOf(lean)))
      assert.deepEqual(analysedOf(fromKept(kept, 'one', entry.endorsed), ANALYSER_VERSION), analysed)
      const index = buildIndex([])
      putLean(index, fromKept(kept, 'one', entry.endorsed))
      same(index, new Map([['one', analysed]]))
    }),
    { numRuns: 40 },
  )
})

test('with word vectors too: an entry that comes later is found, one that went is not', (t) => {
  const vectors = loadVectors()
  if (!vectors) return t.skip('no word vectors here')
  const plain = (id: string, title: string) =>
    analyse({
      ...{ id, family: id, title, body: '', says: [], why: [], organization: '', needs: [], kind: 'desk' },
      ...{ scope: 'city', wards: [], towns: [], endorsed: false },
    })
  const index = buildIndex([plain('dog', '犬の登録'), plain('rent', '家賃の窓口')])
  equip(index, { vectors })
  const found = () => match(index, { text: '書物を借りたい' }).results.map(({ id }) => id)
  assert.ok(!found().includes('book'))
  put(index, plain('book', '図書館の本'))
  assert.equal(found()[0], 'book')
  const fresh = buildIndex(
    ['book', 'dog', 'rent'].map((id, i) => plain(id, ['図書館の本', '犬の登録', '家賃の窓口'][i]!)),
  )
  equip(fresh, { vectors })
  assert.deepEqual(
    match(fresh, { text: '書物を借りたい' }).results.map(({ id }) => id),
    found(),
  )
  drop(index, 'book')
  assert.ok(!found().includes('book'))
  // far more than it was made ready for: made ready anew
  for (let i = 0; i < 120; i += 1) put(index, plain(`more-${i}`, `${WORDS[i % WORDS.length]}の相談${i}`))
  put(index, plain('book', '図書館の本'))
  assert.ok(match(index, { text: '書物', limit: 100 }).results.some(({ id }) => id === 'book'))
})
