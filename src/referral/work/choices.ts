// Whom one can choose: the desks that can be asked, the colleagues who can have a referral in hand.
import { findOrganization, listServices, type ServiceView } from '../../directory/index.ts'
import type { Need } from '../../need/index.ts'
import type { Db } from '../../platform/db.ts'
import type { Ctx } from '../../platform/http.ts'
import type { Task } from '../store.ts'
import { ofDesk } from './seat.ts'
import { type Colleague, colleaguesOf } from './work-store.ts'

/** At most: as many desks as a city has. */
const MOST = 500

/**
 * Desks that could be asked about a need: those for its kind where the person lives, then those of the ward, then all.
 * @param without organisations that have it already, or ask
 * @param near leaves the rest of the city out: a short list, for old phones
 */
export async function othersFor(
  db: Db,
  need: Need,
  without: ReadonlySet<string | null>,
  now: Date,
  near = false,
): Promise<ServiceView[]> {
  const { municipality } = need
  const ward = need.ward ?? undefined
  const lists = await Promise.all(
    [
      { need: need.kind, ward },
      { kind: 'desk' as const, ward },
      ...(near ? [] : [{ kind: 'desk' as const, perPage: MOST }]),
    ].map((filter) => listServices(db, municipality, filter, now)),
  )
  const all = new Map(lists.flatMap(({ items }) => items.map((service) => [service.id, service] as const)))
  const free = [...all.values()].filter(({ canRefer, organization }) => canRefer && !without.has(organization.id))
  // Who has room comes first; who is full may be asked all the same.
  const isFull = ({ capacity }: ServiceView) => capacity?.state === 'full'
  return [...free.filter((one) => !isFull(one)), ...free.filter(isFull)]
}

const CITYS_OWN = ['city', 'ward']

/** Who could have a referral in hand: one's own colleagues; for staff, where it is the city's own, the city's and the desk's. */
export async function handsFor(c: Ctx, task: Task | undefined): Promise<Colleague[]> {
  const { db, municipality, actor } = c.var
  if (!task?.organization_id) return []
  if (ofDesk(c)) return colleaguesOf(db, municipality, actor.organizationId)
  const organization = await findOrganization(db, municipality, task.organization_id)
  if (!organization || !CITYS_OWN.includes(organization.kind)) return []
  const both = await Promise.all([
    colleaguesOf(db, municipality, null),
    colleaguesOf(db, municipality, organization.id),
  ])
  return both.flat()
}
