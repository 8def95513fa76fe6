// People who sign in: accounts, one-time ways in, sessions, and the guards that stand in every route line.
// Words: an account acts in a role; an entrance is a link that works once; a session ends by itself.
// Promises: only hashes of tokens are kept; a link that was used or is too old opens nothing.
export { ANONYMOUS, openEntrance } from './actions.ts'
export { auditTimers } from './audit/jobs.ts'
export { type LookLine, looksAt } from './audit/looks.ts'
export { anchorDocument } from './audit/pages.tsx'
export type { Outside as AuditOutside } from './audit/reads.ts'
export { auditRoutes } from './audit/routes.tsx'
export { tellWhy } from './audit/words.ts'
export { anyone, GUARD, holder, may, readActor } from './guard.ts'
export { peopleRoutes } from './routes.tsx'
export type { Role } from './rules.ts'
export { type Account, listDemoAccounts, upsertAccount } from './store.ts'
export { workNav } from './work.ts'
