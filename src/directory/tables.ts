// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

export type AccessibilityRow = {
  municipality: string
  service_id: string
  description: string
}

export type AttributeRow = {
  municipality: string
  service_id: string
  position: number
  need: string
}

export type EditionRow = {
  municipality: string
  edition: ColumnType<number, number | undefined, number>
}

export type EndorsementRow = {
  municipality: string
  id: string
  service_id: string
  endorsed_by: string
  scope: string
  reason: string
  valid_from: string
  valid_to: string
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type LanguageRow = {
  municipality: string
  service_id: string
  code: string
}

export type LocationRow = {
  municipality: string
  service_id: string
  ward: ColumnType<string | null, string | null | undefined, string | null>
  postal_code: ColumnType<string | null, string | null | undefined, string | null>
  address_1: string
  city: string
  state_province: string
  transportation: ColumnType<string | null, string | null | undefined, string | null>
  latitude: ColumnType<number | null, number | null | undefined, number | null>
  longitude: ColumnType<number | null, number | null | undefined, number | null>
}

export type OrganizationRow = {
  municipality: string
  id: string
  slug: string
  name: string
  kana: ColumnType<string | null, string | null | undefined, string | null>
  kind: string
  description: ColumnType<string, string | undefined, string>
  url: ColumnType<string | null, string | null | undefined, string | null>
  email: ColumnType<string | null, string | null | undefined, string | null>
  corporate_number: ColumnType<string | null, string | null | undefined, string | null>
  last_modified: ColumnType<Date, Date | string | undefined, Date | string>
}

export type OriginRow = {
  municipality: string
  source: string
  source_id: string
  service_id: string
  sha256: string
}

export type PhoneRow = {
  municipality: string
  service_id: string
  position: number
  number: string
  type: ColumnType<string, string | undefined, string>
  description: ColumnType<string | null, string | null | undefined, string | null>
  confidence: ColumnType<string, string | undefined, string>
}

export type RemovedRow = {
  municipality: string
  service_id: string
  edition: number
}

export type ScheduleRow = {
  municipality: string
  service_id: string
  position: number
  byday: string
  opens_at: number
  closes_at: number
}

export type ServiceRow = {
  municipality: string
  id: string
  slug: string
  family: string
  organization_id: string
  kind: string
  name: string
  kana: ColumnType<string | null, string | null | undefined, string | null>
  status: ColumnType<string, string | undefined, string>
  description: ColumnType<string, string | undefined, string>
  why: ColumnType<string[], string[] | undefined, string[]>
  says: ColumnType<string[], string[] | undefined, string[]>
  application_process: ColumnType<string | null, string | null | undefined, string | null>
  eligibility_description: ColumnType<string | null, string | null | undefined, string | null>
  minimum_age: ColumnType<number | null, number | null | undefined, number | null>
  maximum_age: ColumnType<number | null, number | null | undefined, number | null>
  cost: ColumnType<string, string | undefined, string>
  fees_description: ColumnType<string | null, string | null | undefined, string | null>
  url: ColumnType<string | null, string | null | undefined, string | null>
  scope: string
  hours_note: ColumnType<string | null, string | null | undefined, string | null>
  holidays: ColumnType<string | null, string | null | undefined, string | null>
  details: ColumnType<unknown, string | undefined, string>
  assured_date: ColumnType<string | null, string | null | undefined, string | null>
  source: ColumnType<string, string | undefined, string>
  source_url: ColumnType<string | null, string | null | undefined, string | null>
  revision: ColumnType<number, number | undefined, number>
  last_modified: ColumnType<Date, Date | string | undefined, Date | string>
  edition: ColumnType<number, number | undefined, number>
  capacity: ColumnType<string | null, string | null | undefined, string | null>
  capacity_until: ColumnType<string | null, string | null | undefined, string | null>
  capacity_said_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  capacity_available: ColumnType<number | null, number | null | undefined, number | null>
  capacity_maximum: ColumnType<number | null, number | null | undefined, number | null>
  capacity_weeks: ColumnType<number | null, number | null | undefined, number | null>
}

export type ServiceAreaRow = {
  municipality: string
  service_id: string
  position: number
  ward: ColumnType<string | null, string | null | undefined, string | null>
  town: ColumnType<string | null, string | null | undefined, string | null>
}

export type DirectoryTables = {
  'directory.accessibility': AccessibilityRow
  'directory.attribute': AttributeRow
  'directory.edition': EditionRow
  'directory.endorsement': EndorsementRow
  'directory.language': LanguageRow
  'directory.location': LocationRow
  'directory.organization': OrganizationRow
  'directory.origin': OriginRow
  'directory.phone': PhoneRow
  'directory.removed': RemovedRow
  'directory.schedule': ScheduleRow
  'directory.service': ServiceRow
  'directory.service_area': ServiceAreaRow
}

declare module '../platform/db.ts' {
  interface Tables extends DirectoryTables {}
}
