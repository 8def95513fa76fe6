// Guards stand in the route line; tests/routes.test.ts lists every route with its guard. A guard that opens a person's
// record writes down the look itself, before the answer leaves.
import type { MiddlewareHandler } from 'hono'
import { type NewEvent, recordAll } from '../platform/events.ts'
import type { Ctx, Env } from '../platform/http.ts'
import { actingAs } from '../platform/scope.ts'
import { hashSecret } from '../platform/secret.ts'
import { renderPage } from '../platform/ui/page.tsx'
import { actorOf } from './actions.ts'
import { RefusedPage } from './pages.tsx'
import { mayDo, needsTwo, VERBS, type Verb } from './rules.ts'
import { allow, attemptKey } from './signin/attempt-store.ts'
import { MEASURES } from './signin/rules.ts'
import { doorOf, sessionOf } from './signin/sessions.ts'

export const GUARD = Symbol.for('musubi.guard')
/** What a guard lets in, as data: for the matrix of routes and roles. */
export type Guarding = { kind: 'anyone' | 'holder' | 'may'; verb?: Verb; opens: boolean }
export const GUARDING = Symbol.for('musubi.guarding')

const marked = (name: string, guarding: Guarding, handler: MiddlewareHandler<Env>): MiddlewareHandler<Env> =>
  Object.assign(handler, { [GUARD]: name, [GUARDING]: guarding })

/** Open to everybody, and why that is right. */
export const anyone = (why: string): MiddlewareHandler<Env> =>
  marked(`anyone: ${why}`, { kind: 'anyone', opens: false }, (_c, next) => next())

/**
 * Open to whoever holds the unguessable address: what stands in it is all that the database shows this request.
 * @param opens a person's record is shown to somebody else: the look is written down.
 */
export const holder = (of: string, { opens = false } = {}): MiddlewareHandler<Env> =>
  marked(`holder of ${of}`, { kind: 'holder', opens }, async (c, next) => {
    c.header('cache-control', 'no-store')
    const held = Object.values(c.req.param() as Record<string, string>)
    holding(c, held, opens ? 'link' : c.var.actor.kind)
    await next()
    if (opens) await writeLooks(c, 'holder')
  })

/** Lets the rest of this request reach what these ids, numbers and tokens open, and nothing that they do not. */
export function holding(
  c: Ctx,
  held: readonly string[],
  kind: 'anonymous' | 'account' | 'link' = c.var.actor.kind,
): void {
  const plain = held.filter((one) => /^[\w-]{1,100}$/.test(one))
  c.set('db', actingAs(c.var.db, { ...scopeOf(c), kind, holds: [...plain, ...plain.map((one) => hashSecret(one))] }))
}

/** Only for roles that may do it, with two factors where records of persons are met. Others are told so, and how. */
export const may = (verb: Verb): MiddlewareHandler<Env> =>
  marked(verb, { kind: 'may', verb, opens: VERBS[verb].opens ?? false }, async (c, next) => {
    c.header('cache-control', 'no-store')
    const { actor } = c.var
    const signedIn = actor.kind === 'account'
    if (!mayDo(actor.role, verb)) {
      // Somebody signed in who tries another's door again and again is a finding of the audit.
      if (signedIn && VERBS[verb].opens) await noteRefused(c, verb)
      return c.html(renderPage(RefusedPage({ look: c.var.look, signedIn }), c.var.look), signedIn ? 403 : 401)
    }
    if (actor.factors < 2 && needsTwo(actor.role, verb))
      return c.redirect(`/people/second?next=${encodeURIComponent(c.var.look.path)}`, 303)
    await next()
    if (VERBS[verb].opens) await writeLooks(c, verb)
  })

/** Says whose records this answer shows: ids of needs, persons or rooms. The guard writes each look down. */
export const opened = (c: Ctx, subjects: readonly string[]): void => {
  c.set('opened', [...(c.var.opened ?? []), ...subjects])
}

/** Answers that show nothing of a record: redirects, refusals, what is not there, faults. */
const shows = (status: number) => status < 300 || status === 409 || status === 422

async function writeLooks(c: Ctx, verb: string): Promise<void> {
  if (!shows(c.res.status)) return
  const { actor, municipality, opened } = c.var
  // An answer that opens records and names none would be a look that nobody knows of: it does not leave.
  if (!opened) throw new Error(`${c.req.method} ${verb}: a look without a subject`)
  const by: NewEvent['actor'] = actor.kind === 'account' ? { kind: 'account', id: actor.id } : { kind: 'link' }
  const data = { verb, as: actor.role, org: actor.organizationId, ...(opened.length > 1 ? { list: true } : {}) }
  const at = c.var.now()
  await recordAll(
    c.var.db,
    [...new Set(opened)].map((subject) => ({ municipality, name: 'people.looked', actor: by, subject, data, at })),
  )
}

async function noteRefused(c: Ctx, verb: string): Promise<void> {
  const { actor, municipality } = c.var
  const by = { kind: 'account', id: actor.id } as const
  await recordAll(c.var.db, [
    {
      municipality,
      name: 'people.refused',
      actor: by,
      subject: actor.id!,
      data: { verb, as: actor.role },
      at: c.var.now(),
    },
  ])
}

const scopeOf = (c: Ctx) => ({
  kind: c.var.actor.kind,
  municipality: c.var.municipality,
  account: c.var.actor.id,
  role: c.var.actor.role,
  organization: c.var.actor.organizationId,
  wards: c.var.actor.wards,
})

/** Puts the actor of the session cookie into every request, and lets its database show what they may reach. */
export const readActor: MiddlewareHandler<Env> = async (c, next) => {
  const session = sessionOf(c)
  if (session) c.set('actor', await actorOf(doorOf(c), session, c.var.now()))
  c.set('db', actingAs(c.var.db, scopeOf(c)))
  await next()
}

/**
 * Counts a try at something that could be guessed. Kept by keyed hash, for all processes together.
 * @returns false when there were too many lately; the try is not to be answered.
 */
export const mayTry = (c: Ctx, what: 'receipt' | 'lineCode', of: string): Promise<boolean> =>
  allow(doorOf(c), c.var.municipality, attemptKey(c.var.config.secret, what, of), MEASURES[what], c.var.now())
