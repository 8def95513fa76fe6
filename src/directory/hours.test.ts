import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAYS, endOfNextFiscalYear, isRoundTheClock, isStale, nextClosedDay, openState } from './hours.ts'
import type { Hours } from './view.ts'

const WEEK = ['MO', 'TU', 'WE', 'TH', 'FR']
const office: Hours[] = [{ days: WEEK, opens: 510, closes: 1020 }]
const at = (text: string) => new Date(`${text}+09:00`)

test('an office: open, before, after, at the weekend', () => {
  assert.deepEqual(openState(office, 'closed', at('2026-11-24T10:00')), {
    state: 'open',
    until: at('2026-11-24T17:00'),
  })
  assert.deepEqual(openState(office, 'closed', at('2026-11-24T08:29')), {
    state: 'closed',
    at: at('2026-11-24T08:30'),
    holiday: null,
  })
  assert.deepEqual(openState(office, 'closed', at('2026-11-20T17:00')), {
    state: 'closed',
    at: at('2026-11-24T08:30'), // Monday 23 November is 勤労感謝の日
    holiday: null,
  })
})

test('a holiday closes an office, and has a name', () => {
  const state = openState(office, 'closed', at('2026-11-23T10:00'))
  assert.deepEqual(state, { state: 'closed', at: at('2026-11-24T08:30'), holiday: '勤労感謝の日' })
  assert.equal(openState(office, 'open', at('2026-11-23T10:00')).state, 'open')
  assert.equal(openState(office, null, at('2026-11-23T10:00')).state, 'unknown')
  const yearEnd = openState(office, 'closed', at('2026-12-29T10:00'))
  assert.deepEqual(yearEnd, { state: 'closed', at: at('2027-01-04T08:30'), holiday: '年末年始' })
})

test('the next closed day is told ahead', () => {
  assert.deepEqual(nextClosedDay(office, 'closed', at('2026-11-20T10:00')), {
    day: at('2026-11-23T00:00'),
    name: '勤労感謝の日',
  })
  assert.equal(nextClosedDay(office, 'open', at('2026-11-20T10:00')), null)
  assert.equal(nextClosedDay([{ days: ['SU'], opens: 0, closes: 60 }], 'closed', at('2026-11-20T10:00')), null)
})

test('round the clock, and past midnight', () => {
  const always: Hours[] = [{ days: [...DAYS], opens: 0, closes: 1440 }]
  assert.deepEqual(openState(always, 'open', at('2026-01-01T03:00')), { state: 'always' })
  assert.ok(isRoundTheClock([{ days: [...DAYS], opens: 600, closes: 600 + 1440 }]))
  assert.ok(!isRoundTheClock([{ days: [...DAYS], opens: 0, closes: 1439 }]))
  const night: Hours[] = [{ days: ['FR'], opens: 1080, closes: 1440 + 300 }]
  assert.deepEqual(openState(night, 'open', at('2026-11-21T04:59')), { state: 'open', until: at('2026-11-21T05:00') })
  assert.deepEqual(openState(night, 'open', at('2026-11-21T05:00')), {
    state: 'closed',
    at: at('2026-11-27T18:00'),
    holiday: null,
  })
  // The night of Friday runs on into a Saturday that is a holiday (2027-01-02 would be 年末年始).
  assert.equal(openState(night, 'closed', at('2026-11-21T02:00')).state, 'open')
  const weekdays: Hours[] = [{ days: WEEK, opens: 0, closes: 1440 }]
  assert.deepEqual(openState(weekdays, 'open', at('2026-11-25T12:00')), {
    state: 'open',
    until: at('2026-11-28T00:00'),
  })
})

test('nothing known is unknown', () => assert.deepEqual(openState([], null, new Date()), { state: 'unknown' }))

test('stale after six months', () => {
  assert.ok(isStale(null, at('2026-11-22T00:00')))
  assert.ok(!isStale('2026-05-22', at('2026-11-22T23:59')))
  assert.ok(isStale('2026-05-21', at('2026-11-22T00:00')))
})

test('the end of the next fiscal year', () => {
  assert.equal(endOfNextFiscalYear('2026-11-22'), '2028-03-31')
  assert.equal(endOfNextFiscalYear('2027-03-31'), '2028-03-31')
  assert.equal(endOfNextFiscalYear('2027-04-01'), '2029-03-31')
})

const anyHours = fc.array(
  fc
    .record({
      days: fc.subarray([...DAYS], { minLength: 1 }),
      opens: fc.integer({ min: 0, max: 1439 }),
      length: fc.integer({ min: 1, max: 1440 }),
    })
    .map(({ days, opens, length }) => ({ days, opens, closes: opens + length })),
  { maxLength: 4 },
)
const anyMoment = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
const anyRule = fc.constantFrom('closed' as const, 'open' as const, null)

test('what is said holds: open until, closed until', () => {
  fc.assert(
    fc.property(anyHours, anyRule, anyMoment, (hours, rule, now) => {
      const state = openState(hours, rule, now)
      if (state.state === 'open') {
        assert.ok(state.until > now)
        const last = openState(hours, rule, new Date(state.until.getTime() - 1))
        assert.ok(last.state === 'open' || last.state === 'always')
      }
      if (state.state === 'closed' && state.at) {
        assert.ok(state.at > now)
        const first = openState(hours, rule, state.at)
        assert.ok(first.state === 'open' || first.state === 'always')
        const before = openState(hours, rule, new Date(state.at.getTime() - 1))
        assert.ok(before.state === 'closed' || before.state === 'unknown')
      }
      if (hours.length === 0) assert.equal(state.state, 'unknown')
    }),
  )
})
