// What in the looks of a day is out of the ordinary. Each finding is a sentence with its numbers; there is no score.
import { holidayName, isYearEnd, tokyo } from '../../platform/clock.ts'

export type Look = {
  id: number
  at: Date
  actor: string
  subject: string
  organization: string | null
  /** A line of a list, not an opened record. */
  list: boolean
}

export const KINDS = [
  'many_day',
  'many_hour',
  'odd_hours',
  'many_organizations',
  'only_looking',
  'after_end',
  'unreviewed',
  'refused_then_seen',
] as const
export type FindingKind = (typeof KINDS)[number]

export type Found = {
  kind: FindingKind
  actor: string | null
  subject: string | null
  numbers: Record<string, number>
}

/** Shown on the page beside the findings, in words. */
export const LIMITS = {
  /** Different people in a day / an hour: never a finding below the floor … */
  dayFloor: 30,
  hourFloor: 15,
  /** … nor up to this many times the account's own median of the last `usualDays` days on which it looked. */
  times: 3,
  usualDays: 30,
  /** Working hours in Tokyo: from 7, until 22. */
  opens: 7,
  closes: 22,
  organizations: 4,
  /** People looked at in a day by one account without any act of it about them in the days after. */
  onlyFloor: 10,
  onlyDays: 30,
  /** Refused so often within an hour, then let in within the next. */
  refusals: 3,
  /** Business days in which emergency access is reviewed, when it does not name its own day. */
  reviewDays: 3,
} as const

const HOUR = 60 * 60 * 1000

/** The middle of some numbers; 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

const subjects = (looks: readonly Look[]) => new Set(looks.map(({ subject }) => subject)).size
const byActor = (looks: readonly Look[]) => Map.groupBy(looks, ({ actor }) => actor)

/**
 * Many different people looked at by one account, against the account's own days before.
 * @param usual of each day on which it looked: how many people, and how many in the busiest hour.
 */
export function manyPeople(
  looks: readonly Look[],
  usual: readonly { actor: string; subjects: number; busiest: number }[],
): Found[] {
  const before = Map.groupBy(usual, ({ actor }) => actor)
  return [...byActor(looks.filter(({ list }) => !list))].flatMap(([actor, mine]) => {
    const days = before.get(actor) ?? []
    const people = subjects(mine)
    const hours = Map.groupBy(mine, ({ at }) => Math.floor(at.getTime() / HOUR))
    const busiest = Math.max(...[...hours.values()].map(subjects))
    const usualDay = median(days.map((day) => day.subjects))
    const usualHour = median(days.map((day) => day.busiest))
    const found: Found[] = []
    if (people >= LIMITS.dayFloor && people > LIMITS.times * usualDay)
      found.push({ kind: 'many_day', actor, subject: null, numbers: { people, usual: usualDay } })
    if (busiest >= LIMITS.hourFloor && busiest > LIMITS.times * usualHour)
      found.push({ kind: 'many_hour', actor, subject: null, numbers: { people: busiest, usual: usualHour } })
    return found
  })
}

/** 土日、祝日、年末年始: the city's offices are closed. */
export const isClosedDay = (day: Temporal.PlainDate): boolean =>
  day.dayOfWeek > 5 || holidayName(day) !== undefined || isYearEnd(day)

/** Looks by night, or on a day when offices are closed. */
export function oddHours(looks: readonly Look[]): Found[] {
  return [...byActor(looks)].flatMap(([actor, mine]) => {
    const closed = mine.filter(({ at }) => isClosedDay(tokyo(at).toPlainDate()))
    const night = mine.filter(({ at }) => {
      const { hour } = tokyo(at)
      return hour < LIMITS.opens || hour >= LIMITS.closes
    })
    const odd = new Set([...closed, ...night])
    if (odd.size === 0) return []
    const numbers = { looks: odd.size, people: subjects([...odd]), night: night.length, closed: closed.length }
    return [{ kind: 'odd_hours' as const, actor, subject: null, numbers }]
  })
}

/** One person looked at from many organisations in a day. */
export function manyOrganizations(looks: readonly Look[]): Found[] {
  return [...Map.groupBy(looks, ({ subject }) => subject)].flatMap(([subject, mine]) => {
    const organizations = new Set(mine.flatMap(({ organization }) => organization ?? [])).size
    if (organizations < LIMITS.organizations) return []
    const accounts = byActor(mine).size
    return [{ kind: 'many_organizations' as const, actor: null, subject, numbers: { organizations, accounts } }]
  })
}

const pair = (actor: string, subject: string) => `${actor} ${subject}`

/**
 * Only looked: many people, and no act about them in the time after.
 * @param looks of a day that is `onlyDays` ago, so that there was time to act.
 */
export function onlyLooking(looks: readonly Look[], acts: readonly { actor: string; subject: string }[]): Found[] {
  const acted = new Set(acts.map(({ actor, subject }) => pair(actor, subject)))
  return [...byActor(looks.filter(({ list }) => !list))].flatMap(([actor, mine]) => {
    const people = subjects(mine)
    const idle = subjects(mine.filter(({ subject }) => !acted.has(pair(actor, subject))))
    if (idle < LIMITS.onlyFloor) return []
    return [{ kind: 'only_looking' as const, actor, subject: null, numbers: { people, idle, days: LIMITS.onlyDays } }]
  })
}

/** Looked although membership of the room, or the assignment, had ended. */
export function afterEnd(
  looks: readonly Look[],
  endings: readonly { actor: string; subject: string; at: Date }[],
): Found[] {
  const ended = new Map(endings.map(({ actor, subject, at }) => [pair(actor, subject), at]))
  const late = looks.filter(({ actor, subject, at }) => at > (ended.get(pair(actor, subject)) ?? at))
  return [...Map.groupBy(late, ({ actor, subject }) => pair(actor, subject)).values()].map((mine) => ({
    kind: 'after_end',
    actor: mine[0]!.actor,
    subject: mine[0]!.subject,
    numbers: { looks: mine.length },
  }))
}

/** Emergency access whose review is overdue. */
export function unreviewed(
  emergencies: readonly { actor: string | null; subject: string; reviewBy: Date; reviewed: boolean }[],
  now: Date,
): Found[] {
  return emergencies
    .filter(({ reviewed, reviewBy }) => !reviewed && reviewBy < now)
    .map(({ actor, subject, reviewBy }) => {
      const days = Math.ceil((now.getTime() - reviewBy.getTime()) / (24 * HOUR))
      return { kind: 'unreviewed', actor, subject, numbers: { days } }
    })
}

/** Refused several times within an hour, then let in within the next: somebody tries doors. */
export function refusedThenSeen(refusals: readonly { at: Date; actor: string }[], looks: readonly Look[]): Found[] {
  const tries = Map.groupBy(refusals, ({ actor }) => actor)
  return [...byActor(looks)].flatMap(([actor, mine]) => {
    const times = (tries.get(actor) ?? []).map(({ at }) => at.getTime()).sort((a, b) => a - b)
    const bursts = times.flatMap((last, i) => {
      const n = times.slice(0, i + 1).filter((at) => at > last - HOUR).length
      return n >= LIMITS.refusals ? [{ last, n }] : []
    })
    const entered = bursts.filter(({ last }) =>
      mine.some(({ at }) => at.getTime() > last && at.getTime() <= last + HOUR),
    )
    if (entered.length === 0) return []
    const refused = Math.max(...entered.map(({ n }) => n))
    return [{ kind: 'refused_then_seen' as const, actor, subject: null, numbers: { refused } }]
  })
}

// ── the looks as the person reads them ──────────────────────────────────────────────────────────────────────────

const TOGETHER = 10 * 60 * 1000

/**
 * Looks of the same one within ten minutes, as one line.
 * @param looks newest first.
 * @returns lines, newest first; the looks of each newest first.
 */
export function groupLooks<T extends { at: Date; who: string }>(looks: readonly T[]): T[][] {
  const lines: T[][] = []
  const open = new Map<string, T[]>()
  for (const look of looks) {
    const line = open.get(look.who)
    if (line && line[0]!.at.getTime() - look.at.getTime() <= TOGETHER) line.push(look)
    else {
      const begun = [look]
      open.set(look.who, begun)
      lines.push(begun)
    }
  }
  return lines
}

/** For what somebody looked, as the person is told; the longest beginning of a verb that fits decides. */
export type Why =
  | 'person'
  | 'ask'
  | 'own'
  | 'requests'
  | 'room'
  | 'emergency'
  | 'review'
  | 'list'
  | 'desk'
  | 'answer'
  | 'forward'
  | 'other'
const WHYS: readonly (readonly [start: string, why: Why])[] = [
  ['sharing.person', 'person'],
  ['sharing.ask', 'ask'],
  ['sharing.mine', 'own'],
  ['sharing.speak', 'own'],
  ['sharing.requests', 'requests'],
  ['sharing.break_in', 'emergency'],
  ['sharing.review', 'review'],
  ['sharing.', 'room'],
  ['need.', 'list'],
  ['referral.list', 'list'],
  ['referral.answer', 'answer'],
  ['referral.export', 'list'],
  ['referral.print', 'forward'],
  ['referral.forward', 'forward'],
  ['referral.ask', 'forward'],
  ['referral.', 'desk'],
  ['holder', 'desk'],
]

/** Why a verb of the guard looks; one that is not known is no secret, only unnamed. */
export const whyOf = (verb: string): Why => WHYS.find(([start]) => verb.startsWith(start))?.[1] ?? 'other'
