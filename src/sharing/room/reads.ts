// What pages of rooms show, gathered for whoever looks: by the gate, fact by fact.
import { findNames, type Named } from '../../people/index.ts'
import type { Db } from '../../platform/db.ts'
import { type Gate, gateOf, mayRead, type Standing, type Veil } from '../basis/rules.ts'
import type { Consent } from '../consent/rules.ts'
import { consentsAbout } from '../consent/store.ts'
import { listPersons, type Person } from '../person/store.ts'
import { standingOf, type Who } from './actions.ts'
import {
  authorsOf,
  type Entry,
  type EntryFilter,
  type Mark,
  marksOf,
  readEntries,
  readVeiled,
  type Veiled,
} from './entry-store.ts'
import { type Item, itemsOfOwner } from './list-store.ts'
import { dueState, PAGE, SEARCHED } from './rules.ts'
import { findRoom, type Member, membersOf, type Room, roomsOf, roomsOfPerson } from './store.ts'

export type Inside = {
  room: Room
  member: Member
  standing: Standing
  members: Member[]
  names: Map<string, Named>
  consents: Consent[]
  gate: Gate
  /** Only inside the gate. */
  person: Person | null
}

/** A room for one who belongs to it; nothing for everybody else. Before a shut gate the person stays unknown. */
export async function readRoom(
  db: Db,
  municipality: string,
  id: string,
  who: Who,
  now: Date,
): Promise<Inside | undefined> {
  const room = await findRoom(db, municipality, id)
  if (!room) return undefined
  const members = await membersOf(db, municipality, [id])
  const member = members.find(({ accountId, leftAt }) => accountId === who.accountId && !leftAt)
  if (!member) return undefined
  const [names, consents] = await Promise.all([
    findNames(db, municipality, [room.openedBy, ...members.map(({ accountId }) => accountId)]),
    consentsAbout(db, municipality, [room.personId]),
  ])
  const standing = standingOf(member, who.role)
  const gate = gateOf(room, standing, consents, now)
  const [person] = gate.open ? await listPersons(db, municipality, { ids: [room.personId] }) : []
  return { room, member, standing, members, names, consents, gate, person: person ?? null }
}

export type Line =
  | { kind: 'entry'; entry: Entry; marks: Mark[]; at: Date; from: Room | null }
  | { kind: 'veiled'; veiled: Veiled; why: Veil; at: Date }

export type Sought = { q: string; author: string; kind: string; from: Date | null; until: Date | null }
export type Timeline = {
  lines: Line[]
  /** Who wrote the entries that others answer. */
  answered: Map<string, string>
  next: string | null
  newest: Date | null
  capped: boolean
}

/** `before` as it stands in the address: milliseconds and the id of the last entry shown. */
const readKey = (text: string | undefined) => {
  const [, at, id] = /^(\d{12,14})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return at && id ? { at: new Date(Number(at)), id } : null
}
const NEVER = new Date('1970-01-01T00:00:00Z')
const FOREVER = new Date('9999-01-01T00:00:00Z')

/**
 * One page of the timeline, newest first. Words are sealed in the database, so a search opens what may be read, at most
 * `SEARCHED` entries of it, and looks here.
 */
export async function readTimeline(
  db: Db,
  inside: Inside,
  now: Date,
  { before, sought, limit = PAGE }: { before?: string | undefined; sought?: Sought; limit?: number },
): Promise<Timeline> {
  const { room, standing, consents } = inside
  const key = readKey(before)
  const by = sought ?? { q: '', author: '', kind: '', from: null, until: null }
  const { q } = by
  const filter: EntryFilter = {
    ...(by.author ? { author: by.author } : {}),
    ...(by.kind ? { kind: by.kind } : {}),
    ...(by.from ? { from: by.from } : {}),
    ...(by.until ? { until: by.until } : {}),
  }
  // Who broke in reads what others wrote in the rooms on consent around the same person.
  const around = room.basis === 'emergency' ? await roomsOfPerson(db, room.municipality, room.personId) : []
  const others = new Map(around.filter(({ basis }) => basis === 'consent').map((one) => [one.id, one]))
  const ids = [room.id, ...others.keys()]
  const read = await readEntries(db, room.municipality, ids, { before: key, limit: q ? SEARCHED : limit + 1, filter })
  const needle = fold(q)
  const found = q ? read.filter(({ words }) => words !== null && fold(words).includes(needle)) : read
  const shown = found.slice(0, limit)
  const more = found.length > limit
  const last = shown.at(-1)
  const [answered, marks, veiled] = await Promise.all([
    authorsOf(
      db,
      room.municipality,
      shown.flatMap(({ answers }) => answers ?? []),
    ),
    marksOf(
      db,
      room.municipality,
      shown.map(({ id }) => id),
    ),
    q || by.author || by.kind
      ? []
      : readVeiled(db, room.id, key?.at ?? by.until ?? FOREVER, more && last ? last.writtenAt : (by.from ?? NEVER)),
  ])
  const why = (said: Veiled): Veil => {
    const answer = mayRead(room, standing, consents, said, now)
    return answer.ok ? 'none' : answer.reason
  }
  const veil = (one: Veiled): Line => ({ kind: 'veiled', veiled: one, why: why(one), at: one.writtenAt })
  const lines = [
    // What SQL let through is asked once more: two locks, two answers.
    ...shown.map(
      (entry): Line =>
        entry.authorId === standing.accountId || mayRead(room, standing, consents, entry, now).ok
          ? {
              kind: 'entry',
              entry,
              marks: marks.filter(({ entryId }) => entryId === entry.id),
              at: entry.writtenAt,
              from: others.get(entry.roomId) ?? null,
            }
          : veil(entry),
    ),
    ...veiled.map(veil),
  ].sort((a, b) => b.at.getTime() - a.at.getTime())
  return {
    lines,
    answered,
    next: more && last ? `${last.writtenAt.getTime()}.${last.id}` : null,
    newest: lines[0]?.at ?? null,
    capped: Boolean(q) && read.length === SEARCHED,
  }
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** Names of everybody who shows on a page of the timeline. */
export const namesIn = async (db: Db, inside: Inside, { lines, answered }: Timeline): Promise<Map<string, Named>> => {
  const ids = lines.flatMap((line) =>
    line.kind === 'entry'
      ? [line.entry.authorId, ...line.entry.mentions, ...line.marks.map(({ accountId }) => accountId)]
      : [line.veiled.authorId],
  )
  const unknown = [...ids, ...answered.values()].filter((id) => !inside.names.has(id))
  return new Map([...inside.names, ...(await findNames(db, inside.room.municipality, unknown))])
}

export type MyRoom = {
  room: Room
  gate: Gate
  person: Person | null
  unread: number
  mentions: number
  newest: Date | null
}
export type MyItem = { item: Item; room: Room; state: ReturnType<typeof dueState> }

/** The rooms that somebody belongs to, the unread first; and what they have to do in them. */
export async function readMyRooms(
  db: Db,
  municipality: string,
  who: Who,
  now: Date,
): Promise<{ rooms: MyRoom[]; items: MyItem[] }> {
  const rooms = await roomsOf(db, municipality, who.accountId)
  const persons = rooms.map(({ personId }) => personId)
  const [members, consents, items] = await Promise.all([
    membersOf(
      db,
      municipality,
      rooms.map(({ id }) => id),
    ),
    consentsAbout(db, municipality, persons),
    itemsOfOwner(db, municipality, who.accountId),
  ])
  const gates = rooms.map((room) => {
    const mine = members.find((member) => member.roomId === room.id && member.accountId === who.accountId)!
    const about = consents.filter(({ personId }) => personId === room.personId)
    return { room, gate: gateOf(room, standingOf(mine, who.role), about, now) }
  })
  const open = gates.filter(({ gate }) => gate.open).map(({ room }) => room)
  const known = new Map(
    (await listPersons(db, municipality, { ids: open.map(({ personId }) => personId) })).map((person) => [
      person.id,
      person,
    ]),
  )
  const mine = gates.map(({ room, gate }): MyRoom => {
    const shown = { room, gate, newest: room.newest }
    return gate.open
      ? { ...shown, person: known.get(room.personId) ?? null, unread: room.unread, mentions: room.mentions }
      : { ...shown, person: null, unread: 0, mentions: 0 }
  })
  const at = ({ room, newest }: MyRoom) => (newest ?? room.openedAt).getTime()
  const openRooms = new Map(open.map((room) => [room.id, room]))
  return {
    rooms: mine.sort(
      (a, b) =>
        Number(b.gate.open) - Number(a.gate.open) ||
        Number(b.mentions > 0) - Number(a.mentions > 0) ||
        Number(b.unread > 0) - Number(a.unread > 0) ||
        at(b) - at(a),
    ),
    items: items.flatMap((item) => {
      const room = openRooms.get(item.roomId)
      return room ? [{ item, room, state: dueState(item, now) }] : []
    }),
  }
}
