// The demo: a catalogue of real desks, and fictional people with needs and referrals in every state, told through the
// same actions that the service uses.
import { readFileSync } from 'node:fs'
import { findMunicipality } from './area/index.ts'
import { findService, loadCatalogue, organizationId, uuidV5 } from './directory/index.ts'
import { type PastNeed, type Relation, registerNeed, registerPast, type UnmetReason } from './need/index.ts'
import { type Account, listDemoAccounts, openEntrance, type Role, upsertAccount } from './people/index.ts'
import type { Config } from './platform/config.ts'
import type { Db } from './platform/db.ts'
import {
  acceptReferral,
  addNote,
  askAnother,
  type By,
  beginReferral,
  completeReferral,
  type DeclineReason,
  declineReferral,
  type FailReason,
  failReferral,
  giveUp,
  holdReferral,
  noteSeen,
  type Outcome,
  requestReferral,
  type WaitsFor,
  withdrawNeed,
} from './referral/index.ts'
import {
  type BoardStory,
  type PersonStory,
  type ReportStory,
  tellBoard,
  tellPerson,
  tellReports,
  tellRooms,
} from './sharing/index.ts'

type Story = {
  /** Days ago that it began. */
  ago: number
  ward: string | null
  town?: string
  words: string
  kinds: string[]
  relation?: Relation
  service?: string
  unmet?: UnmetReason
  /** What happened: verb, days after the beginning, and its facts. */
  steps?: [string, number, string?, string?][]
}
type People = {
  accounts: { id: string; name: string; role: Role; organization?: string; wards?: string[]; section?: string }[]
  stories: Story[]
  /** Closed needs without words, for the figures: kind, then per ward how many were met and how many not. */
  counts: [string, Record<string, [number, number]>][]
}

const FOLDERS: Record<string, URL> = { '141305': new URL('../catalogue/kawasaki/', import.meta.url) }
const DAY = 24 * 60 * 60 * 1000
const system = { kind: 'system' } as const

/**
 * Loads the demo when the database is empty.
 * @returns whether it was loaded now.
 * @throws Error when there is no demo for the configured municipality.
 */
export async function ensureDemo(db: Db, config: Config, now: Date): Promise<boolean> {
  if (await findMunicipality(db, config.municipality)) return false
  const folder = FOLDERS[config.municipality]
  if (!folder)
    throw new Error(`市町村コード ${config.municipality} のデモはありません。MUNICIPALITY=141305 でお試しください。`)
  const path = decodeURIComponent(folder.pathname)
  await loadCatalogue(db, config.municipality, path, { demo: true, now })
  const people = JSON.parse(readFileSync(new URL('people.json', folder), 'utf8')) as People
  await loadAccounts(db, config.municipality, people)
  for (const story of people.stories) await tell(db, config.municipality, story, now)
  await loadCounts(db, config.municipality, people.counts, now)
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  const accountOf = (id: string) => uuidV5(`${config.municipality}/account/${id}`)
  const { persons } = read('sharing-person.json') as { persons: PersonStory[] }
  for (const person of persons) await tellPerson(db, config.municipality, person, now)
  await tellRooms(db, config.municipality, folder, people.accounts, now)
  const { reports } = read('sharing-report.json') as { reports: ReportStory[] }
  await tellReports(db, config.municipality, reports, accountOf, now)
  const { questions } = read('sharing-board.json') as { questions: BoardStory[] }
  await tellBoard(db, config.municipality, questions, people.accounts, now)
  return true
}

const loadAccounts = (db: Db, municipality: string, people: People) =>
  db.transaction().execute(async (tx) => {
    for (const { id, name, role, organization, wards, section } of people.accounts)
      await upsertAccount(tx, {
        municipality,
        id: uuidV5(`${municipality}/account/${id}`),
        name,
        email: null,
        role,
        organizationId: organization ? organizationId(municipality, organization) : null,
        wards: wards ?? [],
        section: section ?? null,
        demo: true,
      })
  })

/** Plays one story through the actions, each step at its own time. */
async function tell(db: Db, municipality: string, story: Story, now: Date): Promise<void> {
  const begun = now.getTime() - story.ago * DAY
  const at = (days: number) => new Date(Math.min(begun + days * DAY, now.getTime()))
  const draft = {
    municipality,
    words: story.words,
    kinds: story.kinds,
    ward: story.ward,
    town: story.town ?? null,
    urgency: 'usual',
    channel: 'web',
  } as const
  if (!story.service) {
    await db
      .transaction()
      .execute((tx) => registerNeed(tx, system, at(0), { ...draft, unmet: story.unmet ?? 'no_match' }))
    return
  }
  const desk = await findService(db, municipality, story.service, now)
  if (!desk) throw new Error(`people.json: ${story.service} は目録にありません`)
  const contact = { name: null, phone: '044-000-0123', email: null, time: '夕方', consent: '2026-11' }
  let task = await db.transaction().execute(async (tx) => {
    const need = await registerNeed(tx, system, at(0), { ...draft, relation: story.relation ?? 'self', contact })
    const ask = { municipality, needId: need.id, service: desk }
    return requestReferral(tx, system, at(0), { ...ask, why: desk.why.slice(0, 2) })
  })
  for (const [verb, days, fact = '', note = ''] of story.steps ?? []) {
    const by: By = { actor: system, side: 'staff' }
    const when = at(days)
    const need = { municipality, id: task.need_id }
    switch (verb) {
      case 'seen':
        await noteSeen(db, { ...by, side: 'desk', organizationId: task.organization_id }, when, task)
        break
      case 'accept':
        await acceptReferral(db, by, when, task, { responder: fact })
        break
      case 'begin':
        await beginReferral(db, by, when, task)
        break
      case 'hold':
        await holdReferral(db, by, when, task, { waitsFor: fact as WaitsFor, note })
        break
      case 'note':
        await addNote(db, system, when, {
          municipality,
          needId: task.need_id,
          author: desk.organization.name,
          organizationId: task.organization_id,
          audience: 'all',
          words: fact,
        })
        break
      case 'complete':
        await completeReferral(db, by, when, task, { outcome: fact as Outcome, note })
        break
      case 'fail':
        await failReferral(db, by, when, task, { reason: fact as FailReason, note })
        break
      case 'decline':
        await declineReferral(db, by, when, task, { reason: fact as DeclineReason, note })
        break
      case 'forward': {
        const next = await findService(db, municipality, fact, now)
        if (!next) throw new Error(`people.json: ${fact} は目録にありません`)
        const result = await askAnother(db, system, when, { municipality, needId: task.need_id, service: next })
        if (result.ok) task = result.value
        break
      }
      case 'giveup':
        await giveUp(db, system, when, need)
        break
      case 'withdraw':
        await withdrawNeed(db, system, when, need)
        break
      default:
        throw new Error(`people.json: 「${verb}」は知らない動きです`)
    }
  }
}

/** Closed needs, spread evenly over the last four months. */
const loadCounts = (db: Db, municipality: string, counts: People['counts'], now: Date) => {
  const rows = counts.flatMap(([kind, wards]) =>
    Object.entries(wards).flatMap(([ward, [met, unmet]]) => [
      ...Array.from({ length: met }, () => ({ kind, ward, met: true })),
      ...Array.from({ length: unmet }, () => ({ kind, ward, met: false })),
    ]),
  )
  const past = rows.map(({ kind, ward, met }, index): PastNeed => {
    const at = new Date(now.getTime() - (3 + ((index * 37) % 113)) * DAY)
    return {
      ...{ municipality, words: null, kinds: [kind], ward, town: null, urgency: 'usual', channel: 'web', at },
      ...(met
        ? { metAt: new Date(Math.min(at.getTime() + 6 * DAY, now.getTime())) }
        : { unmet: index % 2 === 0 ? 'no_match' : 'declined' }),
    }
  })
  return db.transaction().execute((tx) => registerPast(tx, system, past))
}

/** A fresh one-time link for each demo account. */
export async function demoLinks(db: Db, config: Config, now: Date): Promise<{ account: Account; link: string }[]> {
  const links: { account: Account; link: string }[] = []
  for (const account of await listDemoAccounts(db, config.municipality))
    links.push({
      account,
      link: `${config.baseUrl}/people/enter/${await openEntrance(db, account, now, { factors: 2 })}`,
    })
  return links
}
