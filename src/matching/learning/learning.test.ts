import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Analysed, analyse, type Entry, plainEntry, withoutWordings } from '../analyse.ts'
import { encodeQuery } from '../encoder.ts'
import { RECIPE, trainEncoder } from '../encoder-train.ts'
import type { Case } from '../lessons.ts'
import { ENOUGH, lookupOf } from '../meaning.ts'
import { buildIndex, equip } from '../postings.ts'
import { VISIBLE } from '../protect.ts'
import { match } from '../rank.ts'
import { TOLD_FROM } from '../reasons.ts'
import { LEARNED_MOST, learnedTerms, type Meant, WEIGHTS } from '../score.ts'
import { loadVectors } from '../vectors.ts'
import { keptWords } from './keep.ts'
import { learn } from './learn.ts'
import { pack, unpack } from './pack.ts'
import { type Compared, GAIN, isLive, judge, type Scores, SILENT, weekOf, weeksBefore } from './rules.ts'

const entry = (id: string, more: Partial<Entry>): Entry => ({
  ...plainEntry(id, id, ''),
  ...{ organization: '市役所', ...more },
})
const TOPICS: [id: string, title: string, body: string, says: string[]][] = [
  [
    'pet',
    '動物の係',
    '犬や猫などの飼い主からの相談を受けます',
    ['犬がいなくなった', '猫の世話ができない', '飼い犬の登録'],
  ],
  [
    'home',
    '住まいの係',
    '借りている部屋や家賃についての相談を受けます',
    ['部屋を借りられない', '家賃が高い', '引越し先がない'],
  ],
  [
    'child',
    '子どもの係',
    '赤ちゃんや子どもの育ちについての相談を受けます',
    ['赤ちゃんが泣きやまない', '子どもの発達', '保育園に入れない'],
  ],
  [
    'old',
    'お年寄りの係',
    '高齢者の介護や見守りについての相談を受けます',
    ['親の介護', '祖母の見守り', '老人ホームをさがす'],
  ],
  ['work', '仕事の係', '働くことや失業についての相談を受けます', ['会社をやめた', '失業した', '働き口がない']],
  ['debt', 'お金の係', '借金や債務の返済についての相談を受けます', ['借金が返せない', 'ローンの返済', '債務の整理']],
]
const entries = TOPICS.map(([id, title, body, says]) => analyse(entry(id, { title, body, says, needs: [`n.${id}`] })))
const vectors = loadVectors()

const compared = (n: number, plain: number, learned: number, vectors = plain): Compared => ({
  n,
  plain: { hit1: plain, hit3: plain, ndcg10: plain },
  vectors: { hit1: vectors, hit3: vectors, ndcg10: vectors },
  learned: { hit1: learned, hit3: learned, ndcg10: learned },
})
const none = compared(0, 0, 0)
const scores = (more: Partial<Scores>): Scores => ({
  ...{ folds: 5, wordings: compared(1000, 0.5, 0.53), cases: none, never: none, partly: none, all: none, ...more },
})

test('a model is adopted when it is better, and refused for each way of being worse', () => {
  const verdict = (more: Partial<Scores>, running?: Scores) => judge(scores(more), running).reason
  assert.equal(verdict({}), 'better')
  assert.equal(verdict({ wordings: compared(19, 0.5, 0.9) }), 'too_little')
  assert.equal(verdict({ wordings: compared(1000, 0.5, 0.48) }), 'worse_wordings')
  assert.equal(verdict({ cases: compared(100, 0.5, 0.4) }), 'worse_cases')
  assert.equal(verdict({ cases: compared(10, 0.5, 0.4) }), 'better', 'ten cases decide nothing')
  assert.equal(verdict({ never: compared(100, 0.5, 0.4) }), 'worse_never')
  assert.equal(verdict({ wordings: compared(1000, 0.5, 0.5) }), 'no_gain')
  assert.equal(verdict({ wordings: compared(1000, 0.5, 0.5), cases: compared(100, 0.5, 0.6) }), 'better')
  assert.equal(verdict({ wordings: compared(1000, 0.5, 0.53, 0.54) }), 'worse_wordings', 'worse than vectors alone')
  assert.equal(verdict({ wordings: compared(1000, 0.5, 0.53, 0.53) }), 'no_gain')
  const strong = scores({ wordings: compared(1000, 0.5, 0.6) })
  assert.equal(verdict({}, strong), 'less_than_running')
  assert.equal(verdict({ wordings: compared(1000, 0.4, 0.5) }, strong), 'better')
})

test('whatever is adopted was worse nowhere by more than one question', () => {
  const part = fc
    .tuple(
      fc.integer({ min: 0, max: 3000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([n, a, b]) => compared(n, a, b))
  fc.assert(
    fc.property(part, part, part, (wordings, cases, never) => {
      if (!judge(scores({ wordings, cases, never })).adopt) return
      for (const { n, plain, learned } of [wordings, cases, never])
        assert.ok(n < 20 || learned.hit3 >= plain.hit3 - 1 / n)
      assert.ok([wordings, cases].some(({ n, plain, learned }) => n >= 20 && learned.ndcg10 >= plain.ndcg10 + GAIN))
    }),
  )
})

test('a case knows the week and nothing nearer', () => {
  assert.equal(weekOf(new Date('2026-11-25T10:00:00+09:00')), '2026-11-23')
  assert.equal(weekOf(new Date('2026-11-29T23:59:00+09:00')), '2026-11-23')
  assert.equal(weekOf(new Date('2026-11-29T15:00:00Z')), '2026-11-30', 'midnight in Tokyo')
  assert.equal(weeksBefore('2026-11-23', 4), '2026-10-26')
})

test('a training that says nothing for a while is dead', () => {
  const now = new Date('2026-11-25T10:00:00Z')
  assert.ok(isLive(new Date(now.getTime() - SILENT + 1), now))
  assert.ok(!isLive(new Date(now.getTime() - SILENT), now))
  assert.ok(!isLive(null, now))
})

const nothing = async () => new Set<string>()

test('of a text only common words are kept: no name, number, place, and no sentence', async () => {
  const words = await keptWords(
    '麻生区の森田さくらです。090-1234-5678。片平3丁目の母の物忘れがひどくて、林さんが火の消し忘れを心配しています。mori@example.jp',
    ['麻生区', '片平'],
    nothing,
  )
  for (const word of ['母', '物忘れ']) assert.ok(words.includes(word), `${word}: ${words.join()}`)
  for (const word of words) assert.doesNotMatch(word, /森田|さくら|麻生|片平|林|丁目|\d|[a-z@]/, words.join())
  assert.deepEqual(words, [...words].sort())
})

test('a word outside list and catalogue is told by its nearest listed one, or left out', async () => {
  const rare = '書籍'
  assert.ok(!(await keptWords(`${rare}が重い`, [], nothing)).includes(rare))
  const held = async (words: readonly string[]) => new Set(words.filter((word) => word === rare))
  assert.ok((await keptWords(`${rare}が重い`, [], held)).includes(rare))
  if (vectors) assert.ok((await keptWords('自家用車を手放す', [], nothing)).every((word) => word !== '自家用車'))
})

test('any text: nothing is kept that the list and the catalogue do not hold', async () => {
  const piece = fc.constantFrom(
    '田中一郎',
    '様',
    '川崎市',
    '3丁目',
    '借金',
    'が',
    '返せない',
    '！',
    'ABC',
    '08012345678',
    '鈴木さん',
    '。',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (parts) => {
      const words = await keptWords(parts.join(''), [], nothing)
      for (const word of words) assert.doesNotMatch(word, /田中|一郎|鈴木|川崎|\d|[A-Za-z]/)
    }),
    { numRuns: 40 },
  )
})

test('an entry without some wordings is as if they had never been written', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TOPICS), fc.subarray([0, 1, 2]), ([id, title, body, says], gone) => {
      const given = entry(id, { title, body, says, why: ['はじめての方も話せます'], needs: ['care.start'] })
      const there = analyse({ ...given, says: says.filter((_, i) => !gone.includes(i)) })
      assert.deepEqual(withoutWordings(analyse(given), new Set(gone)), there)
    }),
    { numRuns: 30 },
  )
})

test('a packed model is the same model, but for rounding that changes no order', (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const lookup = lookupOf(vectors)
  const cases: Case[] = [
    { words: ['ぺっと', '迷子'], targets: { pet: 1 } },
    { words: ['無職'], targets: { work: 0.4 } },
  ]
  const encoder = trainEncoder(entries, { seed: 3, lookup, cases })
  const bytes = pack({ encoder, cases })
  assert.deepEqual(pack({ encoder, cases }), bytes)
  const back = unpack(bytes)
  assert.deepEqual(back.cases, cases)
  assert.deepEqual(
    [back.encoder.words, back.encoder.size, back.encoder.unseen],
    [encoder.words, encoder.size, encoder.unseen],
  )
  for (const text of [
    ['犬', '登録'],
    ['祖父', '見守り'],
    ['失業', '家賃'],
  ]) {
    const [a, b] = [encodeQuery(encoder, text, lookup), encodeQuery(back.encoder, text, lookup)]
    assert.ok(a.reduce((sum, part, k) => sum + part * b[k]!, 0) > 0.999)
  }
  const order = (model: typeof encoder) => {
    const index = buildIndex(entries)
    equip(index, { vectors, encoder: model })
    return ['犬と暮らせる部屋', '祖母の世話で会社をやめた', '返済が苦しい', '書類'].map((text) =>
      match(index, { text }).results.map(({ id }) => id),
    )
  }
  assert.deepEqual(order(back.encoder), order(encoder))
  assert.ok(bytes.length < 0.35 * 4 * (encoder.table.length + encoder.projection.length))
  for (const cut of [0, 3, 10, bytes.length - 1]) assert.throws(() => unpack(bytes.subarray(0, cut)))
})

test('what was learned adds at most its share', () => {
  const number = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(number, number, number, (encoder, past, familiar) => {
      const more = { encoder: Float32Array.of(encoder), past: Float64Array.of(past), familiar } as unknown as Meant
      const terms = learnedTerms(more, 0)
      assert.ok(WEIGHTS.encoder * terms.encoder + WEIGHTS.past * terms.past <= LEARNED_MOST + 1e-6)
      assert.ok(terms.encoder >= 0 && terms.past >= 0 && terms.encoder <= encoder + 1e-6)
    }),
  )
})

/** Nine desks alike in all but a word, so that cases and turns decide. */
const alike: Analysed[] = Array.from({ length: 9 }, (_, i) =>
  analyse(
    entry(`d${i}`, {
      title: `そうだん窓口${'一二三四五六七八九'[i]}`,
      body: '借金の返済の相談を受けます',
      needs: ['money.debt'],
      kind: 'desk',
      organization: `団体${i}`,
    }),
  ),
)

test('with any cases, the best by words, needs and place stays among the first three', (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const lookup = lookupOf(vectors)
  const word = fc.constantFrom('借金', '家賃', '犬', '介護', '失業', '赤ちゃん', '返済', '部屋')
  const target = fc.constantFrom(...TOPICS.map(([id]) => id))
  const plain = buildIndex(entries)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(word, { minLength: 1, maxLength: 3 }), target), { minLength: 5, maxLength: 30 }),
      fc.array(word, { minLength: 1, maxLength: 3 }),
      (given, asked) => {
        const cases = given.map(([words, id]) => ({ words, targets: { [id]: 1 } }))
        const encoder = trainEncoder(entries, { seed: 1, lookup, cases })
        const text = asked.join(' ')
        const learned = buildIndex(entries)
        // dictionary vectors are no learning: the plain engine has them too
        equip(plain, { vectors })
        equip(learned, { vectors, encoder, cases })
        const best = match(plain, { text }).results[0]
        if (!best) return
        assert.ok(
          match(learned, { text })
            .results.slice(0, VISIBLE)
            .some(({ id }) => id === best.id),
        )
      },
    ),
    { numRuns: 8 },
  )
})

test('a little-known desk comes forward on its day, the same all day, and never above the second', (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const encoder = trainEncoder(alike, { seed: 1, lookup: lookupOf(vectors) })
  const known = new Map(['d0', 'd1', 'd2', 'd3'].map((id) => [id, 500]))
  const index = buildIndex(alike)
  const ids = (day?: string) =>
    match(index, { text: '借金の返済', ...(day ? { day } : {}) }).results.map(({ id }) => id)
  equip(index, { vectors, encoder })
  const usual = ids('2026-11-25')
  assert.deepEqual(ids(), usual, 'without counts, no day changes anything')
  equip(index, { vectors, encoder, shown: known })
  assert.deepEqual(ids(), usual, 'without a day, nothing comes forward')
  const days = Array.from({ length: 60 }, (_, i) => Temporal.PlainDate.from('2026-11-01').add({ days: i }).toString())
  let turns = 0
  for (const day of days) {
    const today = ids(day)
    assert.deepEqual(ids(day), today)
    assert.deepEqual(today.slice(0, 2), usual.slice(0, 2))
    assert.deepEqual([...today].sort(), [...usual].sort())
    if (today[2] === usual[2]) continue
    turns += 1
    assert.ok(!known.has(today[2]!))
  }
  if (known.has(usual[2]!)) assert.ok(turns > 0 && turns < days.length, `${turns} of ${days.length} days`)
  equip(index, { vectors, encoder, shown: new Map([['d0', 20]]) })
  for (const day of days) assert.deepEqual(ids(day), usual, 'before much was shown, nobody is little known')
})

test('in danger no desk comes forward for its turn', (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const index = buildIndex(alike)
  const text = '夫に殴られる。借金の返済'
  equip(index, {
    vectors,
    encoder: trainEncoder(alike, { seed: 1, lookup: lookupOf(vectors) }),
    shown: new Map([
      ['d0', 500],
      ['d1', 500],
      ['d2', 500],
    ]),
  })
  const usual = match(index, { text }).results.map(({ id }) => id)
  for (let i = 1; i < 28; i += 1)
    assert.deepEqual(
      match(index, { text, day: `2026-11-${String(i).padStart(2, '0')}` }).results.map(({ id }) => id),
      usual,
    )
})

test('past cases speak from so many on, as a number and no more; fewer say nothing and do not vote', (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const lookup = lookupOf(vectors)
  const tell = (n: number) => {
    const cases = Array.from({ length: n }, () => ({ words: ['借金', '返済'], targets: { d4: 1 } }))
    const index = buildIndex(alike)
    equip(index, { vectors, encoder: trainEncoder(alike, { seed: 1, lookup, cases }), cases })
    return match(index, { text: '借金の返済' }).results.find(({ id }) => id === 'd4')?.reasons ?? []
  }
  assert.deepEqual(
    tell(TOLD_FROM).filter(({ kind }) => kind === 'past'),
    [{ kind: 'past', count: TOLD_FROM }],
  )
  assert.deepEqual(
    tell(TOLD_FROM - 1).filter(({ kind }) => kind === 'past'),
    [],
  )
  assert.ok(ENOUGH < TOLD_FROM)
})

test('what the vectors linked is told through words', (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const index = buildIndex([analyse(entry('lib', { title: '書物の部屋' })), ...entries])
  equip(index, { vectors })
  const found = match(index, { text: '書籍' }).results.find(({ id }) => id === 'lib')
  assert.deepEqual(found?.reasons, [{ kind: 'near', yours: '書籍', theirs: '書物' }])
})

test('learning is the same twice, tells how far it is, and measures what was held out', async (t) => {
  if (!vectors) return t.skip('no word vectors here')
  const cases = TOPICS.flatMap(([id, , , says]) => says.map((text) => ({ words: [...text], targets: { [id]: 1 } })))
  const stages = new Set<string>()
  const task = { entries, cases, seed: 1, recipe: { ...RECIPE, size: 32 } }
  const once = await learn(task, (stage, done, total) => {
    stages.add(stage)
    assert.ok(done >= 0 && done <= total)
  })
  const again = await learn(task, () => {})
  assert.deepEqual([...stages], ['training', 'measuring'])
  assert.deepEqual(again.scores, once.scores)
  assert.deepEqual(Buffer.from(again.weights), Buffer.from(once.weights))
  assert.equal(once.scores.wordings.n, 18)
  assert.equal(once.scores.cases.n, 18)
  assert.equal(once.scores.never.n + once.scores.partly.n + once.scores.all.n, 36)
})
