import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isBusinessDay } from '../../platform/clock.ts'
import { AUDIENCES, PARTS } from '../basis/rules.ts'
import { FACTS } from '../consent/rules.ts'
import { businessDayFrom, draftFault, dueState, ENTRY_KINDS, planList } from './rules.ts'
import { DISCHARGE } from './template.ts'

const day = fc
  .date({ min: new Date('2025-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

test('what tells of abuse never goes to the family, and nothing goes to them unasked', () => {
  const draft = fc.record({
    kind: fc.constantFrom(...ENTRY_KINDS),
    fact: fc.constantFrom(...FACTS),
    audience: fc.constantFrom(...AUDIENCES),
  })
  fc.assert(
    fc.property(fc.constantFrom(...PARTS), draft, fc.boolean(), (part, one, confirmed) => {
      const fault = draftFault(part, one, confirmed)
      if (one.audience === 'all' && one.fact === 'abuse') assert.equal(fault, 'abuse_to_all')
      if (one.audience === 'all' && (part === 'team' || part === 'keeper') && !confirmed) assert.ok(fault)
      if (one.audience === 'team' && (part === 'person' || part === 'family')) assert.equal(fault, 'not_team')
      if (one.audience === 'team' && (part === 'team' || part === 'keeper')) assert.equal(fault, null)
    }),
  )
})

test('days of a list are business days, counted from admission and from coming home', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -15, max: 15 }), (from, days) => {
      const to = businessDayFrom(from, days)
      if (days !== 0) assert.ok(isBusinessDay(Temporal.PlainDate.from(to)))
      if (days > 0) assert.ok(to > from)
      if (days < 0) assert.ok(to < from)
    }),
  )
  assert.equal(businessDayFrom('2026-11-20', 1), '2026-11-24', 'over 勤労感謝の日')
  assert.equal(businessDayFrom('2027-01-05', -2), '2026-12-28', 'over 年末年始')
})

test('a list is planned: owners by profession, and no day where coming home has none', () => {
  const members = [
    { accountId: 'm', profession: 'ケアマネジャー' },
    { accountId: 'p', profession: '薬剤師' },
  ]
  const items = planList(DISCHARGE, { admission: '2026-11-25', discharge: null }, members)
  assert.equal(items.length, DISCHARGE.length)
  assert.ok(items.every(({ from, due }) => (due === null) === (from === 'discharge')))
  assert.equal(items.find(({ key }) => key === 'medicine_list')!.ownerId, 'p')
  assert.equal(items.find(({ key }) => key === 'house')!.ownerId, null, 'no 民生委員 in this room')
})

test('overdue is yesterday, soon is today and the next business day', () => {
  const now = new Date('2026-11-25T10:00:00+09:00')
  const state = (due: string | null, doneAt: Date | null = null) => dueState({ due, doneAt }, now)
  assert.deepEqual(
    [state('2026-11-24'), state('2026-11-25'), state('2026-11-26'), state('2026-11-27'), state(null)],
    ['overdue', 'soon', 'soon', 'open', 'open'],
  )
  assert.equal(state('2026-11-01', now), 'done')
})
