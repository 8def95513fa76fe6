import { sql } from 'kysely'
import type { Db, Tx } from '../platform/db.ts'
import { type Municipality, type PlaceResult, readPlace, type Town, type Ward } from './rules.ts'

export type Area = { municipality: Municipality; wards: Ward[]; towns?: Town[] }
export type Loaded = { added: number; changed: number; unchanged: number }

/**
 * Puts a municipality with its wards and towns in, or brings them up to date. What is not named stays.
 * The same again changes nothing.
 */
export async function loadArea(tx: Tx, area: Area): Promise<void> {
  const { municipality } = area
  await tx
    .insertInto('area.municipality')
    .values(municipality)
    .onConflict((conflict) =>
      conflict
        .column('code')
        .doUpdateSet({ name: municipality.name, kana: municipality.kana, prefecture: municipality.prefecture }),
    )
    .execute()
  if (area.wards.length > 0)
    await tx
      .insertInto('area.ward')
      .values(
        area.wards.map(({ postalPrefixes, ...ward }) => ({
          municipality: municipality.code,
          ...ward,
          postal_prefixes: postalPrefixes,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['municipality', 'name']).doUpdateSet((eb) => ({
          slug: eb.ref('excluded.slug'),
          kana: eb.ref('excluded.kana'),
          position: eb.ref('excluded.position'),
          postal_prefixes: eb.ref('excluded.postal_prefixes'),
        })),
      )
      .execute()
  await loadTowns(tx, municipality.code, area.towns ?? [])
}

/** Puts towns (町丁) into wards that are known. @returns how many were new, different, the same */
export async function loadTowns(tx: Tx, municipality: string, towns: Town[]): Promise<Loaded> {
  if (towns.length === 0) return { added: 0, changed: 0, unchanged: 0 }
  const rows = await tx
    .insertInto('area.town')
    .values(towns.map((town) => ({ municipality, ...town })))
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'ward', 'name'])
        .doUpdateSet((eb) => ({ latitude: eb.ref('excluded.latitude'), longitude: eb.ref('excluded.longitude') }))
        .where(sql<boolean>`(town.latitude, town.longitude) is distinct from (excluded.latitude, excluded.longitude)`),
    )
    .returning(sql<boolean>`xmax = 0`.as('isNew'))
    .execute()
  const added = rows.filter((row) => row.isNew).length
  return { added, changed: rows.length - added, unchanged: towns.length - rows.length }
}

export const findMunicipality = (db: Db, code: string): Promise<Municipality | undefined> =>
  db.selectFrom('area.municipality').selectAll().where('code', '=', code).executeTakeFirst()

/** The wards of a municipality from north-west to south-east. */
export async function listWards(db: Db, municipality: string): Promise<Ward[]> {
  const rows = await db
    .selectFrom('area.ward')
    .select(['slug', 'name', 'kana', 'position', 'postal_prefixes'])
    .where('municipality', '=', municipality)
    .orderBy('position')
    .execute()
  return rows.map(({ postal_prefixes, ...ward }) => ({ ...ward, postalPrefixes: postal_prefixes }))
}

export const listTowns = (db: Db, municipality: string): Promise<Town[]> =>
  db
    .selectFrom('area.town')
    .select(['ward', 'name', 'latitude', 'longitude'])
    .where('municipality', '=', municipality)
    .orderBy('ward')
    .orderBy('name')
    .execute()

/**
 * Understands what somebody wrote as their place, within one municipality.
 * @param text e.g. 「中原区小杉町」「あさおく」「215-0021」; empty gives `{}`, the whole municipality
 * @returns names as kept; a town that is not known in a known ward still gives the ward
 */
export async function findPlace(db: Db, municipality: string, text: string): Promise<PlaceResult> {
  const trimmed = text.trim()
  if (trimmed === '') return { ok: true, value: {} }
  const known = await findMunicipality(db, municipality)
  if (!known) return { ok: false, reason: 'unknown_place' }
  const wards = await listWards(db, municipality)
  return readPlace(trimmed, { municipality: known, wards, towns: await listTowns(db, municipality) })
}
