// One sign-in in two steps: what the first leaves behind, the second takes, in the same browser, once and soon.
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Ctx } from '../../platform/http.ts'
import { hashSecret, newToken } from '../../platform/secret.ts'
import { HANDSHAKE_LASTS } from './rules.ts'
import { cookieName, cookieRules } from './sessions.ts'
import { type Handshake, insertHandshake, takeHandshake } from './store.ts'

const COOKIE = { passkey: 'musubi_key', oidc: 'musubi_back' } as const
type Which = keyof typeof COOKIE

type About = Pick<Handshake, 'municipality' | 'kind'> & {
  account?: string | null
  provider?: string
  invitation?: string | null
  next?: string | null
}

/** Leaves a step behind. @returns its token, for the browser alone. */
export async function beginHandshake(
  db: Db,
  about: About,
  held: Record<string, string>,
  now: Date,
  token = newToken(),
): Promise<string> {
  const token_hash = hashSecret(token)
  await db.transaction().execute((tx) =>
    insertHandshake(tx, {
      token_hash,
      municipality: about.municipality,
      kind: about.kind,
      account_id: about.account ?? null,
      provider: about.provider ?? null,
      invitation_id: about.invitation ?? null,
      next: about.next ?? null,
      sealed: sealText(JSON.stringify(held), `people.handshake/${token_hash}`),
      created_at: now,
      expires_at: new Date(now.getTime() + HANDSHAKE_LASTS),
    }),
  )
  return token
}

/** Takes the step that belongs to a token; undefined when there is none, it was taken, or it is too old. */
export async function endHandshake(
  tx: Tx,
  municipality: string,
  token: string,
  kinds: readonly Handshake['kind'][],
  now: Date,
): Promise<(Handshake & { held: Record<string, string> }) | undefined> {
  const row = await takeHandshake(tx, municipality, hashSecret(token), kinds, now)
  if (!row) return undefined
  return { ...row, held: JSON.parse(openText(row.sealed, `people.handshake/${row.token_hash}`)) }
}

export const keepHandshake = (c: Ctx, which: Which, token: string) =>
  setSignedCookie(c, cookieName(c, COOKIE[which]), token, c.var.config.secret, cookieRules(c, HANDSHAKE_LASTS))

/** The token that this browser keeps, if the cookie is ours and whole. */
export const keptHandshake = async (c: Ctx, which: Which): Promise<string | undefined> =>
  (await getSignedCookie(c, c.var.config.secret, cookieName(c, COOKIE[which]))) || undefined
