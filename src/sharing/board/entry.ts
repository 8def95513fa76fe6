// What somebody on the board knows becomes an entry of the directory: through its front door, by staff.
import {
  dayText,
  KINDS,
  needName,
  type Organization,
  type OrganizationKind,
  type ServiceDraft,
  saveOrganization,
  saveService,
  searchOrganizations,
} from '../../directory/index.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { Result } from './actions.ts'
import type { Boarder } from './rules.ts'
import { findAnswer, lockQuestion, moveAnswer } from './store.ts'

/** Kinds of services that the board can bring: those that are somewhere, and do something. */
export const ENTRY_KINDS = KINDS.filter((kind) => kind !== 'scheme')
export type EntryKind = ServiceDraft['kind']

/** An entry as staff has read it through. */
export type Entry = {
  organization: string
  organizationKind: OrganizationKind
  kind: EntryKind
  name: string
  what: string
  phone: string
  ward: string | null
  /** Codes of catalogue/needs.json, the most fitting first. */
  needs: string[]
}

/** Where an entry says that it comes from. */
const SOURCE = '支援者の掲示板'

/** The organisation of this very name, whoever put it in. */
async function organizationNamed(tx: Tx, municipality: string, name: string): Promise<Organization | undefined> {
  const found = await searchOrganizations(tx, municipality, name, 100)
  return found.find((one) => one.name.normalize('NFKC') === name.normalize('NFKC'))
}

/**
 * Makes an answer's facts an entry: not endorsed, seen to be true today, its number to be confirmed, its source named.
 * @returns the slug under which the directory shows it; `done` when it was made before.
 */
export const makeEntry = (
  db: Db,
  by: Boarder,
  now: Date,
  at: { question: string; answer: string },
  entry: Entry,
): Promise<Result<{ slug: string }, 'gone' | 'done'>> =>
  db.transaction().execute(async (tx) => {
    const { municipality } = by
    const question = await lockQuestion(tx, municipality, at.question)
    const answer = question && (await findAnswer(tx, { municipality, question: question.id, id: at.answer }))
    if (!by.keeps || !answer?.facts) return { ok: false, reason: 'gone' }
    if (answer.entry_id) return { ok: false, reason: 'done' }
    const who = { municipality, actor: { kind: 'account' as const, id: by.account }, now }
    const slug = `board-${answer.id}`
    const known = await organizationNamed(tx, municipality, entry.organization)
    const organization =
      known ??
      (await saveOrganization(tx, who, {
        ...{ slug, name: entry.organization, kind: entry.organizationKind },
        description: `${SOURCE}で紹介された団体です。`,
      }))
    const { id } = await saveService(tx, who, draftOf(slug, organization.id, entry, dayText(now)))
    await moveAnswer(tx, answer, { entry_id: id, entered_by: by.account, entered_at: now })
    await record(tx, {
      ...{ municipality, name: 'sharing.answer_entered', actor: who.actor, subject: at.question, at: now },
      data: { answer: answer.id, service: id },
    })
    return { ok: true, value: { slug } }
  })

const draftOf = (slug: string, organizationId: string, entry: Entry, today: string): ServiceDraft => ({
  ...{ slug, family: slug, organizationId, kind: entry.kind, name: entry.name, kana: null, status: 'active' },
  description: entry.what,
  why: [`${entry.needs.map((need) => `「${needName(need, 'ja')}」`).join('')}のことで、支援者が紹介しました`],
  says: [],
  needs: entry.needs,
  ...{ scope: entry.ward ? 'ward' : 'city', wards: entry.ward ? [entry.ward] : [], towns: [] },
  phones: [{ number: entry.phone, type: 'voice', description: null, confidence: 'medium' }],
  ...{ hours: [], hoursNote: null, holidays: null, address: null, capacity: null },
  ...{ forWhom: null, ages: { min: null, max: null }, cost: 'unknown', costNote: null, apply: null },
  ...{ accessibility: [], languages: [], url: null, details: {}, verified: today },
  ...{ source: SOURCE, sourceUrl: null },
})
