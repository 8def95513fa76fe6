import { sql } from 'kysely'
import { openBytes, openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Consent, Fact, Purpose, Way } from './rules.ts'

export type Asking = {
  municipality: string
  id: string
  code: string
  personId: string
  organizations: string[]
  accounts: string[]
  facts: Fact[]
  purpose: Purpose
  days: number
  textVersion: string
  createdBy: string
  organizationId: string | null
  createdAt: Date
  state: 'open' | 'agreed' | 'declined'
  answeredAt: Date | null
}

const askingColumns = [
  ...(['municipality', 'id', 'code', 'person_id as personId', 'organizations', 'accounts', 'facts'] as const),
  ...(['purpose', 'days', 'text_version as textVersion', 'created_by as createdBy', 'state'] as const),
  ...(['organization_id as organizationId', 'created_at as createdAt', 'answered_at as answeredAt'] as const),
] as const

export const insertAsking = (tx: Tx, asking: Asking) =>
  tx
    .insertInto('sharing.asking')
    .values({
      ...{ municipality: asking.municipality, id: asking.id, code: asking.code, person_id: asking.personId },
      ...{ organizations: asking.organizations, accounts: asking.accounts, facts: asking.facts },
      ...{ purpose: asking.purpose, days: asking.days, text_version: asking.textVersion, state: asking.state },
      ...{ created_by: asking.createdBy, organization_id: asking.organizationId, created_at: asking.createdAt },
    })
    .execute()

export const findAsking = (db: Db, municipality: string, id: string) =>
  db
    .selectFrom('sharing.asking')
    .select(askingColumns)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst() as Promise<Asking | undefined>

export const openAskings = (db: Db, municipality: string, personId: string) =>
  db
    .selectFrom('sharing.asking')
    .select(askingColumns)
    .where('municipality', '=', municipality)
    .where('person_id', '=', personId)
    .where('state', '=', 'open')
    .orderBy('created_at')
    .execute() as Promise<Asking[]>

/** Closes an asking. @returns false when it had been answered before. */
export async function answerAskingRow(
  tx: Tx,
  { municipality, id }: Asking,
  state: 'agreed' | 'declined',
  at: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('sharing.asking')
    .set({ state, answered_at: at })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function isAskingCodeTaken(db: Db, municipality: string, code: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select sharing.is_code_taken(${municipality}, ${code}) as taken`.execute(db)
  return rows[0]!.taken
}

export type StoredConsent = Consent & {
  municipality: string
  textShown: string
  agentTie: string | null
  scanId: string | null
  askingId: string | null
  recordedBy: string
  recordedAt: Date
  withdrawnBy: string | null
  withdrawnWay: Way | null
  /** Who heard it or was there, written by who recorded it; nothing once the person was erased. */
  heardBy: string | null
}

const consentColumns = [
  ...(['municipality', 'id', 'person_id as personId', 'organization_id as organizationId'] as const),
  ...(['account_id as accountId', 'facts', 'purpose', 'since', 'until', 'text_version as textVersion'] as const),
  ...(['text_shown as textShown', 'given_by as givenBy', 'agent_tie as agentTie', 'way', 'scan_id as scanId'] as const),
  ...(['asking_id as askingId', 'recorded_by as recordedBy', 'recorded_at as recordedAt'] as const),
  ...(['withdrawn_at as withdrawnAt', 'withdrawn_by as withdrawnBy', 'withdrawn_way as withdrawnWay'] as const),
  'heard_by as heardBy',
] as const

const heardPlace = (id: string) => `sharing.consent.heard_by:${id}`
const open = (row: StoredConsent): StoredConsent => ({
  ...row,
  heardBy: row.heardBy ? openText(row.heardBy, heardPlace(row.id)) : null,
})

export type NewConsent = Omit<StoredConsent, 'withdrawnAt' | 'withdrawnBy' | 'withdrawnWay'>

export const insertConsents = (tx: Tx, consents: readonly NewConsent[]) =>
  tx
    .insertInto('sharing.consent')
    .values(
      consents.map((one) => ({
        ...{ municipality: one.municipality, id: one.id, person_id: one.personId, facts: one.facts },
        ...{ organization_id: one.organizationId, account_id: one.accountId, purpose: one.purpose },
        ...{ since: one.since, until: one.until, text_version: one.textVersion, text_shown: one.textShown },
        ...{ given_by: one.givenBy, agent_tie: one.agentTie, way: one.way, scan_id: one.scanId },
        ...{ asking_id: one.askingId, recorded_by: one.recordedBy, recorded_at: one.recordedAt },
        heard_by: one.heardBy ? sealText(one.heardBy, heardPlace(one.id)) : null,
      })),
    )
    .execute()

/** What a person agreed to, as far as the actor may know of it, the newest first; ended and withdrawn ones too. */
export const consentsOf = (db: Db, municipality: string, personId: string): Promise<StoredConsent[]> =>
  consentsAbout(db, municipality, [personId])

/** The same of several persons. */
export async function consentsAbout(
  db: Db,
  municipality: string,
  personIds: readonly string[],
): Promise<StoredConsent[]> {
  if (personIds.length === 0) return []
  const rows = await db
    .selectFrom('sharing.consent')
    .select(consentColumns)
    .where('municipality', '=', municipality)
    .where('person_id', 'in', [...new Set(personIds)])
    .orderBy('recorded_at', 'desc')
    .orderBy('id')
    .execute()
  return (rows as StoredConsent[]).map(open)
}

export async function findConsent(db: Db, municipality: string, id: string): Promise<StoredConsent | undefined> {
  const row = await db
    .selectFrom('sharing.consent')
    .select(consentColumns)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && open(row as StoredConsent)
}

/** Withdraws a consent. @returns whose it was, or nothing when it is not there or was withdrawn before. */
export const withdrawRow = (tx: Tx, municipality: string, id: string, by: string, way: Way, at: Date) =>
  tx
    .updateTable('sharing.consent')
    .set({ withdrawn_at: at, withdrawn_by: by, withdrawn_way: way })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .returning(['person_id as personId', 'organization_id as organizationId', 'account_id as accountId'])
    .executeTakeFirst()

/** Consents that end before a day and that nobody was reminded of; marks them as reminded. */
export const takeEnding = (tx: Tx, now: Date, before: Date) =>
  tx
    .updateTable('sharing.consent')
    .set({ reminded_at: now })
    .where('withdrawn_at', 'is', null)
    .where('reminded_at', 'is', null)
    .where('until', '>', now)
    .where('until', '<', before)
    .returning(['municipality', 'id', 'person_id as personId', 'recorded_by as recordedBy'])
    .execute()

/** Accounts at work whose name holds a word: to be named as a recipient. */
export async function findAtWork(db: Db, municipality: string, words: string) {
  const { rows } = await sql<{ id: string; name: string; organizationId: string | null }>`
    select id, name, organization_id as "organizationId" from sharing.at_work(${municipality}, ${words})`.execute(db)
  return rows
}

/** The scan of a consent on paper, once it may be opened: found clean, or where nobody looks. */
export async function findScan(db: Db, municipality: string, id: string) {
  const row = await db
    .selectFrom('sharing.file')
    .select(['type', 'content'])
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('scan', 'in', ['clean', 'unscanned'])
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!row?.content) return undefined
  return { type: row.type, content: openBytes(Buffer.from(row.content), `sharing.file.content:${id}`) }
}
