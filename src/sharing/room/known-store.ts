// What rooms know of persons, consents, ties and colleagues: as much as the actor may.
import { sql } from 'kysely'
import { openText } from '../../platform/cipher.ts'
import type { Db } from '../../platform/db.ts'
import type { Consent, Fact, Purpose, Way } from '../consent/rules.ts'

export type Known = {
  id: string
  name: string
  kana: string | null
  phone: string | null
  address: string | null
  ward: string | null
}

/** Persons whom the actor may know, by name. */
export async function knownPersons(db: Db, municipality: string, ids?: readonly string[]): Promise<Known[]> {
  if (ids?.length === 0) return []
  let query = db
    .selectFrom('sharing.person')
    .select(['id', 'name', 'kana', 'phone', 'address', 'ward'])
    .where('municipality', '=', municipality)
    .where('erased_at', 'is', null)
  if (ids) query = query.where('id', 'in', [...ids])
  const rows = await query.limit(20_000).execute()
  const open = (id: string, column: string, text: string | null) =>
    text === null ? null : openText(text, `sharing.person.${column}:${id}`)
  return rows.map(({ id, name, kana, phone, address, ward }) => ({
    id,
    name: open(id, 'name', name) ?? '',
    kana: open(id, 'kana', kana),
    phone: open(id, 'phone', phone),
    address: open(id, 'address', address),
    ward,
  }))
}

export async function consentsAbout(db: Db, municipality: string, personIds: readonly string[]): Promise<Consent[]> {
  if (personIds.length === 0) return []
  const rows = await db
    .selectFrom('sharing.consent')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('person_id', 'in', [...new Set(personIds)])
    .execute()
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    organizationId: row.organization_id,
    accountId: row.account_id,
    facts: row.facts as Fact[],
    purpose: row.purpose as Purpose,
    since: row.since,
    until: row.until,
    textVersion: row.text_version,
    givenBy: row.given_by as 'self' | 'agent',
    way: row.way as Way,
    withdrawnAt: row.withdrawn_at,
  }))
}

/** Accounts of the person and of their family. */
export const tiesOf = (db: Db, municipality: string, personId: string) =>
  db
    .selectFrom('sharing.tie')
    .select(['account_id as accountId', 'kind'])
    .where('municipality', '=', municipality)
    .where('person_id', '=', personId)
    .where('until', 'is', null)
    .execute() as Promise<{ accountId: string; kind: 'self' | 'family' | 'agent' }[]>

export type Worker = { id: string; name: string; role: string; organizationId: string | null; section: string | null }

/** People at work whose name holds what is sought; at most thirty. */
export async function findWorkers(db: Db, sought: string): Promise<Worker[]> {
  const { rows } = await sql<Worker>`
    select id, name, role, organization_id as "organizationId", section from sharing.workers(${sought})`.execute(db)
  return rows
}
