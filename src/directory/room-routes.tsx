// At work: an organisation says how its services stand with their room; the city says it for those that call.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { may, mayTouch, workNav } from '../people/index.ts'
import { type Env, isId, page, readForm } from '../platform/http.ts'
import { setCapacity } from './actions.ts'
import { dayAfter } from './hours.ts'
import { listServices, PER_PAGE } from './reads.ts'
import { type RoomForm, RoomPage } from './room.tsx'
import type { RoomProblem } from './rules.ts'
import { ROOMS } from './view.ts'

/** Days for which a statement holds, by what is chosen. */
const SPANS = { week: 7, fortnight: 14, month: 30 } as const

const RoomInput = z.object({
  service: z.string().refine(isId),
  state: z.enum([...ROOMS, 'none']),
  span: z.enum(['week', 'fortnight', 'month', 'date']).catch('fortnight'),
  date: z.string().max(20).default(''),
  available: z.string().max(10).default(''),
  maximum: z.string().max(10).default(''),
  weeks: z.string().max(10).default(''),
  q: z.string().max(100).default(''),
  page: z.string().max(5).default('1'),
})

/** A whole number as it is typed, full width folded; null where nothing is, NaN where it is none. */
const number = (typed: string): number | null => {
  const folded = typed.normalize('NFKC').trim()
  return folded === '' ? null : /^\d{1,6}$/.test(folded) ? Number(folded) : Number.NaN
}

const asked = (q = '', number = '1') => ({
  q: q.replaceAll('\0', '').trim().slice(0, 100).toWellFormed(),
  page: Math.min(Math.max(1, Number.parseInt(number, 10) || 1), 10_000),
})

type Shown = { said?: string; wrong?: { form: RoomForm; problem: RoomProblem } }

async function showRooms(c: Context<Env>, { q, page: at }: ReturnType<typeof asked>, shown: Shown) {
  const { db, municipality, look, actor } = c.var
  const now = c.var.now()
  const filter = {
    ...(actor.organizationId ? { organization: actor.organizationId } : {}),
    ...(q ? { q } : {}),
    page: at,
  }
  const { items, total } = await listServices(db, municipality, filter, now)
  return page(
    c,
    <RoomPage
      look={{ ...look, path: '/directory/capacity' }}
      who={actor.name}
      nav={workNav(look.lang, actor.role)}
      items={items}
      total={total}
      pages={Math.ceil(total / PER_PAGE)}
      asked={{ q, page: at }}
      today={dayAfter(now, 0)}
      {...shown}
    />,
    shown.wrong ? 422 : 200,
  )
}

export const roomRoutes = new Hono<Env>()
  .get('/directory/capacity', may('directory.capacity'), (c) => {
    const { q, page: at, said } = c.req.query()
    return showRooms(c, asked(q, at), isId(said) ? { said } : {})
  })
  .post('/directory/capacity', may('directory.capacity'), async (c) => {
    const form = await readForm(c, RoomInput)
    if (!form.ok) return c.notFound()
    const { db, municipality, actor } = c.var
    const now = c.var.now()
    const { service, state, span, date, available, maximum, weeks } = form.value
    const said =
      state === 'none'
        ? null
        : {
            state,
            until: span === 'date' ? date : dayAfter(now, SPANS[span]),
            ...{ available: number(available), maximum: number(maximum), weeks: number(weeks) },
          }
    const by = { municipality, actor: { kind: 'account' as const, id: actor.id }, now }
    const result = await setCapacity(db, by, service, said, (organization) =>
      mayTouch(actor, 'directory.capacity', { organizations: [organization] }),
    )
    const back = asked(form.value.q, form.value.page)
    if (!result.ok)
      return result.reason === 'not_found'
        ? c.notFound()
        : showRooms(c, back, { wrong: { form: form.value, problem: result.reason } })
    const query = new URLSearchParams({ ...(back.q ? { q: back.q } : {}), page: String(back.page), said: service })
    return c.redirect(`/directory/capacity?${query}#s-${service}`, 303)
  })
