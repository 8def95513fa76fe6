// Those at work: whom they support, a record begun, a code made, a tie ended.
import { Hono } from 'hono'
import { listWards } from '../../area/index.ts'
import { may, opened, workNav } from '../../people/index.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { type By, inviteTo, startPerson, untie } from './actions.ts'
import {
  BeginPage,
  CodeMadePage,
  EMPTY_BEGIN,
  EMPTY_INVITE,
  type Frame,
  InvitePage,
  PERSONS,
  PersonsPage,
} from './pages.tsx'
import { GROUNDS, isDay, TIES } from './rules.ts'
import { findPerson, listPersons, tiesOf } from './store.ts'
import { readTyped, type Typed } from './typed.ts'
import { personWords } from './words.ts'

/** The head of a page at work, as whoever is signed in sees it. */
export const frameOf = (c: Ctx): Frame => ({
  look: c.var.look,
  who: c.var.actor.name,
  nav: workNav(c.var.look.lang, c.var.actor.role),
})

/** Who acts, where and when: for every action. */
export const byOf = (c: Ctx): By => ({
  actor: { kind: 'account', id: c.var.actor.id! },
  municipality: c.var.municipality,
  at: c.var.now(),
})

/** The person of an address, if the actor reaches them and they were not erased. The look is noted. */
export async function personOf(c: Ctx, id: string | undefined) {
  const person = isId(id) ? await findPerson(c.var.db, c.var.municipality, id) : undefined
  if (!person || person.erasedAt) return undefined
  opened(c, [person.id])
  return person
}

const readBegin = (typed: Typed) => ({
  ...{ name: typed.text('name', 200), kana: typed.text('kana', 200), born: typed.text('born', 20) },
  ...{ phone: typed.text('phone', 60), address: typed.text('address', 400), ward: typed.text('ward', 20) },
  another: typed.text('another') === 'yes',
})

export const personRoutes = new Hono<Env>()
  .get(PERSONS, may('sharing.person'), async (c) => {
    const persons = await listPersons(c.var.db, c.var.municipality)
    opened(
      c,
      persons.map(({ id }) => id),
    )
    return page(c, <PersonsPage {...frameOf(c)} persons={persons} />)
  })
  .get(`${PERSONS}/new`, may('sharing.person'), async (c) => {
    opened(c, []) // an empty form
    const wards = (await listWards(c.var.db, c.var.municipality)).map(({ name }) => name)
    return page(c, <BeginPage {...frameOf(c)} given={EMPTY_BEGIN} problems={{}} there={false} wards={wards} />)
  })
  .post(`${PERSONS}/new`, may('sharing.person'), async (c) => {
    opened(c, []) // only what was just typed
    const given = readBegin(await readTyped(c))
    const w = personWords(c.var.look.lang).wrong
    const wards = (await listWards(c.var.db, c.var.municipality)).map(({ name }) => name)
    const problems = {
      ...(given.name === '' || given.name.length > 100 ? { name: w.name } : {}),
      ...(given.kana.length > 100 ? { kana: w.long } : {}),
      ...(given.born !== '' && (!isDay(given.born) || new Date(given.born) > c.var.now()) ? { born: w.born } : {}),
      ...(given.phone.length > 30 ? { phone: w.long } : {}),
      ...(given.address.length > 200 ? { address: w.long } : {}),
    }
    const frame = { ...frameOf(c), look: { ...c.var.look, path: `${PERSONS}/new` } }
    if (Object.keys(problems).length > 0)
      return page(c, <BeginPage {...frame} given={given} problems={problems} there={false} wards={wards} />, 422)
    const result = await startPerson(
      c.var.db,
      byOf(c),
      {
        ...{ name: given.name, kana: given.kana || null, born: given.born || null, phone: given.phone || null },
        ...{ address: given.address || null, ward: wards.find((ward) => ward === given.ward) ?? null },
      },
      given.another,
    )
    if (!result.ok) return page(c, <BeginPage {...frame} given={given} problems={{}} there wards={wards} />, 422)
    return c.redirect(`${PERSONS}/${result.value.id}`, 303)
  })
  .get(`${PERSONS}/:id/invite`, may('sharing.person'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    if (!person) return c.notFound()
    return page(c, <InvitePage {...frameOf(c)} person={person} given={EMPTY_INVITE} problems={{}} />)
  })
  .post(`${PERSONS}/:id/invite`, may('sharing.person'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    if (!person) return c.notFound()
    const typed = await readTyped(c)
    const given = {
      ...{ kind: typed.text('kind', 10), ground: typed.text('ground', 20), proof: typed.text('proof', 300) },
      ...{ reach: typed.text('reach', 1000), until: typed.text('until', 10), agreed: typed.text('agreed') === 'yes' },
    }
    const frame = { ...frameOf(c), look: { ...c.var.look, path: `${PERSONS}/${person.id}/invite` } }
    const w = personWords(c.var.look.lang).inviteWrong
    const kind = TIES.find((one) => one === given.kind)
    if (!kind || (kind === 'family' && !given.agreed)) {
      const problems = kind ? { agreed: w.agreed } : { kind: w.kind }
      return page(c, <InvitePage {...frame} person={person} given={given} problems={problems} />, 422)
    }
    const result = await inviteTo(c.var.db, byOf(c), person, {
      ...{ kind, ground: GROUNDS.find((one) => one === given.ground) ?? null, proof: given.proof, reach: given.reach },
      until: isDay(given.until) ? new Date(`${given.until}T23:59:59+09:00`) : null,
    })
    if (!result.ok) {
      const problems = Object.fromEntries(result.reason.map((one) => [one, w[one]]))
      return page(c, <InvitePage {...frame} person={person} given={given} problems={problems} />, 422)
    }
    // The code is shown in this answer and nowhere else: an address would keep it.
    return page(c, <CodeMadePage {...frame} person={person} kind={kind} {...result.value} />)
  })
  .post(`${PERSONS}/:id/ties/:tie/end`, may('sharing.person'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    const tie = c.req.param('tie')
    if (!person || !isId(tie)) return c.notFound()
    const ties = await tiesOf(c.var.db, c.var.municipality, person.id)
    if (!ties.some(({ id }) => id === tie)) return c.notFound()
    await untie(c.var.db, byOf(c), tie)
    return c.redirect(`${PERSONS}/${person.id}`, 303)
  })
