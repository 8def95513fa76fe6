// What is written in a room, read, understood and taken back; what is to be done, and what is done.
import { randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { removeFilesOf } from '../file/store.ts'
import { actorOf, type Who } from './actions.ts'
import { type Entry, insertEntry, markSeen, markUnderstood, takeBackEntry } from './entry-store.ts'
import { type Item, insertItems, itemsOf, moveItem } from './list-store.ts'
import { type Draft, type DraftFault, draftFault, planList } from './rules.ts'
import { type Member, moveMember, type Room } from './store.ts'
import { DISCHARGE } from './template.ts'

export type Written = Draft & { words: string; mentions: string[]; answers: string | null; important: boolean }

/** Writes an entry; mails to those who are named follow from the event. @returns its id. */
export async function writeEntry(
  db: Db,
  who: Who,
  now: Date,
  at: { room: Room; member: Member; members: readonly Member[] },
  draft: Written,
  confirmed: boolean,
): Promise<{ ok: true; value: string } | { ok: false; reason: DraftFault }> {
  const fault = draftFault(at.member.part, draft, confirmed)
  if (fault) return { ok: false, reason: fault }
  const here = new Set(at.members.filter(({ leftAt }) => !leftAt).map(({ accountId }) => accountId))
  const entry: Entry = {
    id: randomUUID(),
    roomId: at.room.id,
    authorId: who.accountId,
    kind: draft.kind,
    fact: draft.fact,
    audience: draft.audience,
    words: draft.words,
    mentions: draft.mentions.filter((id) => here.has(id) && id !== who.accountId),
    answers: draft.answers,
    important: draft.important,
    writtenAt: now,
    takenBackAt: null,
  }
  await db.transaction().execute(async (tx) => {
    await insertEntry(tx, at.room.municipality, entry)
    await record(tx, {
      municipality: at.room.municipality,
      name: 'sharing.written',
      actor: actorOf(who),
      subject: at.room.id,
      data: {
        entry: entry.id,
        kind: entry.kind,
        fact: entry.fact,
        audience: entry.audience,
        important: entry.important,
        mentions: entry.mentions,
      },
      at: now,
    })
  })
  return { ok: true, value: entry.id }
}

/** Takes one's own entry back: the words and files are gone, the mark stays. */
export const takeBack = (db: Db, who: Who, now: Date, room: Room, entryId: string): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const [done] = await takeBackEntry(tx, room.municipality, entryId, who.accountId, now)
    if (!done?.numUpdatedRows) return false
    await removeFilesOf(tx, room.municipality, entryId, now)
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.taken_back',
      actor: actorOf(who),
      subject: room.id,
      data: { entry: entryId },
      at: now,
    })
    return true
  })

/** 了解: said once, and it stays. */
export const understand = (db: Db, who: Who, now: Date, room: Room, entryId: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const [done] = await markUnderstood(tx, room.municipality, entryId, who.accountId, now)
    if (!done?.numInsertedOrUpdatedRows) return
    await record(tx, {
      municipality: room.municipality,
      name: 'sharing.understood',
      actor: actorOf(who),
      subject: room.id,
      data: { entry: entryId },
      at: now,
    })
  })

/** Notes what somebody has read: each entry, and how far they are. */
export async function noteRead(
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  entries: readonly Entry[],
  newest: Date | null,
) {
  const others = entries.filter(({ authorId, takenBackAt }) => authorId !== who.accountId && !takenBackAt)
  await markSeen(
    db,
    room.municipality,
    others.map(({ id }) => id),
    who.accountId,
    now,
  )
  if (newest)
    await moveMember(db, room.municipality, { roomId: room.id, accountId: who.accountId }, { seen_until: newest })
}

// ── the checklist ───────────────────────────────────────────────────────────────────────────────────────────────

const itemEvent = (room: Room, who: Who, now: Date, item: string) => ({
  municipality: room.municipality,
  actor: actorOf(who),
  subject: room.id,
  data: { item },
  at: now,
})

/** Takes up the list 入退院支援, with owners by profession and days counted from admission and coming home. Once a room. */
export const beginDischarge = (
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  members: readonly Member[],
  days: { admission: string; discharge: string | null },
): Promise<{ ok: true } | { ok: false; reason: 'there_already' }> =>
  db.transaction().execute(async (tx) => {
    const before = await itemsOf(tx, room.municipality, room.id)
    if (before.some(({ list }) => list === 'discharge')) return { ok: false, reason: 'there_already' } as const
    const here = members.filter(({ leftAt }) => !leftAt)
    const items = planList(DISCHARGE, days, here).map(
      ({ key, due, ownerId }, place): Item => ({
        ...blankItem(room, place),
        list: 'discharge',
        templateKey: key,
        ownerId,
        due,
      }),
    )
    await insertItems(tx, room.municipality, items)
    await record(tx, { ...itemEvent(room, who, now, 'discharge'), name: 'sharing.list_begun' })
    return { ok: true } as const
  })

const blankItem = (room: Room, place: number): Item => ({
  id: randomUUID(),
  roomId: room.id,
  list: 'free',
  place,
  words: null,
  templateKey: null,
  ownerId: null,
  due: null,
  doneAt: null,
  doneBy: null,
  told: null,
})

export const addItem = (
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  given: { words: string; ownerId: string | null; due: string | null },
): Promise<string> =>
  db.transaction().execute(async (tx) => {
    const item = { ...blankItem(room, 1000), ...given }
    await insertItems(tx, room.municipality, [item])
    await record(tx, { ...itemEvent(room, who, now, item.id), name: 'sharing.item_added' })
    return item.id
  })

/** Who does it and by when. */
export const assignItem = (
  db: Db,
  who: Who,
  now: Date,
  room: Room,
  itemId: string,
  given: { ownerId: string | null; due: string | null },
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const change = { owner_id: given.ownerId, due: given.due, told: null }
    await moveItem(tx, room.municipality, { roomId: room.id, id: itemId }, change)
    await record(tx, { ...itemEvent(room, who, now, itemId), name: 'sharing.item_assigned' })
  })

/** Done, or after all not. */
export const tickItem = (db: Db, who: Who, now: Date, room: Room, itemId: string, done: boolean): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const change = done ? { done_at: now, done_by: who.accountId } : { done_at: null, done_by: null }
    await moveItem(tx, room.municipality, { roomId: room.id, id: itemId }, change)
    await record(tx, {
      ...itemEvent(room, who, now, itemId),
      name: done ? 'sharing.item_done' : 'sharing.item_reopened',
    })
  })
