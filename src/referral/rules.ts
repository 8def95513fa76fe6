// The warm hand-off as a table: who may take which step. Statuses are those of FHIR SDOH Clinical Care 3.0.0 Task.
export const STATUSES = [
  'requested',
  'accepted',
  'rejected',
  'in-progress',
  'on-hold',
  'completed',
  'failed',
  'cancelled',
] as const
export type Status = (typeof STATUSES)[number]

/** From → to. The same table stands in SQL (referral.refuse_jump). Source: ReferralTaskStateDiagram, SDOH-CC 3.0.0. */
export const STEPS: Record<Status, readonly Status[]> = {
  requested: ['accepted', 'rejected', 'cancelled'],
  accepted: ['in-progress', 'on-hold', 'completed', 'failed', 'cancelled'],
  'in-progress': ['on-hold', 'completed', 'failed', 'cancelled'],
  'on-hold': ['in-progress', 'completed', 'failed', 'cancelled'],
  rejected: [],
  completed: [],
  failed: [],
  cancelled: [],
}

export const canStep = (from: Status, to: Status): boolean => STEPS[from].includes(to)
export const isClosed = (status: Status): boolean => STEPS[status].length === 0

/** The receiver's side, and the person's or the city's. `cancelled` belongs to the one who asked; staff may act for the desk. */
export type Side = 'desk' | 'person' | 'staff'
export const maySet = (side: Side, to: Status): boolean => {
  if (to === 'requested') return false
  if (side === 'person') return to === 'cancelled'
  if (side === 'desk') return to !== 'cancelled'
  return true
}

/** Why a desk could not take it on. */
export const DECLINE_REASONS = ['area', 'scope', 'full', 'already', 'other'] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** Why it ended without help: the person could not be reached, or did not want it after all. */
export const FAIL_REASONS = ['unreachable', 'refused', 'other'] as const
export type FailReason = (typeof FAIL_REASONS)[number]

/** What came of it. */
export const OUTCOMES = ['resolved', 'partly', 'continuing', 'referred', 'no_change'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Whether an outcome meets the need: help that goes on, or went on elsewhere, does. */
export const meetsNeed = (outcome: Outcome): boolean => outcome !== 'no_change'

/** Business days for the desk's answer and for the first contact with the person, from the request; until 17:00. */
export const ANSWER_DAYS = 1
export const CONTACT_DAYS = 2

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
  if (task.status === 'rejected' || task.status === 'failed') return 'returned'
  if (task.closed_at) return 'closed'
  const due = dueOf(task)
  if (due && due < now) return 'late'
  if (due && due.getTime() - now.getTime() < 24 * 60 * 60 * 1000) return 'today'
  return task.status === 'requested' ? 'waiting' : 'accepted'
}

/** What is due next: the answer, then the first contact; nothing once work has begun. */
export function dueOf(task: Aged): Date | null {
  if (task.status === 'requested') return task.answer_by
  if (task.status === 'accepted') return task.contact_by
  return null
}
