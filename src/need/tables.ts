// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type ItemRow = {
  municipality: string
  id: string
  code: string
  words: ColumnType<string | null, string | null | undefined, string | null>
  kind: string
  kinds: string[]
  ward: ColumnType<string | null, string | null | undefined, string | null>
  town: ColumnType<string | null, string | null | undefined, string | null>
  urgency: string
  channel: string
  relation: ColumnType<string | null, string | null | undefined, string | null>
  contact_name: ColumnType<string | null, string | null | undefined, string | null>
  contact_phone: ColumnType<string | null, string | null | undefined, string | null>
  contact_email: ColumnType<string | null, string | null | undefined, string | null>
  contact_time: ColumnType<string | null, string | null | undefined, string | null>
  consent_version: ColumnType<string | null, string | null | undefined, string | null>
  consented_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  state: string
  unmet_reason: ColumnType<string | null, string | null | undefined, string | null>
  created_at: ColumnType<Date, Date | string, Date | string>
  closed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  erased_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  contact_key: ColumnType<string | null, string | null | undefined, string | null>
  names_agreed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type NeedTables = {
  'need.item': ItemRow
}

declare module '../platform/db.ts' {
  interface Tables extends NeedTables {}
}
