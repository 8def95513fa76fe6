// A person whom several care for: their record, who stands for them, what they agreed to, and what they may see of it all.
// Words: a tie binds an account to a person (oneself, family, a lawful agent); an asking is a question for consent; a
// consent says to whom, of what, what for and until when.
// Promises: nothing is shared without a basis; a consent ends at once when it is withdrawn; who looked is shown to the
// person; what is written is sealed before it reaches the database.
export { consentRoutes } from './consent/routes.tsx'
export { demoPersonId, type PersonStory, tellPerson } from './demo-person.ts'
export { personTimers } from './mine/jobs.ts'
export { requestRoutes } from './mine/request-routes.tsx'
export { mineRoutes } from './mine/routes.tsx'
export { personRoutes } from './person/routes.tsx'
