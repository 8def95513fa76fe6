// The slip: making it is a step with an event and a link of its own; looking at it again is not.
import { Hono } from 'hono'
import { findService, viewServices } from '../../directory/index.ts'
import { may, opened } from '../../people/index.ts'
import { type Env, isId, page } from '../../platform/http.ts'
import { GENERAL_DESK } from '../asking.ts'
import { taskOfLink } from '../link.ts'
import { mine } from '../work/mine.ts'
import { byAccount } from '../work/seat.ts'
import { printSlip } from './print.ts'
import { SlipPage } from './slip.tsx'

export const slipRoutes = new Hono<Env>()
  .post('/referral/:id/slip/:task', may('referral.print'), async (c) => {
    const { id, task } = c.req.param()
    if (!isId(id) || !isId(task)) return c.notFound()
    const { db, municipality } = c.var
    const made = await printSlip(db, byAccount(c).actor, c.var.now(), { municipality, id: task }, id)
    if (!made.ok) return made.reason === 'not_found' ? c.notFound() : c.redirect(`/referral/${id}`, 303)
    const { token } = made.value
    return c.redirect(`/referral/${id}/slip/${task}${token ? `?link=${token}` : ''}`, 303)
  })
  .get('/referral/:id/slip/:task', may('referral.print'), async (c) => {
    const found = await mine(c, 'referral.print')
    const one = found?.tasks.find(({ task }) => task.id === c.req.param('task'))?.task
    const { db, municipality, config } = c.var
    const now = c.var.now()
    const [service] = one?.service_id ? await viewServices(db, municipality, [one.service_id], now) : []
    if (!found || !one || !service) return c.notFound()
    const link = c.req.query('link')
    const opens = link && (await taskOfLink(db, link, now))?.id === one.id
    opened(c, [found.need.id])
    return page(
      c,
      <SlipPage
        look={{ ...c.var.look, path: `/referral/${found.need.id}` }}
        need={found.need}
        task={one}
        service={service}
        general={await findService(db, municipality, GENERAL_DESK, now)}
        url={opens ? `${config.baseUrl}/referral/desk/${link}` : null}
        now={now}
      />,
    )
  })
