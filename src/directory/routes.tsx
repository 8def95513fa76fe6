import { Hono } from 'hono'
import { listWards } from '../area/index.ts'
import { anyone } from '../people/index.ts'
import { type Env, page } from '../platform/http.ts'
import { needsAsData } from './crosswalk.ts'
import { csvHead, csvRow } from './csv.ts'
import { listChoices } from './listing/store.ts'
import { DirectoryPage, NoServicePage, ServicePage } from './pages.tsx'
import { findService, type ListFilter, listServices, PER_PAGE } from './reads.ts'
import { roomRoutes } from './room-routes.tsx'
import { KINDS } from './rules.ts'
import { isKind } from './taxonomy.ts'

const everyone = anyone('一覧は誰でも見られる')
/** Rows of the table that are read at once. */
const CSV_PAGE = 500
/** Longest text of a filter. */
const MAX = 100

/** What a query asks for; what is not known narrows nothing. */
function readFilter(query: Record<string, string>): ListFilter {
  // PostgreSQL keeps no NUL and no half of a pair.
  const text = (name: string) => query[name]?.replaceAll('\0', '').trim().slice(0, MAX).toWellFormed() || undefined
  const need = text('need')
  return {
    q: text('q'),
    need: need && isKind(need) ? need : undefined,
    ward: text('ward'),
    kind: KINDS.find((kind) => kind === query.kind),
    accessibility: text('accessibility'),
    language: text('language'),
    open: query.open === 'yes' || undefined,
    endorsed: query.endorsed === 'yes' || undefined,
    page: Math.min(Math.max(1, Number.parseInt(query.page ?? '1', 10) || 1), 10_000),
  }
}

export const directoryRoutes = new Hono<Env>()
  .route('/', roomRoutes)
  .get('/directory', everyone, async (c) => {
    const { db, municipality, look } = c.var
    const filter = readFilter(c.req.query())
    const { items, total } = await listServices(db, municipality, filter, c.var.now())
    const wards = (await listWards(db, municipality)).map((ward) => ward.name)
    const choices = await listChoices(db, municipality)
    return page(
      c,
      <DirectoryPage
        look={look}
        items={items}
        total={total}
        perPage={PER_PAGE}
        filter={filter}
        wards={wards}
        choices={choices}
      />,
    )
  })
  .get('/directory.csv', everyone, async (c) => {
    const { db, municipality } = c.var
    const filter = readFilter(c.req.query())
    const now = c.var.now()
    const parts = [csvHead()]
    for (let number = 1; ; number += 1) {
      const { items } = await listServices(db, municipality, { ...filter, page: number, perPage: CSV_PAGE }, now)
      parts.push(...items.map(csvRow))
      if (items.length < CSV_PAGE) break
    }
    return c.body(parts.join(''), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="directory.csv"',
    })
  })
  .get('/api/needs', everyone, (c) => c.json(needsAsData()))
  .get('/directory/:id', everyone, async (c) => {
    const { db, municipality, look } = c.var
    const service = await findService(db, municipality, c.req.param('id'), c.var.now())
    if (!service) return page(c, <NoServicePage look={look} />, 404)
    return page(c, <ServicePage look={look} service={service} />)
  })
