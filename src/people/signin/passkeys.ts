// Passkeys by @simplewebauthn/server: no name is typed, so there is nothing to find out about anybody; the device asks
// for finger, face or PIN, so that one passkey counts as two factors.
import { randomUUID } from 'node:crypto'
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { Account } from '../store.ts'
import { noteKeyChange } from './changes.ts'
import { beginHandshake, endHandshake } from './handshake.ts'
import { type Begun, type Browser, beginSession, noteRefusal } from './sessions.ts'
import { insertPasskey, listPasskeys, lockPasskey, notePasskeyUse } from './store.ts'

/** Where passkeys of this service belong: its origin, and the name without port that they are bound to. */
export type Site = { origin: string; name: string }
export const siteOf = (baseUrl: string): Site => ({ origin: new URL(baseUrl).origin, name: new URL(baseUrl).hostname })

type Step<Options> = { token: string; options: Options }

export async function askForPasskey(
  db: Db,
  site: Site,
  municipality: string,
  next: string | null,
  now: Date,
): Promise<Step<PublicKeyCredentialRequestOptionsJSON>> {
  const options = await generateAuthenticationOptions({ rpID: site.name, userVerification: 'required' })
  const held = { challenge: options.challenge }
  return { options, token: await beginHandshake(db, { municipality, kind: 'passkey.enter', next }, held, now) }
}

/**
 * Signs in with a passkey.
 * @returns the session; `refused` for whatever is not right, without saying what: the event knows.
 */
export async function enterByPasskey(
  db: Db,
  site: Site,
  municipality: string,
  given: { token: string; response: AuthenticationResponseJSON },
  browser: Browser,
  now: Date,
): Promise<{ ok: true; value: Begun & { next: string | null } } | { ok: false; reason: 'refused' }> {
  return db.transaction().execute(async (tx) => {
    const refuse = async (why: string, account?: string) => {
      await noteRefusal(tx, municipality, { way: 'passkey', why, account })
      return { ok: false, reason: 'refused' } as const
    }
    const step = await endHandshake(tx, municipality, given.token, ['passkey.enter'], now)
    if (!step) return refuse('no_challenge')
    const { response } = given
    const found = /^[\w-]{1,1400}$/.test(response.id) && (await lockPasskey(tx, municipality, response.id))
    if (!found) return refuse('unknown')
    const { passkey, account } = found
    const handle = response.response.userHandle
    if (handle && Buffer.from(handle, 'base64url').toString() !== account.id) return refuse('handle', account.id)
    const checked = await verifyAuthenticationResponse({
      response,
      expectedChallenge: step.held.challenge!,
      expectedOrigin: site.origin,
      expectedRPID: site.name,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id,
        publicKey: Buffer.from(passkey.public_key, 'base64url'),
        // Compared below: a counter that went back is told apart from a signature that is wrong.
        counter: 0,
        transports: passkey.transports as AuthenticatorTransport[],
      },
    }).catch(() => undefined)
    if (!checked?.verified) return refuse('not_verified', account.id)
    const { newCounter } = checked.authenticationInfo
    // The key may have been copied: this sign-in is refused, and the event says why.
    if ((newCounter > 0 || passkey.counter > 0) && newCounter <= passkey.counter) return refuse('counter', account.id)
    await notePasskeyUse(tx, municipality, passkey.id, newCounter, now)
    const begun = await beginSession(tx, account, { factors: 2, way: 'passkey' }, browser, now)
    return { ok: true, value: { ...begun, next: step.next } } as const
  })
}

export async function offerPasskey(
  db: Db,
  site: Site,
  account: Account,
  now: Date,
): Promise<Step<PublicKeyCredentialCreationOptionsJSON>> {
  const { municipality, id } = account
  const options = await generateRegistrationOptions({
    rpName: '結び',
    rpID: site.name,
    userID: new TextEncoder().encode(id),
    userName: account.name,
    userDisplayName: account.name,
    attestationType: 'none',
    excludeCredentials: (await listPasskeys(db, municipality, id)).map((one) => ({
      id: one.credential_id,
      transports: one.transports as AuthenticatorTransport[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const held = { challenge: options.challenge }
  return { options, token: await beginHandshake(db, { municipality, kind: 'passkey.add', account: id }, held, now) }
}

/**
 * Adds a passkey to an account; the one who did so has just shown it, so the session counts as two factors from now on.
 * @returns the new session, or `refused`.
 */
export async function addPasskey(
  db: Db,
  site: Site,
  account: Account,
  given: { token: string; response: RegistrationResponseJSON; name: string },
  browser: Browser,
  now: Date,
): Promise<{ ok: true; value: Begun } | { ok: false; reason: 'refused' }> {
  const { municipality } = account
  return db.transaction().execute(async (tx) => {
    const step = await endHandshake(tx, municipality, given.token, ['passkey.add'], now)
    if (!step || step.account_id !== account.id) return { ok: false, reason: 'refused' } as const
    const checked = await verifyRegistrationResponse({
      response: given.response,
      expectedChallenge: step.held.challenge!,
      expectedOrigin: site.origin,
      expectedRPID: site.name,
      requireUserVerification: true,
    }).catch(() => undefined)
    if (!checked?.verified) return { ok: false, reason: 'refused' } as const
    const { credential } = checked.registrationInfo
    const id = randomUUID()
    const added = await insertPasskey(tx, {
      municipality,
      id,
      account_id: account.id,
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: credential.transports ?? [],
      name: given.name,
      created_at: now,
    })
    if (!added) return { ok: false, reason: 'refused' } as const
    await record(tx, {
      municipality,
      name: 'people.passkey_added',
      actor: { kind: 'account', id: account.id },
      subject: account.id,
      data: { passkey: id },
    })
    await noteKeyChange(tx, account)
    return { ok: true, value: await beginSession(tx, account, { factors: 2, way: 'passkey' }, browser, now) } as const
  })
}
