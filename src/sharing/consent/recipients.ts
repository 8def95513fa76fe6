// What recipients are called: organisations of the directory, accounts of those at work and of family.
import { findOrganizations, searchOrganizations } from '../../directory/index.ts'
import { findNames } from '../../people/index.ts'
import type { Db } from '../../platform/db.ts'
import { recipientKey } from './rules.ts'
import { findAtWork } from './store.ts'

export type Recipients = { organizations: readonly string[]; accounts: readonly string[] }
/** A recipient as a form names it, and as people do. */
export type Choosable = { key: string; name: string }

/** Names of recipients, in the order in which they are named. */
export async function namedRecipients(db: Db, municipality: string, to: Recipients): Promise<Choosable[]> {
  const [organizations, accounts] = await Promise.all([
    to.organizations.length > 0 ? findOrganizations(db, municipality, to.organizations) : [],
    findNames(db, municipality, to.accounts),
  ])
  const named = new Map(organizations.map(({ id, name }) => [id, name]))
  return [
    ...to.organizations.map((id) => ({ key: `org:${id}`, name: named.get(id) ?? '—' })),
    ...to.accounts.map((id) => ({ key: `account:${id}`, name: accounts.get(id)?.name ?? '—' })),
  ]
}

/** Names of the recipients of records, by the key of each. */
export async function namesOfRecipients(
  db: Db,
  municipality: string,
  records: readonly { organizationId: string | null; accountId: string | null }[],
): Promise<Map<string, string>> {
  const ids = (of: 'organizationId' | 'accountId') => [
    ...new Set(records.flatMap((one) => (one[of] === null ? [] : [one[of]]))),
  ]
  const named = await namedRecipients(db, municipality, {
    organizations: ids('organizationId'),
    accounts: ids('accountId'),
  })
  return new Map(named.map(({ key, name }) => [key, name]))
}

/** Recipients whose name holds these words: organisations, and people at work. */
export async function findRecipients(db: Db, municipality: string, words: string): Promise<Choosable[]> {
  if (words === '') return []
  const [organizations, accounts] = await Promise.all([
    searchOrganizations(db, municipality, words),
    findAtWork(db, municipality, words),
  ])
  return [
    ...organizations.map(({ id, name }) => ({ key: recipientKey({ organizationId: id, accountId: null }), name })),
    ...accounts.map(({ id, name }) => ({ key: recipientKey({ organizationId: null, accountId: id }), name })),
  ]
}
