// The need register: what is missing in people's lives, where, how urgent, and whether somebody answered.
// Words: a need is open, met, unmet or withdrawn; its code is what the person reads out on the phone; a way is how they
// are told that there is something to see.
// Promises: no telephone number without consent; every change stands in the event log in the same transaction;
// words and contact data are sealed, and erased a year after the need is closed or when the person asks; its count stays; a
// notice tells nothing but that it is there.
export {
  closeNeed,
  eraseNeed,
  giveContact,
  keepNames,
  type PastNeed,
  registerNeed,
  registerPast,
  reopenNeed,
  sameContact,
} from './actions.ts'
export { needReactions, needTimers } from './jobs.ts'
export { needRoutes } from './routes.tsx'
export {
  type Channel,
  isOpen,
  KEPT_DAYS as NEED_KEPT_DAYS,
  type NeedState,
  RELATIONS,
  type Relation,
  readReceiptCode,
  type UnmetReason,
  type Urgency,
} from './rules.ts'
export { countNeeds, findNeed, findNeedByCode, findNeeds, type Need, type NeedCount, SEALED_NEED } from './store.ts'
export { addPush, newLineCode, removeWay, tellPerson, type WayAdded } from './ways.ts'
export { SEALED_WAY, type Way, waysOf } from './ways-store.ts'
