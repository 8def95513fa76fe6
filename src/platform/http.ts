// What every request carries, and what every answer keeps to. The order of the middleware stands in src/app.tsx.
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import type { ZodType } from 'zod'
import type { Config } from './config.ts'
import type { Db } from './db.ts'
import { type Look, renderPage } from './ui/page.tsx'
import { LANGS, type Lang } from './words.ts'

/** Who makes the request. Roles and what they may do are the business of `people`. */
export type Actor = {
  kind: 'anonymous' | 'account'
  id: string | null
  name: string
  role: string | null
  organizationId: string | null
  /** The area of a 民生委員; empty for everybody else. */
  wards: readonly string[]
  /** How surely: 1 by one thing they have or know, 2 by two. */
  factors: 1 | 2
  sessionId: string | null
}

export type Env = {
  Variables: {
    /** As the actor of this request may see it. */
    db: Db
    config: Config
    municipality: string
    /** Name of the municipality, shown in every head. */
    place: string
    now: () => Date
    actor: Actor
    /** Whose records this answer shows; undefined until a handler says so. */
    opened?: readonly string[]
    look: Look
    /** Whether this is the demo: fictional people, printed sign-in links, mail kept in the outbox. */
    demo: boolean
  }
}
export type Ctx = Context<Env>

const SIZES = ['standard', 'large', 'largest'] as const

/** Language and text size: `?lang=` and `?size=` are kept in a cookie and taken out of the address. */
export const readLook: MiddlewareHandler<Env> = async (c, next) => {
  const url = new URL(c.req.url)
  const lang = url.searchParams.get('lang')
  const size = url.searchParams.get('size')
  const secure = c.var.config.baseUrl.startsWith('https:')
  const keep = { path: '/', maxAge: 60 * 60 * 24 * 365, sameSite: 'Lax', httpOnly: true, secure } as const
  const knownLang = LANGS.find((known) => known === lang)
  const knownSize = SIZES.find((known) => known === size)
  if (c.req.method === 'GET' && (knownLang || knownSize)) {
    if (knownLang) setCookie(c, 'lang', knownLang, keep)
    if (knownSize) setCookie(c, 'size', knownSize, keep)
    url.searchParams.delete('lang')
    url.searchParams.delete('size')
    return c.redirect(url.pathname + url.search, 303)
  }
  const asked: Lang = LANGS.find((known) => known === getCookie(c, 'lang')) ?? 'ja'
  c.set('look', {
    lang: asked,
    size: SIZES.find((known) => known === getCookie(c, 'size')) ?? 'standard',
    path: c.req.method === 'GET' ? url.pathname + url.search : '/',
    place: c.var.place,
  })
  await next()
}

/** What a page may not ask the browser for. A page that comes to need one names itself here. */
const NOT_ASKED = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'bluetooth', 'midi']

/**
 * Headers of every answer. No inline script or style runs; no other site may frame a page, open one and hold on to it,
 * load what is in it, or learn its address. Nothing is kept on the way; what is anybody's own is not kept at all.
 * @param https whether people come by https: then browsers never come by anything else again.
 */
export function protect(https: boolean): MiddlewareHandler<Env> {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      ...(https ? { upgradeInsecureRequests: [] } : {}),
    },
    permissionsPolicy: Object.fromEntries(NOT_ASKED.map((feature) => [feature, []])),
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: https ? 'max-age=63072000; includeSubDomains' : false,
  })
  return async (c, next) => {
    await secure(c, next)
    // What somebody sent in is no page of ours, whatever a browser makes of it.
    if (c.res.headers.has('content-disposition'))
      c.res.headers.set(
        'content-security-policy',
        "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
      )
    if (c.res.headers.has('cache-control')) return
    const open = c.req.method === 'GET' && c.var.actor.kind === 'anonymous'
    c.header('cache-control', open ? 'private, no-cache' : 'no-store')
  }
}

/** RFC 9457 problem document. `detail` is a sentence for a person. */
export function problem(
  c: Context,
  status: 400 | 403 | 404 | 413 | 422 | 429 | 500,
  title: string,
  detail?: string,
  more = {},
) {
  return c.body(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }), status, {
    'content-type': 'application/problem+json; charset=utf-8',
  })
}

export type FormResult<T> =
  | { ok: true; value: T }
  | { ok: false; problems: Record<string, string>; given: Record<string, string> }

/**
 * Reads a form by a schema. Fields that fail carry the schema's own message (a key of the page's words).
 * What was typed comes back in `given`, so that nothing is lost.
 */
export async function readForm<T>(c: Context, schema: ZodType<T>): Promise<FormResult<T>> {
  const given: Record<string, string> = {}
  const body = await c.req.parseBody().catch(() => ({}) as Record<string, string | File>)
  for (const [name, value] of Object.entries(body)) if (typeof value === 'string') given[name] = value
  const parsed = schema.safeParse(given)
  if (parsed.success) return { ok: true, value: parsed.data }
  const problems: Record<string, string> = {}
  for (const issue of parsed.error.issues) problems[String(issue.path[0] ?? 'form')] ??= issue.message
  return { ok: false, problems, given }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** True when the text has the form of an id: anything else would be an error in SQL. */
export const isId = (text: string | undefined): text is string => UUID.test(text ?? '')

/** Answers with a page. */
export const page = (
  c: Ctx,
  node: { toString(): unknown },
  status: 200 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 500 | 502 = 200,
) => c.html(renderPage(node, c.var.look), status)
