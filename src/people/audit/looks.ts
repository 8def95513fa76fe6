// Who looked at somebody's records, as the person reads it.
import type { Db } from '../../platform/db.ts'
import { listEvents } from '../../platform/trail.ts'
import { findNames } from '../store.ts'
import { dataOf, LOOKED } from './actions.ts'
import { groupLooks } from './rules.ts'

export type LookLine = {
  /** The last and the first of the looks that this line tells of. */
  to: Date
  from: Date
  times: number
  actor: { kind: string; id: string | null }
  /** Null for who has no account at work: the family, the person, a desk with the link in its mail. */
  name: string | null
  /** In which role it was looked at: `desk`, `staff`, `holder` … */
  as: string | null
  /** For whom they looked, by name. */
  organization: string | null
  verbs: string[]
  subjects: string[]
}

/** Looks that are read for one page, before they become lines. Where a page ends, a line may be told in two. */
const PAGE = 300

/** Names of organisations by their ids: they stand above this capability, so whoever asks brings the way to them. */
export type NamesOf = (db: Db, municipality: string, ids: readonly string[]) => Promise<{ id: string; name: string }[]>

/**
 * Who looked at these things, newest first; looks of the same one within ten minutes are one line.
 * @param subjects ids of what belongs to the person: needs, rooms, the person.
 * @param page `before`: the `next` of the page before.
 * @returns lines, and where the next page begins; undefined at the end.
 */
export async function looksAt(
  db: Db,
  municipality: string,
  subjects: readonly string[],
  namesOf: NamesOf,
  page: { before?: number } = {},
): Promise<{ lines: LookLine[]; next?: number }> {
  const events = await listEvents(db, { municipality, names: [LOOKED], subjects, limit: PAGE, ...page })
  const names = await findNames(
    db,
    municipality,
    events.flatMap(({ actor_kind, actor_id }) => (actor_kind === 'account' && actor_id ? [actor_id] : [])),
  )
  const organizationOf = (event: (typeof events)[number]) =>
    dataOf(event).org ?? names.get(event.actor_id ?? '')?.organizationId ?? null
  const ids = [...new Set(events.flatMap((event) => organizationOf(event) ?? []))]
  const organizations = new Map(
    (ids.length > 0 ? await namesOf(db, municipality, ids) : []).map((one) => [one.id, one.name]),
  )
  const lines = groupLooks(
    events.map((event) => ({
      at: event.at,
      who: `${event.actor_kind} ${event.actor_id} ${dataOf(event).as} ${dataOf(event).org}`,
      event,
    })),
  )
  return {
    lines: lines.map((line) => {
      const { actor_kind: kind, actor_id: id } = line[0]!.event
      const { as = null } = dataOf(line[0]!.event)
      const named = id ? names.get(id) : undefined
      const all = (what: (one: (typeof line)[number]) => string) => [...new Set(line.map(what))]
      return {
        to: line[0]!.at,
        from: line.at(-1)!.at,
        times: line.length,
        actor: { kind, id },
        name: named?.name ?? null,
        as,
        organization: organizations.get(organizationOf(line[0]!.event) ?? '') ?? null,
        verbs: all(({ event }) => dataOf(event).verb ?? ''),
        subjects: all(({ event }) => event.subject),
      }
    }),
    next: events.length < PAGE ? undefined : events.at(-1)!.id,
  }
}
