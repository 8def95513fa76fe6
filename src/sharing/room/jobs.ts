// What follows from what happens in rooms: mails that say that something waits, and never what. And what the clock does.
import { findEmails, findNames, listRole } from '../../people/index.ts'
import { businessDeadline, tokyo } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type Event, type Reaction, record } from '../../platform/events.ts'
import type { Timer } from '../../platform/jobs.ts'
import { writeMail } from '../../platform/mail.ts'
import { closeEnded, toldOf, unreviewed } from '../basis/emergency.ts'
import { gateOf, mayRead } from '../basis/rules.ts'
import { consentsAbout } from '../consent/store.ts'
import { scanWaiting } from '../file/actions.ts'
import { scannerOf } from '../file/scan.ts'
import { closeIfDeserted, standingOf } from './actions.ts'
import { findEntry } from './entry-store.ts'
import { itemsDueBy, moveItem } from './list-store.ts'
import { findRoom, membersOf, openRoomsOn, type Room, takeNotice } from './store.ts'
import { roomMail } from './words.ts'

type Post = { baseUrl: string; now: () => Date }

/** Tells members that something waits in a room: at most one mail for a room in an hour. */
async function notify(tx: Tx, { baseUrl, now }: Post, room: Room, accounts: readonly string[]): Promise<void> {
  for (const [id, email] of await findEmails(tx, room.municipality, [...new Set(accounts)])) {
    if (!(await takeNotice(tx, room.municipality, room.id, id, now()))) continue
    await writeMail(tx, {
      municipality: room.municipality,
      to: email,
      subject: roomMail.subject(room.code),
      body: roomMail.body(room.code, `${baseUrl}/sharing/rooms/${room.id}`),
      about: room.id,
    })
  }
}

const keepersOf = async (tx: Tx, room: Room) =>
  (await membersOf(tx, room.municipality, [room.id]))
    .filter(({ part, leftAt }) => part === 'keeper' && !leftAt)
    .map(({ accountId }) => accountId)

/** Who is told of an entry: those it names; everybody when 了解 is asked for. Only those who may read it. */
async function audienceOf(tx: Tx, room: Room, event: Event, now: Date): Promise<string[]> {
  const entry = await findEntry(tx, room.municipality, room.id, String(event.data.entry))
  if (!entry || entry.takenBackAt) return []
  const members = await membersOf(tx, room.municipality, [room.id])
  const names = await findNames(
    tx,
    room.municipality,
    members.map(({ accountId }) => accountId),
  )
  const consents = await consentsAbout(tx, room.municipality, [room.personId])
  return members
    .filter(({ accountId }) => accountId !== entry.authorId && (entry.important || entry.mentions.includes(accountId)))
    .map((member) => standingOf(member, names.get(member.accountId)?.role ?? null))
    .filter((one) => gateOf(room, one, consents, now).open && mayRead(room, one, consents, entry, now).ok)
    .map(({ accountId }) => accountId)
}

export function sharingRoomReactions(config: Pick<Config, 'baseUrl'>, now: () => Date): Reaction[] {
  const post: Post = { baseUrl: config.baseUrl, now }
  return [
    {
      name: 'sharing.tell_written',
      on: 'sharing.written',
      run: async (tx, event) => {
        const room = await findRoom(tx, event.municipality, event.subject)
        if (room && !room.closedAt) await notify(tx, post, room, await audienceOf(tx, room, event, now()))
      },
    },
    {
      name: 'sharing.tell_joined',
      on: 'sharing.joined',
      run: async (tx, event) => {
        const room = await findRoom(tx, event.municipality, event.subject)
        if (room && !room.closedAt) await notify(tx, post, room, [String(event.data.account)])
      },
    },
    {
      name: 'sharing.tell_fixed',
      on: 'sharing.fixed',
      run: async (tx, event) => {
        const room = await findRoom(tx, event.municipality, event.subject)
        if (room && !room.closedAt) await notify(tx, post, room, event.data.members as string[])
      },
    },
    {
      name: 'sharing.shut_withdrawn',
      on: 'sharing.withdrawn',
      run: async (tx, event) => {
        for (const room of await openRoomsOn(tx, event.municipality, 'consent', event.subject)) {
          await notify(tx, post, room, await keepersOf(tx, room))
          await closeIfDeserted(tx, now(), room)
        }
      },
    },
    {
      name: 'sharing.tell_broken_in',
      on: 'sharing.broken_in',
      run: async (tx, event) => {
        const { municipality } = event
        const told = await toldOf(tx, municipality, String(event.data.person), event.actor_id ?? '')
        const admins = new Set((await listRole(tx, municipality, 'admin')).map(({ id }) => id))
        for (const [id, email] of await findEmails(tx, municipality, told))
          await writeMail(tx, {
            municipality,
            to: email,
            subject: roomMail.emergencySubject,
            body: roomMail.emergencyBody(
              admins.has(id) ? `${config.baseUrl}/sharing/reviews/${event.subject}` : `${config.baseUrl}/sharing`,
            ),
            about: event.subject,
          })
      },
    },
  ]
}

/** Owners of items that are due tomorrow or overdue: each is told once of each. */
export async function remindItems(db: Db, municipality: string, post: Post): Promise<void> {
  const now = post.now()
  const today = tokyo(now).toPlainDate().toString()
  const next = tokyo(businessDeadline(now, 1)).toPlainDate().toString()
  for (const item of await itemsDueBy(db, municipality, next)) {
    const stage = item.due! < today ? 'overdue' : 'tomorrow'
    if (item.told === stage || !item.ownerId) continue
    const owner = item.ownerId
    await db.transaction().execute(async (tx) => {
      const room = await findRoom(tx, municipality, item.roomId)
      await moveItem(tx, municipality, item, { told: stage })
      if (room && !room.closedAt) await notify(tx, post, room, [owner])
    })
  }
}

/** Administrators, as long as an emergency waits for its review and its time is short or over. */
async function remindReviews(db: Db, municipality: string, { baseUrl, now }: Post): Promise<void> {
  const soon = businessDeadline(now(), 1)
  const waiting = (await unreviewed(db, municipality)).filter(({ reviewBy }) => reviewBy && reviewBy <= soon)
  if (waiting.length === 0) return
  await db.transaction().execute(async (tx) => {
    for (const room of waiting) {
      const admins = (await listRole(tx, municipality, 'admin')).filter(({ id }) => id !== room.openedBy)
      for (const { email } of admins) {
        if (!email) continue
        const body = roomMail.emergencyBody(`${baseUrl}/sharing/reviews/${room.id}`)
        await writeMail(tx, { municipality, to: email, subject: roomMail.emergencySubject, body, about: room.id })
      }
      await record(tx, { municipality, name: 'sharing.review_reminded', actor: { kind: 'system' }, subject: room.id })
    }
  })
}

export function sharingRoomTimers(config: Pick<Config, 'baseUrl' | 'municipality' | 'scan'>, now: () => Date): Timer[] {
  const { municipality, baseUrl, scan } = config
  const post: Post = { baseUrl, now }
  return [
    { name: 'sharing.items', cron: '40 8 * * *', run: (db) => remindItems(db, municipality, post) },
    { name: 'sharing.reviews', cron: '50 8 * * 1-5', run: (db) => remindReviews(db, municipality, post) },
    {
      name: 'sharing.emergencies',
      every: 60,
      run: async (db) => {
        await closeEnded(db, municipality, now())
      },
    },
    {
      name: 'sharing.deserted',
      cron: '20 3 * * *',
      run: async (db) => {
        for (const room of await openRoomsOn(db, municipality, 'consent'))
          await db.transaction().execute((tx) => closeIfDeserted(tx, now(), room))
      },
    },
    ...(scan === 'none'
      ? []
      : [
          {
            name: 'sharing.scan',
            every: 60,
            run: async (db: Db) => {
              await scanWaiting(db, municipality, scannerOf(scan), now())
            },
          },
        ]),
  ]
}
