// What an import remembers, and what it must not double.
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'

export type Origin = { sourceId: string; serviceId: string; sha256: string }

/** What a source has brought before, of these ids. */
export async function findOrigins(
  db: Db,
  municipality: string,
  source: string,
  ids: readonly string[],
): Promise<Map<string, Origin>> {
  const rows = await db
    .selectFrom('directory.origin')
    .select(['source_id as sourceId', 'service_id as serviceId', 'sha256'])
    .where('municipality', '=', municipality)
    .where('source', '=', source)
    .where('source_id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.sourceId, row]))
}

export async function writeOrigins(
  tx: Tx,
  municipality: string,
  source: string,
  origins: readonly Origin[],
): Promise<void> {
  if (origins.length === 0) return
  await tx
    .insertInto('directory.origin')
    .values(
      origins.map(({ sourceId, serviceId, sha256 }) => ({
        municipality,
        source,
        source_id: sourceId,
        service_id: serviceId,
        sha256,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'source', 'source_id'])
        .doUpdateSet((eb) => ({ service_id: eb.ref('excluded.service_id'), sha256: eb.ref('excluded.sha256') })),
    )
    .execute()
}

/** Services that a source once brought and that are not among these source ids any more. */
export async function findLeftOut(
  db: Db,
  municipality: string,
  source: string,
  sourceIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('directory.origin')
    .select('service_id')
    .where('municipality', '=', municipality)
    .where('source', '=', source)
    .where(sql<string>`source_id`, '<>', sql<string>`all(${sourceIds}::text[])`)
    .execute()
  return rows.map((row) => row.service_id)
}

/**
 * Tells the planner how the tables have grown. Without it, each row of a long import is checked against a directory
 * that the planner believes to be empty, by reading all of it: four times slower.
 */
export async function refreshStatistics(tx: Tx): Promise<void> {
  await sql`analyze directory.service (municipality, id), directory.organization (municipality, id)`.execute(tx)
}

/** Who runs the other services of an office: organisation by the first part of `office:kind`. */
export async function findOfficeOwners(
  db: Db,
  municipality: string,
  offices: readonly string[],
): Promise<Map<string, string>> {
  if (offices.length === 0) return new Map()
  const rows = await db
    .selectFrom('directory.origin as o')
    .innerJoin('directory.service as s', (join) =>
      join.onRef('s.municipality', '=', 'o.municipality').onRef('s.id', '=', 'o.service_id'),
    )
    .select([sql<string>`split_part(o.source_id, ':', 1)`.as('office'), 's.organization_id'])
    .where('o.municipality', '=', municipality)
    .where('o.source', '=', 'mhlw-care')
    .where(sql<string>`split_part(o.source_id, ':', 1)`, '=', sql<string>`any(${offices}::text[])`)
    .orderBy('o.source_id', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.office, row.organization_id]))
}

/** Names and numbers of active services that a source did not bring itself. */
export async function listOthers(
  db: Db,
  municipality: string,
  source: string,
): Promise<{ name: string; numbers: string[] }[]> {
  return await db
    .selectFrom('directory.service as s')
    .select([
      's.name',
      sql<string[]>`array(select p.number from directory.phone p
        where p.municipality = s.municipality and p.service_id = s.id and p.type = 'voice')`.as('numbers'),
    ])
    .where('s.municipality', '=', municipality)
    .where('s.status', '=', 'active')
    .where('s.kind', '<>', 'facility')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('directory.origin as o')
            .select('o.source_id')
            .whereRef('o.municipality', '=', 's.municipality')
            .whereRef('o.service_id', '=', 's.id')
            .where('o.source', '=', source),
        ),
      ),
    )
    .execute()
}
