// The warm hand-off: who will do what by when, and what happened.
// Words: a task asks one desk about one need; the receipt is the person's view of it; the link is the desk's way in.
// Promises: statuses and steps are those of FHIR SDOH Clinical Care; a contact is shown to a desk only when it takes
// the request on; a withdrawn need closes every door at once; each step stands in the event log.
export {
  acceptReferral,
  addNote,
  type By,
  beginReferral,
  completeReferral,
  declineReferral,
  eraseFile,
  failReferral,
  forwardNeed,
  giveUp,
  holdReferral,
  noteSeen,
  promiseAt,
  requestReferral,
  withdrawNeed,
} from './actions.ts'
export { LINK_KEPT_DAYS, referralReactions, referralTimers } from './jobs.ts'
export { referralRoutes } from './routes.tsx'
export type { DeclineReason, FailReason, Outcome, Status } from './rules.ts'
export { findTask, SEALED_NOTE, SEALED_TASK, tasksOf } from './store.ts'
