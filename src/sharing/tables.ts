// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type AnswerRow = {
  municipality: string
  id: string
  question_id: string
  words: string
  service_id: ColumnType<string | null, string | null | undefined, string | null>
  facts: ColumnType<string | null, string | null | undefined, string | null>
  facts_public: ColumnType<boolean, boolean | undefined, boolean>
  flags: ColumnType<unknown, string | undefined, string>
  answered_by: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  answered_at: ColumnType<Date, Date | string, Date | string>
  entry_id: ColumnType<string | null, string | null | undefined, string | null>
  entered_by: ColumnType<string | null, string | null | undefined, string | null>
  entered_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  hidden_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  hidden_by: ColumnType<string | null, string | null | undefined, string | null>
}

export type AskingRow = {
  municipality: string
  id: string
  code: string
  person_id: string
  organizations: ColumnType<string[], string[] | undefined, string[]>
  accounts: ColumnType<string[], string[] | undefined, string[]>
  facts: string[]
  purpose: string
  days: number
  text_version: string
  created_by: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  created_at: ColumnType<Date, Date | string, Date | string>
  state: string
  answered_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type ConsentRow = {
  municipality: string
  id: string
  person_id: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  account_id: ColumnType<string | null, string | null | undefined, string | null>
  facts: string[]
  purpose: string
  since: ColumnType<Date, Date | string, Date | string>
  until: ColumnType<Date, Date | string, Date | string>
  text_version: string
  text_shown: string
  given_by: string
  agent_tie: ColumnType<string | null, string | null | undefined, string | null>
  way: string
  scan_id: ColumnType<string | null, string | null | undefined, string | null>
  heard_by: ColumnType<string | null, string | null | undefined, string | null>
  asking_id: ColumnType<string | null, string | null | undefined, string | null>
  recorded_by: string
  recorded_at: ColumnType<Date, Date | string, Date | string>
  withdrawn_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  withdrawn_by: ColumnType<string | null, string | null | undefined, string | null>
  withdrawn_way: ColumnType<string | null, string | null | undefined, string | null>
  reminded_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type DisclosedRow = {
  municipality: string
  disclosure_id: string
  entry_id: string
}

export type DisclosureRow = {
  municipality: string
  id: string
  person_id: string
  kind: string
  state: string
  asked_by: string
  asked_at: ColumnType<Date, Date | string, Date | string>
  due_at: ColumnType<Date, Date | string, Date | string>
  answered_by: ColumnType<string | null, string | null | undefined, string | null>
  answered_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reason: ColumnType<string | null, string | null | undefined, string | null>
  note: ColumnType<string | null, string | null | undefined, string | null>
}

export type EntryRow = {
  municipality: string
  id: string
  room_id: string
  author_id: string
  kind: string
  fact: string
  audience: string
  words: ColumnType<string | null, string | null | undefined, string | null>
  mentions: ColumnType<string[], string[] | undefined, string[]>
  answers: ColumnType<string | null, string | null | undefined, string | null>
  important: ColumnType<boolean, boolean | undefined, boolean>
  written_at: ColumnType<Date, Date | string, Date | string>
  taken_back_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type FileRow = {
  municipality: string
  id: string
  person_id: string
  room_id: ColumnType<string | null, string | null | undefined, string | null>
  entry_id: ColumnType<string | null, string | null | undefined, string | null>
  name: string
  type: string
  size: number
  sha256: string
  content: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
  scan: string
  added_by: string
  added_at: ColumnType<Date, Date | string, Date | string>
  removed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type InviteRow = {
  municipality: string
  id: string
  person_id: string
  kind: string
  ground: ColumnType<string | null, string | null | undefined, string | null>
  proof: ColumnType<string | null, string | null | undefined, string | null>
  reach: ColumnType<string | null, string | null | undefined, string | null>
  tie_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  code_hash: string
  check_hash: ColumnType<string | null, string | null | undefined, string | null>
  tries: ColumnType<number, number | undefined, number>
  created_by: string
  created_at: ColumnType<Date, Date | string, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type ItemRow = {
  municipality: string
  id: string
  room_id: string
  list: string
  place: number
  words: string
  template_key: ColumnType<string | null, string | null | undefined, string | null>
  owner_id: ColumnType<string | null, string | null | undefined, string | null>
  due: ColumnType<string | null, string | null | undefined, string | null>
  done_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  done_by: ColumnType<string | null, string | null | undefined, string | null>
  note: ColumnType<string | null, string | null | undefined, string | null>
  told: ColumnType<string | null, string | null | undefined, string | null>
}

export type MarkRow = {
  municipality: string
  entry_id: string
  account_id: string
  seen_at: ColumnType<Date, Date | string, Date | string>
  understood_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type MemberRow = {
  municipality: string
  room_id: string
  account_id: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  part: string
  profession: ColumnType<string | null, string | null | undefined, string | null>
  joined_at: ColumnType<Date, Date | string, Date | string>
  pledged_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  pledge_version: ColumnType<string | null, string | null | undefined, string | null>
  seen_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  noticed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  left_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type PersonRow = {
  municipality: string
  id: string
  name: string
  kana: ColumnType<string | null, string | null | undefined, string | null>
  born: ColumnType<string | null, string | null | undefined, string | null>
  phone: ColumnType<string | null, string | null | undefined, string | null>
  address: ColumnType<string | null, string | null | undefined, string | null>
  ward: ColumnType<string | null, string | null | undefined, string | null>
  same_as: ColumnType<string | null, string | null | undefined, string | null>
  created_by: string
  created_at: ColumnType<Date, Date | string, Date | string>
  erased_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type QuestionRow = {
  municipality: string
  id: string
  kind: string
  ward: ColumnType<string | null, string | null | undefined, string | null>
  title: string
  words: string
  wanted_until: string
  flags: ColumnType<unknown, string | undefined, string>
  asked_by: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  asked_at: ColumnType<Date, Date | string, Date | string>
  best_id: ColumnType<string | null, string | null | undefined, string | null>
  need_id: ColumnType<string | null, string | null | undefined, string | null>
  closed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  closed_by: ColumnType<string | null, string | null | undefined, string | null>
  hidden_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  hidden_by: ColumnType<string | null, string | null | undefined, string | null>
}

export type ReportRow = {
  municipality: string
  id: string
  kind: string
  room_id: ColumnType<string | null, string | null | undefined, string | null>
  need_id: ColumnType<string | null, string | null | undefined, string | null>
  topic: string
  ward: ColumnType<string | null, string | null | undefined, string | null>
  title: string
  words: string
  outcome: ColumnType<string | null, string | null | undefined, string | null>
  state: string
  flags: ColumnType<unknown, string | undefined, string>
  written_by: string
  written_at: ColumnType<Date, Date | string, Date | string>
  sent_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reviewed_by: ColumnType<string | null, string | null | undefined, string | null>
  reviewed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  review_note: ColumnType<string | null, string | null | undefined, string | null>
  published_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  shown_ward: ColumnType<string | null, string | null | undefined, string | null>
  changed: ColumnType<string | null, string | null | undefined, string | null>
}

export type RoomRow = {
  municipality: string
  id: string
  code: string
  person_id: string
  basis: string
  purpose: string
  need_id: ColumnType<string | null, string | null | undefined, string | null>
  opened_by: string
  opened_at: ColumnType<Date, Date | string, Date | string>
  closed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  convened_by: ColumnType<string | null, string | null | undefined, string | null>
  meets_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  fixed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  held_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reason: ColumnType<string | null, string | null | undefined, string | null>
  ends_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  review_by: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  reviewed_by: ColumnType<string | null, string | null | undefined, string | null>
  reviewed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  review: ColumnType<string | null, string | null | undefined, string | null>
  review_note: ColumnType<string | null, string | null | undefined, string | null>
  moved_to: ColumnType<string | null, string | null | undefined, string | null>
}

export type SettingRow = {
  municipality: string
  kept_days: ColumnType<number, number | undefined, number>
  conference_shown: ColumnType<string, string | undefined, string>
}

export type TieRow = {
  municipality: string
  id: string
  person_id: string
  account_id: string
  kind: string
  ground: ColumnType<string | null, string | null | undefined, string | null>
  proof: ColumnType<string | null, string | null | undefined, string | null>
  reach: ColumnType<string | null, string | null | undefined, string | null>
  confirmed_by: string
  since: ColumnType<Date, Date | string, Date | string>
  until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type SharingTables = {
  'sharing.answer': AnswerRow
  'sharing.asking': AskingRow
  'sharing.consent': ConsentRow
  'sharing.disclosed': DisclosedRow
  'sharing.disclosure': DisclosureRow
  'sharing.entry': EntryRow
  'sharing.file': FileRow
  'sharing.invite': InviteRow
  'sharing.item': ItemRow
  'sharing.mark': MarkRow
  'sharing.member': MemberRow
  'sharing.person': PersonRow
  'sharing.question': QuestionRow
  'sharing.report': ReportRow
  'sharing.room': RoomRow
  'sharing.setting': SettingRow
  'sharing.tie': TieRow
}

declare module '../platform/db.ts' {
  interface Tables extends SharingTables {}
}
