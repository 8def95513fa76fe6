// People who sign in: accounts, ways in, sessions, members, and the guards that stand in every route line.
// Words: an account acts in a role; an entrance is a link that works once; a session ends by itself; a factor is one way
// of showing who one is, and whoever sees what others confided shows two; a member comes by invitation.
// Promises: only hashes of tokens are kept; a link that was used or is too old opens nothing; no answer tells whether an
// address is known; a membership that ended opens nothing from that moment on.
export { ANONYMOUS, openEntrance } from './actions.ts'
export { anyone, GUARD, holder, may, readActor } from './guard.ts'
export { peopleRoutes } from './routes.tsx'
export type { Role } from './rules.ts'
export { signinReactions, signinTimers } from './signin/ask.ts'
export { openAdmin } from './signin/members.ts'
export { type Account, listDemoAccounts, upsertAccount } from './store.ts'
export { workNav } from './work.ts'
