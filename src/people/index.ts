// People who sign in: accounts, roles, ways in, sessions, members, and the guards that stand in every route line.
// Words: an account acts in a role; an entrance is a link that works once; a session ends by itself; a factor is one way
// of showing who one is, and whoever sees what others confided shows two; a member comes by invitation.
// Promises: only hashes of tokens are kept; a link that was used or is too old opens nothing; no answer tells whether an
// address is known; a membership that ended opens nothing from that moment on; no record of a person is shown to anybody
// without the look being written down.
export { ANONYMOUS, openEntrance } from './actions.ts'
export { auditTimers } from './audit/jobs.ts'
export { LookList, tellLook } from './audit/look-list.tsx'
export { type LookLine, looksAt } from './audit/looks.ts'
export { anchorDocument } from './audit/pages.tsx'
export type { Outside as AuditOutside } from './audit/reads.ts'
export { auditRoutes } from './audit/routes.tsx'
export { SEALED_FINDING } from './audit/store.ts'
export { anyone, GUARD, GUARDING, type Guarding, holder, holding, may, mayTry, opened, readActor } from './guard.ts'
export { peopleRoutes } from './routes.tsx'
export { mayDo, mayTouch, type Reach, ROLES, type Role, VERBS, type Verb } from './rules.ts'
export { ENTRANCE_KEPT_DAYS, INVITATION_KEPT_DAYS, signinReactions, signinTimers } from './signin/ask.ts'
export { openAdmin } from './signin/members.ts'
export { SEALED_SIGNIN } from './signin/store.ts'
export {
  type Account,
  findEmails,
  findNames,
  listDemoAccounts,
  listRole,
  type Named,
  SEALED_ACCOUNT,
  upsertAccount,
} from './store.ts'
export { roleWords } from './words.ts'
export { workNav } from './work.ts'
