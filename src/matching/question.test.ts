import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { analyse, type Entry, plainEntry } from './analyse.ts'
import { FACT_KINDS, factOf } from './facts.ts'
import { fitOf } from './fit.ts'
import { buildIndex } from './postings.ts'
import { chooseQuestion, MOST, plausible, QUESTION_KINDS, type QuestionKind } from './question.ts'
import { match, type Query } from './rank.ts'

const base: Entry = { ...plainEntry('', '', ''), organization: '市', endorsed: true }
const each = (family: string, title: string, says: string[], needs: string[]): Entry[] =>
  ['麻生区', '中原区'].map((ward) => ({
    ...base,
    id: `${family}-${ward}`,
    family,
    title: `${title}（${ward}）`,
    says,
    needs,
    scope: 'ward',
    wards: [ward],
  }))
const index = buildIndex(
  [
    ...each('care', '地域包括支援センター', ['母の物忘れがひどい', '介護に疲れた'], ['care.dementia', 'care.burden']),
    { ...base, id: 'rent', family: 'rent', title: '住居確保給付金', says: ['家賃が払えない'], needs: ['home.rent'] },
    { ...base, id: 'debt', family: 'debt', title: '借金の相談', says: ['借金が返せない'], needs: ['money.debt'] },
  ].map(analyse),
)
const ask = (query: Query, answered: QuestionKind[] = []) => chooseQuestion(index, query, match(index, query), answered)

test('the ward is asked when desks differ by it, and only then', () => {
  assert.equal(ask({ text: '母の物忘れがひどい' })?.ask, 'ward')
  assert.equal(ask({ text: '母の物忘れがひどい', ward: '麻生区' })?.ask, undefined)
  assert.equal(ask({ text: '家賃が払えない' }), undefined)
})

test('a question that was skipped is not asked again, nor more than three', () => {
  assert.equal(ask({ text: '母の物忘れがひどい' }, ['ward'])?.ask, undefined)
  assert.equal(ask({ text: '母の物忘れがひどい' }, ['need', 'need', 'need']), undefined)
})

test('in danger, or where nothing is close, nobody is asked anything', () => {
  assert.equal(ask({ text: 'もう死にたい。母の物忘れがひどい' }), undefined)
  assert.equal(ask({ text: '今日の天気' }), undefined)
})

const fit = (forWhom: string) =>
  fitOf({
    ...{ forWhom, ages: { min: null, max: null }, accessibility: [], languages: [], cost: 'unknown' },
    ...{ hours: [], holidays: null, verified: null },
  })
const HELP = 'ヘルパーに来てほしい'
const helps = (id: string, forWhom: string, needs = ['care.home']): Entry => ({
  ...base,
  ...{ id, family: id, title: id, organization: id, says: [HELP], needs, fit: fit(forWhom) },
})
const helpers = [
  helps('a', '要介護・要支援の認定を受けた方'),
  helps('b', 'だれでも', ['care.home', 'care.start']),
  helps('c', 'ひとり暮らしの方', ['care.home', 'alone.daily']),
  helps('d', 'だれでも', ['care.home', 'care.burden']),
  helps('e', '18歳未満の子ども、保護者', ['care.home', 'child.raise']),
  helps('f', '住民税非課税世帯の方', ['care.home', 'money.living']),
].map(analyse)
const helping = buildIndex([...helpers, ...each('w', '区の窓口', [HELP], ['care.home', 'care.start']).map(analyse)])

test('what decides whether somebody is meant is asked, unless it is known', () => {
  const more = analyse(helps('aa', '要介護の認定を受けた方', ['care.home', 'care.facility']))
  const certified = buildIndex([helpers[0]!, more, helpers[1]!, helpers[3]!])
  const query = { text: HELP }
  const question = chooseQuestion(certified, query, match(certified, query))
  assert.equal(question?.ask, 'certified')
  assert.deepEqual(question?.options, ['yes', 'no'])
  for (const known of [{ text: `${HELP}。介護認定はまだです` }, { text: HELP, facts: { certified: true } }])
    assert.equal(chooseQuestion(certified, known, match(certified, known)), undefined)
})

test('a conversation: at most three questions, none twice, and “do not know” changes nothing but what is asked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.nat(9)), { minLength: 8, maxLength: 8 }),
      fc.constantFrom(HELP, '母の物忘れがひどい', '介護に疲れた。家賃が払えない', `借金が返せない。${HELP}`),
      (replies, text) => {
        const query: Query = { text }
        const asked: QuestionKind[] = []
        for (const reply of replies) {
          const before = match(helping, query)
          const question = chooseQuestion(helping, query, before, asked)
          if (!question) break
          assert.ok(!asked.includes(question.ask), `${question.ask} again`)
          asked.push(question.ask)
          if (reply === null) {
            assert.deepEqual(match(helping, query), before)
            continue
          }
          const option = question.options[reply % question.options.length]!
          if (question.ask === 'ward') query.ward = option
          else if (question.ask === 'need') query.needs = [option]
          else query.facts = { ...query.facts, ...factOf(question.ask, option) }
        }
        assert.ok(asked.length <= MOST)
      },
    ),
    { numRuns: 60 },
  )
})

test('the replies of a question weigh something, and more where the words speak for them', () => {
  assert.ok(plausible('who', 'parent', 'parent') > plausible('who', 'child', 'parent'))
  assert.ok(plausible('age', '75-120', 'self', 'care.start') > plausible('age', '0-6', 'self', 'care.start'))
  for (const kind of FACT_KINDS) assert.ok(plausible(kind, 'yes', 'self') > 0)
  assert.equal(new Set(QUESTION_KINDS).size, QUESTION_KINDS.length)
})

test('choosing among five thousand entries costs as much as a few answers', () => {
  const many = Array.from({ length: 5000 }, (_, i) => {
    const one = helpers[i % helpers.length]!
    return { ...one, id: `${one.id}${i}`, family: `${one.family}${i}` }
  })
  const large = buildIndex(many)
  const query = { text: `介護に疲れた。${HELP}` }
  const answer = match(large, query)
  // side by side, so that it holds on a busy machine too: 5 ms and 7 ms on an idle one
  const both = Array.from({ length: 40 }, () => {
    const start = performance.now()
    match(large, query)
    const between = performance.now()
    chooseQuestion(large, query, answer)
    return [between - start, performance.now() - between] as const
  })
  const median = (of: number) => both.map((one) => one[of]!).sort((a, b) => a - b)[20]!
  assert.ok(median(1) < 8 * median(0), `${median(1).toFixed(1)} ms beside ${median(0).toFixed(1)} ms`)
})
