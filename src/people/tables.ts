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

export type AskingRow = {
  municipality: string
  id: string
  sealed_email: string
  lang: string
  next: ColumnType<string | null, string | null | undefined, string | null>
  created_at: ColumnType<Date, Date | string, Date | string>
}

export type AttemptRow = {
  municipality: string
  key: string
  busy_until: ColumnType<Date, Date | string, Date | string>
  failures: ColumnType<number, number | undefined, number>
  locked_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  seen_at: ColumnType<Date, Date | string, Date | string>
}

export type EntranceRow = {
  token_hash: string
  municipality: string
  account_id: string
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  factors: ColumnType<number, number | undefined, number>
  next: ColumnType<string | null, string | null | undefined, string | null>
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

export type HandshakeRow = {
  token_hash: string
  municipality: string
  kind: string
  account_id: ColumnType<string | null, string | null | undefined, string | null>
  provider: ColumnType<string | null, string | null | undefined, string | null>
  invitation_id: ColumnType<string | null, string | null | undefined, string | null>
  sealed: string
  next: ColumnType<string | null, string | null | undefined, string | null>
  created_at: ColumnType<Date, Date | string, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
}

export type IdentityRow = {
  municipality: string
  issuer: string
  subject: string
  id: string
  account_id: string
  provider: string
  created_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type InvitationRow = {
  municipality: string
  id: string
  token_hash: string
  sealed_email: string
  name: string
  role: string
  organization_id: ColumnType<string | null, string | null | undefined, string | null>
  wards: ColumnType<string[], string[] | undefined, string[]>
  section: ColumnType<string | null, string | null | undefined, string | null>
  invited_by: string
  created_at: ColumnType<Date, Date | string, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  accepted_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  account_id: ColumnType<string | null, string | null | undefined, string | null>
  revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type PasskeyRow = {
  municipality: string
  id: string
  account_id: string
  credential_id: string
  public_key: string
  counter: number
  transports: string[]
  name: string
  created_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type RecoveryRow = {
  municipality: string
  account_id: string
  code_hash: string
  created_at: ColumnType<Date, Date | string, Date | string>
  used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

export type SessionRow = {
  token_hash: string
  municipality: string
  account_id: string
  created_at: ColumnType<Date, Date | string, Date | string>
  expires_at: ColumnType<Date, Date | string, Date | string>
  id: string
  factors: number
  way: string
  device: ColumnType<string, string | undefined, string>
  seen_at: ColumnType<Date, Date | string | undefined, Date | string>
  idle_at: ColumnType<Date, Date | string, Date | string>
}

export type TotpRow = {
  municipality: string
  account_id: string
  sealed_secret: string
  created_at: ColumnType<Date, Date | string, Date | string>
  shown_to: string
  confirmed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  last_step: ColumnType<number, number | undefined, number>
}

export type PeopleTables = {
  'people.account': AccountRow
  'people.asking': AskingRow
  'people.attempt': AttemptRow
  'people.entrance': EntranceRow
  'people.finding': FindingRow
  'people.handshake': HandshakeRow
  'people.identity': IdentityRow
  'people.invitation': InvitationRow
  'people.passkey': PasskeyRow
  'people.recovery': RecoveryRow
  'people.session': SessionRow
  'people.totp': TotpRow
}

declare module '../platform/db.ts' {
  interface Tables extends PeopleTables {}
}
