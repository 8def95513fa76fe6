// Sharing: what several people may know of one person, on which legal basis, and that person's say in it; and what goes up
// to the city, or is asked among those who support, with the person taken out.
// Words: a tie binds an account to a person (oneself, family, a lawful agent); an asking is a question for consent; a
// consent says to whom, of what, what for and how long; a room is where several write, on consent, in a 支援会議 or in an
// emergency; a veil covers what one may not read, and says why; a report says what is missing, a story what went well; the
// board holds questions and answers.
// Promises: every gate stands twice, in rules and in SQL; a withdrawal works from the next request on; who looked is shown to
// the person; texts and files are sealed; mails say that something waits, never what; no report is sent while a flag is
// undecided, nobody decides about their own, and what is published shows no writer, no room, no day.

export { type BoardStory, tellBoard } from './board/demo.ts'
export { BOARD_KEPT_DAYS } from './board/rules.ts'
export { demoPersonId, type PersonStory, tellPerson } from './demo-person.ts'
export { LARGEST_UPLOAD, takesFiles } from './file/routes.tsx'
export { sharingReactions, sharingTimers } from './jobs.ts'
export { type ReportStory, tellReports } from './report/demo.ts'
export { countReports, type ReportCount } from './report/store.ts'
export { type DemoAccount, tellRooms } from './room/demo.ts'
export { sharingRoutes } from './routes.ts'
export { SEALED_SHARING } from './sealed.ts'
