// The rooms of the demo, told through the same verbs that the service uses, each at its own time.
import { readFileSync } from 'node:fs'
import { organizationId, uuidV5 } from '../../directory/index.ts'
import { tokyo } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { convene } from '../basis/conference.ts'
import { breakIn, closeEnded, reviewEmergency } from '../basis/emergency.ts'
import type { Audience, Part } from '../basis/rules.ts'
import type { Fact } from '../consent/rules.ts'
import { demoPersonId } from '../demo-person.ts'
import { addMember, openRoom, type Who } from './actions.ts'
import { markSeen } from './entry-store.ts'
import { itemsOf } from './list-store.ts'
import { type EntryKind, USUAL_FACT } from './rules.ts'
import { findRoom, membersOf, moveMember } from './store.ts'
import { addItem, beginDischarge, takeBack, tickItem, understand, writeEntry } from './writing.ts'

type Said = {
  key?: string
  by: string
  ago: number
  words: string
  kind?: EntryKind
  fact?: Fact
  audience?: Audience
  important?: boolean
  mentions?: string[]
  answers?: string
  understood?: string[]
  takeBack?: boolean
}
type Told = {
  room: {
    person: string
    keeper: [string, string]
    members: [string, Part, string | null][]
    admission: number
    discharge: number
    done: [string, string, number][]
    todo: [string, string, number][]
    entries: Said[]
  }
  conference: { person: string; convener: string; section: string; in: number; members: [string, string][] }
  emergencies: {
    person: string
    by: string
    ago: number
    hours: number
    reason: string
    review?: [string, number, 'justified' | 'not_justified', string]
  }[]
}
export type DemoAccount = { id: string; role: string; organization?: string }

const DAY = 24 * 60 * 60 * 1000

/** Tells the rooms of the demo. @param accounts as the demo's people are written. */
export async function tellRooms(
  db: Db,
  municipality: string,
  folder: URL,
  accounts: readonly DemoAccount[],
  now: Date,
): Promise<void> {
  const told = JSON.parse(readFileSync(new URL('sharing-room.json', folder), 'utf8')) as Told
  const at = (ago: number) => new Date(now.getTime() - ago * DAY)
  const day = (days: number) => tokyo(at(-days)).toPlainDate().toString()
  const idOf = (key: string) => uuidV5(`${municipality}/account/${key}`)
  const who = (key: string): Who => {
    const account = accounts.find(({ id }) => id === key)
    if (!account) throw new Error(`sharing-room.json: ${key} は people.json にいません`)
    const organization = account.organization ? organizationId(municipality, account.organization) : null
    return { accountId: idOf(key), organizationId: organization, role: account.role }
  }
  const { room: around } = told

  const keeper = who(around.keeper[0])
  const given = { municipality, personId: demoPersonId(municipality, around.person), purpose: 'care' as const }
  const opened = await openRoom(db, keeper, at(12), { ...given, profession: around.keeper[1] })
  if (!opened.ok) throw new Error('sharing-room.json: 部屋の世話役への同意がありません')
  const room = (await findRoom(db, municipality, opened.value))!
  for (const [key, part, profession] of around.members)
    await addMember(db, keeper, at(11.9), room, { ...who(key), part, profession })
  const members = await membersOf(db, municipality, [room.id])

  // By day: the later in the day, the smaller the part behind the point.
  const when = (ago: number) => {
    const time = tokyo(at(Math.floor(ago)))
      .with({ hour: 18, minute: 0, second: 0, millisecond: 0 })
      .subtract({ minutes: Math.round((ago % 1) * 540) })
    return new Date(Math.min(time.epochMilliseconds, now.getTime() - (ago % 1) * 3_600_000))
  }
  const entries = new Map<string, string>()
  for (const said of around.entries) {
    const author = who(said.by)
    const member = members.find(({ accountId }) => accountId === author.accountId)!
    const kind = said.kind ?? 'message'
    const draft = {
      kind,
      fact: said.fact ?? USUAL_FACT[kind],
      audience: said.audience ?? ('team' as const),
      words: said.words,
      mentions: (said.mentions ?? []).map(idOf),
      answers: entries.get(said.answers ?? '') ?? null,
      important: said.important ?? false,
    }
    const done = await writeEntry(db, author, when(said.ago), { room, member, members }, draft, true)
    if (!done.ok) throw new Error(`sharing-room.json: ${done.reason}`)
    if (said.key) entries.set(said.key, done.value)
    for (const key of said.understood ?? [])
      await understand(db, who(key), new Date(when(said.ago).getTime() + 3_600_000), room, done.value)
    if (said.takeBack) await takeBack(db, author, new Date(when(said.ago).getTime() + 60_000), room, done.value)
    // Everybody but the keeper has read up to here; the newest wait for them.
    if (said.ago > 1) {
      for (const { accountId } of members) {
        if (said.audience === 'all' && accountId !== author.accountId && said.ago > 3)
          await markSeen(db, municipality, [done.value], accountId, when(said.ago))
        await moveMember(db, municipality, { roomId: room.id, accountId }, { seen_until: when(said.ago) })
      }
    }
  }

  await beginDischarge(db, keeper, at(9), room, members, {
    admission: day(around.admission),
    discharge: day(around.discharge),
  })
  const items = await itemsOf(db, municipality, room.id)
  for (const [key, by, ago] of around.done) {
    const item = items.find(({ templateKey }) => templateKey === key)
    if (item) await tickItem(db, who(by), at(ago), room, item.id, true)
  }
  for (const [words, by, days] of around.todo)
    await addItem(db, keeper, at(1), room, { words, ownerId: idOf(by), due: day(days) })

  const { conference } = told
  const convener = who(conference.convener)
  const conferenceId = await convene(db, convener, at(2), {
    municipality,
    personId: demoPersonId(municipality, conference.person),
    purpose: 'care',
    section: conference.section,
    meetsAt: new Date(`${day(conference.in)}T00:00:00+09:00`),
  })
  const prepared = (await findRoom(db, municipality, conferenceId))!
  for (const [key, profession] of conference.members)
    await addMember(db, convener, at(1.9), prepared, { ...who(key), part: 'team', profession })

  for (const { person, by, ago, hours, reason, review } of told.emergencies) {
    const begun = { municipality, personId: demoPersonId(municipality, person), reason, hours }
    const id = await breakIn(db, who(by), at(ago), begun)
    await closeEnded(db, municipality, at(ago - hours / 24 - 0.01))
    if (!review) continue
    const [reviewer, after, result, note] = review
    await reviewEmergency(db, who(reviewer), at(ago - after), { municipality, id }, { review: result, note })
  }
}
