// Who is asked: a desk, another one in its place or beside it, whoever may take it, the next in line, the same one again.
import { randomUUID } from 'node:crypto'
import { findService, listServices, type ServiceView, viewServices } from '../directory/index.ts'
import { findNeed, isOpen, type Need, reopenNeed } from '../need/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, record } from '../platform/events.ts'
import { type By, type Result, type Target, takeStep } from './actions.ts'
import { writeNote } from './file.ts'
import { nextLook } from './promise.ts'
import { isClosed, mayReopen } from './rules.ts'
import { insertTask, isAsked, lockTask, type Task, tasksOf } from './store.ts'
import { morningAfter, promiseAt } from './when.ts'

export type Ask = {
  municipality: string
  needId: string
  /** The desk; null: whoever of `offered` takes it first. */
  service: ServiceView | null
  /** Why this desk, as it was shown to the person: it may quote them. */
  why: string[]
  partOf?: string
  /** The organisation that asks, when it is not the person or the city. */
  senderId?: string | null
  offered?: string[]
  /** Services to ask next, best first. */
  next?: string[]
  draft?: boolean
}

/** Asks, in the caller's transaction. What the desk gets follows from the event. */
export async function requestReferral(tx: Tx, actor: EventActor, now: Date, ask: Ask): Promise<Task> {
  const need = await findNeed(tx, ask.municipality, ask.needId)
  if (!need) throw new Error(`need ${ask.needId} is gone`)
  const promise = await promiseAt(tx, ask.municipality, ask.service, need.urgency, now)
  const task: Task = {
    municipality: ask.municipality,
    id: randomUUID(),
    need_id: ask.needId,
    service_id: ask.service?.id ?? null,
    organization_id: ask.service?.organization.id ?? null,
    kind: need.kind,
    ward: need.ward,
    urgency: need.urgency,
    sender_id: ask.senderId ?? null,
    offered: ask.offered ?? [],
    next_services: ask.next ?? [],
    status: ask.draft ? 'draft' : 'sent',
    status_reason: null,
    status_note: null,
    waits_for: null,
    via: null,
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
    act_at: null,
    reminded_at: null,
    helped: null,
    helped_at: null,
    assignee_id: null,
    begun_at: null,
  }
  task.act_at = nextLook(task, now, { remindAt: promise.remindAt, morning: morningAfter(now), acted: null })
  await insertTask(tx, task)
  if (!ask.draft) await recordSent(tx, actor, now, task)
  return task
}

/** An open request has an event of its own: it goes to many. */
const recordSent = (tx: Tx, actor: EventActor, now: Date, task: Task) => {
  const { municipality, id: subject, need_id: need, service_id: service, organization_id: organization } = task
  return organization
    ? record(tx, {
        ...{ municipality, name: 'referral.requested', actor, subject, at: now },
        data: { need, service, organization },
      })
    : record(tx, {
        ...{ municipality, name: 'referral.offered', actor, subject, at: now },
        data: { need, offered: task.offered },
      })
}

/** What goes with a task to the next desk: the rest of the line, without the desk that is asked now. */
const rest = (task: Task, service: ServiceView | null) =>
  task.next_services.filter((id) => id !== service?.id && id !== task.service_id)

export type To = {
  service: ServiceView
  /** A word to the next desk, and whose it is: a line in the file that all who work on it read. */
  word?: { author: string; organizationId: string | null; words: string }
}

const sayWord = async (
  tx: Tx,
  actor: EventActor,
  now: Date,
  municipality: string,
  needId: string,
  word: To['word'],
) => {
  if (word) await writeNote(tx, actor, now, { ...word, municipality, needId, audience: 'all' })
}

/**
 * A desk, or staff for it, passes a referral on: it ends here, and another desk is asked in its place.
 * The organisation that passed it on sees what becomes of it.
 */
export function forwardReferral(db: Db, by: By, now: Date, target: Target, to: To): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    if (await isAsked(tx, task.municipality, task.need_id, to.service.organization.id))
      return { ok: false, reason: 'asked_already' }
    let next: Task | undefined
    const done = await takeStep(
      tx,
      by,
      now,
      task,
      'forward',
      {
        change: { status_reason: 'forwarded', seen_at: task.seen_at ?? now },
        event: 'referral.forwarded',
      },
      async () => {
        await sayWord(tx, by.actor, now, task.municipality, task.need_id, to.word)
        next = await requestReferral(tx, by.actor, now, {
          municipality: task.municipality,
          needId: task.need_id,
          service: to.service,
          why: to.service.why.slice(0, 2),
          partOf: task.id,
          senderId: by.side === 'desk' ? task.organization_id : null,
          next: rest(task, to.service),
        })
      },
    )
    return done.ok ? { ok: true, value: next! } : done
  })
}

/**
 * Staff ask a desk about a need: beside whoever has it already, as a draft, or openly to several organisations. A need that
 * had been given up opens again.
 */
export function askAnother(
  db: Db,
  actor: EventActor,
  now: Date,
  ask: Omit<Ask, 'why' | 'partOf' | 'next' | 'senderId'> & Pick<To, 'word'>,
): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const { municipality, needId, service } = ask
    const need = await reopenNeed(tx, actor, now, { municipality, id: needId })
    if (!need || need.state === 'withdrawn') return { ok: false, reason: 'not_found' }
    if (service && (await isAsked(tx, municipality, needId, service.organization.id)))
      return { ok: false, reason: 'asked_already' }
    const before = await tasksOf(tx, municipality, [needId])
    if (!service && before.some((task) => !task.organization_id && !isClosed(task.status)))
      return { ok: false, reason: 'asked_already' }
    const last = before.at(-1)
    await sayWord(tx, actor, now, municipality, needId, ask.word)
    const task = await requestReferral(tx, actor, now, {
      ...ask,
      why: service?.why.slice(0, 2) ?? [],
      ...(last && isClosed(last.status) ? { partOf: last.id } : {}),
    })
    return { ok: true, value: task }
  })
}

/** Sends what was prepared: the promise begins now. */
export function sendDraft(db: Db, by: By, now: Date, target: Target): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    const [service = null] = await viewServices(tx, task.municipality, task.service_id ? [task.service_id] : [], now)
    const promise = await promiseAt(tx, task.municipality, service, task.urgency, now)
    const { service_id: id, organization_id: organization } = task
    return takeStep(tx, by, now, task, 'send', {
      change: { requested_at: now, answer_by: promise.answerBy, contact_by: promise.contactBy },
      event: organization ? 'referral.requested' : 'referral.offered',
      data: organization ? { service: id!, organization } : {},
    })
  })
}

/** An organisation takes an open request with one of its services. Of several at once, the first has it. */
export function claimReferral(
  db: Db,
  by: By,
  now: Date,
  target: Target,
  given: { responder: string; service: ServiceView },
): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const task = await lockTask(tx, target.municipality, target.id)
    const { service } = given
    // Whoever came second does not even see it any more.
    if (!task) return { ok: false, reason: 'too_late' }
    if (task.organization_id) return { ok: false, reason: 'too_late' }
    if (by.side === 'desk' && by.organizationId !== service.organization.id) return { ok: false, reason: 'not_yours' }
    if (!task.offered.includes(service.organization.id)) return { ok: false, reason: 'not_yours' }
    if (await isAsked(tx, task.municipality, task.need_id, service.organization.id))
      return { ok: false, reason: 'asked_already' }
    return takeStep(tx, by, now, task, 'claim', {
      change: {
        service_id: service.id,
        organization_id: service.organization.id,
        answered_at: now,
        seen_at: now,
        responder: given.responder,
        via: by.via ?? 'web',
        why: service.why.slice(0, 2),
      },
      event: 'referral.claimed',
      data: { service: service.id, organization: service.organization.id },
    })
  })
}

/**
 * Services that may take an open request about a need: endorsed, for its kind, where the person lives, ready to be asked,
 * and not known to be full.
 */
export async function capableServices(
  db: Db,
  municipality: string,
  need: Pick<Need, 'kind' | 'ward'>,
  now: Date,
): Promise<ServiceView[]> {
  const filter = { need: need.kind, ...(need.ward ? { ward: need.ward } : {}), perPage: 200 }
  const { items } = await listServices(db, municipality, filter, now)
  return items.filter((service) => service.canRefer && service.endorsement && service.capacity?.state !== 'full')
}

/** Slug of the desk that takes what nobody else does: the city's own. */
export const GENERAL_DESK = 'general-desk'

/**
 * Asks the next desk in the place of one that could not, or did not answer: the next in the line that is not known to be
 * full and was not asked before. In the caller's transaction, as the system.
 * @param orCity ask the city's own desk when the line is at its end
 * @returns undefined when there is nobody left to ask, or nothing to be asked any more
 */
export async function askNext(tx: Tx, now: Date, task: Task, orCity: boolean): Promise<Task | undefined> {
  const { municipality, need_id: needId } = task
  const need = await findNeed(tx, municipality, needId)
  const tasks = await tasksOf(tx, municipality, [needId])
  if (!need || !isOpen(need.state) || tasks.some((one) => one.part_of === task.id)) return undefined
  const asked = new Set(tasks.map((one) => one.organization_id))
  const inLine = await viewServices(tx, municipality, rest(task, null), now)
  const general = orCity && (await findService(tx, municipality, GENERAL_DESK, now))
  const free = (service: ServiceView) => service.canRefer && !asked.has(service.organization.id)
  const service =
    inLine.find((one) => free(one) && one.capacity?.state !== 'full') ??
    (general && free(general) ? general : undefined)
  if (!service) return undefined
  return requestReferral(tx, { kind: 'system' }, now, {
    ...{ municipality, needId, service },
    why: service.why.slice(0, 2),
    partOf: task.id,
    next: rest(task, service),
  })
}

/**
 * The person opens a need again, with one tap: the desk that had it last is asked once more, else the city's own.
 * @returns not_found also when it ended too long ago, too_late when it is open
 */
export function reopenReferral(db: Db, actor: EventActor, now: Date, target: Target): Promise<Result> {
  return db.transaction().execute(async (tx): Promise<Result> => {
    const before = await findNeed(tx, target.municipality, target.id)
    if (before && isOpen(before.state)) return { ok: false, reason: 'too_late' }
    if (!before || !mayReopen(before, now)) return { ok: false, reason: 'not_found' }
    await reopenNeed(tx, actor, now, target)
    const tasks = await tasksOf(tx, target.municipality, [target.id])
    const last = tasks.findLast((task) => task.status === 'completed') ?? tasks.findLast((task) => task.service_id)
    const [desk] = await viewServices(tx, target.municipality, last?.service_id ? [last.service_id] : [], now)
    const service = desk?.canRefer ? desk : await findService(tx, target.municipality, GENERAL_DESK, now)
    if (!service) return { ok: false, reason: 'not_found' }
    const task = await requestReferral(tx, actor, now, {
      municipality: target.municipality,
      needId: target.id,
      service,
      why: last?.why ?? [],
      next: last ? rest(last, service) : [],
      ...(last ? { partOf: last.id } : {}),
    })
    return { ok: true, value: task }
  })
}
