// How services stand with their room, as columns of their rows.
import { sql } from 'kysely'
import type { Tx } from '../platform/db.ts'
import type { Capacity } from './view.ts'

type Row = {
  capacity: string | null
  /** YYYY-MM-DD */
  capacity_until: string | null
  capacity_said_at: Date | null
  capacity_available: number | null
  capacity_maximum: number | null
  capacity_weeks: number | null
}

export function roomOf(row: Row): Capacity | null {
  if (!row.capacity || !row.capacity_until) return null
  const room = { state: row.capacity as Capacity['state'], until: row.capacity_until }
  if (!row.capacity_said_at) return room
  const { capacity_available: available, capacity_maximum: maximum, capacity_weeks: weeks } = row
  return { ...room, said: { at: row.capacity_said_at, available, maximum, weeks } }
}

export const roomRow = (capacity: Capacity | null): Row => ({
  capacity: capacity?.state ?? null,
  capacity_until: capacity?.until ?? null,
  capacity_said_at: capacity?.said?.at ?? null,
  capacity_available: capacity?.said?.available ?? null,
  capacity_maximum: capacity?.said?.maximum ?? null,
  capacity_weeks: capacity?.said?.weeks ?? null,
})

/** Writes how a service stands with its room, as a new revision: whoever keeps a copy reads it again. */
export const writeRoom = (tx: Tx, municipality: string, id: string, capacity: Capacity | null, now: Date) =>
  tx
    .updateTable('directory.service')
    .set({ ...roomRow(capacity), last_modified: now, revision: sql`nextval('directory.revision')` })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()
