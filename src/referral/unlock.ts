// What a right code leaves in the browser: for a while this link is open there.
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { z } from 'zod'
import { holder } from '../people/index.ts'
import { type Ctx, readForm } from '../platform/http.ts'
import { hashSecret } from '../platform/secret.ts'
import { tryCode } from './link.ts'
import { OPENED_LASTS } from './rules.ts'

const COOKIE = 'musubi_desk'
export const linkHolder = holder('the link in the mail to the desk', { opens: true })

export async function isUnlocked(c: Ctx, token: string): Promise<boolean> {
  const cookie = await getSignedCookie(c, c.var.config.secret, COOKIE)
  const [hash, until] = typeof cookie === 'string' ? cookie.split('.') : []
  return hash === hashSecret(token) && Number(until) > c.var.now().getTime()
}

/** Opens a link in this browser with the code that was typed. @returns false when it is not the right one. */
export async function unlock(c: Ctx, token: string): Promise<boolean> {
  const form = await readForm(c, z.object({ code: z.string().max(50).default('') }))
  const code = form.ok ? form.value.code.normalize('NFKC').replace(/\D/g, '') : ''
  if (!(await tryCode(c.var.db, token, code, c.var.now()))) return false
  const until = c.var.now().getTime() + OPENED_LASTS
  await setSignedCookie(c, COOKIE, `${hashSecret(token)}.${until}`, c.var.config.secret, {
    path: '/referral/desk',
    httpOnly: true,
    sameSite: 'Lax',
    secure: c.var.config.baseUrl.startsWith('https:'),
    maxAge: OPENED_LASTS / 1000,
  })
  return true
}
