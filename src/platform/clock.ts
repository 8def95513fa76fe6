// Time as people here live it: stored UTC, shown in Asia/Tokyo, promised in business days.
import { createRequire } from 'node:module'

// The package is CommonJS; its default export is the object itself.
const holidayJp = createRequire(import.meta.url)('@holiday-jp/holiday_jp') as {
  isHoliday(date: Date): boolean
  holidays: Record<string, { name: string }>
}

export const ZONE = 'Asia/Tokyo'
export type Clock = () => Date
export const systemClock: Clock = () => new Date()

export const tokyo = (at: Date): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE)

/** Name of the national holiday on a day, or undefined. Source: 内閣府「国民の祝日」 through @holiday-jp/holiday_jp. */
export const holidayName = (day: Temporal.PlainDate): string | undefined => holidayJp.holidays[day.toString()]?.name

/** 年末年始: 29 December to 3 January (行政機関の休日に関する法律 第1条). */
export const isYearEnd = (day: Temporal.PlainDate): boolean =>
  (day.month === 12 && day.day >= 29) || (day.month === 1 && day.day <= 3)

/** Monday to Friday, neither a national holiday nor 年末年始. */
export const isBusinessDay = (day: Temporal.PlainDate): boolean =>
  day.dayOfWeek <= 5 && !holidayName(day) && !isYearEnd(day)

/**
 * The instant at `hour` o'clock in Tokyo, `days` business days after `from`'s day (the day itself never counts).
 * @param days ≥ 0; with 0, the same day when it is a business day, else the next one.
 */
export function businessDeadline(from: Date, days: number, hour = 17): Date {
  const next = (day: Temporal.PlainDate) => day.add({ days: 1 })
  let day = tokyo(from).toPlainDate()
  for (let left = days; left > 0; ) {
    day = next(day)
    if (isBusinessDay(day)) left -= 1
  }
  while (!isBusinessDay(day)) day = next(day)
  return new Date(day.toZonedDateTime({ timeZone: ZONE, plainTime: { hour } }).epochMilliseconds)
}

/** Business days from today until `deadline`'s day: 0 on the day itself, negative when it has passed. */
export function businessDaysUntil(now: Date, deadline: Date): number {
  const today = tokyo(now).toPlainDate()
  const last = tokyo(deadline).toPlainDate()
  if (now > deadline) return -1
  let count = 0
  for (let day = today; Temporal.PlainDate.compare(day, last) < 0; ) {
    day = day.add({ days: 1 })
    if (isBusinessDay(day)) count += 1
  }
  return count
}
