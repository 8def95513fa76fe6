import type { Db } from '../platform/db.ts'
import { record } from '../platform/events.ts'
import type { Actor } from '../platform/http.ts'
import { hashSecret, newToken } from '../platform/secret.ts'
import { ENTRANCE_LASTS, SESSION_LASTS } from './rules.ts'
import { type Account, deleteSession, findSession, insertEntrance, insertSession, takeEntrance } from './store.ts'

export const ANONYMOUS: Actor = {
  ...{ kind: 'anonymous', id: null, name: '', role: null, organizationId: null, wards: [], factors: 1 },
}

/**
 * Makes a one-time way in for an account.
 * @returns the token; only its hash is kept.
 */
export async function openEntrance(db: Db, account: Account, now: Date): Promise<string> {
  const token = newToken()
  await db.transaction().execute((tx) =>
    insertEntrance(tx, {
      token_hash: hashSecret(token),
      municipality: account.municipality,
      account_id: account.id,
      expires_at: new Date(now.getTime() + ENTRANCE_LASTS),
    }),
  )
  return token
}

/**
 * Signs in by a one-time link.
 * @returns the session token, or `gone` when the link was used or is too old.
 */
export function enter(
  db: Db,
  token: string,
  now: Date,
): Promise<{ ok: true; session: string; account: Account } | { ok: false; reason: 'gone' }> {
  return db.transaction().execute(async (tx) => {
    const account = await takeEntrance(tx, hashSecret(token), now)
    if (!account) return { ok: false, reason: 'gone' } as const
    const session = newToken()
    await insertSession(tx, {
      token_hash: hashSecret(session),
      municipality: account.municipality,
      account_id: account.id,
      expires_at: new Date(now.getTime() + SESSION_LASTS),
    })
    await record(tx, {
      municipality: account.municipality,
      name: 'people.entered',
      actor: { kind: 'account', id: account.id },
      subject: account.id,
    })
    return { ok: true, session, account } as const
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

/** The actor of a session cookie; anonymous when there is none or it has ended. */
export async function actorOf(db: Db, session: string | undefined, now: Date): Promise<Actor> {
  const account = session ? await findSession(db, hashSecret(session), now) : undefined
  if (!account) return ANONYMOUS
  return {
    kind: 'account',
    id: account.id,
    name: account.name,
    role: account.role,
    organizationId: account.organizationId,
    wards: account.wards,
    factors: 2,
  }
}
