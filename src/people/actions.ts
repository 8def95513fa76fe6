import type { Db } from '../platform/db.ts'
import { record } from '../platform/events.ts'
import type { Actor } from '../platform/http.ts'
import { hashSecret, newToken } from '../platform/secret.ts'
import { type Factors, MAILED_LASTS, PRINTED_LASTS, SEEN_EVERY, sessionLasts } from './signin/rules.ts'
import { deleteSession, findSession, touchSession } from './signin/session-store.ts'
import { type Begun, type Browser, beginSession } from './signin/sessions.ts'
import { type Account, insertEntrance, takeEntrance } from './store.ts'

export const ANONYMOUS: Actor = {
  ...{ kind: 'anonymous', id: null, name: '', role: null, organizationId: null, wards: [] },
  ...{ factors: 1, sessionId: null },
}

/**
 * Makes a one-time way in for an account.
 * @param factors what it is worth: 1 for a link in a mail; 2 where the operator hands it over at the terminal.
 * @returns the token; only its hash is kept.
 */
export async function openEntrance(
  db: Db,
  account: Account,
  now: Date,
  { factors = 1, next = null }: { factors?: Factors; next?: string | null } = {},
): Promise<string> {
  const token = newToken()
  const row = {
    token_hash: hashSecret(token),
    municipality: account.municipality,
    account_id: account.id,
    factors,
    next,
    expires_at: new Date(now.getTime() + (factors === 2 ? PRINTED_LASTS : MAILED_LASTS)),
  }
  // A job is in a transaction of its own already.
  if (db.isTransaction) await insertEntrance(db as never, row)
  else await db.transaction().execute((tx) => insertEntrance(tx, row))
  return token
}

/**
 * Signs in by a one-time link.
 * @returns the session, or `gone` when the link was used or is too old.
 */
export function enter(
  db: Db,
  token: string,
  browser: Browser,
  now: Date,
): Promise<{ ok: true; value: Begun & { next: string | null } } | { ok: false; reason: 'gone' }> {
  return db.transaction().execute(async (tx) => {
    const found = await takeEntrance(tx, hashSecret(token), now)
    if (!found) return { ok: false, reason: 'gone' } as const
    const { factors, next, ...account } = found
    const shown = factors === 2 ? ({ factors: 2, way: 'printed' } as const) : ({ factors: 1, way: 'mail' } as const)
    return { ok: true, value: { ...(await beginSession(tx, account, shown, browser, now)), next } } as const
  })
}

/** Ends a session; ending one that is not there is fine. */
export function leave(db: Db, municipality: string, session: string): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const ended = await deleteSession(tx, hashSecret(session))
    if (!ended) return
    await record(tx, {
      municipality,
      name: 'people.left',
      actor: { kind: 'account', id: ended.account_id },
      subject: ended.account_id,
    })
  })
}

/** The actor of a session cookie; anonymous when there is none, it has ended, or it lay unused too long. */
export async function actorOf(db: Db, session: string | undefined, now: Date): Promise<Actor> {
  const hash = session ? hashSecret(session) : undefined
  const found = hash ? await findSession(db, hash, now) : undefined
  if (!hash || !found) return ANONYMOUS
  if (now.getTime() - found.seenAt.getTime() > SEEN_EVERY)
    await touchSession(db, hash, now, new Date(now.getTime() + sessionLasts(found.role).idle))
  return {
    kind: 'account',
    id: found.id,
    name: found.name,
    role: found.role,
    organizationId: found.organizationId,
    wards: found.wards,
    factors: found.factors,
    sessionId: found.sessionId,
  }
}
