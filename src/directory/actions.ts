// The verbs of the directory. Each works in the caller's transaction and records one event per change.
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, record, recordAll } from '../platform/events.ts'
import { dayAfter, dayText } from './hours.ts'
import { endorsementId, organizationId, serviceId } from './ids.ts'
import { writeRoom } from './room-store.ts'
import {
  canonical,
  type Organization,
  type OrganizationDraft,
  organizationOf,
  type RoomProblem,
  type RoomSaid,
  roomAfterImport,
  roomProblem,
  SAID_DAYS,
  type ServiceDraft,
  sameOrganization,
  sameRoom,
} from './rules.ts'
import {
  findOrganizations,
  insertEndorsements,
  lockDirectory,
  readServices,
  writeOrganizations,
  writeServices,
} from './store.ts'

/** Who changes which municipality's directory, and when. */
export type By = { municipality: string; actor: EventActor; now: Date }
export type Outcome = 'added' | 'changed' | 'unchanged'
export type Saved = { id: string; outcome: Outcome }

/** Saves one organisation; see saveOrganizations. */
export async function saveOrganization(tx: Tx, by: By, draft: OrganizationDraft): Promise<Saved> {
  return (await saveOrganizations(tx, by, [draft]))[0]!
}

/**
 * Puts organisations in, or brings them up to date. What a draft leaves undefined stays as it is.
 * @param drafts with different slugs
 * @returns for each, in order, its id, which follows from municipality and slug, and what happened
 */
export async function saveOrganizations(tx: Tx, by: By, drafts: readonly OrganizationDraft[]): Promise<Saved[]> {
  if (drafts.length === 0) return []
  const { municipality } = by
  await lockDirectory(tx, municipality)
  const ids = drafts.map((draft) => organizationId(municipality, draft.slug))
  const known = new Map((await findOrganizations(tx, municipality, ids)).map((one) => [one.id, one]))
  const written: Organization[] = []
  const saved = drafts.map((draft, index): Saved => {
    const id = ids[index]!
    const before = known.get(id)
    const next = organizationOf(municipality, id, draft, before)
    if (before && sameOrganization(before, next)) return { id, outcome: 'unchanged' }
    written.push(next)
    return { id, outcome: before ? 'changed' : 'added' }
  })
  await writeOrganizations(tx, written, by.now)
  await recordSaved(tx, by, 'organization', drafts, saved)
  return saved
}

/** One event for each thing that was added or changed: `directory.service_added` and so on. */
const recordSaved = (
  tx: Tx,
  by: By,
  what: 'organization' | 'service',
  drafts: readonly { slug: string; kind: string }[],
  saved: readonly Saved[],
) =>
  recordAll(
    tx,
    saved.flatMap(({ id, outcome }, index) => {
      if (outcome === 'unchanged') return []
      const { slug, kind } = drafts[index]!
      const { municipality, actor, now } = by
      return [{ municipality, name: `directory.${what}_${outcome}`, actor, subject: id, data: { slug, kind }, at: now }]
    }),
  )

/** Saves one service whole; see saveServices. */
export async function saveService(tx: Tx, by: By, draft: ServiceDraft): Promise<Saved> {
  return (await saveServices(tx, by, [draft]))[0]!
}

/**
 * Puts services in, or replaces what is known about them. A service that says the same as before keeps its revision
 * and records nothing.
 * @param drafts whole services with different slugs; their organisations must exist
 * @returns one entry per draft, in order
 */
export async function saveServices(tx: Tx, by: By, drafts: readonly ServiceDraft[]): Promise<Saved[]> {
  if (drafts.length === 0) return []
  const { municipality, now } = by
  await lockDirectory(tx, municipality)
  const ids = drafts.map((draft) => serviceId(municipality, draft.slug))
  const today = dayText(now)
  const stored = await readServices(tx, municipality, today, { ids, lock: true })
  const before = new Map(stored.map((one) => [one.id, one]))
  const next = drafts.map((draft, index) => {
    const capacity = roomAfterImport(before.get(ids[index]!)?.capacity ?? null, draft.capacity, today)
    return { ...draft, capacity }
  })
  const saved = next.map((draft, index): Saved => {
    const known = before.get(ids[index]!)
    const outcome = !known ? 'added' : canonical(known) === canonical(draft) ? 'unchanged' : 'changed'
    return { id: ids[index]!, outcome }
  })
  await writeServices(
    tx,
    municipality,
    next.filter((_draft, index) => saved[index]!.outcome !== 'unchanged'),
    now,
  )
  await recordSaved(tx, by, 'service', drafts, saved)
  return saved
}

/**
 * Takes services out of the list: inactive, with all that is known about them, so that old links and referrals still
 * read. What is not active already is left alone.
 * @returns what was taken out
 */
export async function withdrawServices(tx: Tx, by: By, ids: readonly string[]): Promise<Saved[]> {
  if (ids.length === 0) return []
  const stored = await readServices(tx, by.municipality, dayText(by.now), { ids, active: true, lock: true })
  return await saveServices(
    tx,
    by,
    stored.map((service) => ({ ...service, status: 'inactive' })),
  )
}

export type NewEndorsement = { service: string; by: string; scope: string; reason: string; until: string }

/**
 * Gives services an endorsement (市のお墨付き) from today until a day. The same one again changes nothing.
 * @param endorsements `until`: YYYY-MM-DD, the last day; `scope`: what for, as a reader sees it
 * @returns what became of each, in order.
 */
export async function endorse(tx: Tx, by: By, endorsements: readonly NewEndorsement[]): Promise<Saved[]> {
  if (endorsements.length === 0) return []
  const { municipality } = by
  await lockDirectory(tx, municipality)
  const all = endorsements.map((one) => ({ ...one, id: endorsementId(municipality, one.service, one.by, one.until) }))
  const added = await insertEndorsements(
    tx,
    all.map(({ id, service, by: endorsed_by, scope, reason, until }) => ({
      ...{ municipality, id, service_id: service, endorsed_by, scope, reason },
      ...{ valid_from: dayText(by.now), valid_to: until },
    })),
  )
  const fresh = all.filter(({ id }) => added.has(id))
  await recordAll(
    tx,
    fresh.map(({ id, service, until }) => ({
      municipality,
      name: 'directory.endorsed',
      actor: by.actor,
      subject: service,
      data: { endorsement: id, until },
      at: by.now,
    })),
  )
  return all.map(({ id }) => ({ id, outcome: added.has(id) ? 'added' : 'unchanged' }))
}

export type RoomOutcome = 'said' | 'moved' | 'unchanged'
export type RoomResult = { ok: true; value: RoomOutcome } | { ok: false; reason: 'not_found' | RoomProblem }

/**
 * An organisation says how one of its services stands with its room, or takes back what it said; staff say it for them.
 * The same again only moves the day until which it holds.
 * @param said null: nobody knows any more
 * @param may whether whoever says it answers for this organisation
 */
export function setCapacity(
  db: Db,
  by: By,
  serviceId: string,
  said: RoomSaid | null,
  may: (organizationId: string) => boolean,
): Promise<RoomResult> {
  const { municipality, actor, now } = by
  return db.transaction().execute(async (tx): Promise<RoomResult> => {
    await lockDirectory(tx, municipality)
    const today = dayText(now)
    const [service] = await readServices(tx, municipality, today, { ids: [serviceId], active: true, lock: true })
    if (!service || !may(service.organization.id)) return { ok: false, reason: 'not_found' }
    const problem = said && roomProblem(said, today, dayAfter(now, SAID_DAYS))
    if (problem) return { ok: false, reason: problem }
    const before = service.capacity
    const same = said ? sameRoom(before, said) : before === null
    if (same && before?.until === said?.until) return { ok: true, value: 'unchanged' }
    const { state = null, until = null, ...counted } = said ?? {}
    const counts = { available: null, maximum: null, weeks: null, ...counted }
    await writeRoom(tx, municipality, serviceId, said && { ...said, said: { at: now, ...counts } }, now)
    await record(tx, {
      ...{ municipality, actor, subject: serviceId, at: now },
      name: 'directory.capacity_said',
      data: { state, until, organization: service.organization.id },
    })
    return { ok: true, value: same ? 'moved' : 'said' }
  })
}
