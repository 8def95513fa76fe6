// Deadlines that act: when a desk must answer and call, and what the clock does when it does not. Pure.
import type { Urgency } from '../need/index.ts'
import type { Status } from './rules.ts'

/** Open hours of the desk, or days on which it is open; the day of asking never counts. */
export type Within = { n: number; unit: 'hours' | 'days' }
export type Terms = { answer: Within; contact: Within }

/** What holds where nothing else was agreed with an organisation. */
export const TERMS: Record<Urgency, Terms> = {
  now: { answer: { n: 2, unit: 'hours' }, contact: { n: 4, unit: 'hours' } },
  soon: { answer: { n: 1, unit: 'days' }, contact: { n: 1, unit: 'days' } },
  usual: { answer: { n: 1, unit: 'days' }, contact: { n: 2, unit: 'days' } },
}

/** Times when somebody is there, in order and apart: instants, one list per day in Tokyo. */
export type OpenDay = { from: Date; to: Date }[]

const MINUTE = 60_000

/**
 * The end of a term that begins at `from`: `days` ends when the desk closes on the n-th open day after the first day in the
 * list (0: on that day, or on the next one when it has closed); `hours` ends after n hours in which it is open.
 * @param days open days from the day of `from` on; that day comes first, and is empty when the desk is closed on it
 * @returns undefined when the list is too short
 */
export function endOf(from: Date, { n, unit }: Within, days: readonly OpenDay[]): Date | undefined {
  if (unit === 'days') {
    const [today = [], ...later] = days
    const open = later.filter((day) => day.length > 0)
    const closes = today.at(-1)?.to
    if (n === 0) return closes && closes > from ? closes : open[0]?.at(-1)?.to
    return open[n - 1]?.at(-1)?.to
  }
  let left = n * 60 * MINUTE
  for (const span of days.flat()) {
    const begin = Math.max(span.from.getTime(), from.getTime())
    const length = span.to.getTime() - begin
    if (length <= 0) continue
    if (length >= left) return new Date(begin + left)
    left -= length
  }
  return undefined
}

export type Promised = { answerBy: Date; contactBy: Date; remindAt: Date }

/** The promise that is made with a request: nobody is called before the desk has to answer. */
export function promiseOf(from: Date, terms: Terms, days: readonly OpenDay[]): Promised | undefined {
  const answerBy = endOf(from, terms.answer, days)
  const contact = endOf(from, terms.contact, days)
  if (!answerBy || !contact) return undefined
  const contactBy = contact < answerBy ? answerBy : contact
  return { answerBy, contactBy, remindAt: halfOf(from, answerBy, days) }
}

/** When half of the open time between two moments is over. */
function halfOf(from: Date, to: Date, days: readonly OpenDay[]): Date {
  const spans = days.flat().flatMap((span) => {
    const begin = Math.max(span.from.getTime(), from.getTime())
    const end = Math.min(span.to.getTime(), to.getTime())
    return end > begin ? [{ begin, end }] : []
  })
  let left = spans.reduce((sum, { begin, end }) => sum + end - begin, 0) / 2
  for (const { begin, end } of spans) {
    if (end - begin >= left) return new Date(Math.round(begin + left))
    left -= end - begin
  }
  return to
}

/** Days without a word after which a desk is asked how it goes. */
export const QUIET_DAYS = { in_progress: 30, on_hold: 14 } as const
/** Days after the end until the person is asked whether it helped. */
export const ASK_DAYS = 7

/**
 * `remind`: the desk; `escalate`: ask the next one; `overdue`: call not made; `nudge`: how does it go?; `stranded`: nobody is
 * asked any more, tell the city; `ask`: the person.
 */
export type ClockAct = 'remind' | 'escalate' | 'overdue' | 'nudge' | 'stranded' | 'ask'

/** What the clock does with a referral whose time has come, or null: nothing any more. */
export function clockAct(
  task: { status: Status; answer_by: Date; contact_by: Date; reminded_at: Date | null; helped: string | null },
  now: Date,
): ClockAct | null {
  switch (task.status) {
    case 'sent':
    case 'seen':
      return now >= task.answer_by ? 'escalate' : task.reminded_at ? null : 'remind'
    case 'accepted':
      return now >= task.contact_by ? 'overdue' : null
    case 'in_progress':
    case 'on_hold':
      return 'nudge'
    case 'declined':
    case 'failed':
    case 'cancelled':
    case 'expired':
      return 'stranded'
    case 'completed':
      return task.helped ? null : 'ask'
    default:
      return null
  }
}

const DAY = 24 * 60 * MINUTE
const inDays = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY)

/**
 * When the clock looks at a referral next, after a step or after it has acted.
 * @param morning of the next business day: what is late is told again each of them, until somebody acts
 */
export function nextLook(
  task: { status: Status; answer_by: Date; contact_by: Date; reminded_at: Date | null },
  now: Date,
  { remindAt, morning, acted }: { remindAt?: Date; morning: Date; acted: ClockAct | null },
): Date | null {
  switch (task.status) {
    case 'sent':
    case 'seen':
      if (acted === 'escalate') return morning
      return task.reminded_at || !remindAt || remindAt <= now ? later(task.answer_by, now, morning) : remindAt
    case 'accepted':
      return acted === 'overdue' ? morning : later(task.contact_by, now, morning)
    case 'in_progress':
    case 'on_hold':
      return inDays(now, QUIET_DAYS[task.status])
    case 'declined':
    case 'failed':
    case 'cancelled':
    case 'expired':
      return morning
    case 'completed':
      return acted === 'ask' ? null : inDays(now, ASK_DAYS)
    default:
      return null
  }
}

const later = (at: Date, now: Date, otherwise: Date): Date => (at > now ? at : otherwise)
