// 支援会議 (社会福祉法 第106条の6): convened by the city, its members fixed, each pledged to secrecy; nothing leaves it,
// until the person agrees: then the work goes on in a room on consent, with what the convener brings along.
import { randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { showMoment } from '../../platform/words.ts'
import { FACTS, type Fact, type Purpose, standsAt } from '../consent/rules.ts'
import { consentsAbout } from '../consent/store.ts'
import { actorOf, beginRoom, closeIn, type Who } from '../room/actions.ts'
import { insertEntry, readEntries } from '../room/entry-store.ts'
import { SEARCHED } from '../room/rules.ts'
import { insertMember, lockRoom, membersOf, moveMember, moveRoom, type Room } from '../room/store.ts'
import { writeEntry } from '../room/writing.ts'
import { PLEDGE_VERSION, sharesAny } from './rules.ts'

/** Convenes a conference. The convener keeps it, and pledges like everybody. @returns its id. */
export const convene = (
  db: Db,
  who: Who,
  now: Date,
  given: { municipality: string; personId: string; purpose: Purpose; section: string; meetsAt: Date },
): Promise<string> =>
  db.transaction().execute(async (tx) => {
    const { municipality } = given
    const { personId, purpose, section: convenedBy, meetsAt } = given
    const room = { municipality, personId, basis: 'conference', purpose, convenedBy, meetsAt } as const
    const id = await beginRoom(tx, who, now, room, '市職員')
    await record(tx, {
      municipality,
      name: 'sharing.convened',
      actor: actorOf(who),
      subject: id,
      data: { person: given.personId },
      at: now,
    })
    return id
  })

/** From now on nobody is added: the law binds those who were asked in, by name. */
export const fixMembers = (
  db: Db,
  who: Who,
  now: Date,
  room: Room,
): Promise<{ ok: true } | { ok: false; reason: 'alone' | 'not_now' }> =>
  db.transaction().execute(async (tx) => {
    const locked = await lockRoom(tx, room.municipality, room.id)
    if (locked?.basis !== 'conference' || locked.closedAt || locked.fixedAt)
      return { ok: false, reason: 'not_now' } as const
    const members = (await membersOf(tx, room.municipality, [room.id])).filter(({ leftAt }) => !leftAt)
    if (members.length < 2) return { ok: false, reason: 'alone' } as const
    await moveRoom(tx, room, { fixed_at: now })
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.fixed',
      actor: actorOf(who),
      subject: room.id,
      data: { members: members.map(({ accountId }) => accountId) },
      at: now,
    })
    return { ok: true } as const
  })

/** One's own pledge, to the text as it stands now. */
export const pledge = (db: Db, who: Who, now: Date, room: Room): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const at = { roomId: room.id, accountId: who.accountId }
    await moveMember(tx, room.municipality, at, { pledged_at: now, pledge_version: PLEDGE_VERSION })
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.pledged',
      actor: actorOf(who),
      subject: room.id,
      data: { text: PLEDGE_VERSION },
      at: now,
    })
  })

/** It was held: what was decided stands as its minutes. */
export async function holdConference(
  db: Db,
  who: Who,
  now: Date,
  at: Parameters<typeof writeEntry>[3],
  minutes: string,
): Promise<boolean> {
  const { room } = at
  const first = await db.transaction().execute(async (tx) => {
    const locked = await lockRoom(tx, room.municipality, room.id)
    if (!locked?.fixedAt || locked.heldAt || locked.closedAt) return false
    await moveRoom(tx, room, { held_at: now })
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.held',
      actor: actorOf(who),
      subject: room.id,
      at: now,
    })
    return true
  })
  if (!first) return false
  const draft = { kind: 'decision', fact: 'life', audience: 'team', words: minutes } as const
  await writeEntry(db, who, now, at, { ...draft, mentions: [], answers: null, important: true }, true)
  return true
}

/** What a move to consent would bring along: who is agreed to, and which facts are. */
export async function whatMoves(db: Db, room: Room, now: Date) {
  const consents = (await consentsAbout(db, room.municipality, [room.personId])).filter(
    (consent) => consent.purpose === room.purpose && standsAt(consent, now) === 'stands',
  )
  const members = (await membersOf(db, room.municipality, [room.id])).filter(({ leftAt }) => !leftAt)
  const coming = members.filter((member) => sharesAny(consents, member, room.purpose, now) === true)
  const facts: Fact[] = FACTS.filter((fact) =>
    consents.some(
      (consent) =>
        consent.facts.includes(fact) &&
        coming.some(
          ({ accountId, organizationId }) =>
            consent.accountId === accountId ||
            (consent.organizationId !== null && consent.organizationId === organizationId),
        ),
    ),
  )
  return { coming, staying: members.filter((member) => !coming.includes(member)), facts }
}

/**
 * The person agreed: opens a room on consent, with those who are agreed to, and with the entries that the convener chose
 * one by one, as far as their kind of fact is agreed to. The conference closes, and says where the work went on.
 * @returns the id of the new room.
 */
export const moveToConsent = (
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  chosen: readonly string[],
  names: ReadonlyMap<string, { name: string }>,
): Promise<{ ok: true; value: string } | { ok: false; reason: 'no_consent' | 'not_now' }> =>
  db.transaction().execute(async (tx) => {
    const { municipality } = room
    const locked = await lockRoom(tx, municipality, room.id)
    if (locked?.basis !== 'conference' || !locked.fixedAt || locked.closedAt)
      return { ok: false, reason: 'not_now' } as const
    const { coming, facts } = await whatMoves(tx, room, now)
    if (coming.length === 0) return { ok: false, reason: 'no_consent' } as const
    const entries = (await readEntries(tx, municipality, [room.id], { limit: SEARCHED }))
      .filter(({ id, fact, words }) => chosen.includes(id) && facts.includes(fact) && words !== null)
      .reverse()
    const { personId, purpose } = room
    const id = await beginRoom(tx, who, now, { municipality, personId, basis: 'consent', purpose }, '市職員')
    for (const { accountId, organizationId, profession } of coming.filter((one) => one.accountId !== who.accountId))
      await insertMember(tx, municipality, {
        roomId: id,
        accountId,
        organizationId,
        part: 'team',
        profession,
        joinedAt: now,
      })
    // The convener brings them: their hand, the first writer's name and time before the words.
    for (const entry of entries)
      await insertEntry(tx, municipality, {
        ...entry,
        id: randomUUID(),
        roomId: id,
        authorId: who.accountId,
        audience: 'team',
        words: `（支援会議から　${names.get(entry.authorId)?.name ?? ''}　${showMoment(entry.writtenAt, 'ja')}）\n${entry.words}`,
        mentions: [],
        answers: null,
        writtenAt: now,
      })
    await record(tx, {
      municipality,
      name: 'sharing.room_opened',
      actor: actorOf(who),
      subject: id,
      data: { person: personId, basis: 'consent', from: room.id, entries: entries.map((entry) => entry.id) },
      at: now,
    })
    await closeIn(tx, actorOf(who), now, room, 'moved', id)
    return { ok: true, value: id } as const
  })
