// What the person is told of looks, and what their requests come to. Pure.

export type Look = { at: Date; actorId: string | null; verb: string; as: string | null; org: string | null }
/** Looks of one account within ten minutes: one visit, one line. */
export type Visit = {
  from: Date
  until: Date
  actorId: string | null
  org: string | null
  as: string | null
  why: Why[]
  times: number
}

const TOGETHER = 10 * 60 * 1000

/** For what somebody looked, as far as the verb tells. */
export const WHYS = [
  ...([
    'person',
    'ask',
    'own',
    'requests',
    'room',
    'emergency',
    'review',
    'report',
    'referral',
    'audit',
    'other',
  ] as const),
] as const
export type Why = (typeof WHYS)[number]

const STARTS: readonly (readonly [string, Why])[] = [
  ['sharing.person', 'person'],
  ['sharing.ask', 'ask'],
  ['sharing.mine', 'own'],
  ['sharing.speak', 'own'],
  ['sharing.requests', 'requests'],
  ['sharing.emergency', 'emergency'],
  ['sharing.break', 'emergency'],
  ['sharing.review', 'review'],
  ['sharing.report', 'report'],
  ['sharing.', 'room'],
  ['referral.', 'referral'],
  ['need.', 'referral'],
  ['holder', 'referral'],
  ['people.', 'audit'],
]

/** What a verb is for, in the words of the person's page; a verb that is not known is no secret, only unnamed. */
export const whyOf = (verb: string): Why => STARTS.find(([start]) => verb.startsWith(start))?.[1] ?? 'other'

/**
 * Joins looks into visits. A visit begins with the first look and takes in what the same account opened within ten minutes
 * of it, whatever others did in between.
 * @param looks newest first; the visits come newest first too.
 */
export function visitsOf(looks: readonly Look[]): Visit[] {
  const visits: Visit[] = []
  for (const look of looks.toReversed()) {
    const same = visits.findLast(
      (visit) =>
        visit.actorId === look.actorId &&
        visit.org === look.org &&
        look.at.getTime() - visit.from.getTime() <= TOGETHER,
    )
    const why = whyOf(look.verb)
    if (!same) {
      const { at, actorId, org, as } = look
      visits.push({ from: at, until: at, actorId, org, as, why: [why], times: 1 })
      continue
    }
    same.until = look.at
    same.times += 1
    if (!same.why.includes(why)) same.why.push(why)
  }
  return visits.toReversed()
}

/** A request is answered within thirty days (個人情報保護法 第83条第1項). */
export const ANSWER_DAYS = 30
export const dueAt = (asked: Date): Date => new Date(asked.getTime() + ANSWER_DAYS * 24 * 60 * 60 * 1000)

/** 第78条第1項第1号・第2号・第7号, and a duty to keep (of erasure). */
export const REASONS = ['life', 'others', 'office', 'duty'] as const
export type Reason = (typeof REASONS)[number]

/**
 * What an answer comes to: everything, a part with a reason, nothing with a reason.
 * @returns null when a reason is missing.
 */
export function stateOf(shown: number, all: number, reason: Reason | null): 'given' | 'partly' | 'refused' | null {
  if (shown === all) return 'given'
  if (reason === null) return null
  return shown === 0 ? 'refused' : 'partly'
}
