// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type AnchorRow = {
  day: string
  seal: number
  hash: Buffer
  events: number
  made_at: ColumnType<Date, Date | string, Date | string>
}

export type EventRow = {
  id: ColumnType<number, never, never>
  municipality: string
  at: ColumnType<Date, Date | string | undefined, Date | string>
  name: string
  actor_kind: string
  actor_id: ColumnType<string | null, string | null | undefined, string | null>
  subject: string
  data: ColumnType<unknown, string | undefined, string>
}

export type EventTodoRow = {
  event_id: number
}

export type FieldKeyRow = {
  id: string
  proof: string
  known_at: ColumnType<Date, Date | string | undefined, Date | string>
  retired_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type MigrationRow = {
  name: string
  sha256: string
  applied_at: ColumnType<Date, Date | string | undefined, Date | string>
}

export type NoticeRow = {
  id: string
  municipality: string
  to_address: ColumnType<string | null, string | null | undefined, string | null>
  subject: string
  body: ColumnType<string | null, string | null | undefined, string | null>
  about: ColumnType<string | null, string | null | undefined, string | null>
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  sent_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  attempts: ColumnType<number, number | undefined, number>
  next_attempt_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  last_error: ColumnType<string | null, string | null | undefined, string | null>
  erased_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  channel: ColumnType<string, string | undefined, string>
  quiet: ColumnType<boolean, boolean | undefined, boolean>
  way: ColumnType<string | null, string | null | undefined, string | null>
  failed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  settled_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  settled_by: ColumnType<string | null, string | null | undefined, string | null>
}

export type ReactionRow = {
  event_id: number
  name: string
  at: ColumnType<Date, Date | string | undefined, Date | string>
}

export type SealRow = {
  number: number
  first_id: number
  last_id: number
  events: number
  previous: Buffer
  hash: Buffer
  leaves: Buffer
  sealed_at: ColumnType<Date, Date | string, Date | string>
}

export type PlatformTables = {
  'platform.anchor': AnchorRow
  'platform.event': EventRow
  'platform.event_todo': EventTodoRow
  'platform.field_key': FieldKeyRow
  'platform.migration': MigrationRow
  'platform.notice': NoticeRow
  'platform.reaction': ReactionRow
  'platform.seal': SealRow
}

declare module './db.ts' {
  interface Tables extends PlatformTables {}
}
