// The warm hand-off: who will do what by when, and what happened.
// Words: a task asks one desk about one need; the receipt is the person's view of it; the link is the desk's way in.
// Promises: statuses and steps are those of FHIR SDOH Clinical Care; a contact is shown to a desk only when it takes
// the request on; a withdrawn need closes every door at once; each step stands in the event log.
export {
  acceptReferral,
  type By,
  beginReferral,
  completeReferral,
  declineReferral,
  failReferral,
  giveUp,
  holdReferral,
  noteSeen,
  withdrawNeed,
} from './actions.ts'
export { askAnother, GENERAL_DESK, requestReferral } from './asking.ts'
export { lookAround } from './clock.ts'
export { addNote, eraseFile } from './file.ts'
export { LINK_KEPT_DAYS, referralReactions, referralTimers } from './jobs.ts'
export { referralRoutes } from './routes.tsx'
export type { DeclineReason, FailReason, Helped, Outcome, Status, WaitsFor } from './rules.ts'
export { findTask, SEALED_NOTE, SEALED_TASK, type Task, tasksOf } from './store.ts'
export { promiseAt } from './when.ts'
export { countFlow, type Flow, type Spread } from './work/figures-store.ts'
