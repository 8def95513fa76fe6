// The steps of a referral. Each is one transaction: lock → rules → store → record.
import { closeNeed, reopenNeed } from '../need/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, record, recorded } from '../platform/events.ts'
import { nextLook } from './promise.ts'
import {
  canStep,
  type DeclineReason,
  type FailReason,
  type Helped,
  isClosed,
  mayStep,
  meetsNeed,
  type Outcome,
  type Side,
  STEPS,
  type Verb,
  type Via,
  type WaitsFor,
} from './rules.ts'
import {
  findTask,
  hasHelped,
  isOpenBeside,
  lockTask,
  moveTask,
  stepTask,
  type Task,
  type TaskChange,
  tasksOf,
} from './store.ts'
import { morningAfter } from './when.ts'

/** Who acts, from which side, for which organisation when it is a desk, and how the word came. */
export type By = { actor: EventActor; side: Side; organizationId?: string | null; via?: Via }
export type Refusal = 'not_found' | 'not_yours' | 'too_late' | 'asked_already'
export type Result = { ok: true; value: Task } | { ok: false; reason: Refusal }
export type Target = { municipality: string; id: string }

/** What can be done with an open request. */
const FOR_NOBODY: readonly Verb[] = ['send', 'claim', 'cancel', 'expire']

type Change = { change?: TaskChange; event: string; data?: Record<string, string> }

/** True when a side stands where it says: a desk answers for itself, a sender for what it sent. */
const stands = (by: By, task: Task): boolean =>
  by.side === 'desk'
    ? by.organizationId === task.organization_id
    : by.side === 'sender'
      ? by.organizationId != null && by.organizationId === task.sender_id
      : true

/**
 * Takes one step with a task as it was read: the change, its event and the end of its links are one statement, which does
 * nothing when the task has moved since.
 * @param before what belongs to it in other tables, in the caller's transaction on a locked task. It comes first, because a
 *   desk that came by a link, or that gives the task away, reaches nothing afterwards
 */
export async function takeStep(
  db: Db,
  by: By,
  now: Date,
  task: Task,
  verb: Verb,
  { change = {}, event, data }: Change,
  before?: (moved: Task) => Promise<unknown>,
): Promise<Result> {
  if (!mayStep(by.side, verb) || !(verb === 'claim' || stands(by, task))) return { ok: false, reason: 'not_yours' }
  if (!canStep(task.status, verb)) return { ok: false, reason: 'too_late' }
  // Nobody answers for nobody: an open request is taken, taken back, or runs out.
  if (!task.organization_id && !FOR_NOBODY.includes(verb)) return { ok: false, reason: 'too_late' }
  const { to } = STEPS[verb]
  const moved: Task = {
    ...task,
    ...(to === 'on_hold' ? {} : { waits_for: null }),
    ...change,
    status: to,
    ...(isClosed(to) ? { closed_at: now } : {}),
  }
  moved.act_at = nextLook(moved, now, { morning: morningAfter(now), acted: null })
  await before?.(moved)
  const { status, waits_for, closed_at, act_at } = moved
  const done = await stepTask(
    db,
    task,
    { ...change, status, waits_for, closed_at, act_at },
    recorded({
      municipality: task.municipality,
      name: event,
      actor: by.actor,
      subject: task.id,
      data: { need: task.need_id, ...(by.via && by.via !== 'web' ? { via: by.via } : {}), ...data },
      at: now,
    }),
  )
  return done ? { ok: true, value: moved } : { ok: false, reason: 'too_late' }
}

/** Times a step is tried anew when somebody else was quicker, and the step is still open. */
const TRIES = 3

/** A step of which nothing else follows at once. */
async function step(
  db: Db,
  by: By,
  now: Date,
  target: Target,
  verb: Verb,
  make: (task: Task) => Change,
): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    const task = await findTask(db, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    const result = await takeStep(db, by, now, task, verb, make(task))
    if (result.ok || result.reason !== 'too_late' || !canStep(task.status, verb) || tried === TRIES) return result
  }
}

const viaOf = (by: By): Via => by.via ?? 'web'

/** The desk takes it on. `contactBy` may come earlier than promised, never later. */
export const acceptReferral = (
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { responder: string; contactBy?: Date },
) =>
  step(db, by, now, target, 'accept', (task) => ({
    change: {
      answered_at: now,
      responder: given.responder,
      via: viaOf(by),
      seen_at: task.seen_at ?? now,
      ...(given.contactBy && given.contactBy < task.contact_by && given.contactBy >= task.answer_by
        ? { contact_by: given.contactBy }
        : {}),
    },
    event: 'referral.accepted',
  }))

/** The desk cannot. The next one is asked (src/referral/jobs.ts), or the list of staff shows it as returned. */
export const declineReferral = (
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { reason: DeclineReason; note?: string },
) =>
  step(db, by, now, target, 'decline', (task) => ({
    change: {
      status_reason: given.reason,
      status_note: given.note ?? null,
      via: viaOf(by),
      answered_at: now,
      seen_at: task.seen_at ?? now,
    },
    event: 'referral.declined',
    data: { reason: given.reason },
  }))

/** First contact with the person was made, or work goes on after a pause. */
export const beginReferral = (db: Db, by: By, now: Date, target: Target) =>
  step(db, by, now, target, 'begin', (task) => ({
    change: { status_note: null, begun_at: task.begun_at ?? now },
    event: 'referral.begun',
  }))

/** Waits for somebody or something. */
export const holdReferral = (db: Db, by: By, now: Date, target: Target, given: { waitsFor: WaitsFor; note?: string }) =>
  step(db, by, now, target, 'hold', () => ({
    change: { waits_for: given.waitsFor, status_note: given.note || null },
    event: 'referral.held',
    data: { waits_for: given.waitsFor },
  }))

/** Done: what came of it. The last open referral of a need decides: it is met, or stands as unmet when nothing changed. */
export const completeReferral = (
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { outcome: Outcome; note?: string },
): Promise<Result> =>
  db.transaction().execute(async (tx): Promise<Result> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    const change: Change = {
      change: { outcome: given.outcome, status_note: given.note ?? null, begun_at: task.begun_at ?? now },
      event: 'referral.completed',
      data: { outcome: given.outcome },
    }
    return takeStep(tx, by, now, task, 'complete', change, async () => {
      if (await isOpenBeside(tx, task)) return
      const helped = meetsNeed(given.outcome) || (await hasHelped(tx, task))
      const end = helped ? ({ state: 'met' } as const) : ({ state: 'unmet', reason: 'not_helped' } as const)
      await closeNeed(tx, by.actor, now, { municipality: task.municipality, id: task.need_id }, end)
    })
  })

/** A need whose last referral ended without help, while another one had helped, is met. As the system. */
export async function settleNeed(tx: Tx, now: Date, task: Task): Promise<void> {
  const tasks = await tasksOf(tx, task.municipality, [task.need_id])
  if (tasks.every((one) => isClosed(one.status)) && tasks.some(({ outcome }) => outcome && meetsNeed(outcome)))
    await closeNeed(
      tx,
      { kind: 'system' },
      now,
      { municipality: task.municipality, id: task.need_id },
      { state: 'met' },
    )
}

/** It was tried and did not work out. The need stays open for staff to take further. */
export const failReferral = (db: Db, by: By, now: Date, target: Target, given: { reason: FailReason; note?: string }) =>
  step(db, by, now, target, 'fail', () => ({
    change: { status_reason: given.reason, status_note: given.note ?? null },
    event: 'referral.failed',
    data: { reason: given.reason },
  }))

/** Who receives it has opened it: noted once. */
export async function noteSeen(db: Db, by: By, now: Date, task: Task): Promise<void> {
  if (task.status !== 'sent') return
  await takeStep(db, by, now, task, 'see', { change: { seen_at: now }, event: 'referral.seen' })
}

/** Takes one referral back: by the person, by who sent it, or by staff. Its door closes, and the desk is told. */
export const cancelReferral = (db: Db, by: By, now: Date, target: Target) =>
  step(db, by, now, target, 'cancel', () => withdrawn)
const withdrawn: Change = {
  change: { status_reason: 'withdrawn' },
  event: 'referral.cancelled',
  data: { reason: 'withdrawn' },
}

/** The person takes the need back: every unfinished referral of it ends, and the desks' links stop working. */
export function withdrawNeed(db: Db, actor: EventActor, now: Date, target: Target): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const need = await closeNeed(tx, actor, now, target, { state: 'withdrawn' })
    if (need?.state !== 'withdrawn') return false
    for (const task of await tasksOf(tx, target.municipality, [target.id]))
      if (!isClosed(task.status)) await takeStep(tx, { actor, side: 'person' }, now, task, 'cancel', withdrawn)
    return true
  })
}

/** Staff give the need up for now: it stands in the register as unmet. */
export function giveUp(db: Db, actor: EventActor, now: Date, target: Target): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const open = (await tasksOf(tx, target.municipality, [target.id])).some((task) => !isClosed(task.status))
    if (open) return false
    const need = await closeNeed(tx, actor, now, target, { state: 'unmet', reason: 'declined' })
    return need?.state === 'unmet'
  })
}

/**
 * The person's own word on what came of it. What did not help is unmet, whatever the desk has written; it is said once, and
 * can be said anew.
 */
export function sayHelped(db: Db, actor: EventActor, now: Date, target: Target, helped: Helped): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    if (task.status !== 'completed') return { ok: false, reason: 'too_late' }
    const change = { helped, helped_at: now, act_at: null }
    await moveTask(tx, task, change)
    await record(tx, {
      municipality: task.municipality,
      name: 'referral.judged',
      actor,
      subject: task.id,
      data: { need: task.need_id, helped, before: task.helped },
      at: now,
    })
    if (helped === 'no' && !(await isOpenBeside(tx, task))) {
      const need = { municipality: task.municipality, id: task.need_id }
      await reopenNeed(tx, actor, now, need)
      await closeNeed(tx, actor, now, need, { state: 'unmet', reason: 'not_helped' })
    }
    return { ok: true, value: { ...task, ...change } }
  })
}
