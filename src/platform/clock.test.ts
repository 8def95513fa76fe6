import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { businessDaysUntil, businessDeadline, holidayName, isBusinessDay, tokyo } from './clock.ts'
import { showMoment } from './words.ts'

const at = (text: string) => new Date(`${text}+09:00`)
const moment = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })

test('promises leave out weekends, national holidays and the turn of the year', () => {
  const cases: [string, number, string][] = [
    ['2026-11-20T10:24', 2, '11月25日（水）17時'], // Friday; Monday is 勤労感謝の日
    ['2026-11-22T09:00', 1, '11月24日（火）17時'], // Sunday
    ['2026-12-28T16:59', 1, '1月4日（月）17時'], // 年末年始
    ['2026-05-01T12:00', 2, '5月8日（金）17時'], // 連休: 4 May みどりの日, 5 May こどもの日, 6 May 振替休日
    ['2026-09-18T12:00', 1, '9月24日（木）17時'], // 敬老の日, 国民の休日, 秋分の日
    ['2026-11-21T12:00', 0, '11月24日（火）17時'],
  ]
  for (const [from, days, by] of cases) assert.equal(showMoment(businessDeadline(at(from), days), 'ja'), by, from)
  assert.equal(holidayName(tokyo(at('2026-11-23T00:00')).toPlainDate()), '勤労感謝の日')
})

test('a deadline falls on a business day at 17:00 in Tokyo, after as many business days as promised', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 10 }), (from, days) => {
      const due = businessDeadline(from, days)
      const there = tokyo(due)
      assert.equal(there.hour, 17)
      assert.ok(isBusinessDay(there.toPlainDate()))
      if (days > 0) {
        assert.ok(due > from)
        assert.equal(businessDaysUntil(from, due), days)
        assert.ok(businessDeadline(from, days - 1) <= due)
      }
    }),
    { numRuns: 300 },
  )
})
