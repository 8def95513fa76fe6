// Staff answer requests; an administrator of the city sets how it is done there.
import { Hono } from 'hono'
import { findNames, may, opened } from '../../people/index.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { byOf, frameOf } from '../person/routes.tsx'
import { findPerson } from '../person/store.ts'
import { readTyped } from '../person/typed.ts'
import { disclose, erase, refuse, setSetting } from './actions.ts'
import { RequestPage, RequestsPage } from './request-pages.tsx'
import { REASONS } from './rules.ts'
import { askedEntries, findDisclosure, listDisclosures, readSetting } from './store.ts'
import { requestWords } from './words.ts'

/** A request that waits, with its person and what is to be decided on; the look is noted. */
async function requestOf(c: Ctx, id: string | undefined) {
  const { db, municipality } = c.var
  const request = isId(id) ? await findDisclosure(db, municipality, id) : undefined
  if (request?.state !== 'asked') return undefined
  const person = await findPerson(db, municipality, request.personId)
  if (!person) return undefined
  opened(c, [person.id])
  const entries = request.kind === 'access' ? await askedEntries(db, municipality, request.id) : []
  const authors = await findNames(
    db,
    municipality,
    entries.map(({ authorId }) => authorId),
  )
  return { request, person, entries, names: new Map([...authors].map(([author, { name }]) => [author, name])) }
}

async function listPage(c: Ctx, wrongDays?: string) {
  const { db, municipality, actor } = c.var
  const requests = await listDisclosures(db, municipality)
  const waiting = requests.filter(({ state }) => state === 'asked')
  const persons = await Promise.all(waiting.map(({ personId }) => findPerson(db, municipality, personId)))
  const names = new Map(persons.flatMap((person) => (person ? [[person.id, person.name] as const] : [])))
  opened(c, [...names.keys()])
  const setting = actor.role === 'admin' ? await readSetting(db, municipality) : null
  const shown = { requests, names, setting, wrongDays, now: c.var.now() }
  const frame = frameOf(c)
  return page(
    c,
    <RequestsPage {...frame} look={{ ...frame.look, path: '/sharing/requests' }} {...shown} />,
    wrongDays ? 422 : 200,
  )
}

export const requestRoutes = new Hono<Env>()
  .get('/sharing/requests', may('sharing.requests'), (c) => listPage(c))
  .get('/sharing/requests/:id', may('sharing.requests'), async (c) => {
    const found = await requestOf(c, c.req.param('id'))
    if (!found) return c.notFound()
    return page(c, <RequestPage {...frameOf(c)} {...found} given={{ shown: [], reason: '', note: '' }} problems={{}} />)
  })
  .post('/sharing/requests/:id', may('sharing.requests'), async (c) => {
    const found = await requestOf(c, c.req.param('id'))
    if (!found) return c.notFound()
    const { db, look } = c.var
    const { request } = found
    const typed = await readTyped(c)
    const given = { shown: typed.many('shown'), reason: typed.text('reason', 10), note: typed.text('note', 1000) }
    const reason = REASONS.find((one) => one === given.reason) ?? null
    const w = requestWords(look.lang).wrong
    const frame = { ...frameOf(c), look: { ...look, path: c.req.path } }
    const again = (problems: { reason?: string; sure?: string; form?: string }) =>
      page(c, <RequestPage {...frame} {...found} given={given} problems={problems} />, 422)
    const answer = typed.text('answer', 10)
    if (answer === 'erase' && typed.text('sure') !== 'yes') return again({ sure: w.sure })
    const result =
      request.kind === 'access'
        ? await disclose(db, byOf(c), request, { entries: given.shown, reason, note: given.note })
        : answer === 'erase'
          ? await erase(db, byOf(c), request)
          : await refuse(db, byOf(c), request, { reason, note: given.note })
    if (!result.ok) return again(result.reason === 'reason' ? { reason: w.reason } : { form: w.answered })
    return c.redirect('/sharing/requests', 303)
  })
  .post('/sharing/setting', may('sharing.setting'), async (c) => {
    const typed = await readTyped(c)
    const kept = Number(typed.text('kept', 6))
    if (!Number.isInteger(kept) || kept < 365 || kept > 3660)
      return listPage(c, requestWords(c.var.look.lang).settingWrong)
    const shown = (['after', 'closed', 'never'] as const).find((one) => one === typed.text('conference', 10)) ?? 'after'
    await setSetting(c.var.db, byOf(c), { keptDays: kept, conferenceShown: shown })
    return c.redirect('/sharing/requests', 303)
  })
