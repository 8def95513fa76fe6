// Standing in: one says it of oneself; who leads an organisation, or works for the city, of colleagues too.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findNames, may } from '../../people/index.ts'
import { ZONE } from '../../platform/clock.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { leaveCover, takeCover } from './cover.ts'
import { CoverPage, type CoverProblems, type CoverProps, EMPTY_COVER } from './cover-page.tsx'
import type { Cover } from './rules.ts'
import { byAccount, work } from './seat.ts'
import { coverWords } from './words.ts'
import { colleaguesOf, coversFrom } from './work-store.ts'

const leads = (c: Ctx) => c.var.actor.role !== 'desk'
const maySay = (c: Ctx, { accountId, byId }: Pick<Cover, 'accountId' | 'byId'>) =>
  leads(c) || [accountId, byId].includes(c.var.actor.id!)

async function show(c: Ctx, more: Partial<Pick<CoverProps, 'form' | 'problems'>> = {}) {
  const { db, municipality, actor } = c.var
  const [covers, colleagues] = await Promise.all([
    coversFrom(db, municipality, c.var.now()),
    colleaguesOf(db, municipality, actor.organizationId),
  ])
  const names = await findNames(
    db,
    municipality,
    covers.flatMap(({ accountId, byId }) => [accountId, byId]),
  )
  const nameOf = (id: string) => names.get(id)?.name ?? ''
  const at = work(c)
  return page(
    c,
    <CoverPage
      {...at}
      look={{ ...at.look, path: '/referral/cover' }}
      covers={covers.map((cover) => ({
        cover,
        ...{ who: nameOf(cover.accountId), by: nameOf(cover.byId), mayEnd: maySay(c, cover) },
      }))}
      colleagues={colleagues}
      away={leads(c) ? colleagues : colleagues.filter(({ id }) => id === actor.id)}
      form={more.form ?? EMPTY_COVER}
      problems={more.problems ?? {}}
    />,
    more.problems ? 422 : 200,
  )
}

const text = z.string().trim().max(100).default('')
const CoverInput = z.object({ account: text, by: text, from: text, until: text })

/** The beginning of a day in Tokyo, `later` days on; undefined when it is no day. */
function dayOf(given: string, later = 0): Date | undefined {
  try {
    const day = Temporal.PlainDate.from(given).add({ days: later })
    return new Date(day.toZonedDateTime({ timeZone: ZONE }).epochMilliseconds)
  } catch {
    return undefined
  }
}

const FIELD_OF = { self: 'by', order: 'until', past: 'until', overlaps: 'from', chain: 'by', not_there: 'by' } as const

export const coverRoutes = new Hono<Env>()
  .get('/referral/cover', may('referral.cover'), (c) => show(c))
  .post('/referral/cover', may('referral.cover'), async (c) => {
    const { db, municipality, actor } = c.var
    const w = coverWords(c.var.look.lang)
    const read = await readForm(c, CoverInput)
    const form = { ...EMPTY_COVER, ...(read.ok ? read.value : read.given) }
    const [from, until] = [dayOf(form.from), dayOf(form.until, 1)]
    const problems: CoverProblems = {
      ...(isId(form.account) ? {} : { account: w.problems.account }),
      ...(isId(form.by) ? {} : { by: w.problems.by }),
      ...(from ? {} : { from: w.problems.from }),
      ...(until ? {} : { until: w.problems.until }),
    }
    if (!from || !until || Object.keys(problems).length > 0) return show(c, { form, problems })
    const cover = { accountId: form.account, byId: form.by, from, until }
    if (!leads(c) && cover.accountId !== actor.id) return show(c, { form, problems: { account: w.problems.account } })
    const { organizationId } = actor
    const done = await takeCover(db, byAccount(c).actor, c.var.now(), { municipality, organizationId }, cover)
    if (!done.ok) return show(c, { form, problems: { [FIELD_OF[done.reason]]: w.problems[done.reason] } })
    return c.redirect('/referral/cover', 303)
  })
  .post('/referral/cover/:id/end', may('referral.cover'), async (c: Context<Env, '/:id'>) => {
    const id = c.req.param('id')
    const { db, municipality } = c.var
    const target = { municipality, id: id ?? '' }
    const done = isId(id) && (await leaveCover(db, byAccount(c).actor, c.var.now(), target, (one) => maySay(c, one)))
    return done ? c.redirect('/referral/cover', 303) : c.notFound()
  })
