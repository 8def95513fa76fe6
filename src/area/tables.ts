// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type MunicipalityRow = {
  code: string
  name: string
  kana: string
  prefecture: string
}

export type TownRow = {
  municipality: string
  ward: string
  name: string
  latitude: ColumnType<number | null, number | null | undefined, number | null>
  longitude: ColumnType<number | null, number | null | undefined, number | null>
}

export type WardRow = {
  municipality: string
  slug: string
  name: string
  kana: string
  position: number
  postal_prefixes: ColumnType<string[], string[] | undefined, string[]>
}

export type AreaTables = {
  'area.municipality': MunicipalityRow
  'area.town': TownRow
  'area.ward': WardRow
}

declare module '../platform/db.ts' {
  interface Tables extends AreaTables {}
}
