// Codes that change every thirty seconds (RFC 6238, by otpauth), and recovery codes for the day the device is lost.
import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { hashSecret } from '../../platform/secret.ts'
import type { Account } from '../store.ts'
import { attemptKey, forgive, takeTry } from './attempt-store.ts'
import { noteKeyChange } from './changes.ts'
import { RECOVERY_CODES, RECOVERY_LENGTH, RECOVERY_LETTERS, tidyCode, tidyRecovery } from './rules.ts'
import { type Begun, type Browser, beginSession, noteRefusal } from './sessions.ts'
import { findTotp, insertTotp, replaceRecovery, takeRecovery, takeStep } from './store.ts'

const PERIOD = 30
const placeOf = (account: Account) => `people.totp/${account.municipality}/${account.id}`
/** Short, because each letter is nine in the QR code, and a dense one is hard to read. */
const codesOf = (secret: Secret, account: Account, place: string) =>
  new TOTP({
    issuer: `結び ${place}`.slice(0, 12),
    label: [...account.name.split(/[（(]/)[0]!.trim()].slice(0, 8).join(''),
    issuerInLabel: false,
    secret,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD,
  })

/** The step of time whose code this is, one step early or late included; undefined when it is none of them. */
function stepOf(secret: Secret, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const timestamp = now.getTime()
  const delta = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: PERIOD }).validate({
    token: code,
    timestamp,
    window: 1,
  })
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD) + delta
}

/**
 * Makes a secret, or shows the one that this session has seen and not confirmed yet. One that another session saw is
 * made anew: whoever read it there would have the codes too.
 * @returns the address for the QR code and the key to be typed; undefined when codes are set up already.
 */
export async function offerTotp(
  db: Db,
  account: Account,
  session: string,
  place: string,
  now: Date,
): Promise<{ address: string; key: string } | undefined> {
  const { municipality, id } = account
  let waiting = await findTotp(db, municipality, id)
  if (waiting?.confirmed_at) return undefined
  if (waiting?.shown_to !== session) {
    const sealed_secret = sealText(new Secret({ size: 20 }).base32, placeOf(account))
    await db
      .transaction()
      .execute((tx) =>
        insertTotp(tx, { municipality, account_id: id, sealed_secret, shown_to: session, created_at: now }),
      )
    waiting = await findTotp(db, municipality, id)
    if (!waiting || waiting.confirmed_at) return undefined
  }
  const secret = Secret.fromBase32(openText(waiting.sealed_secret, placeOf(account)))
  return { address: codesOf(secret, account, place).toString(), key: secret.base32 }
}

const newRecovery = (): string =>
  Array.from({ length: RECOVERY_LENGTH }, () => RECOVERY_LETTERS[randomInt(RECOVERY_LETTERS.length)]).join('')

async function renewRecovery(tx: Tx, account: Account, now: Date): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecovery)
  const hashes = codes.map((code) => hashSecret(code, account.id))
  await replaceRecovery(tx, account.municipality, account.id, hashes, now)
  return codes
}

/** New recovery codes; the old ones open nothing any more. @returns them, to be shown this once. */
export const makeRecovery = (db: Db, account: Account, now: Date): Promise<string[]> =>
  db.transaction().execute(async (tx) => {
    const codes = await renewRecovery(tx, account, now)
    await record(tx, {
      municipality: account.municipality,
      name: 'people.recovery_renewed',
      actor: { kind: 'account', id: account.id },
      subject: account.id,
    })
    await noteKeyChange(tx, account)
    return codes
  })

/** Confirms the secret by a first code; the session counts as two factors from now on. */
export const confirmTotp = (
  db: Db,
  secret: string,
  account: Account,
  { session, typed }: { session: string; typed: string },
  browser: Browser,
  now: Date,
): Promise<{ ok: true; value: Begun & { recovery: string[] } } | { ok: false; reason: 'wrong' }> =>
  db.transaction().execute(async (tx) => {
    const { municipality, id } = account
    const key = attemptKey(secret, 'second', id)
    const totp = await findTotp(tx, municipality, id)
    if (!totp || totp.confirmed_at || totp.shown_to !== session || !(await takeTry(tx, municipality, key, now)))
      return { ok: false, reason: 'wrong' } as const
    const step = stepOf(Secret.fromBase32(openText(totp.sealed_secret, placeOf(account))), tidyCode(typed), now)
    if (step === undefined || !(await takeStep(tx, municipality, id, step, now)))
      return { ok: false, reason: 'wrong' } as const
    await forgive(tx, municipality, key)
    await record(tx, {
      municipality,
      name: 'people.totp_confirmed',
      actor: { kind: 'account', id },
      subject: id,
    })
    await noteKeyChange(tx, account)
    const recovery = await renewRecovery(tx, account, now)
    const begun = await beginSession(tx, account, { factors: 2, way: 'totp' }, browser, now)
    return { ok: true, value: { ...begun, recovery } } as const
  })

/**
 * Shows the second factor by a code or a recovery code.
 * @returns the new session; `wrong` whether the code is wrong, was used, or the account has to wait.
 */
export const raiseByCode = (
  db: Db,
  secret: string,
  account: Account,
  typed: { code: string } | { recovery: string },
  browser: Browser,
  now: Date,
): Promise<{ ok: true; value: Begun } | { ok: false; reason: 'wrong' }> =>
  db.transaction().execute(async (tx) => {
    const { municipality, id } = account
    const key = attemptKey(secret, 'second', id)
    const way = 'code' in typed ? 'totp' : 'recovery'
    const refuse = async (why: string) => {
      await noteRefusal(tx, municipality, { way, why, account: id })
      return { ok: false, reason: 'wrong' } as const
    }
    if (!(await takeTry(tx, municipality, key, now))) return refuse('locked')
    if ('recovery' in typed) {
      const hash = hashSecret(tidyRecovery(typed.recovery), id)
      if (!(await takeRecovery(tx, municipality, id, hash, now))) return refuse('wrong')
    } else {
      const totp = await findTotp(tx, municipality, id)
      if (!totp?.confirmed_at) return refuse('none')
      const step = stepOf(Secret.fromBase32(openText(totp.sealed_secret, placeOf(account))), tidyCode(typed.code), now)
      if (step === undefined) return refuse('wrong')
      if (!(await takeStep(tx, municipality, id, step))) return refuse('replayed')
    }
    await forgive(tx, municipality, key)
    return { ok: true, value: await beginSession(tx, account, { factors: 2, way }, browser, now) } as const
  })
