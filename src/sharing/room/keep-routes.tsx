// Keeping rooms: opened on consent, who belongs to them, closed.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findNames, may, opened } from '../../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { PURPOSES } from '../consent/rules.ts'
import { holds } from '../person/rules.ts'
import { listPersons, tiesOf } from '../person/store.ts'
import { addMember, closeRoom, endMember, openRoom } from './actions.ts'
import { MembersPage, type OpenForm, OpenPage } from './keep.tsx'
import type { Inside } from './reads.ts'
import { belonging, enter, headOf, whoOf } from './routes.tsx'
import { tidyText } from './rules.ts'
import { keepWords } from './words.ts'
import { findWorkers } from './worker-store.ts'

type InRoom = Context<Env, '/:id'>

async function showOpen(c: Ctx, form: OpenForm, problem: 'who' | 'no_consent' | null = null) {
  const persons = await listPersons(c.var.db, c.var.municipality)
  opened(
    c,
    persons.map(({ id }) => id),
  )
  return page(
    c,
    <OpenPage {...headOf(c, '/sharing/rooms/new')} persons={persons} form={form} problem={problem} />,
    problem ? 422 : 200,
  )
}

/** Who may change who belongs to a room: its keeper; before the gate too, so that it can be closed. */
const keeps = ({ standing, room }: Inside) => standing.part === 'keeper' && room.basis !== 'emergency'

async function showMembers(c: Ctx, inside: Inside, problem: string | null = null): Promise<Response> {
  const { db, municipality } = c.var
  const sought = tidyText(c.req.query('q') ?? '', 50)
  const keeper = keeps(inside)
  const [workers, allTies] = await Promise.all([
    keeper && sought ? findWorkers(db, sought) : [],
    keeper && inside.gate.open ? tiesOf(db, municipality, inside.room.personId) : [],
  ])
  const ties = allTies.filter((tie) => holds(tie, c.var.now()))
  const names = await findNames(
    db,
    municipality,
    ties.map(({ accountId }) => accountId),
  )
  opened(c, inside.person ? [inside.room.id, inside.room.personId] : [inside.room.id])
  return page(
    c,
    <MembersPage
      {...headOf(c, `/sharing/rooms/${inside.room.id}/members`)}
      inside={inside}
      sought={sought || null}
      workers={workers}
      ties={ties.flatMap(({ accountId, kind }) =>
        kind === 'agent' ? [] : { accountId, part: kind === 'self' ? ('person' as const) : ('family' as const) },
      )}
      names={new Map([...inside.names, ...names])}
      problem={problem}
    />,
    problem ? 422 : 200,
  )
}

/** The members' page: inside the gate, and for the keeper also before it. */
async function atMembers(c: Ctx, id: string): Promise<{ ok: true; inside: Inside } | { ok: false; answer: Response }> {
  const inside = await belonging(c, id)
  if (!inside) return { ok: false, answer: await c.notFound() }
  if (inside.gate.open || (keeps(inside) && !inside.room.closedAt)) return { ok: true, inside }
  const found = await enter(c, id)
  return found.ok ? found : { ok: false, answer: await found.answer }
}

const profession = z
  .string()
  .default('')
  .transform((text) => tidyText(text, 50))
const EMPTY_OPEN = { person: '', purpose: 'care', profession: '' }

export const keepRoutes = new Hono<Env>()
  .get('/sharing/rooms/new', may('sharing.keep'), (c) =>
    showOpen(c, { ...EMPTY_OPEN, person: c.req.query('person') ?? '' }),
  )
  .post('/sharing/rooms', may('sharing.keep'), async (c) => {
    const Form = z.object({
      person: z.uuid(),
      purpose: z.enum(PURPOSES),
      profession,
    })
    const form = await readForm(c, Form)
    if (!form.ok) return showOpen(c, { ...EMPTY_OPEN, ...form.given }, 'who')
    const { person, purpose } = form.value
    const known = await listPersons(c.var.db, c.var.municipality, { ids: [person] })
    if (known.length === 0) return showOpen(c, form.value, 'who')
    const given = {
      municipality: c.var.municipality,
      personId: person,
      purpose,
      profession: form.value.profession || null,
    }
    const done = await openRoom(c.var.db, whoOf(c), c.var.now(), given)
    return done.ok ? c.redirect(`/sharing/rooms/${done.value}`, 303) : showOpen(c, form.value, 'no_consent')
  })
  .get('/sharing/rooms/:id/members', may('sharing.room'), async (c: InRoom) => {
    const found = await atMembers(c, c.req.param('id'))
    return found.ok ? showMembers(c, found.inside) : found.answer
  })
  .post('/sharing/rooms/:id/members', may('sharing.keep'), async (c: InRoom) => {
    const found = await atMembers(c, c.req.param('id'))
    if (!found.ok) return found.answer
    if (!keeps(found.inside)) return c.notFound()
    const Form = z.object({
      account: z.uuid(),
      part: z.enum(['team', 'person', 'family']).default('team'),
      profession,
    })
    const form = await readForm(c, Form)
    const account = form.ok ? form.value.account : ''
    const named = (await findNames(c.var.db, c.var.municipality, isId(account) ? [account] : [])).get(account)
    if (!form.ok || !named || (form.value.part === 'team') === (named.role === 'resident')) return c.notFound()
    const done = await addMember(c.var.db, whoOf(c), c.var.now(), found.inside.room, {
      accountId: named.id,
      organizationId: named.organizationId,
      part: form.value.part,
      profession: form.value.profession || null,
    })
    if (!done.ok) return showMembers(c, found.inside, keepWords(c.var.look.lang).refusals[done.reason])
    return c.redirect(`/sharing/rooms/${found.inside.room.id}/members`, 303)
  })
  .post('/sharing/rooms/:id/members/:account/end', may('sharing.write'), async (c) => {
    const inside = await belonging(c, c.req.param('id'))
    const account = c.req.param('account')
    if (!inside || !(keeps(inside) || account === c.var.actor.id)) return c.notFound()
    const done = await endMember(c.var.db, whoOf(c), c.var.now(), inside.room, account)
    if (!done.ok && done.reason === 'not_found') return c.notFound()
    if (!done.ok) return showMembers(c, inside, keepWords(c.var.look.lang).lastKeeper)
    const self = account === c.var.actor.id
    return c.redirect(self ? '/sharing' : `/sharing/rooms/${inside.room.id}/members`, 303)
  })
  .post('/sharing/rooms/:id/close', may('sharing.keep'), async (c: InRoom) => {
    const inside = await belonging(c, c.req.param('id'))
    if (!inside || !keeps(inside) || inside.room.closedAt) return c.notFound()
    const form = await readForm(c, z.object({ agreed: z.literal('yes') }))
    if (!form.ok) return showMembers(c, inside, keepWords(c.var.look.lang).closeNeed)
    await closeRoom(c.var.db, whoOf(c), c.var.now(), inside.room)
    return c.redirect('/sharing', 303)
  })
