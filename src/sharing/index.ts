// What several know around one person, with the person in charge: consent, rooms, files, and what goes up to the city.
// Words: a report says what is missing, a story what went well; both with the person taken out, decided flag by flag.
// Pages: /sharing/reports, /sharing/stories. Data: /api/stories.
// Promises: nothing is sent while a flag is undecided; nobody decides about their own; what is published shows no writer,
// no room, no day, and no ward with few such needs.
export { type ReportStory, tellReports } from './report/demo.ts'
export { reportRoutes } from './report/routes.tsx'
export { countReports, type ReportCount } from './report/store.ts'
