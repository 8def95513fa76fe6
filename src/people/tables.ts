// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type AccountRow = {
  municipality: string
  id: string
  name: string
  email: ColumnType<string | null, string | null | undefined, string | null>
  role: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  wards: ColumnType<string[], string[] | undefined, string[]>
  demo: ColumnType<boolean, boolean | undefined, boolean>
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  left_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  section: ColumnType<string | null, string | null | undefined, string | null>
  email_hash: ColumnType<string | null, string | null | undefined, string | null>
}

export type EntranceRow = {
  token_hash: string
  municipality: string
  account_id: string
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type FindingRow = {
  municipality: string
  id: string
  kind: string
  day: string
  actor_id: ColumnType<string | null, string | null | undefined, string | null>
  subject: ColumnType<string | null, string | null | undefined, string | null>
  numbers: ColumnType<unknown, string | undefined, string>
  found_at: ColumnType<Date, Date | string, Date | string>
  reviewed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reviewed_by: ColumnType<string | null, string | null | undefined, string | null>
  note: ColumnType<string | null, string | null | undefined, string | null>
}

export type SessionRow = {
  token_hash: string
  municipality: string
  account_id: string
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
}

export type PeopleTables = {
  'people.account': AccountRow
  'people.entrance': EntranceRow
  'people.finding': FindingRow
  'people.session': SessionRow
}

declare module '../platform/db.ts' {
  interface Tables extends PeopleTables {}
}
