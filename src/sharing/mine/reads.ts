// Everything about a person, as they themselves, their agent or their family may know it.
import { findOrganizations } from '../../directory/index.ts'
import { findNames, looksAt } from '../../people/index.ts'
import type { Db } from '../../platform/db.ts'
import { namesOfRecipients } from '../consent/recipients.ts'
import { recipientKey } from '../consent/rules.ts'
import { consentsOf, openAskings, type StoredConsent } from '../consent/store.ts'
import { holds, speaksAs, type Tie } from '../person/rules.ts'
import { findPerson, type Person, tiesOf, tiesOfAccount } from '../person/store.ts'
import { listDisclosures, roomsAbout, toldEntries, toldFiles } from './store.ts'

/** A person as the account of the moment is tied to them. */
export type Standing = { person: Person; tie: Tie; speaks: boolean }

/** How an account is tied to a person now; nothing when it is not. */
export async function standingOf(
  db: Db,
  municipality: string,
  accountId: string,
  personId: string,
  now: Date,
): Promise<Standing | undefined> {
  const ties = (await tiesOfAccount(db, municipality, accountId, now)).filter((tie) => tie.personId === personId)
  const tie = speaksAs(ties, accountId, now) ?? ties.find((one) => holds(one, now))
  const person = tie && (await findPerson(db, municipality, personId))
  if (!tie || !person || person.erasedAt) return undefined
  return { person, tie, speaks: tie.kind !== 'family' }
}

/** Everybody whom an account is tied to, oneself first. */
export async function standingsOf(db: Db, municipality: string, accountId: string, now: Date): Promise<Standing[]> {
  const ties = await tiesOfAccount(db, municipality, accountId, now)
  const ids = [
    ...new Set(ties.sort((a, b) => Number(b.kind === 'self') - Number(a.kind === 'self')).map((tie) => tie.personId)),
  ]
  const all = await Promise.all(ids.map((id) => standingOf(db, municipality, accountId, id, now)))
  return all.filter((one): one is Standing => one !== undefined)
}

/** What the first page of one's own shows, and what a download holds. */
export async function allAbout(db: Db, municipality: string, { person }: Standing) {
  const [rooms, ties, consents, askings, entries, files, requests] = await Promise.all([
    roomsAbout(db, municipality, person.id),
    tiesOf(db, municipality, person.id),
    consentsOf(db, municipality, person.id),
    openAskings(db, municipality, person.id),
    toldEntries(db, municipality, person.id),
    toldFiles(db, municipality, person.id),
    listDisclosures(db, municipality, person.id),
  ])
  const [recipients, accounts, looks] = await Promise.all([
    namesOfRecipients(db, municipality, consents),
    findNames(db, municipality, [
      ...ties.map(({ accountId }) => accountId),
      ...entries.map(({ authorId }) => authorId),
      ...askings.map(({ createdBy }) => createdBy),
    ]),
    looksAt(db, municipality, [person.id, ...rooms.map(({ id }) => id)], findOrganizations),
  ])
  const names = new Map([...accounts].map(([id, { name }]) => [id, name]))
  return { rooms, ties, consents, askings, entries, files, requests, recipients, names, looks }
}
export type About = Awaited<ReturnType<typeof allAbout>>

/** The name of a recipient of a record. */
export const recipientOf = (about: Pick<About, 'recipients'>, consent: StoredConsent): string =>
  about.recipients.get(recipientKey(consent)) ?? '—'
