import { Hono } from 'hono'
import { listWards } from '../area/index.ts'
import { may, opened, workNav } from '../people/index.ts'
import { type Env, page } from '../platform/http.ts'
import { lineRoutes } from './line-routes.ts'
import { NeedListPage } from './pages.tsx'
import { STATES } from './rules.ts'
import { listNeeds } from './store.ts'

export const needRoutes = new Hono<Env>().route('/', lineRoutes).get('/need', may('need.list'), async (c) => {
  const { db, municipality, look, actor } = c.var
  const query = c.req.query()
  const filter = {
    state: STATES.find((state) => state === query.state),
    ward: query.ward || undefined,
    group: /^[a-z]+$/.test(query.group ?? '') ? query.group : undefined,
    words: query.words?.slice(0, 100) || undefined,
    page: Math.min(Math.max(1, Number.parseInt(query.page ?? '1', 10) || 1), 10_000),
  }
  const [{ items, total, searched }, wards] = await Promise.all([
    listNeeds(db, municipality, filter),
    listWards(db, municipality),
  ])
  opened(
    c,
    items.map((need) => need.id),
  )
  return page(
    c,
    <NeedListPage
      look={look}
      who={actor.name}
      nav={workNav(look.lang, actor.role)}
      items={items}
      total={total}
      searched={searched}
      filter={filter}
      wards={wards.map((ward) => ward.name)}
    />,
  )
})
