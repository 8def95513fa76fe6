// Rooms: which there are, what is said in one, what is to be done. Keeping a room stands in keep-routes.tsx.
import { type Context, Hono } from 'hono'
import { may, mayDo, opened, workNav } from '../../people/index.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { basisPanel, beforeGate } from '../basis/panel.tsx'
import { FACTS, type Fact } from '../consent/rules.ts'
import { filesOf } from '../file/reads.ts'
import type { Who } from './actions.ts'
import { ChecklistPage, type ListProblem } from './checklist.tsx'
import { ConfirmPage, type DraftForm, EMPTY_DRAFT } from './compose.tsx'
import { findEntry } from './entry-store.ts'
import { RoomsPage } from './list.tsx'
import { itemsOf } from './list-store.ts'
import { PrintPage } from './print.tsx'
import { type Inside, namesIn, readMyRooms, readRoom, readTimeline, type Sought } from './reads.ts'
import {
  type DraftFault,
  ENTRY_KINDS,
  type EntryKind,
  LONGEST,
  readDay,
  startOf,
  tidyText,
  USUAL_FACT,
} from './rules.ts'
import { type Head, ShutPage } from './shell.tsx'
import { TimelinePage } from './timeline.tsx'
import { keepWords } from './words.ts'
import { addItem, assignItem, beginDischarge, noteRead, takeBack, tickItem, understand, writeEntry } from './writing.ts'

export const whoOf = (c: Ctx): Who => ({
  accountId: c.var.actor.id!,
  organizationId: c.var.actor.organizationId,
  role: c.var.actor.role,
})

export const headOf = (c: Ctx, path?: string): Head => ({
  look: path ? { ...c.var.look, path } : c.var.look,
  who: c.var.actor.name,
  role: c.var.actor.role,
  nav: workNav(c.var.look.lang, c.var.actor.role),
  now: c.var.now(),
})

type Found = { ok: true; inside: Inside } | { ok: false; answer: Response | Promise<Response> }

/** The room for one who belongs to it, also when it is shut; nobody else learns that it is there. */
export async function belonging(c: Ctx, id: string): Promise<Inside | undefined> {
  return isId(id) ? readRoom(c.var.db, c.var.municipality, id, whoOf(c), c.var.now()) : undefined
}

const ENDED = new Set(['closed', 'moved', 'time_over'])

/** The room, when it is open to whoever asks; else why it is not. What is shown of it is written down as a look. */
export async function enter(c: Ctx, id: string): Promise<Found> {
  const inside = await belonging(c, id)
  if (!inside) return { ok: false, answer: c.notFound() }
  const { gate, room } = inside
  if (gate.open) {
    opened(c, [room.id, room.personId])
    return { ok: true, inside }
  }
  const shut = (
    <ShutPage
      {...headOf(c, `/sharing/rooms/${room.id}`)}
      room={room}
      reason={gate.reason}
      next={beforeGate(c.var.look, inside)}
    />
  )
  return { ok: false, answer: page(c, shut, ENDED.has(gate.reason) ? 410 : 403) }
}

type InRoom = Context<Env, '/:id'>
type InEntry = Context<Env, '/:id/:entry'>

/** A day of a form, as it is kept: null when none was given, undefined when it is none. */
const plainDay = (text: string): string | null | undefined => (text === '' ? null : (readDay(text) ?? undefined))

function soughtIn(c: Ctx): Sought | null {
  const { q = '', author = '', kind = '', from = '', until = '' } = c.req.query()
  if (!q && !author && !kind && !from && !until) return null
  const [first, last] = [readDay(from), readDay(until)]
  return {
    q: tidyText(q, 100),
    author: isId(author) ? author : '',
    kind: (ENTRY_KINDS as readonly string[]).includes(kind) ? kind : '',
    from: first ? startOf(first) : null,
    until: last ? new Date(startOf(last).getTime() + 24 * 60 * 60 * 1000) : null,
  }
}

async function showRoom(
  c: Ctx,
  inside: Inside,
  more: { form?: DraftForm; problem?: DraftFault | 'empty' } = {},
): Promise<Response> {
  const { db, municipality } = c.var
  const now = c.var.now()
  const sought = soughtIn(c)
  const { before } = c.req.query()
  const timeline = await readTimeline(db, inside, now, { before, sought: sought ?? undefined })
  const [names, files] = await Promise.all([
    namesIn(db, inside, timeline),
    filesOf(
      db,
      municipality,
      timeline.lines.flatMap((line) => (line.kind === 'entry' ? line.entry.id : [])),
    ),
  ])
  const shown = timeline.lines.flatMap((line) => (line.kind === 'entry' && !line.from ? [line.entry] : []))
  // Also who broke in and reads another room: that room's looks tell of it.
  opened(c, [...new Set(timeline.lines.flatMap((line) => (line.kind === 'entry' && line.from ? line.from.id : [])))])
  await noteRead(db, whoOf(c), now, inside.room, shown, before || sought ? null : timeline.newest)
  return page(
    c,
    <TimelinePage
      {...headOf(c, c.req.method === 'GET' ? undefined : `/sharing/rooms/${inside.room.id}`)}
      inside={inside}
      timeline={timeline}
      names={names}
      files={files}
      sought={sought}
      form={more.form ?? EMPTY_DRAFT}
      problem={more.problem ?? null}
      above={await basisPanel(c, inside)}
    />,
    more.problem ? 422 : 200,
  )
}

/** What was typed, with every box that was ticked. */
async function draftIn(c: Ctx): Promise<DraftForm> {
  const body = await c.req
    .parseBody({ all: true })
    .catch(() => ({}) as Record<string, string | File | (string | File)[]>)
  const one = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '')
  const many = [body.mentions ?? []].flat().filter((id): id is string => typeof id === 'string' && isId(id))
  return {
    words: tidyText(one('words'), LONGEST),
    kind: one('kind') || 'message',
    fact: one('fact'),
    audience: one('audience') || 'team',
    important: one('important') === 'yes',
    mentions: many.slice(0, 50),
    answers: isId(one('answers')) ? one('answers') : '',
  }
}

const readEntry = new Hono<Env>()
  .get('/sharing', may('sharing.list'), async (c) => {
    const { rooms, items } = await readMyRooms(c.var.db, c.var.municipality, whoOf(c), c.var.now())
    const { role } = c.var.actor
    opened(
      c,
      rooms.flatMap(({ room, person }) => (person ? room.personId : [])),
    )
    return page(
      c,
      <RoomsPage
        {...headOf(c)}
        rooms={rooms}
        items={items}
        may={{
          keep: mayDo(role, 'sharing.keep'),
          convene: mayDo(role, 'sharing.convene'),
          breakIn: mayDo(role, 'sharing.break_in'),
          review: mayDo(role, 'sharing.review'),
        }}
      />,
    )
  })
  .get('/sharing/rooms/:id', may('sharing.room'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { answer = '' } = c.req.query()
    return showRoom(c, found.inside, isId(answer) ? { form: { ...EMPTY_DRAFT, answers: answer } } : {})
  })
  .get('/sharing/rooms/:id/print', may('sharing.room'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    // What is said in a conference does not leave it, and the person and the family have their own page.
    if (inside.room.basis === 'conference' || !inTeam(inside)) return c.notFound()
    const timeline = await readTimeline(c.var.db, inside, c.var.now(), { limit: 200 })
    const names = await namesIn(c.var.db, inside, timeline)
    return page(c, <PrintPage {...headOf(c)} inside={inside} timeline={timeline} names={names} />)
  })

const inTeam = ({ standing }: Inside) => standing.part === 'keeper' || standing.part === 'team'

const writing = new Hono<Env>()
  .post('/sharing/rooms/:id/entries', may('sharing.write'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    const form = await draftIn(c)
    if (!form.words) return showRoom(c, inside, { form, problem: 'empty' })
    const kind = (ENTRY_KINDS as readonly string[]).includes(form.kind) ? (form.kind as EntryKind) : 'message'
    const fact = (FACTS as readonly string[]).includes(form.fact) ? (form.fact as Fact) : USUAL_FACT[kind]
    const family = inside.members.filter(({ part, leftAt }) => !leftAt && (part === 'person' || part === 'family'))
    const audience = !inTeam(inside) || form.audience === 'all' || form.audience === 'confirmed' ? 'all' : 'team'
    const answered = form.answers
      ? await findEntry(c.var.db, c.var.municipality, inside.room.id, form.answers)
      : undefined
    const done = await writeEntry(
      c.var.db,
      whoOf(c),
      c.var.now(),
      inside,
      {
        kind,
        fact,
        audience,
        words: form.words,
        mentions: form.mentions,
        answers: answered?.id ?? null,
        important: form.important && inTeam(inside),
      },
      form.audience === 'confirmed' || family.length === 0,
    )
    if (done.ok) return c.redirect(`/sharing/rooms/${inside.room.id}#e-${done.value}`, 303)
    if (done.reason !== 'not_confirmed') return showRoom(c, inside, { form, problem: done.reason })
    return page(
      c,
      <ConfirmPage
        {...headOf(c, `/sharing/rooms/${inside.room.id}`)}
        room={inside.room}
        form={form}
        family={family}
        names={inside.names}
      />,
    )
  })
  .post('/sharing/rooms/:id/entries/:entry/understood', may('sharing.write'), async (c: InEntry) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { room } = found.inside
    const entry = isId(c.req.param('entry'))
      ? await findEntry(c.var.db, c.var.municipality, room.id, c.req.param('entry'))
      : undefined
    if (!entry || entry.takenBackAt) return c.notFound()
    await understand(c.var.db, whoOf(c), c.var.now(), room, entry.id)
    return c.redirect(`/sharing/rooms/${room.id}#e-${entry.id}`, 303)
  })
  .post('/sharing/rooms/:id/entries/:entry/take-back', may('sharing.write'), async (c: InEntry) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { room } = found.inside
    const id = c.req.param('entry')
    const done = isId(id) && (await takeBack(c.var.db, whoOf(c), c.var.now(), room, id))
    return done ? c.redirect(`/sharing/rooms/${room.id}#e-${id}`, 303) : c.notFound()
  })

// ── the checklist ───────────────────────────────────────────────────────────────────────────────────────────────

const EMPTY_LIST = { todo: '', admission: '', discharge: '' }

async function showList(c: Ctx, inside: Inside, problem: ListProblem | null = null, form = EMPTY_LIST) {
  const items = await itemsOf(c.var.db, c.var.municipality, inside.room.id)
  const path = `/sharing/rooms/${inside.room.id}/list`
  return page(
    c,
    <ChecklistPage
      {...headOf(c, path)}
      inside={inside}
      team={inTeam(inside)}
      items={items}
      names={inside.names}
      form={form}
      problem={problem}
    />,
    problem ? 422 : 200,
  )
}

/** The checklist is the team's; the person and the family see in it what is theirs to do, and tick it. */
async function enterList(c: Ctx, id: string, own = false): Promise<Found> {
  const found = await enter(c, id)
  return found.ok && !own && !inTeam(found.inside) ? { ok: false, answer: c.notFound() } : found
}

async function fields(c: Ctx, ...names: string[]): Promise<Record<string, string>> {
  const body = await c.req.parseBody().catch(() => ({}) as Record<string, string | File>)
  return Object.fromEntries(names.map((name) => [name, typeof body[name] === 'string' ? body[name].trim() : '']))
}

const ownerIn = (inside: Inside, id: string | undefined) =>
  inside.members.some(({ accountId, leftAt }) => accountId === id && !leftAt) ? id! : null

const listing = new Hono<Env>()
  .get('/sharing/rooms/:id/list', may('sharing.room'), async (c: InRoom) => {
    const found = await enterList(c, c.req.param('id'), true)
    return found.ok ? showList(c, found.inside) : found.answer
  })
  .post('/sharing/rooms/:id/list', may('sharing.write'), async (c: InRoom) => {
    const found = await enterList(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    const k = keepWords(c.var.look.lang)
    const { todo = '', owner, due = '' } = await fields(c, 'todo', 'owner', 'due')
    const form = { ...EMPTY_LIST, todo: tidyText(todo, 300) }
    if (!form.todo) return showList(c, inside, { field: 'todo', text: k.itemNeed }, form)
    const day = plainDay(due)
    if (day === undefined) return showList(c, inside, { field: 'due', text: k.dueWrong }, form)
    const given = { words: form.todo, ownerId: ownerIn(inside, owner), due: day }
    const id = await addItem(c.var.db, whoOf(c), c.var.now(), inside.room, given)
    return c.redirect(`/sharing/rooms/${inside.room.id}/list#i-${id}`, 303)
  })
  .post('/sharing/rooms/:id/list/discharge', may('sharing.write'), async (c: InRoom) => {
    const found = await enterList(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    const k = keepWords(c.var.look.lang)
    const { admission = '', discharge = '' } = await fields(c, 'admission', 'discharge')
    const form = { todo: '', admission, discharge }
    const [from, to] = [plainDay(admission), plainDay(discharge)]
    if (!from || to === undefined) return showList(c, inside, { field: 'admission', text: k.beginNeed }, form)
    const days = { admission: from, discharge: to }
    const done = await beginDischarge(c.var.db, whoOf(c), c.var.now(), inside.room, inside.members, days)
    if (!done.ok) return showList(c, inside, { field: 'admission', text: k.thereAlready }, form)
    return c.redirect(`/sharing/rooms/${inside.room.id}/list`, 303)
  })
  .post('/sharing/rooms/:id/list/:item/:step{done|reopen|assign}', may('sharing.write'), async (c) => {
    const found = await enterList(c, c.req.param('id'), c.req.param('step') !== 'assign')
    if (!found.ok) return found.answer
    const { inside } = found
    const item = c.req.param('item')
    const there = (await itemsOf(c.var.db, c.var.municipality, inside.room.id)).find(({ id }) => id === item)
    if (!there) return c.notFound()
    const step = c.req.param('step')
    if (step === 'assign') {
      const { owner, due = '' } = await fields(c, 'owner', 'due')
      const day = plainDay(due)
      if (day === undefined)
        return showList(c, inside, { field: 'due', text: keepWords(c.var.look.lang).dueWrong }, EMPTY_LIST)
      const given = { ownerId: ownerIn(inside, owner), due: day }
      await assignItem(c.var.db, whoOf(c), c.var.now(), inside.room, there.id, given)
    } else await tickItem(c.var.db, whoOf(c), c.var.now(), inside.room, there.id, step === 'done')
    return c.redirect(`/sharing/rooms/${inside.room.id}/list#i-${there.id}`, 303)
  })

export const timelineRoutes = new Hono<Env>().route('/', readEntry).route('/', writing).route('/', listing)
