// What somebody signs in with, and taking parts of it away. The owner is told of every change by mail.
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { writeMail } from '../../platform/mail.ts'
import type { Account } from '../store.ts'
import { mailWords } from './mail-words.ts'
import {
  countRecovery,
  deleteIdentity,
  deletePasskey,
  deleteTotp,
  findTotp,
  listIdentities,
  listPasskeys,
  replaceRecovery,
} from './store.ts'

/** Tells the owner that a way of signing in was added or taken away: it may have been somebody else. */
export async function noteKeyChange(tx: Tx, account: Account): Promise<void> {
  if (!account.email) return
  const w = mailWords('ja')
  await writeMail(tx, {
    municipality: account.municipality,
    to: account.email,
    subject: w.changedSubject,
    body: w.changedBody,
  })
}

/** Everything an account signs in with. */
export async function keysOf(db: Db, municipality: string, account: string) {
  const passkeys = await listPasskeys(db, municipality, account)
  const totp = Boolean((await findTotp(db, municipality, account))?.confirmed_at)
  const recovery = await countRecovery(db, municipality, account)
  const identities = await listIdentities(db, municipality, account)
  return { passkeys, totp, recovery, identities, second: totp || passkeys.length > 0 }
}
export type Keys = Awaited<ReturnType<typeof keysOf>>

/**
 * Takes one way of signing in away.
 * @returns `last` when a role that needs two factors would be left with one, `unknown` when there is no such thing.
 */
export const removeKey = (
  db: Db,
  account: Account,
  which: { kind: 'passkey' | 'identity'; id: string } | { kind: 'totp' },
): Promise<{ ok: true } | { ok: false; reason: 'last' | 'unknown' }> =>
  db.transaction().execute(async (tx) => {
    const { municipality, id } = account
    const keys = await keysOf(tx, municipality, id)
    const left = keys.passkeys.length + (keys.totp ? 1 : 0)
    if (which.kind !== 'identity' && account.role !== 'resident' && left === 1)
      return { ok: false, reason: 'last' } as const
    const gone =
      which.kind === 'passkey'
        ? await deletePasskey(tx, municipality, id, which.id)
        : which.kind === 'identity'
          ? await deleteIdentity(tx, municipality, id, which.id)
          : await deleteTotp(tx, municipality, id)
    if (!gone) return { ok: false, reason: 'unknown' } as const
    // Recovery codes stand in for what is there; with nothing there, they are worth nothing.
    if (which.kind === 'totp') await replaceRecovery(tx, municipality, id, [], new Date(0))
    await record(tx, {
      municipality,
      name: 'people.key_removed',
      actor: { kind: 'account', id },
      subject: id,
      data: { kind: which.kind, ...('id' in which ? { key: which.id } : {}) },
    })
    await noteKeyChange(tx, account)
    return { ok: true } as const
  })
