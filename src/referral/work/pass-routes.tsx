// From one organisation to another, and from hand to hand.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findService, type ServiceView } from '../../directory/index.ts'
import { may } from '../../people/index.ts'
import { type Ctx, type Env, isId, readForm } from '../../platform/http.ts'
import { cancelReferral, type Result } from '../actions.ts'
import { askAnother, capableServices, forwardReferral, sendDraft } from '../asking.ts'
import { canCancel, meant, onward, openTo, showNeed } from '../need-file.tsx'
import type { Told } from '../reads.ts'
import type { Task } from '../store.ts'
import { assignReferral } from './assign.ts'
import { mine } from './mine.ts'
import { EMPTY_PASS, HOWS } from './pass.tsx'
import { byAccount } from './seat.ts'
import { passWords } from './words.ts'

const text = z.string().trim().max(2000).default('')
const PassInput = z.object({ how: text, service: text, note: text, task: z.string().max(100).optional() })

/** The form of passing on, with the desk that was chosen. */
async function readPass(c: Ctx) {
  const { db, municipality } = c.var
  const read = await readForm(c, PassInput)
  const { task, ...form } = read.ok ? read.value : { ...EMPTY_PASS, ...read.given, task: read.given.task }
  const chosen = isId(form.service) ? await findService(db, municipality, form.service, c.var.now()) : undefined
  return { form: { ...EMPTY_PASS, ...form }, task, service: chosen?.canRefer ? chosen : undefined }
}

/** A word to the next desk, signed by who is signed in. */
const wordOf = (c: Ctx, words: string) =>
  words ? { word: { author: c.var.actor.name, organizationId: c.var.actor.organizationId, words } } : {}

const instead = (c: Ctx, task: Task, service: ServiceView, note: string) =>
  forwardReferral(c.var.db, byAccount(c), c.var.now(), task, { service, ...wordOf(c, note) })

/** Asks a desk, or openly: whoever can take it and has not been asked yet. Undefined when nobody could. */
async function ask(
  c: Ctx,
  { need, tasks }: Told,
  service: ServiceView | null,
  note: string,
  draft = false,
): Promise<Result | undefined> {
  const { db, municipality } = c.var
  const asked = new Set(tasks.filter(({ task }) => !task.closed_at).map(({ task }) => task.organization_id))
  const capable = service ? [] : await capableServices(db, municipality, need, c.var.now())
  const offered = [...new Set(capable.map(({ organization }) => organization.id))].filter((id) => !asked.has(id))
  if (!service && offered.length === 0) return undefined
  const { actor } = byAccount(c)
  return askAnother(db, actor, c.var.now(), {
    municipality,
    needId: need.id,
    service,
    offered,
    draft,
    ...wordOf(c, note),
  })
}

/** A form about one referral: which one is meant, among those for which it can be done. */
async function about(c: Context<Env, '/:id'>, found: Told, can: (task: Task) => boolean) {
  const read = await readForm(c, z.object({ task: z.string().max(100).optional(), to: z.string().max(100).optional() }))
  const given = read.ok ? read.value : {}
  return {
    ...given,
    task: meant(
      found.tasks.filter(({ task }) => can(task)),
      given.task,
    ),
  }
}

const done = (c: Ctx, found: Told, result: { ok: true } | { ok: false; reason: Parameters<typeof refused>[2] }) =>
  result.ok ? c.redirect(`/referral/${found.need.id}`, 303) : refused(c, found, result.reason)
const refused = (c: Ctx, found: Told, said: NonNullable<NonNullable<Parameters<typeof showNeed>[2]>['said']>) =>
  showNeed(c, found, { said })

export const passRoutes = new Hono<Env>()
  .post('/referral/:id/forward', may('referral.forward'), async (c) => {
    const found = await mine(c, 'referral.forward')
    if (!found) return c.notFound()
    const { form, task, service } = await readPass(c)
    const w = passWords(c.var.look.lang)
    const live = meant(openTo(c, found), task)
    if (!live) return showNeed(c, found, { said: 'too_late' })
    if (!service) return showNeed(c, found, { pass: form, problems: { service: w.needTo }, task })
    const result = await instead(c, live, service, form.note)
    return result.ok ? onward(c, 'forwarded') : showNeed(c, found, { pass: form, said: result.reason, task })
  })
  .post('/referral/:id/ask', may('referral.ask'), async (c) => {
    const found = await mine(c, 'referral.ask')
    if (!found) return c.notFound()
    const { form, task, service } = await readPass(c)
    const w = passWords(c.var.look.lang)
    const how = HOWS.find((known) => known === form.how)
    const again = (problems: { how?: string; service?: string }) => showNeed(c, found, { pass: form, problems, task })
    if (!how) return again({ how: w.needHow })
    if (how === 'offer') {
      const result = await ask(c, found, null, form.note)
      return result ? done(c, found, result) : again({ how: w.nobody })
    }
    if (!service) return again({ service: w.needTo })
    if (how !== 'instead') return done(c, found, (await ask(c, found, service, form.note, how === 'draft'))!)
    const live = meant(openTo(c, found), task)
    return live ? done(c, found, await instead(c, live, service, form.note)) : refused(c, found, 'too_late')
  })
  .post('/referral/:id/send', may('referral.ask'), async (c) => {
    const found = await mine(c, 'referral.ask')
    if (!found) return c.notFound()
    const { task } = await about(c, found, ({ status }) => status === 'draft')
    if (!task) return refused(c, found, 'too_late')
    return done(c, found, await sendDraft(c.var.db, byAccount(c), c.var.now(), task))
  })
  .post('/referral/:id/cancel', may('referral.cancel'), async (c) => {
    const found = await mine(c, 'referral.cancel')
    if (!found) return c.notFound()
    const { task } = await about(c, found, (one) => canCancel(c, one))
    if (!task) return refused(c, found, 'too_late')
    const by = byAccount(c)
    const sender = by.side === 'desk' ? ({ ...by, side: 'sender' } as const) : by
    return done(c, found, await cancelReferral(c.var.db, sender, c.var.now(), task))
  })
  .post('/referral/:id/assign', may('referral.assign'), async (c) => {
    const found = await mine(c, 'referral.assign')
    if (!found) return c.notFound()
    const { task, to = '' } = await about(c, found, (one) => openTo(c, found).some((open) => open.task === one))
    if (!task) return refused(c, found, 'too_late')
    if (to && !isId(to)) return refused(c, found, 'not_there')
    return done(c, found, await assignReferral(c.var.db, byAccount(c), c.var.now(), task, to || null))
  })
