// What the routes of sign-in share: how often one may come, who is signed in, and where to go on to.
import type { OidcProvider } from '../../platform/config.ts'
import type { Ctx } from '../../platform/http.ts'
import { type Account, findAccount } from '../store.ts'
import { allow, attemptKey, isFull } from './attempt-store.ts'
import { clientOf, homeOf, MEASURES, safeNext } from './rules.ts'
import { type Begun, doorOf, keepSession } from './sessions.ts'

type Counted = 'askedClient' | 'begunClient' | 'failedClient'

const clientAt = (c: Ctx): string => {
  const socket = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket
  return clientOf(socket?.remoteAddress, c.req.header('x-forwarded-for'), c.var.config.proxies)
}
const keyOf = (c: Ctx, kind: Counted): string => attemptKey(c.var.config.secret, kind, clientAt(c))

/** Counts one try of this client. @returns false when it has had enough. */
export const mayTry = (c: Ctx, kind: Counted): Promise<boolean> =>
  allow(doorOf(c), c.var.municipality, keyOf(c, kind), MEASURES[kind], c.var.now())

/**
 * Whether this client has opened nothing too often: it is then answered as if it opened nothing again. Where no client can
 * be told from another, all would be shut out by one; the tokens cannot be guessed anyway.
 */
export const hasFailed = async (c: Ctx): Promise<boolean> =>
  clientAt(c) !== 'unknown' &&
  isFull(doorOf(c), c.var.municipality, keyOf(c, 'failedClient'), MEASURES.failedClient, c.var.now())

/** The account that is signed in. */
export async function accountOf(c: Ctx): Promise<Account> {
  const { id } = c.var.actor
  const account = id ? await findAccount(doorOf(c), c.var.municipality, id) : undefined
  if (!account) throw new Error('a guard let somebody through who has no account')
  return account
}

/** Keeps the new session and says where to go on: a path of ours, or where the role begins. */
export function goOn(c: Ctx, begun: Begun, next: string | null | undefined): string {
  keepSession(c, begun)
  return safeNext(next) ?? homeOf(begun.account.role)
}

export const providerOf = (c: Ctx): OidcProvider | undefined =>
  c.var.config.oidc.find(({ id }) => id === c.req.param('provider'))

/** Pages that hold a key are kept by nobody on the way. */
export const keepNothing = (c: Ctx): void => c.header('cache-control', 'no-store')

/** The body of a request of our own script; anything else, a form of another site above all, is null. */
export async function readJson(c: Ctx): Promise<Record<string, unknown> | null> {
  if (!c.req.header('content-type')?.startsWith('application/json')) return null
  const body: unknown = await c.req.json().catch(() => null)
  return body && typeof body === 'object' && !Array.isArray(body) ? (body as Record<string, unknown>) : null
}
