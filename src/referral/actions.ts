// The verbs of a referral. Each is one transaction: lock → rules → store → record.
import { randomUUID } from 'node:crypto'
import { closeNeed, reopenNeed } from '../need/index.ts'
import { businessDeadline } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, record } from '../platform/events.ts'
import { eraseMailAbout } from '../platform/mail.ts'
import {
  ANSWER_DAYS,
  CONTACT_DAYS,
  canStep,
  type DeclineReason,
  type FailReason,
  isClosed,
  maySet,
  meetsNeed,
  type Outcome,
  type Side,
  type Status,
} from './rules.ts'
import {
  eraseWords,
  insertNote,
  insertTask,
  lockTask,
  moveTask,
  revokeLinks,
  type Task,
  type TaskChange,
  tasksOf,
} from './store.ts'

/** Who acts, from which side, and for which organisation when it is a desk. */
export type By = { actor: EventActor; side: Side; organizationId?: string | null }
export type Refusal = 'not_found' | 'not_yours' | 'too_late' | 'asked_already'
export type Result = { ok: true; value: Task } | { ok: false; reason: Refusal }

/** The promise made with a request at `now`: when the desk must answer, and when the person is called at the latest. */
export const promiseAt = (now: Date) => ({
  answerBy: businessDeadline(now, ANSWER_DAYS),
  contactBy: businessDeadline(now, CONTACT_DAYS),
})

/** Asks a desk, in the caller's transaction. The mail to it follows from the event. */
export async function requestReferral(
  tx: Tx,
  actor: EventActor,
  now: Date,
  ask: {
    municipality: string
    needId: string
    serviceId: string
    organizationId: string
    why: string[]
    partOf?: string
  },
): Promise<Task> {
  const promise = promiseAt(now)
  const task: Task = {
    municipality: ask.municipality,
    id: randomUUID(),
    need_id: ask.needId,
    service_id: ask.serviceId,
    organization_id: ask.organizationId,
    status: 'requested',
    status_reason: null,
    status_note: null,
    why: ask.why,
    part_of: ask.partOf ?? null,
    requested_at: now,
    answer_by: promise.answerBy,
    contact_by: promise.contactBy,
    seen_at: null,
    answered_at: null,
    responder: null,
    outcome: null,
    closed_at: null,
  }
  await insertTask(tx, task)
  await record(tx, {
    municipality: task.municipality,
    name: 'referral.requested',
    actor,
    subject: task.id,
    data: { need: task.need_id, service: task.service_id, organization: task.organization_id },
    at: now,
  })
  return task
}

type Step = { to: Status; change: TaskChange; event: string; data?: Record<string, string> }

function step(
  db: Db,
  by: By,
  now: Date,
  target: { municipality: string; id: string },
  make: (task: Task) => Step,
  after?: (tx: Tx, task: Task) => Promise<unknown>,
): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    if (by.side === 'desk' && by.organizationId !== task.organization_id) return { ok: false, reason: 'not_yours' }
    const { to, change, event, data } = make(task)
    if (!maySet(by.side, to)) return { ok: false, reason: 'not_yours' }
    if (!canStep(task.status, to)) return { ok: false, reason: 'too_late' }
    const full: TaskChange = { ...change, status: to, ...(isClosed(to) ? { closed_at: now } : {}) }
    await moveTask(tx, task, full)
    const moved = { ...task, ...full }
    await after?.(tx, moved)
    // Last: a desk that came by the link reaches nothing once it is revoked.
    if (isClosed(to)) await revokeLinks(tx, task.municipality, task.id, now)
    await record(tx, {
      municipality: task.municipality,
      name: event,
      actor: by.actor,
      subject: task.id,
      data: { need: task.need_id, ...data },
      at: now,
    })
    return { ok: true, value: moved }
  })
}

type Target = { municipality: string; id: string }

/** The desk takes it on. `contactBy` may come earlier than promised, never later. */
export const acceptReferral = (
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { responder: string; contactBy?: Date },
) =>
  step(db, by, now, target, (task) => ({
    to: 'accepted',
    change: {
      answered_at: now,
      responder: given.responder,
      seen_at: task.seen_at ?? now,
      ...(given.contactBy && given.contactBy < task.contact_by && given.contactBy >= task.answer_by
        ? { contact_by: given.contactBy }
        : {}),
    },
    event: 'referral.accepted',
  }))

/** The desk cannot. The need stays open, and the list of staff shows it as returned. */
export const declineReferral = (
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { reason: DeclineReason; note?: string },
) =>
  step(db, by, now, target, (task) => ({
    to: 'rejected',
    change: {
      status_reason: given.reason,
      status_note: given.note ?? null,
      answered_at: now,
      seen_at: task.seen_at ?? now,
    },
    event: 'referral.declined',
    data: { reason: given.reason },
  }))

/** First contact with the person was made, or work goes on after a pause. */
export const beginReferral = (db: Db, by: By, now: Date, target: Target) =>
  step(db, by, now, target, () => ({
    to: 'in-progress',
    change: { status_reason: null, status_note: null },
    event: 'referral.begun',
  }))

/** Waits for something or someone. */
export const holdReferral = (db: Db, by: By, now: Date, target: Target, given: { note: string }) =>
  step(db, by, now, target, () => ({ to: 'on-hold', change: { status_note: given.note }, event: 'referral.held' }))

/** Done: what came of it. The need is met, or stands as unmet when nothing changed. */
export const completeReferral = (
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { outcome: Outcome; note?: string },
) =>
  step(
    db,
    by,
    now,
    target,
    () => ({
      to: 'completed',
      change: { outcome: given.outcome, status_note: given.note ?? null, status_reason: null },
      event: 'referral.completed',
      data: { outcome: given.outcome },
    }),
    (tx, task) =>
      closeNeed(
        tx,
        by.actor,
        now,
        { municipality: task.municipality, id: task.need_id },
        meetsNeed(given.outcome) ? { state: 'met' } : { state: 'unmet', reason: 'not_helped' },
      ),
  )

/** It was tried and did not work out. The need stays open for staff to take further. */
export const failReferral = (db: Db, by: By, now: Date, target: Target, given: { reason: FailReason; note?: string }) =>
  step(db, by, now, target, () => ({
    to: 'failed',
    change: { status_reason: given.reason, status_note: given.note ?? null },
    event: 'referral.failed',
    data: { reason: given.reason },
  }))

/** Who receives it has opened it: noted once. */
export function noteSeen(db: Db, actor: EventActor, now: Date, target: Target): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task || task.seen_at) return
    await moveTask(tx, task, { seen_at: now })
    await record(tx, {
      municipality: task.municipality,
      name: 'referral.seen',
      actor,
      subject: task.id,
      data: { need: task.need_id },
      at: now,
    })
  })
}

/** Ends an open task before the desk has finished, and closes its door. */
async function cancel(
  tx: Tx,
  actor: EventActor,
  now: Date,
  task: Task,
  reason: 'withdrawn' | 'forwarded',
): Promise<void> {
  await moveTask(tx, task, { status: 'cancelled', status_reason: reason, closed_at: now })
  await revokeLinks(tx, task.municipality, task.id, now)
  await record(tx, {
    municipality: task.municipality,
    name: 'referral.cancelled',
    actor,
    subject: task.id,
    data: { need: task.need_id, reason },
    at: now,
  })
}

/** The person takes the need back: every unfinished referral of it ends, and the desks' links stop working. */
export function withdrawNeed(db: Db, actor: EventActor, now: Date, target: Target): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const need = await closeNeed(tx, actor, now, target, { state: 'withdrawn' })
    if (need?.state !== 'withdrawn') return false
    for (const task of await tasksOf(tx, target.municipality, [target.id])) {
      if (isClosed(task.status)) continue
      await cancel(tx, actor, now, task, 'withdrawn')
    }
    return true
  })
}

/** Staff ask another desk. A request that is still unanswered ends first; a need that had been given up opens again. */
export function forwardNeed(
  db: Db,
  actor: EventActor,
  now: Date,
  ask: { municipality: string; needId: string; serviceId: string; organizationId: string; why: string[] },
): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const need = await reopenNeed(tx, actor, now, { municipality: ask.municipality, id: ask.needId })
    if (!need || need.state === 'withdrawn') return { ok: false, reason: 'not_found' }
    const before = await tasksOf(tx, ask.municipality, [ask.needId])
    for (const task of before) {
      if (isClosed(task.status)) continue
      if (task.organization_id === ask.organizationId) return { ok: false, reason: 'asked_already' }
      await cancel(tx, actor, now, task, 'forwarded')
    }
    const last = before.at(-1)
    return { ok: true, value: await requestReferral(tx, actor, now, { ...ask, ...(last ? { partOf: last.id } : {}) }) }
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

/** Adds a line to the file of a need. The event says that it was written, not what. */
export function addNote(
  db: Db,
  actor: EventActor,
  now: Date,
  note: { municipality: string; needId: string; author: string; words: string },
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await insertNote(tx, {
      municipality: note.municipality,
      id: randomUUID(),
      need_id: note.needId,
      author: note.author,
      words: note.words,
      created_at: now,
    })
    await record(tx, { municipality: note.municipality, name: 'referral.noted', actor, subject: note.needId, at: now })
  })
}

/** Takes out of the file of a need what was written about the person: notes, remarks, reasons, and the mails about it. */
export async function eraseFile(tx: Tx, municipality: string, needId: string, now: Date): Promise<void> {
  const tasks = await eraseWords(tx, municipality, needId)
  await eraseMailAbout(tx, municipality, [needId, ...tasks], now)
}
