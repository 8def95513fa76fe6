// The person's ways of being told: added and removed from the receipt.
import { Hono } from 'hono'
import { z } from 'zod'
import { addPush, newLineCode, removeWay } from '../need/index.ts'
import { anyone, holder } from '../people/index.ts'
import { fromJson } from '../platform/config.ts'
import { type Env, isId, page, readForm } from '../platform/http.ts'
import { Subscription } from '../platform/outbox/push.ts'
import { asset } from '../platform/ui/assets.ts'
import { showReceipt, told } from './receipt-routes.tsx'
import { LineCodePage, WORKER } from './ways.tsx'

const nobody = { kind: 'anonymous' } as const

export const waysRoutes = new Hono<Env>()
  .get(WORKER, anyone('the script that shows a notice while no page is open'), (c) =>
    c.body(asset('notice.js').body, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  .post('/referral/receipt/:id/push', holder('the receipt address'), async (c) => {
    const found = await told(c)
    const { push } = c.var.config
    if (!found || !push) return c.notFound()
    const form = await readForm(c, z.object({ subscription: fromJson.pipe(Subscription) }))
    if (!form.ok) return showReceipt(c, found, { way: 'pushFailed' })
    const { db } = c.var
    const added = await addPush(db, nobody, c.var.now(), found.need, form.value.subscription, push.hosts)
    if (!added.ok) return showReceipt(c, found, { way: added.reason })
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
  .post('/referral/receipt/:id/line', holder('the receipt address'), async (c) => {
    const found = await told(c)
    const { line } = c.var.config
    if (!found || !line) return c.notFound()
    // Shown once, here: only its hash is kept.
    const code = await newLineCode(c.var.db, c.var.now(), found.need)
    const { id: needId } = found.need
    return page(c, <LineCodePage {...{ look: c.var.look, needId, line, code }} />, code ? 200 : 429)
  })
  .post('/referral/receipt/:id/ways/:way/stop', holder('the receipt address'), async (c) => {
    const found = await told(c)
    const way = c.req.param('way')
    if (!found || !isId(way)) return c.notFound()
    await removeWay(c.var.db, nobody, c.var.now(), found.need, way)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
