// Who helps, and how: organisations, their services, places, hours, endorsements, and since when the facts are known.
// Words: a service is offered by an organisation; a family is one service in several wards; an endorsement (お墨付き) is
// the city's word for a service until a day; an entry is a service as the engine reads it.
// Pages: /directory, /directory.csv, /directory/:id. Data: /api/needs.
// Promises: the same facts again change nothing; every change has an event; a service's revision grows when it changes;
// every transaction that changes a municipality's directory raises its edition, and is seen whole or not at all.
export { saveOrganization, saveService } from './actions.ts'
export { loadCatalogue } from './catalogue.ts'
export { phoneNumber } from './catalogue-entry.ts'
export { type Change, endorsedNow, listChanges } from './changes.ts'
export { ServiceFacts, ServiceTags, ServiceTrust } from './facts.tsx'
export { choiceLine, ServiceHints, tellRoom } from './hints.tsx'
export { dayText, openDays } from './hours.ts'
export { organizationId, uuidV5 } from './ids.ts'
export { importPath, type Report as ImportReport } from './import/import.ts'
export { readEdition } from './listing/store.ts'
export { knownPhones, listNames, searchOrganizations } from './name-store.ts'
export { findService, listServices, readEntries, type ServiceEntry, viewServices } from './reads.ts'
export { directoryRoutes } from './routes.tsx'
export {
  KINDS,
  ORGANIZATION_KINDS,
  type Organization,
  type OrganizationDraft,
  type OrganizationKind,
  type ServiceDraft,
} from './rules.ts'
export { findOrganization, findOrganizations, listOrganizations } from './store.ts'
export type { DirectoryTables } from './tables.ts'
export { GROUPS, groupOf, isKind, kindsOf, needName, TERMS } from './taxonomy.ts'
export type { Hours, OpenState, ServiceView } from './view.ts'
