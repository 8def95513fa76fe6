// What matching promises whatever the catalogue: shown on a small one of its own, and on made-up ones.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { analyse, type Entry, plainEntry } from './analyse.ts'
import { buildIndex, drop, put } from './postings.ts'
import { match } from './rank.ts'

const entry = (id: string, more: Partial<Entry>): Entry => ({
  ...plainEntry(id, id, ''),
  ...{ organization: '市', endorsed: true, ...more },
})

const perWard = (id: string, more: Partial<Entry>): Entry[] =>
  ['北区', '南区'].map((ward) =>
    entry(`${id}-${ward}`, { ...more, family: id, wards: [ward], scope: 'ward', title: `${ward}${more.title}` }),
  )

const FIXTURE: Entry[] = [
  ...perWard('houkatsu', {
    title: '地域包括支援センター',
    says: ['鍋を焦がすことが増えた', '親の物忘れが心配'],
    why: ['物忘れの相談を専門の職員が受けています', '介護の申し込みを代わりに出せます'],
    needs: ['care.start', 'care.dementia', 'alone.daily', 'care.burden'],
  }),
  entry('rent', {
    title: '住居確保給付金',
    says: ['家賃が払えない', '仕事をなくして家賃が苦しい'],
    why: ['家賃の一部を市が大家さんに払います'],
    needs: ['home.rent', 'money.living'],
    kind: 'scheme',
  }),
  entry('work', { title: '仕事の相談', says: ['会社をクビになった'], needs: ['work.lost', 'work.find'] }),
  entry('dv', {
    title: 'DVの電話相談',
    says: ['夫に殴られる'],
    needs: ['safe.partner'],
    kind: 'hotline',
    scope: 'nation',
  }),
  entry('couple', { title: '夫婦の悩み相談', says: ['夫とけんかが絶えない'], needs: ['safe.partner', 'child.single'] }),
  entry('day-care', {
    title: 'やまゆりデイサービス',
    says: [],
    needs: ['care.home'],
    kind: 'facility',
    body: '通所介護の事業所です',
  }),
  entry('day-guide', {
    title: 'デイサービスの案内',
    says: ['デイサービスを使いたい'],
    needs: ['care.home'],
    kind: 'service',
  }),
  entry('old-town', {
    title: '中央町のサロン',
    says: ['集まれる場所がほしい'],
    needs: ['community.gather'],
    towns: ['中央町'],
    kind: 'group',
  }),
  entry('salon', {
    title: '市のサロン案内',
    says: ['集まれる場所がほしい'],
    needs: ['community.gather'],
    kind: 'group',
  }),
  entry('debt', { title: '借金の相談', says: ['借金が返せない'], needs: ['money.debt'] }),
  entry('youth', { title: '若者の就労', says: ['働く自信がない'], needs: ['work.hard'], ageMin: 15, ageMax: 39 }),
]
const analysed = FIXTURE.map(analyse)
const index = buildIndex(analysed)
const ids = (text: string, more = {}) => match(index, { text, ...more }).results.map((one) => one.id)

test('one of each family, and the ward is asked for, where answers differ by ward', () => {
  const answer = match(index, { text: '母の物忘れがひどい' })
  assert.equal(answer.results.filter((one) => one.id.startsWith('houkatsu')).length, 1)
  assert.equal(answer.askWard, true)
})

test('with a ward, its own entry answers and the other ward’s is not shown', () => {
  const answer = match(index, { text: '母の物忘れがひどい', ward: '南区' })
  assert.equal(answer.results[0]?.id, 'houkatsu-南区')
  assert.ok(!answer.results.some((one) => one.id === 'houkatsu-北区'))
  assert.equal(answer.askWard, false)
  assert.ok(answer.results[0]!.reasons.some((reason) => reason.kind === 'place' && reason.place === '南区'))
})

test('a ward named in the words is heard', () => {
  assert.equal(ids('南区に住む母の物忘れがひどい')[0], 'houkatsu-南区')
})

test('the own neighbourhood comes first, another one is left out', () => {
  assert.equal(ids('集まれる場所がほしい', { town: '中央町２丁目' })[0], 'old-town')
  assert.ok(!ids('集まれる場所がほしい', { town: '港町' }).includes('old-town'))
  assert.equal(ids('集まれる場所がほしい')[0], 'salon')
})

test('reasons are given in the asker’s own words', () => {
  const [first] = match(index, { text: '家賃が払えません' }).results
  assert.equal(first?.id, 'rent')
  assert.deepEqual(first?.reasons[0], { kind: 'need', need: 'home.rent', words: ['家賃が払えません'] })
  assert.equal(first?.says, '家賃が払えない')
  const synonym = match(index, { text: '賃料がきびしい' }).results.find((one) => one.id === 'rent')
  assert.ok(
    synonym?.reasons.some((reason) => reason.kind === 'synonym' && reason.yours === '賃料' && reason.theirs === '家賃'),
  )
})

test('the why line that fits stands first', () => {
  const [first] = match(index, { text: '親の物忘れ', ward: '北区' }).results
  assert.equal(first?.why[0], '物忘れの相談を専門の職員が受けています')
})

test('danger brings its line to the front', () => {
  const answer = match(index, { text: '夫に殴られる' })
  assert.equal(answer.safety[0]?.kind, 'violence')
  assert.equal(answer.results[0]?.id, 'dv')
})

test('a guide stands before a single facility, unless its kind is asked for by name it stays far behind', () => {
  const list = ids('デイサービスを使いたい')
  assert.equal(list[0], 'day-guide')
  assert.ok(list.includes('day-care'))
})

test('two troubles in one sentence are both answered among the first three', () => {
  const list = ids('会社をクビになって家賃も払えない').slice(0, 3)
  assert.ok(list.includes('rent') && list.includes('work'), list.join())
})

test('the guided menu works without words', () => {
  assert.equal(match(index, { text: '', needs: ['money.debt'] }).results[0]?.id, 'debt')
  const group = match(index, { text: '', needs: ['care'] })
  assert.ok(group.close)
  assert.ok(group.results[0]!.id.startsWith('houkatsu') || group.results[0]!.id === 'day-guide')
})

test('an entry for another age stands back', () => {
  const young = match(index, { text: '働く自信がない。25歳です' }).results.find((one) => one.id === 'youth')!
  const old = match(index, { text: '働く自信がない。70歳です' }).results.find((one) => one.id === 'youth')!
  assert.ok(old.score < young.score)
})

test('nothing close is said aloud', () => {
  for (const text of ['今日の天気', 'ラーメンが食べたい', '心配です', '', '🎉', '<script>'])
    assert.equal(match(index, { text }).close, false, text)
})

const someText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        '家賃',
        'が',
        '払えない',
        '母の物忘れ',
        '。',
        '\ud800',
        '死にたい',
        '🎉',
        '南区',
        'デイサービス',
        '仕事',
        ' ',
        '<b>',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
)

test('never throws, keeps the limit, gives numbers that are numbers, the best first', () => {
  fc.assert(
    fc.property(someText, fc.integer({ min: -3, max: 30 }), (text, limit) => {
      const answer = match(index, { text, limit })
      assert.ok(answer.results.length <= Math.max(1, limit || 10))
      for (const one of answer.results) {
        assert.ok(Number.isFinite(one.score) && one.confidence >= 0 && one.confidence <= 1)
      }
      assert.equal(new Set(answer.results.map((one) => one.id)).size, answer.results.length)
      assert.deepEqual(match(index, { text, limit }), answer)
    }),
    { numRuns: 200 },
  )
})

test('the order in which entries came does not matter', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(analysed, { minLength: analysed.length }), someText, (shuffled, text) => {
      assert.deepEqual(match(buildIndex(shuffled), { text }), match(index, { text }))
    }),
    { numRuns: 60 },
  )
})

test('putting and dropping an entry leaves what was there', () => {
  const own = buildIndex(analysed)
  const before = match(own, { text: '家賃が払えない' })
  put(own, analyse(entry('extra', { title: '家賃の別の相談', says: ['家賃が払えない'], needs: ['home.rent'] })))
  assert.ok(match(own, { text: '家賃が払えない' }).results.some((one) => one.id === 'extra'))
  drop(own, 'extra')
  drop(own, 'never there')
  assert.deepEqual(match(own, { text: '家賃が払えない' }), before)
})

test('an entry that has nothing to do with it keeps the order', () => {
  const more = buildIndex([
    ...analysed,
    analyse(entry('zoo', { title: '動物園', says: ['きりんを見たい'], body: '象とペンギンがいます' })),
  ])
  for (const text of ['家賃が払えない', '母の物忘れ', '会社をクビになった', '夫に殴られる', '集まれる場所がほしい']) {
    assert.deepEqual(
      match(more, { text }).results.map((one) => one.id),
      ids(text),
    )
  }
})

test('what is stored is plain JSON and works after a round trip', () => {
  const back = buildIndex(JSON.parse(JSON.stringify(analysed)))
  assert.deepEqual(match(back, { text: '家賃が払えない' }), match(index, { text: '家賃が払えない' }))
})

test('five thousand entries are ranked within a few milliseconds', () => {
  const many = Array.from({ length: 5000 }, (_, i) => {
    const one = analysed[i % analysed.length]!
    return { ...one, id: `${one.id}-${i}`, family: `${one.family}-${i}` }
  })
  const large = buildIndex(many)
  const question = '母が最近物忘れがひどくて火の消し忘れが心配です。家賃も払えません'
  for (let i = 0; i < 30; i += 1) match(large, { text: question })
  const times = Array.from({ length: 60 }, () => {
    const start = performance.now()
    match(large, { text: question })
    return performance.now() - start
  }).sort((a, b) => a - b)
  assert.ok(times[30]! < 30, `${times[30]!.toFixed(1)} ms`) // 3 ms on an idle machine; room for a busy one
})
