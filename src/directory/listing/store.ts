// Which services, in which order: the list that a person filters.
import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { hiragana } from '../../platform/japanese.ts'
import { KINDS } from '../rules.ts'
import { endorsedOn } from '../store.ts'
import type { Hours } from '../view.ts'

/** What the list is narrowed to. What is left out narrows nothing. */
export type Filter = {
  /** Words, all of which must occur in name, kana, description or organisation. */
  q?: string
  /** A group (`care`) or a kind (`care.dementia`). */
  need?: string
  /** Services that serve this ward, those of the whole city, prefecture or nation included. */
  ward?: string
  kind?: string
  accessibility?: string
  language?: string
  /** Id of the organisation that offers it. */
  organization?: string
  endorsed?: boolean
}

/** More words than this are left out. */
const MAX_TERMS = 8
const pattern = (term: string) => `%${term.replace(/[\\%_]/g, '\\$&')}%`

function matching(db: Db, municipality: string, filter: Filter, day: string) {
  let query = db
    .selectFrom('directory.service as s')
    .innerJoin('directory.organization as o', (join) =>
      join.onRef('o.municipality', '=', 's.municipality').onRef('o.id', '=', 's.organization_id'),
    )
    .where('s.municipality', '=', municipality)
    .where('s.status', '=', 'active')
  const terms = (filter.q ?? '').toWellFormed().normalize('NFKC').replaceAll('\0', '').split(/\s+/).filter(Boolean)
  for (const term of terms.slice(0, MAX_TERMS))
    query = query.where(
      sql<SqlBool>`normalize(concat_ws(' ', s.name, s.kana, s.description, o.name), NFKC) ilike ${pattern(term)}
        or s.kana ilike ${pattern(hiragana(term))}`,
    )
  if (filter.kind) query = query.where('s.kind', '=', filter.kind)
  if (filter.need)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('directory.attribute as a')
          .select('a.need')
          .whereRef('a.municipality', '=', 's.municipality')
          .whereRef('a.service_id', '=', 's.id')
          .where((or) => or.or([or('a.need', '=', filter.need!), or('a.need', 'like', `${filter.need}.%`)])),
      ),
    )
  if (filter.ward)
    // Asked once for all services, not once for each: the two lists are hashed.
    query = query.where((eb) => {
      const areas = eb
        .selectFrom('directory.service_area')
        .select('service_id')
        .where('municipality', '=', municipality)
      return eb.or([
        eb('s.id', 'in', areas.where('ward', '=', filter.ward!)),
        eb.and([eb('s.scope', '<>', 'ward'), eb('s.id', 'not in', areas.where('ward', 'is not', null))]),
      ])
    })
  if (filter.accessibility)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('directory.accessibility as x')
          .select('x.description')
          .whereRef('x.municipality', '=', 's.municipality')
          .whereRef('x.service_id', '=', 's.id')
          .where('x.description', '=', filter.accessibility!),
      ),
    )
  if (filter.language)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('directory.language as g')
          .select('g.code')
          .whereRef('g.municipality', '=', 's.municipality')
          .whereRef('g.service_id', '=', 's.id')
          .where('g.code', '=', filter.language!),
      ),
    )
  if (filter.organization) query = query.where('s.organization_id', '=', filter.organization)
  if (filter.endorsed)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('directory.endorsement as e')
          .select('e.id')
          .whereRef('e.municipality', '=', 's.municipality')
          .whereRef('e.service_id', '=', 's.id')
          .where(endorsedOn('e', day)),
      ),
    )
  return query
}

/** By kind, then by reading; the id settles what is left, so that pages never overlap. */
const order = sql`array_position(${KINDS}::text[], s.kind), coalesce(s.kana, s.name) collate "C", s.name collate "C", s.id`

/**
 * One page of ids in the order of the list.
 * @param day YYYY-MM-DD in Tokyo, for endorsements
 */
export async function listIds(
  db: Db,
  municipality: string,
  filter: Filter,
  day: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ ids: string[]; total: number }> {
  const query = matching(db, municipality, filter, day)
  const rows = await query
    .select(['s.id', sql<number>`count(*) over ()`.as('total')])
    .orderBy(order)
    .limit(limit)
    .offset(offset)
    .execute()
  if (rows.length > 0 || offset === 0) return { ids: rows.map((row) => row.id), total: rows[0]?.total ?? 0 }
  const { total } = await query.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return { ids: [], total }
}

/** Everything that fits and has known hours, in the order of the list: whether it is open is asked of the hours. */
export async function listWithHours(db: Db, municipality: string, filter: Filter, day: string) {
  const rows = await matching(db, municipality, filter, day)
    .innerJoin('directory.schedule as h', (join) =>
      join.onRef('h.municipality', '=', 's.municipality').onRef('h.service_id', '=', 's.id'),
    )
    .select(['s.id', 's.holidays', 'h.byday', 'h.opens_at', 'h.closes_at'])
    .orderBy(order)
    .orderBy('h.position')
    .execute()
  const services = new Map<string, { id: string; holidays: 'closed' | 'open' | null; hours: Hours[] }>()
  for (const { id, holidays, byday, opens_at, closes_at } of rows) {
    const service = services.get(id) ?? { id, holidays: holidays as 'closed' | 'open' | null, hours: [] }
    service.hours.push({ days: byday.split(','), opens: opens_at, closes: closes_at })
    services.set(id, service)
  }
  return [...services.values()]
}

/** What there is to filter by: the accessibility and languages that occur. */
export async function listChoices(db: Db, municipality: string) {
  const accessibility = await db
    .selectFrom('directory.accessibility')
    .select('description')
    .distinct()
    .where('municipality', '=', municipality)
    .orderBy('description')
    .execute()
  const languages = await db
    .selectFrom('directory.language')
    .select('code')
    .distinct()
    .where('municipality', '=', municipality)
    .orderBy('code')
    .execute()
  return { accessibility: accessibility.map((row) => row.description), languages: languages.map((row) => row.code) }
}

/** The edition of a municipality's directory: raised by every transaction that changes it. 0 where nothing was written yet. */
export async function readEdition(db: Db, municipality: string): Promise<number> {
  const row = await db
    .selectFrom('directory.edition')
    .select('edition')
    .where('municipality', '=', municipality)
    .executeTakeFirst()
  return row?.edition ?? 0
}

/** Services whose last change is of an edition after `since`; whoever begins (0) is told of the active ones only. */
export const listChanged = (db: Db, municipality: string, since: number, day: string) =>
  db
    .selectFrom('directory.service as s')
    .select(['s.id', 's.revision', sql<boolean>`s.status = 'active'`.as('active')])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('directory.endorsement as e')
            .select('e.id')
            .whereRef('e.municipality', '=', 's.municipality')
            .whereRef('e.service_id', '=', 's.id')
            .where(endorsedOn('e', day)),
        )
        .$castTo<boolean>()
        .as('endorsed'),
    )
    .where('s.municipality', '=', municipality)
    .where('s.edition', '>', since)
    .$if(since === 0, (query) => query.where('s.status', '=', 'active'))
    .execute()

/** Services that were deleted in an edition after `since`, though they may have come back. */
export async function listRemoved(db: Db, municipality: string, since: number): Promise<string[]> {
  if (since === 0) return []
  const rows = await db
    .selectFrom('directory.removed')
    .select('service_id')
    .where('municipality', '=', municipality)
    .where('edition', '>', since)
    .execute()
  return rows.map((row) => row.service_id)
}

/** Services with an endorsement in force on a day. */
export async function listEndorsed(db: Db, municipality: string, day: string): Promise<string[]> {
  const rows = await db
    .selectFrom('directory.endorsement as e')
    .select('e.service_id')
    .distinct()
    .where('e.municipality', '=', municipality)
    .where(endorsedOn('e', day))
    .execute()
  return rows.map((row) => row.service_id)
}
