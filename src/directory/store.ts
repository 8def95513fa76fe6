// Organisations and services as rows: whole in, whole out.
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Db, Tables, Tx } from '../platform/db.ts'
import { serviceId } from './ids.ts'
import { roomOf, roomRow } from './room-store.ts'
import type { Organization, ServiceDraft } from './rules.ts'
import type { Hours, ServiceView } from './view.ts'

/** Rows in one statement: far below PostgreSQL's 65,535 parameters. */
const BATCH = 200

/**
 * Lets one transaction at a time write a municipality's directory. Call it first: the edition's row, which the triggers
 * raise, is then the first lock that any writer takes, and no two wait for each other.
 */
export async function lockDirectory(tx: Tx, municipality: string): Promise<void> {
  const lock = () =>
    tx
      .selectFrom('directory.edition')
      .select('edition')
      .where('municipality', '=', municipality)
      .forUpdate()
      .executeTakeFirst()
  if (await lock()) return
  await tx
    .insertInto('directory.edition')
    .values({ municipality })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await lock()
}

// ——— organisations ———

export const organizationColumns = [
  'municipality',
  'id',
  'slug',
  'name',
  'kana',
  'kind',
  'description',
  'url',
  'email',
  'corporate_number as corporateNumber',
] as const

/** @returns the organisation with this id, or undefined */
export const findOrganization = (db: Db, municipality: string, id: string): Promise<Organization | undefined> =>
  db
    .selectFrom('directory.organization')
    .select(organizationColumns)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst() as Promise<Organization | undefined>

/** All organisations of a municipality, by name. */
export const listOrganizations = (db: Db, municipality: string): Promise<Organization[]> =>
  db
    .selectFrom('directory.organization')
    .select(organizationColumns)
    .where('municipality', '=', municipality)
    .orderBy('name')
    .execute() as Promise<Organization[]>

/** The organisations with these ids, in no order. */
export const findOrganizations = (db: Db, municipality: string, ids: readonly string[]): Promise<Organization[]> =>
  db
    .selectFrom('directory.organization')
    .select(organizationColumns)
    .where('municipality', '=', municipality)
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute() as Promise<Organization[]>

export async function writeOrganizations(tx: Tx, organizations: readonly Organization[], now: Date): Promise<void> {
  for (let from = 0; from < organizations.length; from += BATCH)
    await tx
      .insertInto('directory.organization')
      .values(
        organizations.slice(from, from + BATCH).map(({ corporateNumber, ...rest }) => ({
          ...rest,
          corporate_number: corporateNumber,
          last_modified: now,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['municipality', 'id']).doUpdateSet((eb) => ({
          slug: eb.ref('excluded.slug'),
          name: eb.ref('excluded.name'),
          kana: eb.ref('excluded.kana'),
          kind: eb.ref('excluded.kind'),
          description: eb.ref('excluded.description'),
          url: eb.ref('excluded.url'),
          email: eb.ref('excluded.email'),
          corporate_number: eb.ref('excluded.corporate_number'),
          last_modified: eb.ref('excluded.last_modified'),
        })),
      )
      .execute()
}

// ——— services, out ———

export type StoredService = ServiceDraft & {
  id: string
  revision: number
  organization: { id: string; slug: string; name: string; kind: string; url: string | null; asked: boolean }
  endorsement: { by: string; scope: string; until: string } | null
}

type Base = ExpressionBuilder<Tables & { s: Tables['directory.service'] }, 's'>

/**
 * Services with everything that belongs to them, in one round trip, in no order.
 * @param day YYYY-MM-DD in Tokyo: an endorsement counts from its first to its last day
 * @param where which ones; `lock` keeps others from changing them until the transaction ends
 */
export async function readServices(
  db: Db,
  municipality: string,
  day: string,
  where: { ids?: readonly string[]; slugs?: readonly string[]; active?: boolean; lock?: boolean },
): Promise<StoredService[]> {
  let query = db
    .selectFrom('directory.service as s')
    .selectAll('s')
    .select((eb) => children(eb as unknown as Base, day))
    .where('s.municipality', '=', municipality)
  if (where.ids) query = query.where('s.id', '=', sql<string>`any(${where.ids}::uuid[])`)
  if (where.slugs) query = query.where('s.slug', '=', sql<string>`any(${where.slugs}::text[])`)
  if (where.active) query = query.where('s.status', '=', 'active')
  if (where.lock) query = query.forUpdate('s')
  const rows = await query.execute()
  return rows.map((row) => {
    const areas = row.areas as { ward: string | null; town: string | null }[]
    return {
      id: row.id,
      revision: row.revision,
      slug: row.slug,
      family: row.family,
      organizationId: row.organization_id,
      organization: row.organization as StoredService['organization'],
      kind: row.kind as ServiceDraft['kind'],
      name: row.name,
      kana: row.kana,
      status: row.status as ServiceDraft['status'],
      description: row.description,
      why: row.why,
      says: row.says,
      needs: row.needs.map(({ need }) => need),
      scope: row.scope as ServiceDraft['scope'],
      wards: areas.flatMap(({ ward, town }) => (ward && !town ? [ward] : [])),
      towns: areas.flatMap(({ town }) => (town ? [town] : [])),
      phones: row.phones as ServiceDraft['phones'],
      hours: row.hours.map(({ byday, ...times }): Hours => ({ days: byday.split(','), ...times })),
      hoursNote: row.hours_note,
      holidays: row.holidays as ServiceDraft['holidays'],
      address: row.address as ServiceView['address'],
      capacity: roomOf(row),
      forWhom: row.eligibility_description,
      ages: { min: row.minimum_age, max: row.maximum_age },
      cost: row.cost as ServiceDraft['cost'],
      costNote: row.fees_description,
      apply: row.application_process,
      accessibility: row.accessibilities.map(({ description }) => description),
      languages: row.languages.map(({ code }) => code),
      url: row.url,
      details: row.details as Record<string, string>,
      verified: row.assured_date,
      source: row.source,
      sourceUrl: row.source_url,
      endorsement: row.endorsement as StoredService['endorsement'],
    }
  })
}

/** What hangs on a service, as JSON columns of its row. */
function children(eb: Base, day: string) {
  const of = <T extends string>(table: T) =>
    sql<SqlBool>`${sql.ref(`${table}.municipality`)} = s.municipality and ${sql.ref(`${table}.service_id`)} = s.id`
  return [
    jsonObjectFrom(
      eb
        .selectFrom('directory.organization as o')
        .select(['o.id', 'o.slug', 'o.name', 'o.kind', 'o.url', sql<boolean>`o.email is not null`.as('asked')])
        .whereRef('o.municipality', '=', 's.municipality')
        .whereRef('o.id', '=', 's.organization_id'),
    ).as('organization'),
    jsonArrayFrom(eb.selectFrom('directory.attribute as a').select('a.need').where(of('a')).orderBy('a.position')).as(
      'needs',
    ),
    jsonArrayFrom(
      eb.selectFrom('directory.service_area as r').select(['r.ward', 'r.town']).where(of('r')).orderBy('r.position'),
    ).as('areas'),
    jsonArrayFrom(
      eb
        .selectFrom('directory.phone as p')
        .select(['p.number', 'p.type', 'p.description', 'p.confidence'])
        .where(of('p'))
        .orderBy('p.position'),
    ).as('phones'),
    jsonArrayFrom(
      eb
        .selectFrom('directory.schedule as h')
        .select(['h.byday', 'h.opens_at as opens', 'h.closes_at as closes'])
        .where(of('h'))
        .orderBy('h.position'),
    ).as('hours'),
    jsonObjectFrom(
      eb
        .selectFrom('directory.location as l')
        .select(['l.postal_code as postalCode', 'l.state_province as prefecture', 'l.city', 'l.ward'])
        .select(['l.address_1 as line', 'l.transportation', 'l.latitude', 'l.longitude'])
        .where(of('l')),
    ).as('address'),
    jsonArrayFrom(
      eb.selectFrom('directory.accessibility as x').select('x.description').where(of('x')).orderBy('x.description'),
    ).as('accessibilities'),
    jsonArrayFrom(eb.selectFrom('directory.language as g').select('g.code').where(of('g')).orderBy('g.code')).as(
      'languages',
    ),
    jsonObjectFrom(
      eb
        .selectFrom('directory.endorsement as e')
        .select(['e.endorsed_by as by', 'e.scope', sql<string>`e.valid_to::text`.as('until')])
        .where(of('e'))
        .where(endorsedOn('e', day))
        .orderBy('e.valid_to', 'desc')
        .limit(1),
    ).as('endorsement'),
  ] as const
}

/** An endorsement that is in force on a day. */
export const endorsedOn = (table: string, day: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(`${table}.revoked_at`)} is null and ${day}::date between ${sql.ref(`${table}.valid_from`)} and ${sql.ref(`${table}.valid_to`)}`

// ——— services, in ———

/** Puts services in, or replaces what is known about them, with a new revision each. */
export async function writeServices(
  tx: Tx,
  municipality: string,
  drafts: readonly ServiceDraft[],
  now: Date,
): Promise<void> {
  for (let from = 0; from < drafts.length; from += BATCH)
    await writeBatch(tx, municipality, drafts.slice(from, from + BATCH), now)
}

async function writeBatch(tx: Tx, municipality: string, drafts: readonly ServiceDraft[], now: Date) {
  await tx
    .insertInto('directory.service')
    .values(drafts.map((draft) => serviceRow(municipality, draft, now)))
    .onConflict((conflict) =>
      conflict.columns(['municipality', 'id']).doUpdateSet((eb) => {
        const { municipality: _m, id: _i, ...columns } = serviceRow(municipality, drafts[0]!, now)
        const taken = Object.keys(columns).map((column) => [column, eb.ref(`excluded.${column}` as 'excluded.name')])
        return { ...Object.fromEntries(taken), revision: sql`nextval('directory.revision')` }
      }),
    )
    .execute()
  const ids = drafts.map((draft) => serviceId(municipality, draft.slug))
  for (const table of CHILDREN)
    await tx
      .deleteFrom(table)
      .where('municipality', '=', municipality)
      .where('service_id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute()
  const rows = drafts.map((draft) => childRows(municipality, draft))
  for (const table of CHILDREN) {
    const values = rows.flatMap((row) => row[table] as Record<string, unknown>[])
    for (let from = 0; from < values.length; from += 1000)
      await tx
        .insertInto(table)
        .values(values.slice(from, from + 1000) as never)
        .execute()
  }
}

const CHILDREN = [
  'directory.location',
  'directory.phone',
  'directory.schedule',
  'directory.service_area',
  'directory.attribute',
  'directory.accessibility',
  'directory.language',
] as const

const serviceRow = (municipality: string, draft: ServiceDraft, now: Date) => ({
  municipality,
  id: serviceId(municipality, draft.slug),
  slug: draft.slug,
  family: draft.family,
  organization_id: draft.organizationId,
  kind: draft.kind,
  name: draft.name,
  kana: draft.kana,
  status: draft.status,
  description: draft.description,
  why: draft.why,
  says: draft.says,
  application_process: draft.apply,
  eligibility_description: draft.forWhom,
  minimum_age: draft.ages.min,
  maximum_age: draft.ages.max,
  cost: draft.cost,
  fees_description: draft.costNote,
  url: draft.url,
  scope: draft.scope,
  hours_note: draft.hoursNote,
  holidays: draft.holidays,
  ...roomRow(draft.capacity),
  details: JSON.stringify(draft.details),
  assured_date: draft.verified,
  source: draft.source,
  source_url: draft.sourceUrl,
  last_modified: now,
})

function childRows(municipality: string, draft: ServiceDraft): Record<(typeof CHILDREN)[number], object[]> {
  const of = { municipality, service_id: serviceId(municipality, draft.slug) }
  const place = draft.address
  const only = draft.wards.length === 1 ? draft.wards[0]! : null
  const areas = [
    ...draft.wards.map((ward) => ({ ward, town: null as string | null })),
    ...draft.towns.map((town) => ({ ward: only, town })),
  ]
  return {
    'directory.location': place
      ? [
          {
            ...of,
            ward: place.ward,
            postal_code: place.postalCode,
            address_1: place.line,
            city: place.city,
            state_province: place.prefecture,
            transportation: place.transportation,
            latitude: place.latitude,
            longitude: place.longitude,
          },
        ]
      : [],
    'directory.phone': draft.phones.map((phone, position) => ({ ...of, position, ...phone })),
    'directory.schedule': draft.hours.map(({ days, opens, closes }, position) => ({
      ...of,
      position,
      byday: days.join(),
      opens_at: opens,
      closes_at: closes,
    })),
    'directory.service_area': areas.map((area, position) => ({ ...of, position, ...area })),
    'directory.attribute': draft.needs.map((need, position) => ({ ...of, position, need })),
    'directory.accessibility': [...new Set(draft.accessibility)].map((description) => ({ ...of, description })),
    'directory.language': [...new Set(draft.languages)].map((code) => ({ ...of, code })),
  }
}

/** @returns the ids of those that were not there already */
export async function insertEndorsements(
  tx: Tx,
  rows: readonly {
    municipality: string
    id: string
    service_id: string
    endorsed_by: string
    scope: string
    reason: string
    valid_from: string
    valid_to: string
  }[],
): Promise<Set<string>> {
  const inserted = await tx
    .insertInto('directory.endorsement')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return new Set(inserted.map(({ id }) => id))
}
