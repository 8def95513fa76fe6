import { Hono } from 'hono'
import { z } from 'zod'
import { findAnchor } from '../../platform/anchor.ts'
import { csvHeaders, toCsv } from '../../platform/csv.ts'
import type { Event } from '../../platform/events.ts'
import { record } from '../../platform/events.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { listEvents } from '../../platform/trail.ts'
import { may } from '../guard.ts'
import { workNav } from '../work.ts'
import { auditNow, dataOf, reviewFinding } from './actions.ts'
import { AnchorPage, AuditPage, type AuditProps, address, type Filter } from './pages.tsx'
import { eventFilter, type Outside, readFindings, readLines, readSeal } from './reads.ts'
import { findAccountsByName } from './store.ts'
import { auditWords } from './words.ts'

const Day = z.iso.date().optional().catch(undefined)
const Id = z.string().refine(isId).optional().catch(undefined)
const Query = z.object({
  subject: Id,
  actor: Id,
  kind: z.enum(['looked', 'refused', 'all']).catch('looked'),
  from: Day,
  to: Day,
})
/** Rows in one CSV at most; who needs more asks for shorter periods. */
const MOST = 50_000
const CHUNK = 2000

const filterOf = (c: Ctx): Filter => Query.parse(c.req.query())
const asWork = (c: Ctx) => ({
  look: c.var.look,
  who: c.var.actor.name,
  nav: workNav(c.var.look.lang, c.var.actor.role),
})
const actorOf = (c: Ctx) => ({ kind: 'account', id: c.var.actor.id! }) as const

type Wrong = Partial<Pick<AuditProps, 'given' | 'problems' | 'choices'>>

async function show(c: Ctx, outside: Outside, filter: Filter, wrong: Wrong = {}) {
  const { db, municipality, look } = c.var
  const before = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).safeParse(c.req.query('before')).data
  const given = { subject: filter.subject ?? '', who: filter.actor ?? '', from: filter.from ?? '', to: filter.to ?? '' }
  return page(
    c,
    <AuditPage
      {...asWork(c)}
      filter={filter}
      given={{ ...given, ...wrong.given }}
      problems={wrong.problems ?? {}}
      choices={wrong.choices ?? []}
      {...(await readLines(db, outside, look.lang, municipality, filter, before))}
      {...(await readFindings(db, outside, look.lang, municipality))}
      seal={await readSeal(db, municipality)}
    />,
    wrong.problems && Object.keys(wrong.problems).length > 0 ? 422 : 200,
  )
}

/** Codes and names are typed into a form that is posted; the address of what is found holds ids and days only. */
async function search(c: Ctx, outside: Outside) {
  const { db, municipality, look } = c.var
  const w = auditWords(look.lang)
  const text = z.string().trim().max(200).catch('')
  const Form = z.object({ subject: text, who: text, from: text, to: text, kind: Query.shape.kind })
  const form = await readForm(c, Form)
  if (!form.ok) return show(c, outside, Query.parse({}))
  const { subject, who, from, to, kind } = form.value
  const problems: AuditProps['problems'] = {}
  const found = isId(subject) || subject === '' ? subject : await outside.findThing(municipality, subject)
  if (found === undefined) problems.subject = w.noSubject
  const people = isId(who) || who === '' ? [] : await findAccountsByName(db, municipality, who)
  if (who !== '' && !isId(who) && people.length === 0) problems.who = w.noWho
  const wrongDay = [from, to].some((one) => one !== '' && !z.iso.date().safeParse(one).success)
  if (wrongDay) problems.from = w.badDay
  const actor = isId(who) ? who : people[0]?.id
  const filter: Filter = { ...Query.parse({ subject: found, kind, from, to }), actor }
  if (Object.keys(problems).length > 0 || people.length > 1)
    return show(
      c,
      outside,
      { ...filter, actor: undefined },
      {
        given: { subject, who, from, to },
        problems,
        choices: people.length > 1 ? people : [],
      },
    )
  return c.redirect(address('/people/audit', filter), 303)
}

const row = (event: Event): (string | number)[] => {
  const { verb = '', as = '', org, list } = dataOf(event)
  const { id, at, name, actor_id, subject } = event
  return [id, at.toISOString(), name, actor_id ?? '', as, org ?? '', verb, list ? 1 : 0, subject]
}

/** Without names: ids of accounts, organisations and things. That it was taken out is recorded. */
async function download(c: Ctx) {
  const { db, municipality, look } = c.var
  const filter = filterOf(c)
  const rows: (string | number)[][] = []
  for (let before: number | undefined; rows.length < MOST; ) {
    const events = await listEvents(db, eventFilter(municipality, filter, CHUNK, before))
    rows.push(...events.map(row))
    before = events.at(-1)?.id
    if (events.length < CHUNK) break
  }
  await db.transaction().execute((tx) =>
    record(tx, {
      municipality,
      name: 'people.audit_exported',
      actor: actorOf(c),
      subject: c.var.actor.id!,
      data: { rows: rows.length, kind: filter.kind },
    }),
  )
  return c.body(toCsv([auditWords(look.lang).csvColumns.split(','), ...rows]), 200, csvHeaders('looks'))
}

async function review(c: Ctx, outside: Outside) {
  const { db, municipality, look, now } = c.var
  const w = auditWords(look.lang)
  const id = c.req.param('id')!
  const form = await readForm(c, z.object({ note: z.string().trim().min(1).max(1000) }))
  const field = `note-${isId(id) ? id : ''}`
  if (!form.ok) return show(c, outside, Query.parse({}), { problems: { [field]: w.noteMissing }, given: form.given })
  const result = isId(id)
    ? await reviewFinding(db, actorOf(c), now(), { municipality, id, note: form.value.note })
    : undefined
  if (result?.ok) return c.redirect('/people/audit', 303)
  return show(c, outside, Query.parse({}), {
    problems: { findings: w.gone },
  })
}

/** @param outside what stands above this capability; the app gives it. */
export const auditRoutes = (outside: Outside) =>
  new Hono<Env>()
    .get('/people/audit', may('people.audit'), (c) => show(c, outside, filterOf(c)))
    .post('/people/audit', may('people.audit'), (c) => search(c, outside))
    .get('/people/audit.csv', may('people.audit'), (c) => download(c))
    .post('/people/audit/check', may('people.audit'), async (c) => {
      await auditNow(c.var.db, c.var.municipality, c.var.now())
      return c.redirect('/people/audit', 303)
    })
    .post('/people/audit/finding/:id', may('people.audit'), (c) => review(c, outside))
    .get('/people/audit/anchor/:day', may('people.audit'), async (c) => {
      const { day } = c.req.param()
      const anchor = z.iso.date().safeParse(day).success ? await findAnchor(c.var.db, day) : undefined
      const sheet = <AnchorPage look={c.var.look} anchor={anchor} />
      return page(c, sheet, anchor ? 200 : 404)
    })
