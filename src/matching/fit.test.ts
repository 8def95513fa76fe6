import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { analyse, type Entry } from './analyse.ts'
import type { Facts } from './facts.ts'
import {
  circumstancesOf,
  costTerm,
  FIT_WEIGHTS,
  type Fit,
  fitOf,
  fitTerms,
  freshTerm,
  judge,
  languageOf,
  languageTerm,
  momentOf,
  openTerm,
} from './fit.ts'
import { buildIndex } from './postings.ts'
import { match } from './rank.ts'

const NOTHING = {
  ...{ forWhom: null, ages: { min: null, max: null }, accessibility: [], languages: [], cost: 'unknown' as const },
  ...{ hours: [], holidays: null, verified: null },
}
const WEDNESDAY = Date.parse('2026-11-25T10:24:00+09:00')
const OFFICE = {
  hours: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], opens: 510, closes: 1020 }],
  holidays: 'closed' as const,
}

const base: Entry = {
  ...{ id: '', family: '', title: '', says: [], why: [], body: '', organization: '市', needs: [], kind: 'service' },
  ...{ scope: 'city', wards: [], towns: [], endorsed: false },
}
const entry = (id: string, says: string[], needs: string[], forWhom: string | null, more: Partial<Fit> = {}) =>
  analyse({
    ...base,
    ...{ id, family: id, title: id, says, needs, organization: id },
    fit: { ...fitOf({ ...NOTHING, forWhom }), ...more },
  })
const HELP = 'ヘルパーに来てほしい'
const index = buildIndex([
  entry('a-certified', [HELP], ['care.home'], '要介護・要支援の認定を受けた方', { cost: 'paid' }),
  entry('b-anyone', [HELP, '家事を手伝ってほしい'], ['care.home'], 'だれでも', { cost: 'free' }),
  entry('c-alone', [HELP], ['care.home'], 'ひとり暮らしの方'),
  entry('d-child', [HELP], ['care.home'], '18歳未満の子ども、保護者'),
  entry('e-english', [HELP], ['care.home'], null, { languages: ['en', 'zh'] }),
  entry('f-writing', [HELP], ['care.home'], null, { access: ['筆談'] }),
  entry('z-other', ['切手を集めたい'], ['community.gather'], null, {
    languages: ['en'],
    cost: 'free',
    access: ['手話通訳'],
  }),
])
const ids = (text: string, more = {}) => match(index, { text, ...more }).results.map((one) => one.id)

const anyFacts: fc.Arbitrary<Facts> = fc.record(
  {
    who: fc.constantFrom('self', 'parent', 'partner', 'child', 'relative', 'neighbour', 'client'),
    age: fc.tuple(fc.nat(110), fc.nat(20)).map(([from, more]) => ({ from, to: from + more })),
    ...{ alone: fc.boolean(), income: fc.boolean(), certified: fc.boolean(), single: fc.boolean() },
    ...{ card: fc.boolean(), resident: fc.boolean() },
  },
  { requiredKeys: [] },
)
const anyFit: fc.Arbitrary<Fit> = fc
  .record({
    forWhom: fc.constantFrom(
      null,
      '65歳以上の方',
      '要介護・要支援の認定を受けた方',
      '18歳未満の子ども、保護者',
      'ひとり暮らしの方',
    ),
    accessibility: fc.subarray(['車いす可', '手話通訳', '筆談', 'FAX可']),
    languages: fc.subarray(['en', 'zh', 'ko']),
    cost: fc.constantFrom('free' as const, 'paid' as const, 'varies' as const, 'unknown' as const),
    verified: fc.constantFrom(null, '2020-01-01', '2026-11-01', '2030-01-01', 'some day'),
    hours: fc.constantFrom([], OFFICE.hours, [{ days: ['SA'], opens: 1200, closes: 1800 }]),
    holidays: fc.constantFrom(null, 'closed' as const, 'open' as const),
  })
  .map((one) => fitOf({ ...one, ages: { min: null, max: null } }))
const anyText = fc.constantFrom(
  '',
  HELP,
  '今夜、車いすで行きたい。お金がない',
  'I need help please',
  '耳が聞こえない',
  '急ぎ 筆談',
)

test('every term is bounded, and so is their sum', () => {
  const most = Object.values(FIT_WEIGHTS).reduce((sum, weight) => sum + weight, 0)
  fc.assert(
    fc.property(
      ...[anyFit, anyFacts, anyText, fc.constantFrom('ja' as const, 'easy' as const, 'en' as const)],
      fc.integer({ min: WEDNESDAY - 1e11, max: WEDNESDAY + 1e11 }),
      (fit, facts, text, lang, at) => {
        const asked = circumstancesOf(text, [], [], lang, at)
        for (const [name, term] of Object.entries(fitTerms(fit, asked, facts)))
          assert.ok(term >= -1 && term <= 1, `${name} ${term}`)
        assert.ok(Math.abs(judge(fit, asked, facts).bonus) <= most)
      },
    ),
  )
})

test('an unknown fact never excludes', () => {
  fc.assert(
    fc.property(anyFit, anyText, (fit, text) => {
      const { fails, conditions } = judge(fit, circumstancesOf(text, [], []), {})
      assert.equal(fails, false)
      assert.ok(conditions.every(({ state }) => state === 'unknown'))
    }),
  )
})

test('whatever is known of the person, the confidence of an entry and whether the answer is close stay', () => {
  const plain = new Map(match(index, { text: HELP, limit: 50 }).results.map((one) => [one.id, one.confidence]))
  fc.assert(
    fc.property(anyFacts, fc.constantFrom('ja' as const, 'en' as const), (facts, lang) => {
      const { results, close } = match(index, { text: HELP, facts, lang, at: WEDNESDAY, limit: 50 })
      assert.ok(close)
      for (const one of results) assert.equal(one.confidence, plain.get(one.id))
      assert.deepEqual(new Set(results.map(({ id }) => id)), new Set(plain.keys()), 'none is dropped')
    }),
  )
  const other = { facts: { income: true }, lang: 'en' as const, at: WEDNESDAY }
  assert.equal(match(index, { text: '今日の天気', ...other }).close, false)
})

test('who is known not to be meant stands last and is told so; who may be meant stays', () => {
  const known = match(index, { text: `${HELP}。介護認定はまだです` }).results
  const last = known.at(-1)!
  assert.equal(last.id, 'a-certified')
  assert.deepEqual(last.conditions, [{ kind: 'certified', state: 'fails' }])
  const open = match(index, { text: HELP }).results.find(({ id }) => id === 'a-certified')!
  assert.deepEqual(open.conditions, [{ kind: 'certified', state: 'unknown' }])
  assert.equal(ids(HELP, { facts: { certified: false }, limit: 3 }).at(-1), 'a-certified', 'kept where the list is cut')
  assert.ok(ids(HELP, { facts: { certified: true } }).indexOf('a-certified') < 3)
  assert.equal(ids(`${HELP}。一人ではなく家族と暮らしています`).at(-1), 'c-alone')
})

test('an entry for children is not first when it is about an old parent', () => {
  assert.equal(ids(`82歳の母に${HELP}`).at(-1), 'd-child')
  assert.notEqual(ids(HELP, { facts: { who: 'parent' } })[0], 'd-child')
})

test('in danger nobody is put back', () => {
  const asked = { text: `もう死にたい。${HELP}`, facts: { certified: false, alone: false } }
  assert.deepEqual(
    new Set(
      match(index, asked)
        .results.slice(0, 3)
        .map(({ id }) => id),
    ),
    new Set(
      match(index, { text: asked.text })
        .results.slice(0, 3)
        .map(({ id }) => id),
    ),
  )
})

test('language, access and cost come forward where they were asked for, with their reason', () => {
  const first = (text: string, more = {}) => match(index, { text, ...more }).results[0]!
  assert.equal(first(HELP, { lang: 'en' }).id, 'e-english')
  assert.ok(first(HELP, { lang: 'en' }).reasons.some((one) => one.kind === 'language' && one.code === 'en'))
  assert.equal(first(`耳が聞こえません。${HELP}`).id, 'f-writing')
  assert.ok(first(`耳が聞こえません。${HELP}`).reasons.some((one) => one.kind === 'access' && one.offers === '筆談'))
  const free = match(index, { text: `お金がない。${HELP}` }).results
  assert.ok(free.find(({ id }) => id === 'b-anyone')!.reasons.some((one) => one.kind === 'free'))
})

test('nothing is lifted that shares neither word nor need', () => {
  assert.ok(!ids(`耳が聞こえません。お金がない。${HELP}`, { lang: 'en' }).includes('z-other'))
})

test('open now counts where it is urgent, by the hours, holidays and what runs past midnight', () => {
  const at = (text: string) => momentOf(Date.parse(text))
  const office = fitOf({ ...NOTHING, ...OFFICE })
  assert.equal(openTerm(office, at('2026-11-25T10:24:00+09:00'), true), 1)
  assert.equal(openTerm(office, at('2026-11-25T10:24:00+09:00'), false), 0)
  assert.equal(openTerm(office, at('2026-11-25T20:00:00+09:00'), true), 0)
  assert.equal(openTerm(office, at('2026-11-23T10:00:00+09:00'), true), 0, '勤労感謝の日')
  const night = fitOf({ ...NOTHING, hours: [{ days: ['SA'], opens: 1200, closes: 1800 }], holidays: 'open' })
  assert.equal(openTerm(night, at('2026-11-29T05:00:00+09:00'), true), 1, 'from Saturday evening into Sunday')
  assert.equal(openTerm(night, at('2026-11-29T07:00:00+09:00'), true), 0)
  assert.equal(openTerm(office, undefined, true), 0)
})

test('fresh facts stand a little above old ones', () => {
  const now = momentOf(WEDNESDAY)
  assert.equal(freshTerm('2026-11-25', now), 1)
  assert.ok(freshTerm('2026-05-01', now) > freshTerm('2025-05-01', now))
  assert.equal(freshTerm('2020-01-01', now), 0)
  assert.equal(freshTerm(undefined, now), 0)
})

test('the language of a text', () => {
  const lines: [string, string | undefined][] = [
    ['母の物忘れ', undefined],
    ['Tシャツがほしい', undefined],
    ['I lost my job', 'en'],
    ['我不会日语，想咨询生活问题', 'zh'],
    ['일자리를 잃었습니다', 'ko'],
    ['Tôi bị mất việc', 'vi'],
    ['介護保険', undefined],
    ['DV', undefined],
  ]
  for (const [text, code] of lines) assert.equal(languageOf(text), code, text)
  assert.equal(languageTerm(['en'], ['*']), 0.5)
  assert.equal(costTerm('free', false), 0)
})

test('who can take somebody on comes before who cannot, as long as that is believed', () => {
  const fit = (state: 'open' | 'waiting' | 'full') => fitOf({ ...NOTHING, capacity: { state, until: '2026-12-31' } })
  const bonus = (state: 'open' | 'waiting' | 'full', day: string) =>
    judge(fit(state), circumstancesOf('', [], [], 'ja', Date.parse(`${day}T03:00:00Z`)), {}).bonus
  const before = (['open', 'waiting', 'full'] as const).map((state) => bonus(state, '2026-12-31'))
  assert.deepEqual(before, [FIT_WEIGHTS.room, -FIT_WEIGHTS.room / 2, -FIT_WEIGHTS.room])
  assert.equal(bonus('full', '2027-01-01'), 0)
  assert.equal(judge(fit('full'), circumstancesOf('', [], []), {}).bonus, 0)
})
