// Matching: from someone's own words (日本語) to the desks, schemes and services that help, each with its reasons.
//
// Its words: an *entry* is what the directory offers, made ready; *analysed* is what is stored of it; a *need* is a code of
// needs.json; *danger* is what must be answered before anything else; *close* says whether the answer is worth giving. A
// *past case* is a need at its end without the person; a *model* is what was trained on catalogue and cases; it *runs* once
// it has been measured to be better.
//
// Its promises: it is pure and never throws; the same index and question give the same answer, whatever order the entries
// came in; danger is found before ranking and does not depend on it; feelings alone match nothing; entries of other wards
// are not shown; where nothing is close it says so; every answer carries reasons in the asker's own words; it comes from the
// directory as it was committed when the question came; no past case holds a text, a name, or an id that leads back; what
// was learned can be put away in one step, and orders only what fits.
// Page: /matching.
export { type About, aboutOf, urgencyOf } from './about.ts'
export type { Condition } from './conditions.ts'
export { answer, nextQuestion, refresh } from './engine.ts'
export { evaluate, tellEvaluation } from './evaluate.ts'
export { FACT_KINDS, FACT_QUESTIONS, type FactKind, type Facts, factOf, replyOf } from './facts.ts'
export { countShown, keepCase, keepResponse, type Trained, takeBackCase, train } from './learning/actions.ts'
export { matchingLabours, matchingTimers } from './learning/jobs.ts'
export { matchingRoutes } from './learning/routes.tsx'
export type { Helped } from './learning/rules.ts'
export { tellTraining } from './learning/words.ts'
export { QUESTION_KINDS, type Question, type QuestionKind } from './question.ts'
export type { Answer } from './rank.ts'
export type { Said } from './responses.ts'
