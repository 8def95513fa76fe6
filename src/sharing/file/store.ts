// Files of rooms: sealed in the database, so that they come and go, and are kept safe, together with their row.
import { openBytes, openText, sealBytes, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { FileType, Scan } from './rules.ts'

export type Kept = {
  municipality: string
  id: string
  personId: string
  roomId: string
  entryId: string
  name: string
  type: FileType
  size: number
  sha256: string
  scan: Scan
  addedBy: string
  addedAt: Date
}

const nameAt = (id: string) => `sharing.file.name:${id}`
const contentAt = (id: string) => `sharing.file.content:${id}`

/** A file of an entry, or of a person alone: the scan of a paper they signed. */
type New = Omit<Kept, 'roomId' | 'entryId'> & { roomId: string | null; entryId: string | null }

export const insertFile = (tx: Tx, file: New, content: Buffer) =>
  tx
    .insertInto('sharing.file')
    .values({
      municipality: file.municipality,
      id: file.id,
      person_id: file.personId,
      room_id: file.roomId,
      entry_id: file.entryId,
      name: sealText(file.name, nameAt(file.id)),
      type: file.type,
      size: file.size,
      sha256: file.sha256,
      content: sealBytes(content, contentAt(file.id)),
      scan: file.scan,
      added_by: file.addedBy,
      added_at: file.addedAt,
    })
    .execute()

const columns = [
  'municipality',
  'id',
  'person_id as personId',
  'room_id as roomId',
  'entry_id as entryId',
  'name',
  'type',
  'size',
  'sha256',
  'scan',
  'added_by as addedBy',
  'added_at as addedAt',
] as const
const opened = (row: unknown): Kept => ({
  ...(row as Kept),
  name: openText((row as Kept).name, nameAt((row as Kept).id)),
})

/** Files of entries, without their content. */
export async function filesOfEntries(db: Db, municipality: string, entryIds: readonly string[]): Promise<Kept[]> {
  if (entryIds.length === 0) return []
  const rows = await db
    .selectFrom('sharing.file')
    .select(columns)
    .where('municipality', '=', municipality)
    .where('entry_id', 'in', [...entryIds])
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .orderBy('id')
    .execute()
  return rows.map(opened)
}

export async function findFile(
  db: Db,
  municipality: string,
  roomId: string,
  id: string,
): Promise<(Kept & { content: Buffer }) | undefined> {
  const row = await db
    .selectFrom('sharing.file')
    .select([...columns, 'content'])
    .where('municipality', '=', municipality)
    .where('room_id', '=', roomId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row ? { ...opened(row), content: openBytes(Buffer.from(row.content!), contentAt(id)) } : undefined
}

/** Files that nobody has looked through yet. */
export const waitingFiles = (db: Db, municipality: string) =>
  db
    .selectFrom('sharing.file')
    .select(['id', 'room_id as roomId', 'content'])
    .where('municipality', '=', municipality)
    .where('scan', '=', 'waiting')
    .where('removed_at', 'is', null)
    .orderBy('added_at')
    .limit(20)
    .execute()
    .then((rows) =>
      rows.map(({ id, roomId, content }) => ({ id, roomId, content: openBytes(Buffer.from(content!), contentAt(id)) })),
    )

/** What the scanner said. What is refused loses its content at once. */
export const setScan = (tx: Tx, municipality: string, id: string, scan: 'clean' | 'refused', now: Date) =>
  tx
    .updateTable('sharing.file')
    .set(scan === 'refused' ? { scan, content: null, removed_at: now } : { scan })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('scan', '=', 'waiting')
    .execute()

/** The files of an entry that was taken back go with its words. */
export const removeFilesOf = (tx: Tx, municipality: string, entryId: string, now: Date) =>
  tx
    .updateTable('sharing.file')
    .set({ content: null, removed_at: now })
    .where('municipality', '=', municipality)
    .where('entry_id', '=', entryId)
    .where('removed_at', 'is', null)
    .execute()
