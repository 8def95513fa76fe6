// What the audit of looks asks of the capabilities above it: names of organisations, and codes instead of persons.
import { findOrganization } from './directory/index.ts'
import { findNeedByCode, findNeeds, readReceiptCode } from './need/index.ts'
import type { AuditOutside } from './people/index.ts'
import type { Db } from './platform/db.ts'

/** @param db as the system sees it: only names of organisations and receipt codes leave here. */
export const auditOutside = (db: Db): AuditOutside => ({
  organizations: async (municipality, ids) => {
    const found = await Promise.all(ids.map((id) => findOrganization(db, municipality, id)))
    return new Map(found.flatMap((one) => (one ? [[one.id, one.name]] : [])))
  },
  things: async (municipality, ids, lang) =>
    new Map(
      (await findNeeds(db, municipality, ids)).map(({ id, code }) => [
        id,
        lang === 'en' ? `need ${code}` : `相談 ${code}`,
      ]),
    ),
  findThing: async (municipality, typed) => {
    const code = readReceiptCode(typed)
    return code ? (await findNeedByCode(db, municipality, code))?.id : undefined
  },
})
