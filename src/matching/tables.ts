// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type EntryRow = {
  municipality: string
  service_id: string
  revision: number
  analyser: number
  analysed: ColumnType<unknown, string, string>
}

export type MatchingTables = {
  'matching.entry': EntryRow
}

declare module '../platform/db.ts' {
  interface Tables extends MatchingTables {}
}
