// The inbox: filtered, page by page, as CSV, and many rows at once.
import { Hono } from 'hono'
import { listWards } from '../../area/index.ts'
import { findNames, may, opened } from '../../people/index.ts'
import { csvHeaders, toCsv } from '../../platform/csv.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { countNotices } from '../../platform/outbox/store.ts'
import { acceptReferral, noteSeen } from '../actions.ts'
import { type Row, readInbox } from '../reads.ts'
import { findTask, listOpenRequests } from '../store.ts'
import { referralWords } from '../words.ts'
import { assignReferral } from './assign.ts'
import { addressOf, countStandings, csvOf, fits, optionsOf, PAGE, readFilter } from './list.ts'
import { BulkPage, InboxPage, type Outcome, type Said } from './list-page.tsx'
import { handsOf } from './rules.ts'
import { byAccount, ofDesk, work } from './seat.ts'
import { workListWords } from './words.ts'
import { colleaguesOf, coversFrom } from './work-store.ts'

const everything = (c: Ctx) =>
  readInbox(c.var.db, c.var.municipality, ofDesk(c) ? c.var.actor.organizationId : null, c.var.now())

/** All rows one may see, and those that fit the filter in the address. */
async function asked(c: Ctx) {
  const { db, municipality, actor } = c.var
  const filter = readFilter(c.req.query())
  const [rows, covers] = await Promise.all([everything(c), coversFrom(db, municipality, c.var.now())])
  const hands = handsOf(covers, actor.id!, c.var.now())
  return { filter, rows, found: rows.filter((row) => fits(row, filter, hands)) }
}

type Wrong = { problem: string; ticked: ReadonlySet<string> }

async function showInbox(c: Ctx, wrong?: Wrong) {
  const { db, municipality, actor, look } = c.var
  const { filter, rows, found } = await asked(c)
  const pages = Math.max(1, Math.ceil(found.length / PAGE))
  const at = Math.min(pages, Math.max(1, Math.trunc(Number(c.req.query('page'))) || 1))
  const shown = found.slice((at - 1) * PAGE, at * PAGE)
  const ids = shown.flatMap(({ task }) => (task.assignee_id ? [task.assignee_id] : []))
  const [wards, names, colleagues, offers, undelivered] = await Promise.all([
    listWards(db, municipality),
    findNames(db, municipality, ids),
    colleaguesOf(db, municipality, actor.organizationId),
    listOpenRequests(db, municipality),
    ofDesk(c) ? 0 : countNotices(db, municipality, 'undelivered'),
  ])
  opened(
    c,
    shown.map(({ need }) => need.id),
  )
  const said = c.req.query('said') as Said
  return page(
    c,
    <InboxPage
      {...work(c)}
      look={{ ...look, path: addressOf(filter, '/referral', at) }}
      {...optionsOf(rows, look)}
      rows={shown}
      found={found.length}
      total={rows.length}
      page={at}
      pages={pages}
      counts={countStandings(rows)}
      filter={filter}
      wards={wards.map(({ name }) => name)}
      names={new Map([...names].map(([id, { name }]) => [id, name]))}
      colleagues={colleagues}
      offers={offers.length}
      undelivered={undelivered}
      said={Object.hasOwn(workListWords(look.lang).said, said ?? '') ? said : null}
      problem={wrong?.problem ?? null}
      ticked={wrong?.ticked ?? new Set()}
    />,
    wrong ? 422 : 200,
  )
}

/** The look is written down for each of them: a list that leaves the house can be put together with others. */
function download(c: Ctx, rows: readonly Row[]) {
  opened(
    c,
    rows.map(({ need }) => need.id),
  )
  return c.body(toCsv(csvOf(rows, c.var.look)), 200, csvHeaders('referrals'))
}

const DOES = ['assign', 'accept', 'see', 'csv'] as const

/** Each row in a transaction of its own: what can be done is done. */
async function actOn(c: Ctx, id: string, act: (typeof DOES)[number], given: { to: string; responder: string }) {
  const { db, municipality } = c.var
  const [by, now, target] = [byAccount(c), c.var.now(), { municipality, id }]
  if (act === 'assign') return assignReferral(db, by, now, target, given.to || null)
  if (act === 'accept') return acceptReferral(db, by, now, target, { responder: given.responder })
  const before = await findTask(db, municipality, id)
  if (before) await noteSeen(db, by, now, before)
  const task = await findTask(db, municipality, id)
  const seen = task?.seen_at && by.side === 'desk' && task.organization_id === by.organizationId
  return seen ? ({ ok: true } as const) : ({ ok: false, reason: 'not_yours' } as const)
}

export const listRoutes = new Hono<Env>()
  .get('/referral', may('referral.list'), (c) => showInbox(c))
  .get('/referral.csv', may('referral.export'), async (c) => download(c, (await asked(c)).found))
  .post('/referral/bulk', may('referral.answer'), async (c) => {
    const { look } = c.var
    const w = referralWords(look.lang)
    const l = workListWords(look.lang)
    const body: Record<string, unknown> = await c.req.parseBody({ all: true }).catch(() => ({}))
    const ticked = new Set([body.row].flat().filter((id): id is string => typeof id === 'string' && isId(id)))
    const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim().slice(0, 100) : '')
    const act = DOES.find((known) => known === text('do'))
    const given = { to: text('to'), responder: text('responder') }
    const wrong = (problem: string) => showInbox(c, { problem, ticked })
    const rows = (await everything(c)).filter(({ task }) => ticked.has(task.id)).slice(0, PAGE)
    if (rows.length === 0) return wrong(l.none)
    if (!act || (act === 'assign' && given.to && !isId(given.to))) return wrong(l.what)
    if (act === 'accept' && !given.responder) return wrong(w.whoNeed)
    if (act === 'csv') return download(c, rows)
    const outcomes: Outcome[] = []
    for (const { task, need } of rows) {
      const done = await actOn(c, task.id, act, given)
      outcomes.push({
        ...{ need: need.id, code: need.code, kind: need.kind },
        result: done.ok ? 'done' : done.reason,
      })
    }
    opened(
      c,
      rows.map(({ need }) => need.id),
    )
    return page(
      c,
      <BulkPage
        {...work(c)}
        look={{ ...look, path: '/referral' }}
        back={addressOf(readFilter(c.req.query()), '/referral', Number(c.req.query('page')) || 1)}
        outcomes={outcomes}
      />,
    )
  })
