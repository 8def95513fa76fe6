// The person's own pages: oneself, one's agent, one's family; each sees what is theirs.
import { type Context, Hono } from 'hono'
import { findOrganizations } from '../../directory/index.ts'
import { findNeedByCode, readReceiptCode } from '../../need/index.ts'
import { findNames, holding, looksAt, may, opened } from '../../people/index.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { answerAsking, askFor, withdraw } from '../consent/actions.ts'
import { ReadPage } from '../consent/answer.tsx'
import { EMPTY_ASK, textOf } from '../consent/parts.tsx'
import { namedRecipients, namesOfRecipients } from '../consent/recipients.ts'
import { answerProblems, askedIn, choosable, readAsk, sendScan } from '../consent/routes.tsx'
import { recipientKey } from '../consent/rules.ts'
import { findAsking, findConsent } from '../consent/store.ts'
import { answerWords, askFormWords } from '../consent/words.ts'
import { inviteTo, tieByCode, untie } from '../person/actions.ts'
import { byOf } from '../person/routes.tsx'
import { isDay } from '../person/rules.ts'
import { tiesOf } from '../person/store.ts'
import { readTyped } from '../person/typed.ts'
import { request } from './actions.ts'
import { DataPage, exportOf } from './data.tsx'
import { GivePage } from './give.tsx'
import { LooksPage } from './looks.tsx'
import { ChoosePage, FamilyCodePage, FamilyPage, MINE, MinePage, StopPage } from './pages.tsx'
import { allAbout, type Standing, standingOf, standingsOf } from './reads.ts'
import { OwnRequestsPage } from './request-pages.tsx'
import { listDisclosures, roomsAbout, toldEntries } from './store.ts'
import { mineWords } from './words.ts'

type At = Context<Env>

/** How the account stands to the person of the address. A look at oneself is written down too: it may not be oneself. */
async function standing(c: At, speaking = false): Promise<Standing | undefined> {
  const id = c.req.param('person')
  if (!isId(id)) return undefined
  const found = await standingOf(c.var.db, c.var.municipality, c.var.actor.id!, id, c.var.now())
  if (!found || (speaking && !found.speaks)) return undefined
  opened(c, [found.person.id])
  return found
}

const at = (c: Ctx, path: string) => ({ ...c.var.look, path })

async function consentOf(c: At, own: Standing) {
  const id = c.req.param('consent')
  const consent = isId(id) ? await findConsent(c.var.db, c.var.municipality, id) : undefined
  if (!consent || consent.personId !== own.person.id) return undefined
  const names = await namesOfRecipients(c.var.db, c.var.municipality, [consent])
  return { consent, to: names.get(recipientKey(consent)) ?? '—' }
}

async function askingOf(c: At, own: Standing) {
  const id = c.req.param('asking')
  const asking = isId(id) ? await findAsking(c.var.db, c.var.municipality, id) : undefined
  if (!asking || asking.personId !== own.person.id || asking.state !== 'open') return undefined
  const named = await namedRecipients(c.var.db, c.var.municipality, asking)
  return { asking, named, text: textOf(asking, named, c.var.look.lang) }
}

const P = `${MINE}/:person`

export const mineRoutes = new Hono<Env>()
  .get(MINE, may('sharing.mine'), async (c) => {
    const standings = await standingsOf(c.var.db, c.var.municipality, c.var.actor.id!, c.var.now())
    opened(
      c,
      standings.map(({ person }) => person.id),
    )
    return page(c, <ChoosePage look={c.var.look} given={{ code: '', born: '' }} standings={standings} />)
  })
  .post(`${MINE}/code`, may('sharing.speak'), async (c) => {
    const typed = await readTyped(c)
    const given = { code: typed.text('code', 40), born: typed.text('born', 10) }
    const result = isDay(given.born)
      ? await tieByCode(c.var.db, byOf(c), given.code, given.born)
      : ({ ok: false, reason: 'wrong' } as const)
    if (result.ok) return c.redirect(`${MINE}/${result.value.person}`, 303)
    const standings = await standingsOf(c.var.db, c.var.municipality, c.var.actor.id!, c.var.now())
    opened(
      c,
      standings.map(({ person }) => person.id),
    )
    return page(c, <ChoosePage look={at(c, MINE)} given={given} problem={result.reason} standings={standings} />, 422)
  })
  .get(P, may('sharing.mine'), async (c) => {
    const own = await standing(c)
    if (!own) return c.notFound()
    const { db, municipality, look, actor } = c.var
    if (!own.speaks) {
      const entries = await toldEntries(db, municipality, own.person.id)
      const authors = await findNames(
        db,
        municipality,
        entries.map(({ authorId }) => authorId),
      )
      const names = new Map([...authors].map(([id, { name }]) => [id, name]))
      return page(c, <FamilyPage look={look} standing={own} entries={entries} names={names} />)
    }
    const about = await allAbout(db, municipality, own)
    return page(c, <MinePage look={look} me={actor.id!} standing={own} about={about} now={c.var.now()} />)
  })
  .get(`${P}/looks`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const before = Number.parseInt(c.req.query('before') ?? '', 10)
    const rooms = await roomsAbout(c.var.db, c.var.municipality, own.person.id)
    const subjects = [own.person.id, ...rooms.map(({ id }) => id)]
    const from = Number.isSafeInteger(before) && before > 0 ? { before } : {}
    const found = await looksAt(c.var.db, c.var.municipality, subjects, findOrganizations, from)
    return page(c, <LooksPage look={c.var.look} person={own.person} {...found} me={c.var.actor.id} />)
  })
  .get(`${P}/give`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const form = { action: `${MINE}/${own.person.id}/give`, given: EMPTY_ASK, problems: {}, chosen: [], found: null }
    return page(c, <GivePage look={c.var.look} person={own.person} {...form} />)
  })
  .post(`${P}/give`, may('sharing.speak'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const typed = await readTyped(c)
    const given = readAsk(typed)
    const action = `${MINE}/${own.person.id}/give`
    const again = async (problems: Record<string, string>, status: 200 | 422) => {
      const shown = { action, given, problems, ...(await choosable(c, given)) }
      return page(c, <GivePage look={at(c, action)} person={own.person} {...shown} />, status)
    }
    if (typed.text('step') === 'find') return again({}, 200)
    const result = await askFor(c.var.db, byOf(c), own.person.id, null, askedIn(given))
    if (result.ok) return c.redirect(`${MINE}/${own.person.id}/asking/${result.value.id}`, 303)
    const w = askFormWords(c.var.look.lang).wrong
    return again(Object.fromEntries(result.reason.map((one) => [one, w[one]])), 422)
  })
  .get(`${P}/asking/:asking`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    const found = own && (await askingOf(c, own))
    if (!own || !found) return c.notFound()
    const back = `${MINE}/${own.person.id}`
    const read = { action: `${back}/asking/${found.asking.id}`, back, problems: {} }
    const given = { recipients: [], speaker: 'self', heard: '' }
    return page(c, <ReadPage look={c.var.look} {...found} {...read} given={given} />)
  })
  .post(`${P}/asking/:asking`, may('sharing.speak'), async (c) => {
    const own = await standing(c, true)
    const found = own && (await askingOf(c, own))
    if (!own || !found) return c.notFound()
    const { look } = c.var
    const typed = await readTyped(c)
    const given = { recipients: typed.many('recipients'), speaker: 'self', heard: '' }
    const back = `${MINE}/${own.person.id}`
    const action = `${back}/asking/${found.asking.id}`
    const again = (problems: Record<string, string | undefined>) =>
      page(c, <ReadPage look={at(c, action)} {...found} {...{ action, back, given, problems }} />, 422)
    const yes = typed.text('answer', 5) !== 'no'
    if (yes && given.recipients.length === 0) return again({ recipients: answerWords(look.lang).pick })
    const result = await answerAsking(c.var.db, byOf(c), found.asking, true, {
      ...{ way: 'screen', recipients: yes ? given.recipients : [], agentTie: null, heardBy: '', scan: null },
      shown: found.text,
    })
    if (!result.ok) return again(answerProblems(result.reason, askFormWords(look.lang).wrong))
    return c.redirect(back, 303)
  })
  .get(`${P}/consents/:consent/stop`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    const found = own && (await consentOf(c, own))
    if (!own || !found) return c.notFound()
    return page(c, <StopPage look={c.var.look} person={own.person} {...found} />)
  })
  .get(`${P}/consents/:consent/scan`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    const found = own && (await consentOf(c, own))
    return found ? sendScan(c, found.consent) : c.notFound()
  })
  .post(`${P}/consents/:consent/stop`, may('sharing.speak'), async (c) => {
    const own = await standing(c, true)
    const found = own && (await consentOf(c, own))
    if (!own || !found) return c.notFound()
    await withdraw(c.var.db, byOf(c), found.consent.id, 'screen')
    return c.redirect(`${MINE}/${own.person.id}`, 303)
  })
  .post(`${P}/family`, may('sharing.speak'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const result = await inviteTo(c.var.db, byOf(c), own.person, {
      ...{ kind: 'family', ground: null, proof: '', reach: '', until: null },
    })
    if (!result.ok) return c.notFound()
    const shown = { look: at(c, `${MINE}/${own.person.id}`), person: own.person, ...result.value }
    return page(c, <FamilyCodePage {...shown} />)
  })
  .post(`${P}/ties/:tie/end`, may('sharing.speak'), async (c) => {
    const own = await standing(c)
    const id = c.req.param('tie')
    if (!own || !isId(id)) return c.notFound()
    const tie = (await tiesOf(c.var.db, c.var.municipality, own.person.id)).find((one) => one.id === id)
    // An agent lets family go; the person themselves they cannot shut out. Family lets only itself go.
    const ends = tie && (tie.id === own.tie.id || (own.speaks && (own.tie.kind === 'self' || tie.kind === 'family')))
    if (!ends) return c.notFound()
    await untie(c.var.db, byOf(c), tie.id)
    return c.redirect(tie.id === own.tie.id ? MINE : `${MINE}/${own.person.id}`, 303)
  })
  .get(`${P}/data`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const about = await allAbout(c.var.db, c.var.municipality, own)
    const shown = { me: c.var.actor.id!, standing: own, about, now: c.var.now(), need: null, wrong: false }
    return page(c, <DataPage look={c.var.look} {...shown} given={{ code: '', last4: '' }} />)
  })
  .post(`${P}/data`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const typed = await readTyped(c)
    const given = { code: typed.text('code', 50), last4: typed.text('last4', 50) }
    const about = await allAbout(c.var.db, c.var.municipality, own)
    const code = readReceiptCode(given.code)
    // As at the receipt itself: the number opens one need, and only with the telephone number is it told.
    if (code) holding(c, [code])
    const need = code ? await findNeedByCode(c.var.db, c.var.municipality, code) : undefined
    const digits = need?.contact_phone?.replace(/\D/g, '').slice(-4)
    const found = digits && digits === given.last4.normalize('NFKC').replace(/\D/g, '') ? need! : null
    const shown = { me: c.var.actor.id!, standing: own, about, now: c.var.now(), need: found, wrong: !found }
    const look = at(c, `${MINE}/${own.person.id}/data`)
    return page(c, <DataPage look={look} {...shown} given={given} />, found ? 200 : 422)
  })
  .get(`${P}/data.json`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const { db, municipality, look, actor } = c.var
    const about = await allAbout(db, municipality, own)
    c.header('content-disposition', 'attachment; filename="musubi.json"')
    return c.json(exportOf({ look, me: actor.id!, standing: own, about, now: c.var.now() }))
  })
  .get(`${P}/requests`, may('sharing.mine'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const requests = await listDisclosures(c.var.db, c.var.municipality, own.person.id)
    return page(c, <OwnRequestsPage look={c.var.look} person={own.person} requests={requests} />)
  })
  .post(`${P}/requests`, may('sharing.speak'), async (c) => {
    const own = await standing(c, true)
    if (!own) return c.notFound()
    const { db, municipality, look } = c.var
    const typed = await readTyped(c)
    const kind = typed.text('kind', 10) === 'erasure' ? 'erasure' : 'access'
    const here = `${MINE}/${own.person.id}/requests`
    const again = async (problem: { form?: string; sure?: string }) => {
      const requests = await listDisclosures(db, municipality, own.person.id)
      return page(c, <OwnRequestsPage look={at(c, here)} person={own.person} {...{ requests, problem }} />, 422)
    }
    if (kind === 'erasure' && typed.text('sure') !== 'yes') return again({ sure: mineWords(look.lang).erasureMust })
    const result = await request(db, byOf(c), own.person.id, kind)
    return result.ok ? c.redirect(here, 303) : again({ form: mineWords(look.lang).waiting })
  })
