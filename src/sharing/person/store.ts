import { sql } from 'kysely'
import { lookupHash, openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { hashSecret } from '../../platform/secret.ts'
import { type Ground, readCode, sameText, type Tie, type TieKind } from './rules.ts'

export type Person = {
  municipality: string
  id: string
  /** Empty once they were erased. */
  name: string
  kana: string | null
  born: string | null
  phone: string | null
  address: string | null
  ward: string | null
  createdBy: string
  createdAt: Date
  erasedAt: Date | null
}

const SEALED = ['kana', 'born', 'phone', 'address'] as const
const place = (column: string, id: string) => `sharing.person.${column}:${id}`

const open = (row: Person): Person => ({
  ...row,
  name: row.name && openText(row.name, place('name', row.id)),
  ...(Object.fromEntries(
    SEALED.map((column) => [column, row[column] && openText(row[column]!, place(column, row.id))]),
  ) as Pick<Person, (typeof SEALED)[number]>),
})

const columns = [
  ...(['municipality', 'id', 'name', 'kana', 'born', 'phone', 'address', 'ward'] as const),
  ...(['created_by as createdBy', 'created_at as createdAt', 'erased_at as erasedAt'] as const),
] as const

/** The hash by which a record of the same name and day of birth is found again; null without a day of birth. */
export const sameHash = (name: string, born: string | null): string | null =>
  born ? lookupHash(sameText(name, born), 'sharing.person.same_as') : null

export const insertPerson = (tx: Tx, person: Person) =>
  tx
    .insertInto('sharing.person')
    .values({
      ...{ municipality: person.municipality, id: person.id, ward: person.ward },
      ...{ created_by: person.createdBy, created_at: person.createdAt },
      name: sealText(person.name, place('name', person.id)),
      ...Object.fromEntries(
        SEALED.map((column) => [column, person[column] ? sealText(person[column], place(column, person.id)) : null]),
      ),
      same_as: sameHash(person.name, person.born),
    })
    .execute()

export async function findPerson(db: Db, municipality: string, id: string): Promise<Person | undefined> {
  const row = await db
    .selectFrom('sharing.person')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && open(row)
}

/** Persons whom the actor reaches, the newest first; of these ids, when they are given. */
export async function listPersons(
  db: Db,
  municipality: string,
  { limit = 200, ids }: { limit?: number; ids?: readonly string[] } = {},
): Promise<Person[]> {
  if (ids?.length === 0) return []
  let query = db
    .selectFrom('sharing.person')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('erased_at', 'is', null)
  if (ids) query = query.where('id', 'in', [...ids])
  const rows = await query.orderBy('created_at', 'desc').limit(limit).execute()
  return rows.map(open)
}

/** Whether somebody of this name and day of birth is known already: a question that shows no row. */
export async function isPersonThere(db: Db, municipality: string, name: string, born: string | null): Promise<boolean> {
  const hash = sameHash(name, born)
  if (hash === null) return false
  const { rows } = await sql<{ there: boolean }>`
    select sharing.is_person_there(${municipality}, ${hash}) as there`.execute(db)
  return rows[0]!.there
}

const tiePlace = (column: 'proof' | 'reach', id: string) => `sharing.tie.${column}:${id}`
const tieColumns = [
  ...(['id', 'person_id as personId', 'account_id as accountId', 'kind', 'ground', 'since', 'until'] as const),
] as const

/** A tie with what was seen to prove it, and in what an agent may act. */
export type ProvedTie = Tie & { proof: string | null; reach: string | null }

/** The ties of a person, those that ended too, as far as the actor may know of them. */
export async function tiesOf(db: Db, municipality: string, personId: string): Promise<ProvedTie[]> {
  const rows = await db
    .selectFrom('sharing.tie')
    .select([...tieColumns, 'proof', 'reach'])
    .where('municipality', '=', municipality)
    .where('person_id', '=', personId)
    .orderBy('since')
    .execute()
  return (rows as ProvedTie[]).map((row) => ({
    ...row,
    proof: row.proof ? openText(row.proof, tiePlace('proof', row.id)) : null,
    reach: row.reach ? openText(row.reach, tiePlace('reach', row.id)) : null,
  }))
}

/** What an account is tied to now. */
export const tiesOfAccount = (db: Db, municipality: string, accountId: string, at: Date): Promise<Tie[]> =>
  db
    .selectFrom('sharing.tie')
    .select(tieColumns)
    .where('municipality', '=', municipality)
    .where('account_id', '=', accountId)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', at)]))
    .orderBy('since')
    .execute() as Promise<Tie[]>

/** Ends a tie that still holds. @returns whose it was. */
export const endTie = (tx: Tx, municipality: string, id: string, at: Date) =>
  tx
    .updateTable('sharing.tie')
    .set({ until: at })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('since', '<=', at)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', at)]))
    .returning(['person_id as personId', 'kind'])
    .executeTakeFirst()

const codeHash = (code: string) => hashSecret(readCode(code), 'tie')
const birthHash = (code: string, born: string) => lookupHash(`${readCode(code)}|${born}`, 'sharing.invite.check')

export type NewInvite = {
  municipality: string
  id: string
  personId: string
  kind: TieKind
  ground: Ground | null
  proof: string | null
  reach: string | null
  tieUntil: Date | null
  createdBy: string
  createdAt: Date
  expiresAt: Date
}

/** Keeps the hash of a code; where the day of birth is known, it must be typed beside it. */
export const insertInvite = (tx: Tx, invite: NewInvite, code: string, born: string | null) =>
  tx
    .insertInto('sharing.invite')
    .values({
      ...{ municipality: invite.municipality, id: invite.id, person_id: invite.personId, kind: invite.kind },
      ...{ ground: invite.ground, tie_until: invite.tieUntil, created_by: invite.createdBy },
      ...{ created_at: invite.createdAt, expires_at: invite.expiresAt },
      // the place of the tie that it becomes: SQL carries id and sealed text over
      proof: invite.proof && sealText(invite.proof, tiePlace('proof', invite.id)),
      reach: invite.reach && sealText(invite.reach, tiePlace('reach', invite.id)),
      code_hash: codeHash(code),
      check_hash: born && birthHash(code, born),
    })
    .execute()

export type Redeemed = {
  outcome: 'tied' | 'wrong' | 'gone' | 'already'
  tie: string | null
  person: string | null
  as_kind: TieKind | null
  confirmed: string | null
}

/** Uses up a code: SQL ties the account of the moment, and nobody else. */
export async function redeem(tx: Tx, municipality: string, code: string, born: string, at: Date) {
  const { rows } = await sql<Redeemed>`
    select * from sharing.redeem(${municipality}, ${codeHash(code)}, ${birthHash(code, born)}, ${at})`.execute(tx)
  return rows[0]!
}

/** Writes a tie as the system does: for the demo. */
export const insertTie = (tx: Tx, tie: Tie & { municipality: string; confirmedBy: string; proof: string | null }) =>
  tx
    .insertInto('sharing.tie')
    .values({
      ...{ municipality: tie.municipality, id: tie.id, person_id: tie.personId, account_id: tie.accountId },
      ...{ kind: tie.kind, ground: tie.ground, since: tie.since, until: tie.until, confirmed_by: tie.confirmedBy },
      proof: tie.proof && sealText(tie.proof, tiePlace('proof', tie.id)),
    })
    .execute()
