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

export type LineCodeRow = {
  municipality: string
  code_hash: string
  need_id: string
  created_at: ColumnType<Date, Date | string, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type LineEventRow = {
  municipality: string
  id: string
  at: ColumnType<Date, Date | string, Date | string>
}

export type WayRow = {
  municipality: string
  id: string
  need_id: string
  channel: string
  address: string
  address_hash: string
  created_at: ColumnType<Date, Date | string, Date | string>
}

export type NeedTables = {
  'need.item': ItemRow
  'need.line_code': LineCodeRow
  'need.line_event': LineEventRow
  'need.way': WayRow
}

declare module '../platform/db.ts' {
  interface Tables extends NeedTables {}
}
