// The desk without an account: link, one-time code, answer.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findService } from '../directory/index.ts'
import { opened } from '../people/index.ts'
import { type Ctx, type Env, page, readForm } from '../platform/http.ts'
import { type By, noteSeen } from './actions.ts'
import { answer } from './answering.ts'
import { forwardReferral } from './asking.ts'
import { type AnswerForm, EMPTY_ANSWER } from './desk.tsx'
import { type DeskProps, LinkGonePage, LockedPage, OpenPage, ThanksPage } from './desk-link.tsx'
import { sendCode, taskOfLink } from './link.ts'
import { generalDesk, type Opened, readAround, readTask } from './reads.ts'
import { isClosed, type Status } from './rules.ts'
import { notesOf, type Task, tasksOf } from './store.ts'
import { isUnlocked, linkHolder, unlock } from './unlock.ts'
import { othersFor } from './work/choices.ts'
import { passWords } from './work/words.ts'

const byLink = (task: Task): By => ({
  actor: { kind: 'link' },
  side: 'desk',
  organizationId: task.organization_id,
  via: 'link',
})

async function behind(
  c: Context<Env, '/:token'>,
): Promise<(Opened & { token: string; unlocked: boolean }) | undefined> {
  const token = c.req.param('token')
  const task = await taskOfLink(c.var.db, token, c.var.now())
  const found = await readTask(c.var.db, c.var.municipality, task, c.var.now())
  if (!found) return undefined
  return { ...found, token, unlocked: await isUnlocked(c, token) }
}

async function gone(c: Ctx) {
  return page(
    c,
    <LinkGonePage look={c.var.look} general={await generalDesk(c.var.db, c.var.municipality, c.var.now())} />,
    410,
  )
}

async function locked(
  c: Ctx,
  found: Opened & { token: string },
  state: { sentTo?: string; problem?: 'wrong' | 'too_many' },
) {
  const { look, db, municipality } = c.var
  const now = c.var.now()
  opened(c, []) // nothing of the person is on this page
  return page(
    c,
    <LockedPage
      look={{ ...look, path: `/referral/desk/${found.token}` }}
      {...found}
      general={await generalDesk(db, municipality, now)}
      now={now}
      sentTo={state.sentTo ?? null}
      problem={state.problem ?? null}
    />,
    state.problem ? 422 : 200,
  )
}

async function open(
  c: Ctx,
  found: Opened & { token: string },
  more: { form?: AnswerForm; problems?: DeskProps['problems']; said?: DeskProps['said'] } = {},
) {
  const { look, db, municipality } = c.var
  const now = c.var.now()
  opened(c, [found.need.id])
  return page(
    c,
    <OpenPage
      look={{ ...look, path: `/referral/desk/${found.token}` }}
      {...found}
      general={await generalDesk(db, municipality, now)}
      now={now}
      around={await readAround(db, municipality, found.need.id, now)}
      others={isClosed(found.task.status) ? [] : await othersOf(c, found)}
      notes={await notesOf(db, municipality, found.need.id)}
      form={more.form ?? EMPTY_ANSWER}
      problems={more.problems ?? {}}
      said={more.said}
    />,
    more.problems ? 422 : more.said ? 409 : 200,
  )
}

/** Desks that are not seen to have it already. */
async function othersOf(c: Ctx, { need }: Opened) {
  const { db, municipality } = c.var
  const tasks = await tasksOf(db, municipality, [need.id])
  const without = new Set(tasks.flatMap((one) => (isClosed(one.status) ? [] : [one.organization_id])))
  return othersFor(db, need, without, c.var.now(), true)
}

function thanks(c: Ctx, { desk }: Opened, status: Status) {
  opened(c, [])
  return page(c, <ThanksPage look={{ ...c.var.look, path: '/' }} desk={desk} status={status} />)
}

export const deskRoutes = new Hono<Env>()
  .get('/referral/desk/:token', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return gone(c)
    if (!found.unlocked) return locked(c, found, {})
    await noteSeen(c.var.db, byLink(found.task), c.var.now(), found.task)
    return open(c, found)
  })
  .post('/referral/desk/:token/code', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return gone(c)
    const sent = await sendCode(c.var.db, found.token, c.var.now())
    if (sent.ok) return locked(c, found, { sentTo: sent.to })
    return sent.reason === 'gone' ? gone(c) : locked(c, found, { problem: 'too_many' })
  })
  .post('/referral/desk/:token/open', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return gone(c)
    if (!(await unlock(c, found.token))) return locked(c, found, { problem: 'wrong' })
    return c.redirect(`/referral/desk/${found.token}`, 303)
  })
  .post('/referral/desk/:token/answer', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return gone(c)
    if (!found.unlocked) return locked(c, found, {})
    const done = await answer(c, byLink(found.task), found.task, '')
    if (!done.ok) return open(c, found, done)
    if (!done.result.ok) return open(c, found, { said: 'tooLate' })
    const { status } = done.result.value
    if (!isClosed(status)) return c.redirect(`/referral/desk/${found.token}`, 303)
    return thanks(c, found, status)
  })
  .post('/referral/desk/:token/forward', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return gone(c)
    if (!found.unlocked) return locked(c, found, {})
    const { db, municipality } = c.var
    const now = c.var.now()
    const { task } = found
    const form = await readForm(c, z.object({ service: z.uuid(), note: z.string().trim().max(500).default('') }))
    // Only whom the page offers: a form can be written by hand.
    const chosen = form.ok && (await othersOf(c, found)).some(({ id }) => id === form.value.service)
    const service = chosen ? await findService(db, municipality, form.value.service, now) : undefined
    if (!form.ok || !service) return open(c, found, { problems: { service: passWords(c.var.look.lang).needTo } })
    const words = form.value.note
    const word = words && { word: { author: found.desk.organization, organizationId: task.organization_id, words } }
    const done = await forwardReferral(db, byLink(task), now, task, { service, ...(word || {}) })
    if (!done.ok) return open(c, found, { said: done.reason === 'asked_already' ? 'forwardAlready' : 'tooLate' })
    return thanks(c, found, 'forwarded')
  })
