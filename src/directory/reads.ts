// What other capabilities and pages read: services as views, in lists, and as text for the engine.
import type { Db } from '../platform/db.ts'
import { isId } from '../platform/http.ts'
import { dayText, isStale, nextClosedDay, openState } from './hours.ts'
import { type Filter, listIds, listWithHours } from './listing/store.ts'
import { readServices, type StoredService } from './store.ts'
import type { ServiceView } from './view.ts'

/** Services on one page of the list. */
export const PER_PAGE = 30
/** Services read in one round trip. */
const AT_ONCE = 500

/** What an id or a slug can look like; anything else is not asked of the database. */
const SLUG = /^[a-z0-9-]{1,200}$/

/** A stored service as a reader meets it at a moment. */
function viewOf(stored: StoredService, now: Date): ServiceView {
  const { organization } = stored
  return {
    id: stored.id,
    slug: stored.slug,
    family: stored.family,
    kind: stored.kind,
    name: stored.name,
    kana: stored.kana,
    organization: { id: organization.id, name: organization.name, kind: organization.kind, url: organization.url },
    description: stored.description,
    why: stored.why,
    needs: stored.needs,
    scope: stored.scope,
    wards: stored.wards,
    towns: stored.towns,
    phones: stored.phones,
    open: openState(stored.hours, stored.holidays, now),
    hours: stored.hours,
    hoursNote: stored.hoursNote,
    closedSoon: nextClosedDay(stored.hours, stored.holidays, now),
    holidays: stored.holidays,
    address: stored.address,
    capacity: stored.capacity && stored.capacity.until >= dayText(now) ? stored.capacity : null,
    forWhom: stored.forWhom,
    ages: stored.ages,
    cost: stored.cost,
    costNote: stored.costNote,
    apply: stored.apply,
    accessibility: stored.accessibility,
    languages: stored.languages,
    url: stored.url,
    details: stored.details,
    verified: stored.verified,
    stale: isStale(stored.verified, now),
    endorsement: stored.endorsement,
    source: stored.source,
    sourceUrl: stored.sourceUrl,
    canRefer: organization.asked,
  }
}

/**
 * Services as a reader meets them, in the order of the ids; ids that are not known are left out.
 * @param now the moment for 「受付中」, endorsements and 「要確認」
 */
export async function viewServices(
  db: Db,
  municipality: string,
  ids: readonly string[],
  now: Date,
): Promise<ServiceView[]> {
  const known = new Map<string, StoredService>()
  for (let from = 0; from < ids.length; from += AT_ONCE)
    for (const stored of await readServices(db, municipality, dayText(now), { ids: ids.slice(from, from + AT_ONCE) }))
      known.set(stored.id, stored)
  return ids.flatMap((id) => {
    const stored = known.get(id)
    return stored ? [viewOf(stored, now)] : []
  })
}

/** One service by its id or its slug, or undefined. */
export async function findService(
  db: Db,
  municipality: string,
  idOrSlug: string,
  now: Date,
): Promise<ServiceView | undefined> {
  if (!SLUG.test(idOrSlug)) return undefined
  const where = isId(idOrSlug) ? { ids: [idOrSlug] } : { slugs: [idOrSlug] }
  const [stored] = await readServices(db, municipality, dayText(now), where)
  return stored && viewOf(stored, now)
}

export type ListFilter = Filter & {
  /** Only services where somebody answers now; those without known hours are left out. */
  open?: boolean
  /** From 1. */
  page?: number
  /** At most; PER_PAGE when not given. */
  perPage?: number
}

/**
 * One page of the active services that fit a filter, by kind (窓口 first), then by reading.
 * @returns the page and how many there are in all
 */
export async function listServices(
  db: Db,
  municipality: string,
  filter: ListFilter,
  now: Date,
): Promise<{ items: ServiceView[]; total: number }> {
  const limit = filter.perPage ?? PER_PAGE
  const offset = ((filter.page ?? 1) - 1) * limit
  const day = dayText(now)
  if (filter.open) {
    const candidates = await listWithHours(db, municipality, filter, day)
    const open = candidates.filter(({ hours, holidays }) => {
      const { state } = openState(hours, holidays, now)
      return state === 'open' || state === 'always'
    })
    const ids = open.slice(offset, offset + limit).map((service) => service.id)
    return { items: await viewServices(db, municipality, ids, now), total: open.length }
  }
  const { ids, total } = await listIds(db, municipality, filter, day, { limit, offset })
  return { items: await viewServices(db, municipality, ids, now), total }
}

/** What the engine reads of a service: what it says about itself, and how people say what it answers. */
export type ServiceEntry = Pick<
  ServiceView,
  | 'id'
  | 'slug'
  | 'family'
  | 'kind'
  | 'name'
  | 'kana'
  | 'description'
  | 'why'
  | 'needs'
  | 'scope'
  | 'wards'
  | 'towns'
  | 'capacity'
  | 'forWhom'
  | 'ages'
  | 'cost'
  | 'accessibility'
  | 'languages'
  | 'phones'
  | 'hours'
  | 'holidays'
  | 'verified'
  | 'details'
  | 'endorsement'
> & {
  says: string[]
  revision: number
  organization: { id: string; name: string; kind: string }
  address: string | null
}

/**
 * Active services as text for the engine, in no order. The answer for one id changes only with its revision,
 * except for the endorsement.
 * @param ids which ones; all when not given
 */
export async function readEntries(
  db: Db,
  municipality: string,
  now: Date,
  ids?: readonly string[],
): Promise<ServiceEntry[]> {
  const stored = await readServices(db, municipality, dayText(now), ids ? { ids, active: true } : { active: true })
  return stored.map((service) => ({
    id: service.id,
    slug: service.slug,
    family: service.family,
    kind: service.kind,
    name: service.name,
    kana: service.kana,
    description: service.description,
    why: service.why,
    says: service.says,
    needs: service.needs,
    scope: service.scope,
    wards: service.wards,
    towns: service.towns,
    // What it counts is for people to read; the order follows from the state.
    capacity: service.capacity && { state: service.capacity.state, until: service.capacity.until },
    forWhom: service.forWhom,
    ages: service.ages,
    cost: service.cost,
    accessibility: service.accessibility,
    languages: service.languages,
    phones: service.phones,
    hours: service.hours,
    holidays: service.holidays,
    verified: service.verified,
    details: service.details,
    endorsement: service.endorsement,
    revision: service.revision,
    organization: service.organization,
    address: service.address && `${service.address.ward ?? ''}${service.address.line}`,
  }))
}
