// The warm hand-off as a table: which steps there are, who may take them, and what each is called in FHIR. Pure.
// docs/referral.md is written from it (npm run loop).

import type { NeedState } from '../need/index.ts'

/** Where a referral stands. `sent` without an organisation is an open request. */
export const STATUSES = [
  'draft',
  'sent',
  'seen',
  'accepted',
  'declined',
  'forwarded',
  'in_progress',
  'on_hold',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const
export type Status = (typeof STATUSES)[number]

/** The person (or who holds the receipt); the desk that was asked; who asked it; the city's staff; the clock. */
export const SIDES = ['person', 'desk', 'sender', 'staff', 'clock'] as const
export type Side = (typeof SIDES)[number]

type Step = {
  /** «… may …» */
  says: string
  from: readonly Status[]
  to: Status
  who: readonly Side[]
  /** What must be said with it. */
  needs?: 'responder' | 'reason' | 'outcome' | 'waits_for' | 'another desk'
}

const BEFORE_ANSWER = ['sent', 'seen'] as const
const AT_WORK = ['accepted', 'in_progress', 'on_hold'] as const
const receiver = ['desk', 'staff'] as const

/** Staff act for a desk that answers by telephone or on paper. The same pairs stand in SQL (referral.refuse_jump). */
export const STEPS = {
  send: { says: 'send what was prepared', from: ['draft'], to: 'sent', who: ['sender', 'staff'] },
  see: { says: 'open it for the first time', from: ['sent'], to: 'seen', who: ['desk'] },
  claim: {
    says: 'take an open request: the first one has it',
    from: ['sent'],
    to: 'accepted',
    who: receiver,
    needs: 'responder',
  },
  accept: { says: 'take it on', from: BEFORE_ANSWER, to: 'accepted', who: receiver, needs: 'responder' },
  decline: { says: 'say that they cannot', from: BEFORE_ANSWER, to: 'declined', who: receiver, needs: 'reason' },
  forward: {
    says: 'pass it on to another desk',
    from: [...BEFORE_ANSWER, ...AT_WORK],
    to: 'forwarded',
    who: receiver,
    needs: 'another desk',
  },
  begin: {
    says: 'note the first contact, or go on after a pause',
    from: ['accepted', 'on_hold'],
    to: 'in_progress',
    who: receiver,
  },
  hold: {
    says: 'pause, saying for whom it waits',
    from: ['accepted', 'in_progress'],
    to: 'on_hold',
    who: receiver,
    needs: 'waits_for',
  },
  complete: { says: 'end it with what came of it', from: AT_WORK, to: 'completed', who: receiver, needs: 'outcome' },
  fail: { says: 'end it without help', from: AT_WORK, to: 'failed', who: receiver, needs: 'reason' },
  cancel: {
    says: 'take it back',
    from: ['draft', ...BEFORE_ANSWER, ...AT_WORK],
    to: 'cancelled',
    who: ['person', 'sender', 'staff'],
    needs: 'reason',
  },
  expire: { says: 'end it when nobody answered in time', from: BEFORE_ANSWER, to: 'expired', who: ['clock'] },
} as const satisfies Record<string, Step>
export type Verb = keyof typeof STEPS
export const VERBS = Object.keys(STEPS) as Verb[]

const stepOf = (verb: Verb): Step => STEPS[verb]

/** True when a verb leads on from here. */
export const canStep = (from: Status, verb: Verb): boolean => stepOf(verb).from.includes(from)
/** True when that side may do it at all. */
export const mayStep = (side: Side, verb: Verb): boolean => stepOf(verb).who.includes(side)
/** Every (from, to) that some verb allows. */
export const PAIRS: readonly (readonly [Status, Status])[] = STATUSES.flatMap((from) =>
  [...new Set(VERBS.filter((verb) => canStep(from, verb)).map((verb) => STEPS[verb].to))].map(
    (to) => [from, to] as const,
  ),
)
export const isClosed = (status: Status): boolean => !VERBS.some((verb) => canStep(status, verb))
/** Asked, and not yet answered. */
export const isUnanswered = (status: Status): boolean => status === 'sent' || status === 'seen'
/** Taken on, and not yet at an end. */
export const isAtWork = (status: Status): boolean => (AT_WORK as readonly Status[]).includes(status)

/** Codes of Task.status that SDOH Clinical Care 3.0.0 uses (SDOHCCValueSetReferralTaskStatus). */
export type FhirStatus =
  | 'draft'
  | 'requested'
  | 'accepted'
  | 'rejected'
  | 'in-progress'
  | 'on-hold'
  | 'completed'
  | 'failed'
  | 'cancelled'

/**
 * The code of a state. What was passed on before it was taken on is `rejected`, after that `cancelled`, and goes on in a
 * new Task either way. Source: HL7 FHIR SDOH Clinical Care 3.0.0, ReferralTaskStateDiagram.
 */
export function fhirStatus({ status, answered_at }: { status: Status; answered_at: Date | null }): FhirStatus {
  switch (status) {
    case 'sent':
    case 'seen':
      return 'requested'
    case 'declined':
      return 'rejected'
    case 'forwarded':
      return answered_at ? 'cancelled' : 'rejected'
    case 'expired':
      return 'cancelled'
    case 'in_progress':
      return 'in-progress'
    case 'on_hold':
      return 'on-hold'
    default:
      return status
  }
}

/** Why a desk could not take it on. */
export const DECLINE_REASONS = ['area', 'scope', 'full', 'already', 'other'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]
/** Who is helped there already needs no other desk; for every other reason the next one is asked at once. */
export const asksNext = (reason: string | null): boolean => reason !== 'already'

/** Why it ended without help: the person could not be reached, or did not want it after all. */
export const FAIL_REASONS = ['unreachable', 'refused', 'other'] as const
export type FailReason = (typeof FAIL_REASONS)[number]

/** For whom or what a pause waits. */
export const WAITS = ['person', 'family', 'papers', 'place', 'desk', 'other'] as const
export type WaitsFor = (typeof WAITS)[number]

/** How an answer came. */
export const VIAS = ['web', 'link', 'phone', 'fax', 'paper'] as const
export type Via = (typeof VIAS)[number]

/** What came of it. */
export const OUTCOMES = ['resolved', 'partly', 'continuing', 'referred', 'no_change'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Whether it helped, in the person's own word. */
export const HELPED = ['yes', 'partly', 'no'] as const
export type Helped = (typeof HELPED)[number]

/** Whether an outcome meets the need: help that goes on, or went on elsewhere, does. */
export const meetsNeed = (outcome: Outcome): boolean => outcome !== 'no_change'

/** What a desk can see of the person: the need as long as it has it, the contact once it has taken it on. */
export const knowsOf = (status: Status): 'nothing' | 'words' | 'contact' =>
  isAtWork(status) || status === 'completed' || status === 'failed'
    ? 'contact'
    : isUnanswered(status)
      ? 'words'
      : 'nothing'

/** Days in which the person opens a need again with one tap. */
export const REOPEN_DAYS = 90
/** True while a need that has ended can be taken up where it was left. */
export const mayReopen = (need: { state: NeedState; closed_at: Date | null; consented_at: Date | null }, now: Date) =>
  need.state !== 'open' &&
  need.consented_at !== null &&
  now.getTime() - (need.closed_at?.getTime() ?? 0) <= REOPEN_DAYS * 24 * 60 * 60 * 1000

/** Days after its end in which a desk still counts as one that was at work for somebody. */
export const AROUND_DAYS = 90

/** The link in the desk's mail; a one-time code; and how long an opened referral stays open in that browser: ms. */
export const LINK_LASTS = 30 * 24 * 60 * 60 * 1000
export const CODE_LASTS = 15 * 60 * 1000
export const CODE_ATTEMPTS = 5
export const CODES_PER_HOUR = 5
export const OPENED_LASTS = 8 * 60 * 60 * 1000

export type Urgent = 'late' | 'today' | 'waiting' | 'accepted' | 'returned' | 'closed'
type Aged = { status: Status; answer_by: Date; contact_by: Date; closed_at: Date | null }

/** Where a referral stands for who works through the list. A promise is broken when its time has passed unanswered. */
export function standing(task: Aged, now: Date): Urgent {
  if (task.status === 'declined' || task.status === 'failed' || task.status === 'expired') return 'returned'
  if (task.closed_at) return 'closed'
  const due = dueOf(task)
  if (due && due < now) return 'late'
  if (due && due.getTime() - now.getTime() < 24 * 60 * 60 * 1000) return 'today'
  return isAtWork(task.status) ? 'accepted' : 'waiting'
}

/** What is due next: the answer, then the first contact; nothing once work has begun. */
export function dueOf(task: Pick<Aged, 'status' | 'answer_by' | 'contact_by'>): Date | null {
  if (isUnanswered(task.status)) return task.answer_by
  if (task.status === 'accepted') return task.contact_by
  return null
}
