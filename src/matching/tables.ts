// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type EntryRow = {
  municipality: string
  service_id: string
  revision: number
  analyser: number
  analysed: ColumnType<unknown, string, string>
}

export type ExposureRow = {
  municipality: string
  service_id: string
  week: string
  shown: number
}

export type LearningRow = {
  municipality: string
  enabled: ColumnType<boolean, boolean | undefined, boolean>
  asked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  run: ColumnType<string | null, string | null | undefined, string | null>
  stage: ColumnType<string | null, string | null | undefined, string | null>
  done: ColumnType<number, number | undefined, number>
  total: ColumnType<number, number | undefined, number>
  started_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  beat_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  problem: ColumnType<string | null, string | null | undefined, string | null>
  counted_to: ColumnType<number, number | undefined, number>
}

export type ModelRow = {
  municipality: string
  id: string
  made_at: ColumnType<Date, Date | string, Date | string>
  entries: number
  cases: number
  seed: number
  analyser: number
  data: string
  scores: ColumnType<unknown, string, string>
  state: string
  reason: ColumnType<string | null, string | null | undefined, string | null>
  before: ColumnType<string | null, string | null | undefined, string | null>
  weights: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
}

export type PastCaseRow = {
  municipality: string
  id: string
  words: string[]
  service_id: string
  outcome: string
  week: string
}

export type ResponseRow = {
  municipality: string
  service_id: string
  week: string
  about: string
  said: string
  n: number
}

export type MatchingTables = {
  'matching.entry': EntryRow
  'matching.exposure': ExposureRow
  'matching.learning': LearningRow
  'matching.model': ModelRow
  'matching.past_case': PastCaseRow
  'matching.response': ResponseRow
}

declare module '../platform/db.ts' {
  interface Tables extends MatchingTables {}
}
