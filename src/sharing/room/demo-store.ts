// Persons, ties and consents that the rooms of the demo stand on, unless they have been told already.
import { sealText } from '../../platform/cipher.ts'
import type { Tx } from '../../platform/db.ts'

export type DemoPerson = { name: string; kana: string; ward: string; phone: string; address: string }

export const insertDemoPerson = (
  tx: Tx,
  municipality: string,
  id: string,
  { name, kana, ward, phone, address }: DemoPerson,
  createdBy: string,
  createdAt: Date,
) => {
  const seal = (column: string, text: string) => sealText(text, `sharing.person.${column}:${id}`)
  return tx
    .insertInto('sharing.person')
    .values({
      municipality,
      id,
      name: seal('name', name),
      kana: seal('kana', kana),
      phone: seal('phone', phone),
      address: seal('address', address),
      ward,
      created_by: createdBy,
      created_at: createdAt,
    })
    .execute()
}

export const insertDemoTie = (
  tx: Tx,
  row: {
    municipality: string
    id: string
    person_id: string
    account_id: string
    kind: string
    confirmed_by: string
    since: Date
  },
) =>
  tx
    .insertInto('sharing.tie')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

export const insertDemoConsent = (
  tx: Tx,
  row: {
    municipality: string
    id: string
    person_id: string
    organization_id: string | null
    account_id: string | null
    facts: string[]
    purpose: string
    since: Date
    until: Date
    recorded_by: string
  },
) =>
  tx
    .insertInto('sharing.consent')
    .values({
      ...row,
      text_version: '2026-11',
      text_shown: '（デモ）',
      given_by: 'self',
      way: 'screen',
      recorded_at: row.since,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
