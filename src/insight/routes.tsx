import { Hono } from 'hono'
import { anyone, may, workNav } from '../people/index.ts'
import { csvHeaders, toCsv } from '../platform/csv.ts'
import { type Ctx, type Env, page } from '../platform/http.ts'
import { FlowPage } from './flow.tsx'
import { InsightPage, MONTHS } from './pages.tsx'
import { readFlow, readInsight } from './reads.ts'
import { insightWords } from './words.ts'

function asked(c: Ctx) {
  const { kind = '', months } = c.req.query()
  return { kind, months: MONTHS.find((known) => String(known) === months) ?? 3 }
}

const read = (c: Ctx, safe: boolean) =>
  readInsight(c.var.db, c.var.municipality, asked(c), safe, c.var.look.lang, c.var.now())

async function csv(c: Ctx, safe: boolean) {
  const w = insightWords(c.var.look.lang)
  const { wards, cross } = await read(c, safe)
  const name = (cell: number | string) => (cell === 'few' ? w.few : cell === 'hidden' ? w.hidden : cell)
  const rows = [
    [w.columns.kind, ...wards.map((ward) => ward.name), w.elsewhere],
    ...cross.map((row) => [row.name, ...row.cells.map(name)]),
  ]
  return c.body(toCsv(rows), 200, csvHeaders('needs'))
}

export const insightRoutes = new Hono<Env>()
  .get('/insight', anyone('the public sees counts that identify nobody'), async (c) =>
    page(c, <InsightPage look={c.var.look} work={null} {...(await read(c, true))} />),
  )
  .get('/insight.csv', anyone('the public sees counts that identify nobody'), (c) => csv(c, true))
  .get('/insight/staff', may('insight.staff'), async (c) => {
    const { look, actor } = c.var
    const work = { who: actor.name, nav: workNav(look.lang, actor.role) }
    return page(c, <InsightPage look={look} work={work} {...(await read(c, false))} />)
  })
  .get('/insight/staff.csv', may('insight.staff'), (c) => csv(c, false))
  .get('/insight/staff/flow', may('insight.staff'), async (c) => {
    const { db, municipality, look, actor } = c.var
    const work = { who: actor.name, nav: workNav(look.lang, actor.role) }
    const flow = await readFlow(db, municipality, asked(c).months, look.lang, c.var.now())
    return page(c, <FlowPage look={look} work={work} {...flow} />)
  })
