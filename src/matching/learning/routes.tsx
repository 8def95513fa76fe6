import { Hono } from 'hono'
import { z } from 'zod'
import { may, workNav } from '../../people/index.ts'
import { type Ctx, type Env, page, readForm } from '../../platform/http.ts'
import { askTraining, goBack, switchLearning } from './actions.ts'
import { LearningPage } from './pages.tsx'
import { readOverview } from './reads.ts'

/** Seconds after which the page is asked for again while a training is in progress. */
const RENEWS = 5

const actorOf = (c: Ctx) => ({ kind: 'account', id: c.var.actor.id }) as const

export const matchingRoutes = new Hono<Env>()
  .get('/matching', may('matching.learning'), async (c) => {
    const { db, municipality, look, actor } = c.var
    const overview = await readOverview(db, municipality, c.var.now())
    const still = c.req.query('still') === 'yes'
    // The header does what <meta http-equiv="refresh"> does, without script; the page says so, and how to stop it.
    if ((overview.work || overview.waiting) && !still) c.header('refresh', `${RENEWS}; url=/matching`)
    return page(
      c,
      <LearningPage
        look={look}
        who={actor.name}
        nav={workNav(look.lang, actor.role)}
        overview={overview}
        still={still}
      />,
    )
  })
  .post('/matching/train', may('matching.learning'), async (c) => {
    await askTraining(c.var.db, actorOf(c), c.var.now(), c.var.municipality)
    return c.redirect('/matching', 303)
  })
  .post('/matching/back', may('matching.learning'), async (c) => {
    await goBack(c.var.db, actorOf(c), c.var.now(), c.var.municipality)
    return c.redirect('/matching', 303)
  })
  .post('/matching/switch', may('matching.learning'), async (c) => {
    const form = await readForm(c, z.object({ on: z.string().max(10).default('') }))
    // A form that cannot be read switches nothing.
    if (form.ok) await switchLearning(c.var.db, actorOf(c), c.var.now(), c.var.municipality, form.value.on === 'yes')
    return c.redirect('/matching', 303)
  })
