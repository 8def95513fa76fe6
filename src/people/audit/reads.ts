// The log as the auditor reads it: ids become names and codes, events become sentences.
import { findAnchor } from '../../platform/anchor.ts'
import type { Db } from '../../platform/db.ts'
import type { Event } from '../../platform/events.ts'
import { countUnsealed, newestSeal } from '../../platform/seal.ts'
import { type EventFilter, listEvents } from '../../platform/trail.ts'
import { type Lang, showMoment } from '../../platform/words.ts'
import { findNames } from '../store.ts'
import { dataOf, LOOKED, REFUSED } from './actions.ts'
import type { Filter, FindingLine, Line, SealState } from './pages.tsx'
import { type Finding, listFindings } from './store.ts'
import { auditWords, tellFinding } from './words.ts'

/** What stands above this capability and is needed to say whose records they were: given by the app. */
export type Outside = {
  /** Names of organisations, by id. */
  organizations: (municipality: string, ids: string[]) => Promise<Map<string, string>>
  /** What a thing is called without saying whose it is, by id: 相談 7Q4-28M. */
  things: (municipality: string, ids: string[], lang: Lang) => Promise<Map<string, string>>
  /** The thing of a receipt code. */
  findThing: (municipality: string, code: string) => Promise<string | undefined>
}

export const PAGE = 50
const day = (text: string, more = 0) =>
  new Date(Temporal.PlainDate.from(text).add({ days: more }).toZonedDateTime('Asia/Tokyo').epochMilliseconds)

/** The filter of the page as the platform knows it; the last day counts whole. */
export const eventFilter = (municipality: string, filter: Filter, limit: number, before?: number): EventFilter => ({
  municipality,
  names: { looked: [LOOKED], refused: [REFUSED], all: undefined }[filter.kind],
  subjects: filter.subject ? [filter.subject] : undefined,
  actor: filter.actor,
  from: filter.from ? day(filter.from) : undefined,
  to: filter.to ? day(filter.to, 1) : undefined,
  before,
  limit,
})

const some = (ids: readonly (string | null | undefined)[]): string[] => [
  ...new Set(ids.filter((id): id is string => Boolean(id))),
]

async function tellers(
  db: Db,
  outside: Outside,
  municipality: string,
  lang: Lang,
  about: { actors: (string | null)[]; things: (string | null)[]; organizations: (string | null | undefined)[] },
) {
  const w = auditWords(lang)
  const names = await findNames(db, municipality, some(about.actors))
  const owned = [...names.values()].map(({ organizationId }) => organizationId)
  const organizations = await outside.organizations(municipality, some([...about.organizations, ...owned]))
  const things = await outside.things(municipality, some(about.things), lang)
  const short = (id: string) => id.slice(0, 8)
  return {
    who: (id: string, org?: string | null) => {
      const named = names.get(id)
      const name = named?.name ?? w.unknown(short(id))
      const organization = organizations.get(org ?? named?.organizationId ?? '')
      return organization && !name.includes(organization) ? w.inOrg(name, organization) : name
    },
    thing: (id: string) => things.get(id) ?? (names.has(id) ? names.get(id)!.name : w.thing(short(id))),
  }
}

/** A page of events as sentences, newest first. */
export async function readLines(
  db: Db,
  outside: Outside,
  lang: Lang,
  municipality: string,
  filter: Filter,
  before?: number,
): Promise<{ lines: Line[]; next?: number }> {
  const w = auditWords(lang)
  const events = await listEvents(db, eventFilter(municipality, filter, PAGE + 1, before))
  const shown = events.slice(0, PAGE)
  const tell = await tellers(db, outside, municipality, lang, {
    actors: shown.map(({ actor_kind, actor_id }) => (actor_kind === 'account' ? actor_id : null)),
    things: shown.map(({ subject }) => subject),
    organizations: shown.map((event) => dataOf(event).org),
  })
  const sentence = (event: Event): string => {
    const { as = '', org, list } = dataOf(event)
    const kind = event.actor_kind
    const who =
      kind === 'account' && event.actor_id ? tell.who(event.actor_id, org) : w[kind === 'account' ? 'anonymous' : kind]
    const thing = tell.thing(event.subject)
    if (event.name === REFUSED) return w.refused(who, thing)
    if (event.name !== LOOKED) return w.happened(who, thing, event.name)
    const why = Object.hasOwn(w.as, as) ? w.because(w.as[as as keyof typeof w.as]) : ''
    return (list ? w.listed : w.looked)(who, thing) + (lang === 'en' ? ' ' : '') + why
  }
  return {
    lines: shown.map((event) => ({ id: event.id, at: event.at, text: sentence(event) })),
    next: events.length > PAGE ? shown.at(-1)!.id : undefined,
  }
}

/** Findings that wait, and the last that were looked into, as sentences. */
export async function readFindings(db: Db, outside: Outside, lang: Lang, municipality: string) {
  const open = await listFindings(db, municipality, false, 100)
  const done = await listFindings(db, municipality, true, 20)
  const all = [...open, ...done]
  const tell = await tellers(db, outside, municipality, lang, {
    actors: all.flatMap(({ actor, reviewed_by }) => [actor, reviewed_by]),
    things: all.map(({ subject }) => subject),
    organizations: [],
  })
  const w = auditWords(lang)
  const line = (one: Finding): FindingLine => ({
    id: one.id,
    day: one.day,
    who: [one.actor && tell.who(one.actor), one.subject && tell.thing(one.subject)].filter(Boolean).join(' → '),
    text: tellFinding(one.kind, one.numbers, lang),
    note: one.note,
    done: one.reviewed_by && w.doneBy(tell.who(one.reviewed_by), showMoment(one.reviewed_at!, lang)),
  })
  return { open: open.map(line), done: done.map(line) }
}

/** How far the log is sealed, and what the last check said. */
export async function readSeal(db: Db, municipality: string): Promise<SealState> {
  const last = await newestSeal(db)
  const [audited] = await listEvents(db, { municipality, names: ['people.audited'], limit: 1 })
  const check = audited && (audited.data as unknown as { ok: boolean; events: number; faults: number })
  return {
    sealedAt: last?.sealed_at ?? null,
    unsealed: await countUnsealed(db),
    anchor: (await findAnchor(db)) ?? null,
    check: check ? { at: audited.at, ok: check.ok, events: check.events, faults: check.faults } : null,
  }
}
