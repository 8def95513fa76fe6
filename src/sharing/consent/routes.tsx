// Those at work: a person's record with its consents, a request, what was said to it, a withdrawal.
import { Hono } from 'hono'
import { findNames, may, opened } from '../../people/index.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { scannerOf } from '../file/scan.ts'
import { PERSONS } from '../person/pages.tsx'
import { byOf, frameOf, personOf } from '../person/routes.tsx'
import { holds } from '../person/rules.ts'
import { findPerson, tiesOf } from '../person/store.ts'
import { readTyped, type Typed } from '../person/typed.ts'
import { type AnswerProblem, answerAsking, askFor, withdraw } from './actions.ts'
import { PaperPage, ReadPage } from './answer.tsx'
import { type AnswerProblems, AskingPage, AskPage, EMPTY_ANSWER, PersonPage, WithdrawWorkPage } from './pages.tsx'
import { type AskForm, EMPTY_ASK, textOf } from './parts.tsx'
import { findRecipients, namedRecipients, namesOfRecipients } from './recipients.ts'
import { FACTS, PURPOSES, readRecipients, recipientKey, shares, WAYS } from './rules.ts'
import { readScan } from './scan.ts'
import { type Asking, consentsOf, findAsking, findConsent, findScan, openAskings, type StoredConsent } from './store.ts'
import { answerWords, askFormWords, askWords } from './words.ts'

/** A request as a form has it. */
export const readAsk = (typed: Typed): AskForm => ({
  ...{ recipients: typed.many('recipients'), facts: typed.many('facts'), purpose: typed.text('purpose', 20) },
  ...{ days: typed.text('days', 4), find: typed.text('find', 60) },
})

/** What a form asks for, without what it cannot ask for. */
export const askedIn = ({ recipients, facts, purpose, days }: AskForm) => ({
  ...readRecipients(recipients),
  facts: FACTS.filter((fact) => facts.includes(fact)),
  purpose: PURPOSES.find((one) => one === purpose) ?? null,
  days: Number(days),
})

/** What is shown of a form: whom it names already, and who was found. */
export async function choosable(c: Ctx, given: AskForm) {
  const { db, municipality } = c.var
  const [chosen, found] = await Promise.all([
    namedRecipients(db, municipality, readRecipients(given.recipients)),
    given.find ? findRecipients(db, municipality, given.find) : null,
  ])
  // A name is told only of who can be found: an id alone tells nothing.
  return { chosen: chosen.filter(({ name }) => name !== '—'), found }
}

/** A request that the actor reaches, with its person; the look is noted. */
async function askingOf(c: Ctx, id: string | undefined) {
  const asking = isId(id) ? await findAsking(c.var.db, c.var.municipality, id) : undefined
  const person = asking && (await findPerson(c.var.db, c.var.municipality, asking.personId))
  if (!asking || !person || person.erasedAt) return undefined
  opened(c, [person.id])
  return { asking, person, named: await namedRecipients(c.var.db, c.var.municipality, asking) }
}

async function agentsOf(c: Ctx, { personId }: Asking) {
  const now = c.var.now()
  const ties = await tiesOf(c.var.db, c.var.municipality, personId)
  const agents = ties.filter((tie) => tie.kind === 'agent' && holds(tie, now))
  const found = await findNames(
    c.var.db,
    c.var.municipality,
    agents.map(({ accountId }) => accountId),
  )
  return { agents, agentNames: new Map([...found].map(([id, { name }]) => [id, name])) }
}

/** In which field of a page each problem stands. */
const FIELD: Record<AnswerProblem, keyof AnswerProblems> = {
  ...{ no_voice: 'way', no_ground: 'speaker', heard: 'heard', scan: 'scan', scan_kind: 'scan', scan_size: 'scan' },
  ...{ recipients: 'recipients', answered: 'form' },
}
export const answerProblems = (reasons: readonly AnswerProblem[], words: Record<AnswerProblem, string>) =>
  Object.fromEntries(reasons.map((one) => [FIELD[one], words[one]])) as AnswerProblems

export const consentRoutes = new Hono<Env>()
  .get(`${PERSONS}/:id`, may('sharing.person'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    if (!person) return c.notFound()
    const { db, municipality, actor } = c.var
    const now = c.var.now()
    const [consents, askings, ties] = await Promise.all([
      consentsOf(db, municipality, person.id),
      openAskings(db, municipality, person.id),
      tiesOf(db, municipality, person.id),
    ])
    const to = { accountId: actor.id!, organizationId: actor.organizationId }
    const mine = consents.filter((one) => one.accountId === to.accountId || one.organizationId === to.organizationId)
    const keeps = person.createdBy === actor.id
    // Who began a record has just heard it from the person. Once they were asked, their word counts, and ends like any other.
    const basic = (keeps && mine.length === 0) || PURPOSES.some((one) => shares(mine, to, 'basic', one, now).ok)
    const [recipients, accounts] = await Promise.all([
      namesOfRecipients(db, municipality, consents),
      findNames(
        db,
        municipality,
        ties.map(({ accountId }) => accountId),
      ),
    ])
    const names = new Map([...recipients, ...[...accounts].map(([id, { name }]) => [id, name] as const)])
    return page(c, <PersonPage {...frameOf(c)} {...{ person, basic, consents, askings, ties, names, keeps, now }} />)
  })
  .get(`${PERSONS}/:id/ask`, may('sharing.ask'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    if (!person) return c.notFound()
    const own = c.var.actor.organizationId
    const given = { ...EMPTY_ASK, recipients: own ? [`org:${own}`] : [] }
    const form = { action: `${PERSONS}/${person.id}/ask`, given, problems: {}, ...(await choosable(c, given)) }
    return page(c, <AskPage {...frameOf(c)} person={person} {...form} />)
  })
  .post(`${PERSONS}/:id/ask`, may('sharing.ask'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    if (!person) return c.notFound()
    const typed = await readTyped(c)
    const given = readAsk(typed)
    const frame = { ...frameOf(c), look: { ...c.var.look, path: `${PERSONS}/${person.id}/ask` } }
    const form = { action: `${PERSONS}/${person.id}/ask`, given }
    // Looking for a recipient is a step of the same form: what was chosen stays, and no name gets into an address.
    if (typed.text('step') === 'find')
      return page(c, <AskPage {...frame} person={person} {...form} problems={{}} {...(await choosable(c, given))} />)
    const result = await askFor(c.var.db, byOf(c), person.id, c.var.actor.organizationId, askedIn(given))
    if (result.ok) return c.redirect(`/sharing/asking/${result.value.id}`, 303)
    const w = askFormWords(c.var.look.lang).wrong
    const problems = Object.fromEntries(result.reason.map((one) => [one, w[one]]))
    const shown = await choosable(c, given)
    return page(c, <AskPage {...frame} person={person} {...form} problems={problems} {...shown} />, 422)
  })
  .get('/sharing/asking/:id', may('sharing.ask'), async (c) => {
    const found = await askingOf(c, c.req.param('id'))
    if (!found) return c.notFound()
    const text = textOf(found.asking, found.named, c.var.look.lang)
    const more = { ...(await agentsOf(c, found.asking)), text, given: EMPTY_ANSWER, problems: {} }
    return page(c, <AskingPage {...frameOf(c)} {...found} {...more} />)
  })
  .get('/sharing/asking/:id/paper', may('sharing.ask'), async (c) => {
    const found = await askingOf(c, c.req.param('id'))
    if (!found) return c.notFound()
    const text = textOf(found.asking, found.named, c.var.look.lang)
    const url = `${c.var.config.baseUrl}/sharing/asking/${found.asking.id}`
    return page(c, <PaperPage look={c.var.look} {...found} text={text} url={url} />)
  })
  .get('/sharing/asking/:id/screen', may('sharing.ask'), async (c) => {
    const found = await askingOf(c, c.req.param('id'))
    if (found?.asking.state !== 'open') return c.notFound()
    const here = `/sharing/asking/${found.asking.id}`
    return page(
      c,
      <ReadPage
        look={c.var.look}
        {...found}
        text={textOf(found.asking, found.named, c.var.look.lang)}
        action={`${here}/answer`}
        back={here}
        given={EMPTY_ANSWER}
        problems={{}}
        tablet={await agentsOf(c, found.asking)}
      />,
    )
  })
  .post('/sharing/asking/:id/answer', may('sharing.ask'), async (c) => {
    const found = await askingOf(c, c.req.param('id'))
    if (!found) return c.notFound()
    const { look } = c.var
    const { asking, named } = found
    const typed = await readTyped(c)
    const given = {
      ...{ way: typed.text('way', 10), recipients: typed.many('recipients') },
      ...{ speaker: typed.text('speaker', 40) || 'self', heard: typed.text('heard', 100) },
    }
    const way = WAYS.find((one) => one === given.way)
    const answer = typed.text('answer', 5)
    const text = textOf(asking, named, look.lang)
    const here = `/sharing/asking/${asking.id}`
    const again = async (problems: AnswerProblems) => {
      const agents = await agentsOf(c, asking)
      if (way !== 'screen') {
        const frame = { ...frameOf(c), look: { ...look, path: here } }
        return page(c, <AskingPage {...frame} {...found} {...agents} {...{ text, given, problems }} />, 422)
      }
      const read = { look: { ...look, path: `${here}/screen` }, action: `${here}/answer`, back: here }
      return page(c, <ReadPage {...read} {...found} {...{ text, given, problems }} tablet={agents} />, 422)
    }
    if (!way) return again({ way: askFormWords(look.lang).wrong.way })
    if (answer === 'yes' && given.recipients.length === 0) return again({ recipients: answerWords(look.lang).pick })
    const result = await answerAsking(c.var.db, byOf(c), asking, false, {
      ...{ way, recipients: answer === 'no' ? [] : given.recipients, heardBy: given.heard, shown: text },
      agentTie: given.speaker === 'self' ? null : given.speaker,
      scan: way === 'paper' ? await readScan(typed.file('scan'), scannerOf(c.var.config.scan)) : null,
    })
    if (!result.ok) return again(answerProblems(result.reason, askFormWords(look.lang).wrong))
    return c.redirect(`${PERSONS}/${asking.personId}`, 303)
  })
  .get(`${PERSONS}/:id/consents/:consent/withdraw`, may('sharing.ask'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    const consent = person && (await consentOf(c, person.id, c.req.param('consent')))
    if (!person || !consent) return c.notFound()
    return page(c, <WithdrawWorkPage {...frameOf(c)} person={person} {...consent} />)
  })
  .get(`${PERSONS}/:id/consents/:consent/scan`, may('sharing.person'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    const found = person && (await consentOf(c, person.id, c.req.param('consent')))
    return found ? sendScan(c, found.consent) : c.notFound()
  })
  .post(`${PERSONS}/:id/consents/:consent/withdraw`, may('sharing.ask'), async (c) => {
    const person = await personOf(c, c.req.param('id'))
    const found = person && (await consentOf(c, person.id, c.req.param('consent')))
    if (!person || !found) return c.notFound()
    const typed = await readTyped(c)
    const way = WAYS.find((one) => one === typed.text('way', 10))
    const path = c.req.path
    const frame = { ...frameOf(c), look: { ...c.var.look, path } }
    const problem = (text: string) =>
      page(c, <WithdrawWorkPage {...frame} person={person} {...found} problem={text} />, 422)
    if (!way) return problem(askFormWords(c.var.look.lang).wrong.way)
    if (!(await withdraw(c.var.db, byOf(c), found.consent.id, way)))
      return problem(askWords(c.var.look.lang).withdrawnAlready)
    return c.redirect(PERSONS, 303)
  })

/** The paper that was signed, to be kept: never shown inside a page of ours. */
export async function sendScan(c: Ctx, { scanId, municipality }: StoredConsent) {
  const scan = scanId ? await findScan(c.var.db, municipality, scanId) : undefined
  if (!scan) return c.notFound()
  return c.body(new Uint8Array(scan.content), 200, {
    'content-type': scan.type,
    'content-disposition': `attachment; filename="consent.${scan.type.split('/')[1]}"`,
  })
}

async function consentOf(c: Ctx, personId: string, id: string | undefined) {
  const consent = isId(id) ? await findConsent(c.var.db, c.var.municipality, id) : undefined
  if (!consent || consent.personId !== personId) return undefined
  const names = await namesOfRecipients(c.var.db, c.var.municipality, [consent])
  return { consent, to: names.get(recipientKey(consent)) ?? '—' }
}
