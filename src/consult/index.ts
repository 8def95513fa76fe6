// The conversation: listen, keep safe, ask one question, answer; then hand over or note what nobody could answer.
// Words: a conversation holds someone's own words and what was shown; handing over makes a need and a referral.
// Promises: danger is answered first; words never stand in an address or a log; what nobody can answer is not lost.
export { consultApi, MATCH_PROBLEMS, type Matched, MatchInput, matchAsData } from './api.ts'
export { tellQuestion } from './fact-words.ts'
export { consultReactions, consultTimers } from './jobs.ts'
export { consultRoutes } from './routes.tsx'
export { KEPT_DAYS as CONVERSATION_KEPT_DAYS } from './rules.ts'
export { eraseConversationsOf, SEALED_CONVERSATION } from './store.ts'
