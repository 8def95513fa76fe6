import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDays } from '../directory/index.ts'
import { clockAct, endOf, nextLook, promiseOf, TERMS, type Within } from './promise.ts'
import { isClosed, STATUSES } from './rules.ts'

const WEEK = [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], opens: 8 * 60 + 30, closes: 17 * 60 }]
const at = (text: string) => new Date(`${text}+09:00`)
const days = (from: Date, hours = WEEK) => openDays(hours, 'closed', from, 75)
const end = (from: string, term: Within, hours = WEEK) =>
  endOf(at(from), term, days(at(from), hours))?.toLocaleString('sv', { timeZone: 'Asia/Tokyo' })

test('days are open days of the desk: weekends, holidays and the turn of the year do not count', () => {
  assert.equal(end('2026-11-25T10:00', { n: 1, unit: 'days' }), '2026-11-26 17:00:00')
  assert.equal(end('2026-11-20T10:00', { n: 1, unit: 'days' }), '2026-11-24 17:00:00', 'over 勤労感謝の日')
  assert.equal(end('2026-12-28T10:00', { n: 1, unit: 'days' }), '2027-01-04 17:00:00')
  assert.equal(end('2026-11-25T10:00', { n: 0, unit: 'days' }), '2026-11-25 17:00:00')
  assert.equal(end('2026-11-25T18:00', { n: 0, unit: 'days' }), '2026-11-26 17:00:00', 'closed for today')
  const tuesdays = [{ days: ['TU'], opens: 13 * 60, closes: 15 * 60 }]
  assert.equal(end('2026-11-25T10:00', { n: 2, unit: 'days' }, tuesdays), '2026-12-08 15:00:00')
})

test('hours are open hours: a request in the evening begins in the morning', () => {
  assert.equal(end('2026-11-25T10:00', { n: 2, unit: 'hours' }), '2026-11-25 12:00:00')
  assert.equal(end('2026-11-25T16:00', { n: 2, unit: 'hours' }), '2026-11-26 09:30:00')
  assert.equal(end('2026-11-27T23:00', { n: 1, unit: 'hours' }), '2026-11-30 09:30:00')
  const noon = [
    { days: ['WE'], opens: 9 * 60, closes: 12 * 60 },
    { days: ['WE'], opens: 13 * 60, closes: 17 * 60 },
  ]
  assert.equal(end('2026-11-25T11:00', { n: 2, unit: 'hours' }, noon), '2026-11-25 14:00:00')
})

test('where no hours are known, and where they never end, office hours count', () => {
  assert.equal(end('2026-11-25T10:00', { n: 1, unit: 'days' }, []), '2026-11-26 17:00:00')
  const always = [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], opens: 0, closes: 1440 }]
  assert.equal(end('2026-11-27T10:00', { n: 1, unit: 'days' }, always), '2026-11-30 17:00:00')
})

const moment = fc.date({ min: at('2026-01-01T00:00'), max: at('2028-12-31T00:00'), noInvalidDate: true })
const within = fc.record({
  n: fc.integer({ min: 0, max: 9 }),
  unit: fc.constantFrom('hours' as const, 'days' as const),
})

test('a promise lies ahead, in open hours, the call never before the answer; the reminder comes between', () => {
  fc.assert(
    fc.property(moment, within, within, (from, answer, contact) => {
      const open = days(from)
      const promise = promiseOf(from, { answer, contact }, open)
      assert.ok(promise)
      const { answerBy, contactBy, remindAt } = promise
      assert.ok(contactBy >= answerBy)
      assert.ok(answerBy >= from || (answer.n === 0 && answer.unit === 'hours'))
      assert.ok(remindAt <= answerBy)
      for (const when of [answerBy, contactBy])
        assert.ok(open.flat().some((span) => span.from <= when && when <= span.to))
    }),
  )
})

test('more time is never an earlier end, and asking later never ends earlier', () => {
  fc.assert(
    fc.property(moment, within, fc.integer({ min: 0, max: 3 }), (from, term, more) => {
      const first = endOf(from, term, days(from))!
      assert.ok(endOf(from, { ...term, n: term.n + more }, days(from))! >= first)
      const later = new Date(from.getTime() + more * 5 * 60 * 60 * 1000)
      assert.ok(endOf(later, term, days(later))! >= first)
    }),
  )
})

const task = fc.record({
  status: fc.constantFrom(...STATUSES),
  answer_by: moment,
  more: fc.integer({ min: 0, max: 96 }),
  reminded: fc.boolean(),
  helped: fc.constantFrom('yes', null),
})

test('the clock is never asked to do the same thing again at once, and leaves alone what has ended well', () => {
  fc.assert(
    fc.property(task, moment, ({ status, answer_by, more, reminded, helped }, now) => {
      const one = {
        ...{ status, answer_by, helped },
        contact_by: new Date(answer_by.getTime() + more * 60 * 60 * 1000),
        reminded_at: reminded ? now : null,
      }
      const acted = clockAct(one, now)
      const morning = new Date(now.getTime() + 60 * 60 * 1000)
      const next = nextLook({ ...one, reminded_at: acted === 'remind' ? now : one.reminded_at }, now, {
        morning,
        acted,
      })
      assert.ok(next === null || next > now)
      if (['forwarded', 'draft'].includes(status)) assert.deepEqual([acted, next], [null, null])
      // Nobody at work is forgotten.
      if (!isClosed(status) && status !== 'draft') assert.ok(next)
    }),
  )
})

test('the more it presses, the sooner', () => {
  const from = at('2026-11-25T10:00')
  const by = (['now', 'soon', 'usual'] as const).map((urgency) => promiseOf(from, TERMS[urgency], days(from))!)
  for (const [index, one] of by.slice(1).entries()) {
    assert.ok(one.answerBy >= by[index]!.answerBy)
    assert.ok(one.contactBy >= by[index]!.contactBy)
  }
})
