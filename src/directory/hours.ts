// Does somebody answer now, and if not, when? Pure: the moment is an argument.
import { holidayName, isYearEnd, tokyo } from '../platform/clock.ts'
import type { Hours, OpenState } from './view.ts'

/** Days as in HSDS, Monday first. */
export const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

const MINUTE = 60_000
const DAY = 1440 * MINUTE
/** Asia/Tokyo is UTC+9 all year round. */
const OFFSET = 9 * 60 * MINUTE
/** Far enough for a desk that is open once a week, over the longest run of closed days. */
const NEAR = 9
const FAR = 45

/** Whether national holidays and 年末年始 are closed days; null: nobody knows. */
export type HolidayRule = 'closed' | 'open' | null

/** Name of a closed day that a rule knows: the national holiday, or 年末年始. `day` counts days since 1970-01-01. */
function closedDayName(day: number): string | null {
  const date = plainDate(day)
  return holidayName(date) ?? (isYearEnd(date) ? '年末年始' : null)
}
const plainDate = (day: number): Temporal.PlainDate => new Temporal.PlainDate(1970, 1, 1).add({ days: day })
const startOf = (day: number): number => day * DAY - OFFSET
const dayOf = (at: number): number => Math.floor((at + OFFSET) / DAY)
/** 1970-01-01 was a Thursday. */
const weekday = (day: number): string => DAYS[(((day + 3) % 7) + 7) % 7]!

type Span = { from: number; to: number }

/** The times when it is open between two days, joined where they meet, in order. Milliseconds. */
function spans(hours: readonly Hours[], rule: HolidayRule, first: number, last: number): Span[] {
  const found: Span[] = []
  for (let day = first; day <= last; day += 1) {
    const today = hours.filter((hour) => hour.days.includes(weekday(day)))
    if (today.length === 0 || (rule !== 'open' && closedDayName(day))) continue
    for (const { opens, closes } of today)
      found.push({ from: startOf(day) + opens * MINUTE, to: startOf(day) + closes * MINUTE })
  }
  found.sort((a, b) => a.from - b.from)
  const joined: Span[] = []
  for (const span of found) {
    const before = joined.at(-1)
    if (before && span.from <= before.to) before.to = Math.max(before.to, span.to)
    else joined.push({ ...span })
  }
  return joined
}

/**
 * Whether it is open at a moment, until when, or from when.
 * @param hours weekly hours in Asia/Tokyo; an entry may run past midnight (`closes` > 1440). Empty: unknown
 * @param rule with `closed`, an entry does not begin on a national holiday or on 年末年始; with null, such a day is unknown
 * @returns `always` only when it never closes; `closed.at` is null when no opening is near
 */
export function openState(hours: readonly Hours[], rule: HolidayRule, now: Date): OpenState {
  if (hours.length === 0) return { state: 'unknown' }
  const at = now.getTime()
  const today = dayOf(at)
  if (rule === 'open' && isRoundTheClock(hours)) return { state: 'always' }
  for (const reach of [NEAR, FAR]) {
    const times = spans(hours, rule, today - 2, today + reach)
    const current = times.find(({ from, to }) => from <= at && at < to)
    const holiday = closedDayName(today)
    if (current) return { state: 'open', until: new Date(current.to) }
    if (rule === null && holiday) return { state: 'unknown' }
    const next = times.find(({ from }) => from > at)
    if (next || reach === FAR) {
      const wouldBeOpen = hours.some((hour) => hour.days.includes(weekday(today)))
      return {
        state: 'closed',
        at: next ? new Date(next.from) : null,
        holiday: rule === 'closed' && wouldBeOpen ? holiday : null,
      }
    }
  }
  return { state: 'unknown' }
}

/** True when the hours leave no minute of the week out. */
export function isRoundTheClock(hours: readonly Hours[]): boolean {
  const week = 7 * 1440
  const covered: [number, number][] = []
  for (const { days, opens, closes } of hours)
    for (const day of days) {
      const from = DAYS.indexOf(day as (typeof DAYS)[number]) * 1440 + opens
      const to = from + closes - opens
      covered.push([from, to], [from - week, to - week])
    }
  covered.sort((a, b) => a[0] - b[0])
  let reached = 0
  for (const [from, to] of covered) {
    if (from > reached) break
    reached = Math.max(reached, to)
  }
  return reached >= week
}

/**
 * The next day on which it would be open but is closed because of a holiday.
 * @param within days from today, today included
 */
export function nextClosedDay(
  hours: readonly Hours[],
  rule: HolidayRule,
  now: Date,
  within = 14,
): { day: Date; name: string } | null {
  if (rule !== 'closed') return null
  const today = dayOf(now.getTime())
  for (let day = today; day < today + within; day += 1) {
    const name = closedDayName(day)
    if (name && hours.some((hour) => hour.days.includes(weekday(day)))) return { day: new Date(startOf(day)), name }
  }
  return null
}

/**
 * The times when it is open, one list per day in Tokyo, from the day of `from` on. Where no hours are known, and where they
 * leave nothing out (somebody answers at night, but not whoever decides): business days from 9:00 to 17:00.
 * @param count days
 */
export function openDays(
  hours: readonly Hours[],
  rule: HolidayRule,
  from: Date,
  count: number,
): { from: Date; to: Date }[][] {
  const known = hours.length > 0 && !isRoundTheClock(hours)
  const first = dayOf(from.getTime())
  return Array.from({ length: count }, (_, index) => {
    const day = first + index
    const times = spans(known ? hours : OFFICE, known ? rule : 'closed', day, day)
    return times.map((span) => ({ from: new Date(span.from), to: new Date(span.to) }))
  })
}
const OFFICE: readonly Hours[] = [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], opens: 9 * 60, closes: 17 * 60 }]

/** The day in Tokyo as YYYY-MM-DD. */
export const dayText = (at: Date): string => tokyo(at).toPlainDate().toString()

/** The day some days later, YYYY-MM-DD in Tokyo. */
export const dayAfter = (at: Date, days: number): string => tokyo(at).toPlainDate().add({ days }).toString()

/** Facts not seen to be true for more than six months, or never. `verified`: YYYY-MM-DD. */
export function isStale(verified: string | null, now: Date): boolean {
  if (!verified) return true
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(verified).add({ months: 6 }), tokyo(now).toPlainDate()) < 0
}

/** The last day of the fiscal year after the one a day lies in (the year begins in April). YYYY-MM-DD. */
export function endOfNextFiscalYear(day: string): string {
  const date = Temporal.PlainDate.from(day)
  return `${date.year + (date.month >= 4 ? 2 : 1)}-03-31`
}
