// What somebody signs in with: mail asked for, steps in between, passkeys, codes, who they are at other sites.
import type { Db, Tx } from '../../platform/db.ts'
import { sealedTable } from '../../platform/sealed.ts'
import { type Account, findAccount } from '../store.ts'

/** Sealed values of sign-in, for the change of keys. */
export const SEALED_SIGNIN = [
  sealedTable('people.asking', ['sealed_email'], { place: (_column, { id }) => `people.asking/${id}` }),
  sealedTable('people.invitation', ['sealed_email'], { place: (_column, { id }) => `people.invitation/${id}` }),
  sealedTable('people.handshake', ['sealed'], {
    key: { token_hash: 'text' },
    place: (_column, { token_hash }) => `people.handshake/${token_hash}`,
  }),
  sealedTable('people.totp', ['sealed_secret'], {
    key: { municipality: 'text', account_id: 'uuid' },
    place: (_column, row) => `people.totp/${row.municipality}/${row.account_id}`,
  }),
]

// ── a link by mail ──────────────────────────────────────────────────────────────────────────────────────────────

type Asking = {
  municipality: string
  id: string
  sealed_email: string
  lang: string
  next: string | null
  created_at: Date
}

export const insertAsking = (tx: Tx, row: Asking) => tx.insertInto('people.asking').values(row).execute()

/** Takes what was asked out: answered once, then gone. */
export const takeAsking = (tx: Tx, municipality: string, id: string) =>
  tx
    .deleteFrom('people.asking')
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .returning(['sealed_email', 'lang', 'next'])
    .executeTakeFirst()

// ── between two steps ───────────────────────────────────────────────────────────────────────────────────────────

export type Handshake = {
  token_hash: string
  municipality: string
  kind: 'passkey.enter' | 'passkey.add' | 'oidc.enter' | 'oidc.link' | 'oidc.accept'
  account_id: string | null
  provider: string | null
  invitation_id: string | null
  sealed: string
  next: string | null
  created_at: Date
  expires_at: Date
}

export const insertHandshake = (tx: Tx, row: Handshake) => tx.insertInto('people.handshake').values(row).execute()

/** Takes a step out: whoever comes second finds nothing. */
export async function takeHandshake(
  tx: Tx,
  municipality: string,
  tokenHash: string,
  kinds: readonly Handshake['kind'][],
  now: Date,
): Promise<Handshake | undefined> {
  const row = (await tx
    .deleteFrom('people.handshake')
    .where('token_hash', '=', tokenHash)
    .where('municipality', '=', municipality)
    .where('kind', 'in', kinds)
    .returningAll()
    .executeTakeFirst()) as Handshake | undefined
  return row && row.expires_at > now ? row : undefined
}

// ── passkeys ────────────────────────────────────────────────────────────────────────────────────────────────────

export type Passkey = {
  id: string
  credential_id: string
  public_key: string
  counter: number
  transports: string[]
  name: string
  created_at: Date
  used_at: Date | null
}
const passkeyColumns = [
  'id',
  'credential_id',
  'public_key',
  'counter',
  'transports',
  'name',
  'created_at',
  'used_at',
] as const

export const listPasskeys = (db: Db, municipality: string, account: string): Promise<Passkey[]> =>
  db
    .selectFrom('people.passkey')
    .select(passkeyColumns)
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .orderBy('created_at')
    .execute()

export const insertPasskey = (
  tx: Tx,
  row: Omit<Passkey, 'used_at'> & { municipality: string; account_id: string },
): Promise<unknown> =>
  tx
    .insertInto('people.passkey')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()

/** A passkey and whose it is, locked until the sign-in with it is decided. */
export async function lockPasskey(
  tx: Tx,
  municipality: string,
  credential: string,
): Promise<{ passkey: Passkey; account: Account } | undefined> {
  const row = await tx
    .selectFrom('people.passkey')
    .select([...passkeyColumns, 'account_id'])
    .where('municipality', '=', municipality)
    .where('credential_id', '=', credential)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const account = await findAccount(tx, municipality, row.account_id)
  return account && { passkey: row, account }
}

export const notePasskeyUse = (tx: Tx, municipality: string, id: string, counter: number, now: Date) =>
  tx
    .updateTable('people.passkey')
    .set({ counter, used_at: now })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()

export const deletePasskey = (tx: Tx, municipality: string, account: string, id: string) =>
  tx
    .deleteFrom('people.passkey')
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()

// ── codes that change with time, and codes for the day the device is lost ───────────────────────────────────────

export type Totp = { sealed_secret: string; shown_to: string; confirmed_at: Date | null; last_step: number }

export const findTotp = (db: Db, municipality: string, account: string): Promise<Totp | undefined> =>
  db
    .selectFrom('people.totp')
    .select(['sealed_secret', 'shown_to', 'confirmed_at', 'last_step'])
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .executeTakeFirst()

/** A new secret takes the place of one that was not confirmed; a confirmed one stays. */
export const insertTotp = (
  tx: Tx,
  row: { municipality: string; account_id: string; sealed_secret: string; shown_to: string; created_at: Date },
) =>
  tx
    .insertInto('people.totp')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['municipality', 'account_id'])
        .doUpdateSet({ ...row, last_step: 0 })
        .where('people.totp.confirmed_at', 'is', null),
    )
    .execute()

/** Takes the code of one step of time, and of no step before it again. @returns false when it was taken already. */
export async function takeStep(
  tx: Tx,
  municipality: string,
  account: string,
  step: number,
  confirmed?: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('people.totp')
    .set({ last_step: step, ...(confirmed ? { confirmed_at: confirmed } : {}) })
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .where('last_step', '<', step)
    .returning('account_id')
    .executeTakeFirst()
  return row !== undefined
}

export const deleteTotp = (tx: Tx, municipality: string, account: string) =>
  tx
    .deleteFrom('people.totp')
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .returning('account_id')
    .executeTakeFirst()

export async function replaceRecovery(tx: Tx, municipality: string, account: string, hashes: string[], now: Date) {
  await tx
    .deleteFrom('people.recovery')
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .execute()
  if (hashes.length === 0) return
  await tx
    .insertInto('people.recovery')
    .values(hashes.map((code_hash) => ({ municipality, account_id: account, code_hash, created_at: now })))
    .execute()
}

/** Uses up a recovery code. @returns whether it was there and unused. */
export async function takeRecovery(tx: Tx, municipality: string, account: string, hash: string, now: Date) {
  const row = await tx
    .updateTable('people.recovery')
    .set({ used_at: now })
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('account_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function countRecovery(db: Db, municipality: string, account: string): Promise<number> {
  const row = await db
    .selectFrom('people.recovery')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.n
}

// ── who somebody is at another site ─────────────────────────────────────────────────────────────────────────────

export const listIdentities = (db: Db, municipality: string, account: string) =>
  db
    .selectFrom('people.identity')
    .select(['id', 'provider', 'created_at', 'used_at'])
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .orderBy('created_at')
    .execute()

type NewIdentity = {
  municipality: string
  issuer: string
  subject: string
  id: string
  account_id: string
  provider: string
  created_at: Date
  used_at: Date
}

/** Links, unless somebody is linked already. @returns whether it was done. */
export async function insertIdentity(tx: Tx, row: NewIdentity): Promise<boolean> {
  const done = await tx
    .insertInto('people.identity')
    .values(row)
    .onConflict((conflict) => conflict.columns(['municipality', 'issuer', 'subject']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** Whose an identity is: `undefined` when nobody's, `account` undefined when its membership has ended. */
export async function findIdentity(
  tx: Tx,
  municipality: string,
  issuer: string,
  subject: string,
): Promise<{ id: string; account: Account | undefined } | undefined> {
  const row = await tx
    .selectFrom('people.identity')
    .select(['id', 'account_id'])
    .where('municipality', '=', municipality)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (!row) return undefined
  const account = await findAccount(tx, municipality, row.account_id)
  return { id: row.id, account }
}

export const noteIdentityUse = (tx: Tx, municipality: string, id: string, now: Date) =>
  tx
    .updateTable('people.identity')
    .set({ used_at: now })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()

export const deleteIdentity = (tx: Tx, municipality: string, account: string, id: string) =>
  tx
    .deleteFrom('people.identity')
    .where('municipality', '=', municipality)
    .where('account_id', '=', account)
    .where('id', '=', id)
    .returning('provider')
    .executeTakeFirst()

// ── what is over ────────────────────────────────────────────────────────────────────────────────────────────────

/** Drops what can no longer be used. */
export async function deleteOver(db: Db, now: Date, dayAgo: Date, invitations: Date): Promise<void> {
  await db.deleteFrom('people.handshake').where('expires_at', '<', now).execute()
  await db.deleteFrom('people.asking').where('created_at', '<', dayAgo).execute()
  await db.deleteFrom('people.entrance').where('expires_at', '<', dayAgo).execute()
  await db
    .deleteFrom('people.session')
    .where((e) => e.or([e('expires_at', '<', now), e('idle_at', '<', now)]))
    .execute()
  await db.deleteFrom('people.invitation').where('expires_at', '<', invitations).execute()
}
