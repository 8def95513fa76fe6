import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse, type Entry } from './analyse.ts'
import { buildIndex } from './postings.ts'
import { chooseQuestion } from './question.ts'
import { match, type Query } from './rank.ts'

const base: Entry = {
  id: '',
  family: '',
  title: '',
  says: [],
  why: [],
  body: '',
  organization: '市',
  needs: [],
  kind: 'desk',
  scope: 'city',
  wards: [],
  towns: [],
  endorsed: true,
}
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
const ask = (query: Query, answered: ('ward' | 'need')[] = []) =>
  chooseQuestion(index, query, match(index, query), answered)

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
