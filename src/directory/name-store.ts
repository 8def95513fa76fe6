// Organisations and services by their names.
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { Organization } from './rules.ts'
import { organizationColumns } from './store.ts'

/** Names of organisations that are no public offices, and of what they offer: for finding them in a text. */
export async function listNames(db: Db, municipality: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select o.name from directory.organization o
    where o.municipality = ${municipality} and o.kind not in ('city', 'ward', 'prefecture', 'nation')
    union
    select s.name from directory.service s
    join directory.organization o on o.municipality = s.municipality and o.id = s.organization_id
    where s.municipality = ${municipality} and o.kind not in ('city', 'ward', 'prefecture', 'nation')
      and s.kind in ('facility', 'desk', 'group')`.execute(db)
  return rows.map(({ name }) => name)
}

/** Organisations whose name holds these words: to name one on a form. */
export const searchOrganizations = (db: Db, municipality: string, words: string, limit = 10): Promise<Organization[]> =>
  db
    .selectFrom('directory.organization')
    .select(organizationColumns)
    .where('municipality', '=', municipality)
    .where('name', 'ilike', `%${words.replace(/[\\%_]/g, '\\$&')}%`)
    .orderBy('name')
    .limit(limit)
    .execute() as Promise<Organization[]>

/** Those of these telephone numbers, in digits only, that somebody in the directory answers. */
export async function knownPhones(db: Db, municipality: string, digits: readonly string[]): Promise<Set<string>> {
  if (digits.length === 0) return new Set()
  const { rows } = await sql<{ digits: string }>`
    select distinct replace(number, '-', '') as digits from directory.phone
    where municipality = ${municipality} and replace(number, '-', '') = any (${[...digits]}::text[])`.execute(db)
  return new Set(rows.map((row) => row.digits))
}
