// Referrals put together with the desks they went to and the needs they are about.
import { findOrganizations, findService, viewServices } from '../directory/index.ts'
import { findNeed, findNeeds, type Need } from '../need/index.ts'
import type { Db } from '../platform/db.ts'
import { type Event, eventsAbout } from '../platform/events.ts'
import { GENERAL_DESK } from './asking.ts'
import { AROUND_DAYS, dueOf, standing, type Urgent } from './rules.ts'
import { listTasks, type Note, notesOf, organizationsAround, type Task, tasksOf } from './store.ts'

/** A desk by the names people know it by. */
export type Desk = { serviceId: string; name: string; organization: string; phone: string | null }

/** Who stands where nobody has taken an open request yet. Names of desks are Japanese on every page. */
const NOBODY_YET: Desk = { serviceId: '', name: '受けてくれる窓口をさがしています', organization: '', phone: null }

async function desksOf(
  db: Db,
  municipality: string,
  ids: readonly (string | null)[],
  now: Date,
): Promise<Map<string, Desk>> {
  const known = new Set(ids.filter((id) => id !== null))
  const services = await viewServices(db, municipality, [...known], now)
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

const deskOf = (desks: Map<string, Desk>, task: Task): Desk => desks.get(task.service_id ?? '') ?? NOBODY_YET

/** Whom to call when a promise is broken: the desk that takes what nobody else does. */
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
  return { need, tasks: tasks.map((task) => ({ task, desk: deskOf(desks, task) })) }
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
  const desk = deskOf(await desksOf(db, municipality, [task.service_id], now), task)
  return { task, need, desk }
}

/** Names of the organisations that are at work for the same contact, or were lately, as far as the person agreed. */
export async function readAround(db: Db, municipality: string, needId: string, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - AROUND_DAYS * 24 * 60 * 60 * 1000)
  const ids = await organizationsAround(db, municipality, needId, since)
  const organizations = ids.length > 0 ? await findOrganizations(db, municipality, ids) : []
  return organizations.map(({ name }) => name).sort()
}

export type Row = { task: Task; need: Need; desk: Desk; standing: Urgent }

/** The list that is worked through: of each need the referral that presses most, what is due first on top. */
export async function readInbox(
  db: Db,
  municipality: string,
  organizationId: string | null,
  now: Date,
): Promise<Row[]> {
  const tasks = await listTasks(db, municipality, organizationId)
  const first = new Map<string, Task>()
  for (const task of tasks) {
    const other = first.get(task.need_id)
    if (!other || presses(task, other)) first.set(task.need_id, task)
  }
  const shown = [...first.values()]
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
    .flatMap((task) => {
      // What a desk declined or gave away is closed to it.
      const need = byId.get(task.need_id)
      if (!need) return []
      const state = standing(task, now)
      // What came back is work only as long as the need is open.
      const at: Urgent = state === 'returned' && need.state !== 'open' ? 'closed' : state
      return [{ task, need, desk: deskOf(desks, task), standing: at }]
    })
    .sort(
      (a, b) =>
        order.indexOf(a.standing) - order.indexOf(b.standing) ||
        a.task.contact_by.getTime() - b.task.contact_by.getTime(),
    )
}

/** True when one referral of a need says more about where it stands than another: an open one, by what is due; else the newer. */
function presses(one: Task, other: Task): boolean {
  if (!one.closed_at !== !other.closed_at) return !one.closed_at
  const [mine, theirs] = [dueOf(one), dueOf(other)]
  if (!one.closed_at && mine && theirs) return mine < theirs
  return one.requested_at > other.requested_at
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
