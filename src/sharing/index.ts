// Sharing: what several people may know of one person, on which legal basis, and that person's say in it.
// Words: a person is cared for by several; a consent says to whom, of what, what for and how long; a room is where they
// write, on consent, in a 支援会議 or in an emergency; a veil covers what one may not read, and says why.
// Promises: every gate stands twice, in rules and in SQL; a withdrawal works from the next request on; what somebody looked
// at is written down; texts and files are sealed; mails say that something waits, never what.
export { LARGEST_UPLOAD, takesFiles } from './file/routes.tsx'
export { type DemoAccount, tellRooms } from './room/demo.ts'
export { sharingRoomReactions, sharingRoomTimers } from './room/jobs.ts'
export { sharingRoutes } from './routes.ts'
