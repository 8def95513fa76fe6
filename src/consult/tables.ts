// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type ConversationRow = {
  municipality: string
  id: string
  words: ColumnType<string | null, string | null | undefined, string | null>
  chosen: ColumnType<string[], string[] | undefined, string[]>
  ward: ColumnType<string | null, string | null | undefined, string | null>
  town: ColumnType<string | null, string | null | undefined, string | null>
  lang: string
  channel: string
  answer: ColumnType<string | null, string | null | undefined, string | null>
  need_id: ColumnType<string | null, string | null | undefined, string | null>
  created_at: ColumnType<Date, Date | string, Date | string>
  erased_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  facts: ColumnType<string | null, string | null | undefined, string | null>
  answered: ColumnType<string[], string[] | undefined, string[]>
}

export type ConsultTables = {
  'consult.conversation': ConversationRow
}

declare module '../platform/db.ts' {
  interface Tables extends ConsultTables {}
}
