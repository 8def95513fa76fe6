// Staff: what went out and what did not arrive.
import { Hono } from 'hono'
import { z } from 'zod'
import { may, workNav } from '../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../platform/http.ts'
import { sendAgain, toldByPhone } from '../platform/outbox/deliver.ts'
import { countNotices, TABS, type Tab } from '../platform/outbox/store.ts'
import { OutboxPage, type OutboxProps } from './outbox.tsx'
import { readOutbox } from './outbox-reads.ts'

async function showOutbox(c: Ctx, tab: Tab, wrong: OutboxProps['wrong'] = null) {
  const { db, municipality, look, actor, config } = c.var
  const now = c.var.now()
  const [posts, ...counted] = await Promise.all([
    readOutbox(db, municipality, tab, now),
    ...TABS.map((one) => countNotices(db, municipality, one)),
  ])
  const counts = Object.fromEntries(TABS.map((one, at) => [one, counted[at]])) as Record<Tab, number>
  return page(
    c,
    <OutboxPage
      look={{ ...look, path: '/referral/outbox' }}
      who={actor.name}
      staff={true}
      nav={workNav(look.lang, actor.role)}
      kept={!config.smtpUrl}
      {...{ now, tab, posts, counts, wrong }}
    />,
    wrong ? 422 : 200,
  )
}

const actorOf = (c: Ctx) => ({ kind: 'account', id: c.var.actor.id! }) as const

export const outboxRoutes = new Hono<Env>()
  .get('/referral/outbox', may('referral.outbox'), (c) => {
    const first = c.var.config.smtpUrl ? 'undelivered' : 'waiting'
    return showOutbox(c, TABS.find((tab) => tab === c.req.query('tab')) ?? first)
  })
  .post('/referral/outbox/:id/again', may('referral.outbox'), async (c) => {
    const id = c.req.param('id')
    if (!isId(id)) return c.notFound()
    const field = `to_${id}`
    const form = await readForm(c, z.object({ [field]: z.union([z.literal(''), z.email().max(254)]).default('') }))
    if (!form.ok) return showOutbox(c, 'undelivered', { id, typed: form.given[field] ?? '' })
    const { db, municipality } = c.var
    const again = await sendAgain(db, actorOf(c), c.var.now(), { municipality, id }, form.value[field] || null)
    return again ? c.redirect('/referral/outbox?tab=undelivered', 303) : c.notFound()
  })
  .post('/referral/outbox/:id/told', may('referral.outbox'), async (c) => {
    const id = c.req.param('id')
    const { db, municipality } = c.var
    const told = isId(id) && (await toldByPhone(db, actorOf(c), c.var.now(), { municipality, id }))
    return told ? c.redirect('/referral/outbox?tab=undelivered', 303) : c.notFound()
  })
