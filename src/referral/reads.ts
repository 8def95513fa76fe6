// Referrals put together with the desks they went to and the needs they are about.
import { findService, viewServices } from '../directory/index.ts'
import { findNeed, findNeeds, type Need } from '../need/index.ts'
import type { Db } from '../platform/db.ts'
import { type Event, eventsAbout } from '../platform/events.ts'
import { standing, type Urgent } from './rules.ts'
import { listTasks, type Note, notesOf, type Task, tasksOf } from './store.ts'

/** A desk by the names people know it by. */
export type Desk = { serviceId: string; name: string; organization: string; phone: string | null }

/** Slug of the desk that takes what nobody else does: whom to call when a promise is broken. */
const GENERAL_DESK = 'general-desk'

async function desksOf(db: Db, municipality: string, ids: string[], now: Date): Promise<Map<string, Desk>> {
  const services = await viewServices(db, municipality, [...new Set(ids)], now)
  return new Map(
    services.map((service) => [
      service.id,
      {
        serviceId: service.id,
        name: service.name,
        organization: service.organization.name,
        phone: service.phones.find((phone) => phone.type === 'voice')?.number ?? null,
      },
    ]),
  )
}

export async function generalDesk(db: Db, municipality: string, now: Date): Promise<Desk | null> {
  const service = await findService(db, municipality, GENERAL_DESK, now)
  return (service && (await desksOf(db, municipality, [service.id], now)).get(service.id)) ?? null
}

export type Told = { need: Need; tasks: { task: Task; desk: Desk }[] }

/** A need with every referral of it, oldest first. */
export async function readNeed(db: Db, municipality: string, needId: string, now: Date): Promise<Told | undefined> {
  const need = await findNeed(db, municipality, needId)
  if (!need) return undefined
  const tasks = await tasksOf(db, municipality, [needId])
  const desks = await desksOf(
    db,
    municipality,
    tasks.map((task) => task.service_id),
    now,
  )
  return { need, tasks: tasks.map((task) => ({ task, desk: desks.get(task.service_id)! })) }
}

export type Opened = { task: Task; need: Need; desk: Desk }

export async function readTask(
  db: Db,
  municipality: string,
  task: Task | undefined,
  now: Date,
): Promise<Opened | undefined> {
  const need = task && (await findNeed(db, municipality, task.need_id))
  if (!need) return undefined
  const desk = (await desksOf(db, municipality, [task.service_id], now)).get(task.service_id)!
  return { task, need, desk }
}

export type Row = { task: Task; need: Need; desk: Desk; standing: Urgent }

/** The list that is worked through: the newest referral of each need, what is due first on top. */
export async function readInbox(
  db: Db,
  municipality: string,
  organizationId: string | null,
  now: Date,
): Promise<Row[]> {
  const tasks = await listTasks(db, municipality, organizationId)
  const newest = new Map<string, Task>()
  for (const task of tasks) {
    const other = newest.get(task.need_id)
    if (!other || other.requested_at < task.requested_at) newest.set(task.need_id, task)
  }
  const shown = [...newest.values()]
  const [needs, desks] = await Promise.all([
    findNeeds(
      db,
      municipality,
      shown.map((task) => task.need_id),
    ),
    desksOf(
      db,
      municipality,
      shown.map((task) => task.service_id),
      now,
    ),
  ])
  const byId = new Map(needs.map((need) => [need.id, need]))
  const order: Urgent[] = ['late', 'today', 'returned', 'waiting', 'accepted', 'closed']
  return shown
    .map((task) => {
      const need = byId.get(task.need_id)!
      const state = standing(task, now)
      // What came back is work only as long as the need is open.
      return {
        task,
        need,
        desk: desks.get(task.service_id)!,
        standing: state === 'returned' && need.state !== 'open' ? 'closed' : state,
      }
    })
    .sort(
      (a, b) =>
        order.indexOf(a.standing) - order.indexOf(b.standing) ||
        a.task.contact_by.getTime() - b.task.contact_by.getTime(),
    )
}

/** Everything that happened to a need and its referrals, and the notes in its file. */
export async function readHistory(
  db: Db,
  municipality: string,
  told: Told,
): Promise<{ events: Event[]; notes: Note[] }> {
  const [events, notes] = await Promise.all([
    eventsAbout(db, [told.need.id, ...told.tasks.map(({ task }) => task.id)]),
    notesOf(db, municipality, told.need.id),
  ])
  return { events, notes }
}
