// People who sign in: accounts, roles, one-time ways in, sessions, and the guards that stand in every route line.
// Words: an account acts in a role; an entrance is a link that works once; a session ends by itself.
// Promises: only hashes of tokens are kept; a link that was used or is too old opens nothing; no record of a person is
// shown to anybody without the look being written down.
export { ANONYMOUS, openEntrance } from './actions.ts'
export { auditTimers } from './audit/jobs.ts'
export { type LookLine, looksAt } from './audit/looks.ts'
export { anchorDocument } from './audit/pages.tsx'
export type { Outside as AuditOutside } from './audit/reads.ts'
export { auditRoutes } from './audit/routes.tsx'
export { SEALED_FINDING } from './audit/store.ts'
export { tellWhy } from './audit/words.ts'
export { anyone, atDoor, GUARD, GUARDING, type Guarding, holder, holding, may, opened, readActor } from './guard.ts'
export { ENTRANCE_KEPT_DAYS, LEFT_KEPT_DAYS, peopleTimers } from './jobs.ts'
export { peopleRoutes } from './routes.tsx'
export { AT_WORK, mayDo, mayTouch, type Reach, ROLES, type Role, VERBS, type Verb } from './rules.ts'
export {
  type Account,
  findAccountByEmail,
  findNames,
  listDemoAccounts,
  type Named,
  SEALED_ACCOUNT,
  upsertAccount,
} from './store.ts'
export { roleWords } from './words.ts'
export { workNav } from './work.ts'
