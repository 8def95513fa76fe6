// 支援会議 from its convening to its move; breaking in, and its review.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findNames, may, opened } from '../../people/index.ts'
import { actsOf } from '../../platform/events.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { actingAs } from '../../platform/scope.ts'
import { PURPOSES } from '../consent/rules.ts'
import { listPersons, type Person } from '../person/store.ts'
import { readEntries } from '../room/entry-store.ts'
import { belonging, enter, headOf, whoOf } from '../room/routes.tsx'
import { LONGEST, readDay, SEARCHED, startOf, tidyText } from '../room/rules.ts'
import { ShutPage } from '../room/shell.tsx'
import { findRoom, listEmergencies, type Room, readReasons } from '../room/store.ts'
import { convene, fixMembers, holdConference, moveToConsent, pledge, whatMoves } from './conference.ts'
import { breakIn, namesOf, personsNamed, reviewEmergency, toldOf } from './emergency.ts'
import {
  type ConveneForm,
  ConvenePage,
  EmergencyConfirmPage,
  type EmergencyForm,
  EmergencyPage,
  MovePage,
} from './pages.tsx'
import { beforeGate } from './panel.tsx'
import { ReviewPage, ReviewsPage } from './review.tsx'
import { EMERGENCY_HOURS, EMERGENCY_USUAL, REASON_LEAST } from './rules.ts'
import { basisWords } from './words.ts'

type InRoom = Context<Env, '/:id'>

/** For what the law lets somebody do who does not know the person yet: to find them by name, and by nothing less. */
const everybody = (c: Ctx) => actingAs(c.var.db, { kind: 'system', municipality: c.var.municipality })

/** The one person meant by a name, or by a choice among those of that name; else what is to be put right. */
async function whoIsMeant(
  c: Ctx,
  form: { name: string; person: string },
): Promise<{ person: Person | null; same: Person[]; problems: Record<string, string> }> {
  const w = basisWords(c.var.look.lang)
  const same = await personsNamed(everybody(c), c.var.municipality, form.name)
  const person = same.length === 1 ? same[0]! : (same.find(({ id }) => id === form.person) ?? null)
  if (person) return { person, same, problems: {} }
  return { person, same, problems: same.length > 1 ? { person: w.nameMany } : { name: w.nameNone } }
}

const text = z
  .string()
  .default('')
  .transform((given) => tidyText(given, LONGEST))

// ── 支援会議 ────────────────────────────────────────────────────────────────────────────────────────────────────

const showConvene = (
  c: Ctx,
  form: ConveneForm,
  same: readonly Person[] = [],
  problems: Record<string, string> = {},
) => {
  opened(
    c,
    same.map(({ id }) => id),
  )
  const wrong = Object.keys(problems).length > 0
  return page(
    c,
    <ConvenePage {...headOf(c, '/sharing/conferences/new')} form={form} same={same} problems={problems} />,
    wrong ? 422 : 200,
  )
}

/** The shut page with what was not right. */
function again(c: Ctx, inside: NonNullable<Awaited<ReturnType<typeof belonging>>>, problem: string) {
  opened(c, [inside.room.id])
  const reason = inside.gate.open ? 'closed' : inside.gate.reason
  const head = headOf(c, `/sharing/rooms/${inside.room.id}`)
  return page(
    c,
    <ShutPage {...head} room={inside.room} reason={reason} next={beforeGate(c.var.look, inside, problem)} />,
    422,
  )
}

const conferences = new Hono<Env>()
  .get('/sharing/conferences/new', may('sharing.convene'), (c) =>
    showConvene(c, { name: '', person: '', section: '', meets: '', purpose: 'care' }),
  )
  .post('/sharing/conferences', may('sharing.convene'), async (c) => {
    const w = basisWords(c.var.look.lang)
    const Form = z.object({
      name: text,
      person: text,
      section: text,
      meets: text,
      purpose: z.enum(PURPOSES).catch('care'),
    })
    const read = await readForm(c, Form)
    if (!read.ok) return c.notFound()
    const form = { ...read.value, section: read.value.section.slice(0, 100) }
    const meets = readDay(form.meets)
    const { person, same, problems } = await whoIsMeant(c, form)
    if (!form.section) problems.section = w.sectionNeed
    if (!meets) problems.meets = w.meetsNeed
    if (!person || !meets || Object.keys(problems).length > 0) return showConvene(c, form, same, problems)
    const id = await convene(c.var.db, whoOf(c), c.var.now(), {
      municipality: c.var.municipality,
      personId: person.id,
      purpose: form.purpose,
      section: form.section,
      meetsAt: startOf(meets),
    })
    return c.redirect(`/sharing/rooms/${id}`, 303)
  })
  .post('/sharing/rooms/:id/fix', may('sharing.convene'), async (c: InRoom) => {
    const inside = await belonging(c, c.req.param('id'))
    if (inside?.room.basis !== 'conference' || inside.standing.part !== 'keeper') return c.notFound()
    const done = await fixMembers(c.var.db, whoOf(c), c.var.now(), inside.room)
    if (!done.ok && done.reason === 'alone') return again(c, inside, basisWords(c.var.look.lang).fixAlone)
    return c.redirect(`/sharing/rooms/${inside.room.id}`, 303)
  })
  .post('/sharing/rooms/:id/pledge', may('sharing.write'), async (c: InRoom) => {
    const inside = await belonging(c, c.req.param('id'))
    if (inside?.room.basis !== 'conference') return c.notFound()
    if (inside.gate.open) return c.redirect(`/sharing/rooms/${inside.room.id}`, 303)
    if (inside.gate.reason !== 'not_pledged') return (await enterAnswer(c)) ?? c.notFound()
    const form = await readForm(c, z.object({ agreed: z.literal('yes') }))
    if (!form.ok) return again(c, inside, basisWords(c.var.look.lang).pledgeNeed)
    await pledge(c.var.db, whoOf(c), c.var.now(), inside.room)
    return c.redirect(`/sharing/rooms/${inside.room.id}`, 303)
  })
  .post('/sharing/rooms/:id/held', may('sharing.convene'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    if (inside.room.basis !== 'conference' || inside.standing.part !== 'keeper') return c.notFound()
    const form = await readForm(c, z.object({ minutes: text }))
    if (form.ok && form.value.minutes) await holdConference(c.var.db, whoOf(c), c.var.now(), inside, form.value.minutes)
    return c.redirect(`/sharing/rooms/${inside.room.id}`, 303)
  })
  .get('/sharing/rooms/:id/move', may('sharing.convene'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { room, standing, names } = found.inside
    if (room.basis !== 'conference' || standing.part !== 'keeper') return c.notFound()
    const what = await whatMoves(c.var.db, room, c.var.now())
    const all = await readEntries(c.var.db, room.municipality, [room.id], { limit: SEARCHED })
    const entries = all.filter(({ fact, words }) => words !== null && what.facts.includes(fact))
    return page(c, <MovePage {...headOf(c)} room={room} {...what} entries={entries} names={names} />)
  })
  .post('/sharing/rooms/:id/move', may('sharing.convene'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { room, standing, names } = found.inside
    if (room.basis !== 'conference' || standing.part !== 'keeper') return c.notFound()
    const body = await c.req.parseBody({ all: true })
    const chosen = [body.entry ?? []].flat().filter((id): id is string => typeof id === 'string')
    const done = await moveToConsent(c.var.db, whoOf(c), c.var.now(), room, chosen, names)
    return c.redirect(`/sharing/rooms/${done.ok ? done.value : `${room.id}/move`}`, 303)
  })

/** The answer that a shut room gives anyway. */
async function enterAnswer(c: InRoom) {
  const found = await enter(c, c.req.param('id'))
  return found.ok ? undefined : found.answer
}

// ── emergency ───────────────────────────────────────────────────────────────────────────────────────────────────

const EMPTY: EmergencyForm = { name: '', person: '', reason: '', hours: String(EMERGENCY_USUAL) }

const showEmergency = (
  c: Ctx,
  form: EmergencyForm,
  same: readonly Person[] = [],
  problems: Record<string, string> = {},
) => {
  opened(
    c,
    same.map(({ id }) => id),
  )
  const wrong = Object.keys(problems).length > 0
  return page(
    c,
    <EmergencyPage {...headOf(c, '/sharing/emergency')} form={form} same={same} problems={problems} />,
    wrong ? 422 : 200,
  )
}

const emergencies = new Hono<Env>()
  .get('/sharing/emergency', may('sharing.break_in'), (c) => showEmergency(c, EMPTY))
  .post('/sharing/emergency', may('sharing.break_in'), async (c) => {
    const w = basisWords(c.var.look.lang)
    const Form = z.object({ name: text, person: text, reason: text, hours: text, confirmed: text })
    const read = await readForm(c, Form)
    if (!read.ok) return c.notFound()
    const form = { ...read.value, reason: read.value.reason.slice(0, 1000) }
    const hours = EMERGENCY_HOURS.find((known) => String(known) === form.hours) ?? EMERGENCY_USUAL
    // The reason comes first: nobody learns whether a name is known here without saying why they ask.
    if ([...form.reason].length < REASON_LEAST) return showEmergency(c, form, [], { reason: w.reasonShort })
    const { person, same, problems } = await whoIsMeant(c, form)
    if (!person) return showEmergency(c, form, same, problems)
    const { municipality } = c.var
    const now = c.var.now()
    if (form.confirmed === 'yes') {
      const given = { municipality, personId: person.id, reason: form.reason, hours }
      return c.redirect(`/sharing/rooms/${await breakIn(c.var.db, whoOf(c), now, given)}`, 303)
    }
    opened(c, [person.id])
    const told = await toldOf(everybody(c), municipality, person.id, c.var.actor.id!)
    return page(
      c,
      <EmergencyConfirmPage
        {...headOf(c, '/sharing/emergency')}
        form={{ ...form, hours: String(hours) }}
        person={person}
        told={await namesOf(c.var.db, municipality, told)}
        until={new Date(now.getTime() + hours * 60 * 60 * 1000)}
      />,
    )
  })

async function showReview(c: Ctx, room: Room, form = { review: '', note: '' }, problem: string | null = null) {
  const { db, municipality, actor } = c.var
  const [reasons, acts, names, persons] = await Promise.all([
    readReasons(db, municipality, room.id),
    actsOf(db, room.openedBy, {
      subjects: [room.id, room.personId],
      from: room.openedAt,
      until: room.closedAt ?? room.endsAt ?? c.var.now(),
    }),
    findNames(db, municipality, [room.openedBy, ...(room.reviewedBy ? [room.reviewedBy] : [])]),
    listPersons(db, municipality, { ids: [room.personId] }),
  ])
  opened(c, [room.id, room.personId])
  return page(
    c,
    <ReviewPage
      {...headOf(c, `/sharing/reviews/${room.id}`)}
      room={room}
      person={persons[0] ?? null}
      reason={reasons.reason}
      note={reasons.note}
      acts={acts}
      names={names}
      own={room.openedBy === actor.id}
      form={form}
      problem={problem}
    />,
    problem ? 422 : 200,
  )
}

const emergencyOf = async (c: Ctx, id: string) => {
  const room = isId(id) ? await findRoom(c.var.db, c.var.municipality, id) : undefined
  return room?.basis === 'emergency' ? room : undefined
}

const reviews = new Hono<Env>()
  .get('/sharing/reviews', may('sharing.review'), async (c) => {
    const rooms = await listEmergencies(c.var.db, c.var.municipality)
    const names = await findNames(
      c.var.db,
      c.var.municipality,
      rooms.map(({ openedBy }) => openedBy),
    )
    opened(
      c,
      rooms.map(({ id }) => id),
    )
    return page(c, <ReviewsPage {...headOf(c)} rooms={rooms} names={names} />)
  })
  .get('/sharing/reviews/:id', may('sharing.review'), async (c: InRoom) => {
    const room = await emergencyOf(c, c.req.param('id'))
    return room ? showReview(c, room) : c.notFound()
  })
  .post('/sharing/reviews/:id', may('sharing.review'), async (c: InRoom) => {
    const room = await emergencyOf(c, c.req.param('id'))
    if (!room) return c.notFound()
    const w = basisWords(c.var.look.lang)
    const Form = z.object({
      review: z.enum(['justified', 'not_justified']),
      note: text.pipe(z.string().min(1).max(1000)),
    })
    const form = await readForm(c, Form)
    if (!form.ok)
      return showReview(c, room, { review: form.given.review ?? '', note: form.given.note ?? '' }, w.reviewNeed)
    const done = await reviewEmergency(c.var.db, whoOf(c), c.var.now(), room, form.value)
    if (!done.ok && done.reason === 'own') return showReview(c, room, undefined, w.reviewOwn)
    return c.redirect(`/sharing/reviews/${room.id}`, 303)
  })

export const basisRoutes = new Hono<Env>().route('/', conferences).route('/', emergencies).route('/', reviews)
