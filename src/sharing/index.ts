// What several know around one person, with the person in charge: their record, who stands for them, what they agreed to,
// and what goes up to the city with the person taken out.
// Words: a tie binds an account to a person (oneself, family, a lawful agent); an asking is a question for consent; a
// consent says to whom, of what, what for and until when; a report says what is missing, a story what went well.
// Promises: nothing is shared without a basis; a consent ends at once when it is withdrawn; who looked is shown to the
// person; what is written is sealed before it reaches the database; no report is sent while a flag is undecided, nobody
// decides about their own, and what is published shows no writer, no room, no day, and no ward with few such needs.
export { consentRoutes } from './consent/routes.tsx'
export { demoPersonId, type PersonStory, tellPerson } from './demo-person.ts'
export { personTimers } from './mine/jobs.ts'
export { requestRoutes } from './mine/request-routes.tsx'
export { mineRoutes } from './mine/routes.tsx'
export { personRoutes } from './person/routes.tsx'
export { type ReportStory, tellReports } from './report/demo.ts'
export { reportRoutes } from './report/routes.tsx'
export { countReports, type ReportCount } from './report/store.ts'
