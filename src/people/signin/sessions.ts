// Sessions: begun anew at every sign-in and every further factor, so that a token known before is worth nothing after.
import { randomUUID } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { Ctx } from '../../platform/http.ts'
import { actingAs } from '../../platform/scope.ts'
import { hashSecret, newToken } from '../../platform/secret.ts'
import type { Account } from '../store.ts'
import { deviceOf, type Factors, sessionLasts, type Way } from './rules.ts'
import { deleteSession, deleteSessions, insertSession } from './session-store.ts'

/** The database as sign-in sees it, before anybody is known: accounts and what opens them, nothing else. */
export const doorOf = (c: Ctx): Db => actingAs(c.var.db, { kind: 'door', municipality: c.var.municipality })

// ── the cookie ──────────────────────────────────────────────────────────────────────────────────────────────────

export const SESSION_COOKIE = 'musubi_session'

const secure = (c: Ctx) => c.var.config.baseUrl.startsWith('https:')

/** `__Host-` on https: no neighbouring site under the same domain can put a cookie of its own in its place. */
export const cookieName = (c: Ctx, name: string): string => (secure(c) ? `__Host-${name}` : name)
export const cookieRules = (c: Ctx, milliseconds: number) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: secure(c),
    maxAge: Math.floor(milliseconds / 1000),
  }) as const

/** The token of the session that the browser brought. */
export const sessionOf = (c: Ctx): string | undefined => getCookie(c, cookieName(c, SESSION_COOKIE))

export const keepSession = (c: Ctx, { token, account }: Begun): void =>
  setCookie(c, cookieName(c, SESSION_COOKIE), token, cookieRules(c, sessionLasts(account.role).whole))

export const dropSession = (c: Ctx): void => {
  deleteCookie(c, cookieName(c, SESSION_COOKIE), { path: '/', secure: secure(c) })
}

/** What the request says about where it came from. */
export const browserOf = (c: Ctx): Browser => ({ old: sessionOf(c), device: deviceOf(c.req.header('user-agent')) })

// ── beginning and ending ────────────────────────────────────────────────────────────────────────────────────────

export type Browser = { old: string | undefined; device: string }
export type Begun = { token: string; account: Account; factors: Factors }

/**
 * Begins a session in the transaction that proved who it is, and ends the one that this browser had.
 * The event of it is recorded here: `people.entered`, or `people.raised` when the same person showed a second factor.
 */
export async function beginSession(
  tx: Tx,
  account: Account,
  { factors, way }: { factors: Factors; way: Way },
  browser: Browser,
  now: Date,
): Promise<Begun> {
  const before = browser.old ? await deleteSession(tx, hashSecret(browser.old)) : undefined
  const token = newToken()
  const { idle, whole } = sessionLasts(account.role)
  const id = randomUUID()
  await insertSession(tx, {
    id,
    token_hash: hashSecret(token),
    municipality: account.municipality,
    account_id: account.id,
    factors,
    way,
    device: browser.device,
    created_at: now,
    seen_at: now,
    idle_at: new Date(now.getTime() + idle),
    expires_at: new Date(now.getTime() + whole),
  })
  await record(tx, {
    municipality: account.municipality,
    name: before?.account_id === account.id && before.factors < factors ? 'people.raised' : 'people.entered',
    actor: { kind: 'account', id: account.id },
    subject: account.id,
    data: { session: id, way, factors },
  })
  return { token, account, factors }
}

/** A sign-in that was refused: ids and codes, never what was typed. */
export const noteRefusal = (
  tx: Tx,
  municipality: string,
  { way, why, account }: { way: Way | 'invitation'; why: string; account?: string | null },
) =>
  record(tx, {
    municipality,
    name: 'people.refused',
    actor: { kind: 'anonymous' },
    subject: account ?? randomUUID(),
    data: { way, why, known: Boolean(account) },
  })

/** Ends one session of an account or all but one. @returns how many ended. */
export const endSessions = (
  db: Db,
  { municipality, account, by }: { municipality: string; account: string; by: string },
  which: { only?: string; but?: string | null },
): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const ended = await deleteSessions(tx, municipality, account, which)
    if (ended.length > 0)
      await record(tx, {
        municipality,
        name: 'people.sessions_ended',
        actor: { kind: 'account', id: by },
        subject: account,
        data: { sessions: ended },
      })
    return ended.length
  })
