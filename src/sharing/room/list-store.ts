// The checklist of a room: what is to be done, by whom, by when.
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'

export type Item = {
  id: string
  roomId: string
  list: string
  place: number
  /** What somebody wrote; null where it is an item of a template. */
  words: string | null
  templateKey: string | null
  ownerId: string | null
  /** A day, as YYYY-MM-DD. */
  due: string | null
  doneAt: Date | null
  doneBy: string | null
  told: 'tomorrow' | 'overdue' | null
}
const placeOf = (id: string) => `sharing.item.words:${id}`
const columns = [
  'id',
  'room_id as roomId',
  'list',
  'place',
  'words',
  'template_key as templateKey',
  'owner_id as ownerId',
  'due',
  'done_at as doneAt',
  'done_by as doneBy',
  'told',
] as const
const opened = (rows: unknown[]): Item[] =>
  (rows as (Item & { words: string })[]).map((row) => ({
    ...row,
    words: row.templateKey ? null : openText(row.words, placeOf(row.id)),
  }))

export const insertItems = (tx: Tx, municipality: string, items: readonly Item[]) =>
  tx
    .insertInto('sharing.item')
    .values(
      items.map((item) => ({
        municipality,
        id: item.id,
        room_id: item.roomId,
        list: item.list,
        place: item.place,
        words: item.templateKey ?? sealText(item.words ?? '', placeOf(item.id)),
        template_key: item.templateKey,
        owner_id: item.ownerId,
        due: item.due,
      })),
    )
    .execute()

export const itemsOf = async (db: Db, municipality: string, roomId: string): Promise<Item[]> =>
  opened(
    await db
      .selectFrom('sharing.item')
      .select(columns)
      .where('municipality', '=', municipality)
      .where('room_id', '=', roomId)
      .orderBy('place')
      .orderBy('id')
      .limit(500)
      .execute(),
  )

/** What somebody has still to do, in all rooms that are open to them. */
export const itemsOfOwner = async (db: Db, municipality: string, ownerId: string): Promise<Item[]> =>
  opened(
    await db
      .selectFrom('sharing.item')
      .select(columns)
      .where('municipality', '=', municipality)
      .where('owner_id', '=', ownerId)
      .where('done_at', 'is', null)
      .orderBy((e) => e.fn.coalesce('due', e.val('9999-12-31')))
      .limit(200)
      .execute(),
  )

/** What is due by a day in the whole municipality and not done: for reminders. Its words stay sealed. */
export const itemsDueBy = (db: Db, municipality: string, day: string) =>
  db
    .selectFrom('sharing.item')
    .select(['id', 'room_id as roomId', 'owner_id as ownerId', 'due', 'told'])
    .where('municipality', '=', municipality)
    .where('done_at', 'is', null)
    .where('owner_id', 'is not', null)
    .where('due', '<=', day)
    .limit(5000)
    .execute() as Promise<Pick<Item, 'id' | 'roomId' | 'ownerId' | 'due' | 'told'>[]>

export type ItemChange = Partial<{
  owner_id: string | null
  due: string | null
  done_at: Date | null
  done_by: string | null
  told: 'tomorrow' | 'overdue' | null
}>
export const moveItem = (tx: Db, municipality: string, at: { roomId: string; id: string }, change: ItemChange) =>
  tx
    .updateTable('sharing.item')
    .set(change)
    .where('municipality', '=', municipality)
    .where('room_id', '=', at.roomId)
    .where('id', '=', at.id)
    .execute()
