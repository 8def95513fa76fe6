// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type CoverRow = {
  municipality: string
  id: string
  account_id: string
  by_id: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  from_at: ColumnType<Date, Date | string, Date | string>
  until_at: ColumnType<Date, Date | string, Date | string>
}

export type LinkRow = {
  municipality: string
  token_hash: string
  task_id: string
  expires_at: ColumnType<Date, Date | string, Date | string>
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
}

export type NoteRow = {
  municipality: string
  id: string
  need_id: string
  author: string
  words: string
  created_at: ColumnType<Date, Date | string, Date | string>
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  audience: ColumnType<string, string | undefined, string>
}

export type OpeningRow = {
  id: string
  link_hash: string
  code_hash: string
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  attempts: ColumnType<number, number | undefined, number>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type TaskRow = {
  municipality: string
  id: string
  need_id: string
  service_id: ColumnType<string | null, string | null | undefined, string | null>
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  status: string
  status_reason: ColumnType<string | null, string | null | undefined, string | null>
  status_note: ColumnType<string | null, string | null | undefined, string | null>
  why: ColumnType<string | null, string | null | undefined, string | null>
  part_of: ColumnType<string | null, string | null | undefined, string | null>
  requested_at: ColumnType<Date, Date | string, Date | string>
  answer_by: ColumnType<Date, Date | string, Date | string>
  contact_by: ColumnType<Date, Date | string, Date | string>
  seen_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  answered_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  responder: ColumnType<string | null, string | null | undefined, string | null>
  outcome: ColumnType<string | null, string | null | undefined, string | null>
  closed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  kind: ColumnType<string, string | undefined, string>
  ward: ColumnType<string | null, string | null | undefined, string | null>
  urgency: ColumnType<string, string | undefined, string>
  sender_id: ColumnType<string | null, string | null | undefined, string | null>
  offered: ColumnType<string[], string[] | undefined, string[]>
  next_services: ColumnType<string[], string[] | undefined, string[]>
  waits_for: ColumnType<string | null, string | null | undefined, string | null>
  via: ColumnType<string | null, string | null | undefined, string | null>
  act_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reminded_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  helped: ColumnType<string | null, string | null | undefined, string | null>
  helped_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  assignee_id: ColumnType<string | null, string | null | undefined, string | null>
  begun_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type TermsRow = {
  municipality: string
  organization_id: string
  urgency: string
  answer_in: number
  answer_unit: string
  contact_in: number
  contact_unit: string
}

export type ReferralTables = {
  'referral.cover': CoverRow
  'referral.link': LinkRow
  'referral.note': NoteRow
  'referral.opening': OpeningRow
  'referral.task': TaskRow
  'referral.terms': TermsRow
}

declare module '../platform/db.ts' {
  interface Tables extends ReferralTables {}
}
