// Adding files to an entry: their type by their bytes, looked through before they are kept.
import { createHash, randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { actorOf, type Who } from '../room/actions.ts'
import { type Entry, lockEntry } from '../room/entry-store.ts'
import type { Room } from '../room/store.ts'
import { cleanName, FILES_PER_ENTRY, type FileFault, LARGEST_FILE, type Scan, typeOf, withoutPlace } from './rules.ts'
import type { Scanner } from './scan.ts'
import { filesOfEntries, insertFile, setScan, waitingFiles } from './store.ts'

export type Given = { name: string; bytes: Buffer }

/** Hangs files on an entry: all of them, or none. Scanning comes before the transaction, and nothing refused is kept. */
export async function addFiles(
  db: Db,
  who: Who,
  now: Date,
  scan: Scanner,
  room: Room,
  entry: Entry,
  given: readonly Given[],
): Promise<{ ok: true; value: number } | { ok: false; reason: FileFault }> {
  if (given.length === 0) return { ok: false, reason: 'none' }
  if (given.length > FILES_PER_ENTRY) return { ok: false, reason: 'too_many' }
  const ready: { name: string; type: NonNullable<ReturnType<typeof typeOf>>; content: Buffer; scan: Scan }[] = []
  for (const { name, bytes } of given) {
    if (bytes.length === 0) return { ok: false, reason: 'empty' }
    if (bytes.length > LARGEST_FILE) return { ok: false, reason: 'too_large' }
    const type = typeOf(bytes)
    const content = type === 'image/jpeg' ? withoutPlace(bytes) : bytes
    if (!type || content.length === 0) return { ok: false, reason: 'kind' }
    const said = await scan(bytes)
    if (said === 'refused') return { ok: false, reason: 'virus' }
    ready.push({ name: cleanName(name, type), type, content, scan: said })
  }
  return db.transaction().execute(async (tx) => {
    await lockEntry(tx, room.municipality, entry.id)
    const there = await filesOfEntries(tx, room.municipality, [entry.id])
    if (there.length + ready.length > FILES_PER_ENTRY) return { ok: false, reason: 'too_many' } as const
    for (const { name, type, content, scan: said } of ready) {
      const id = randomUUID()
      const sha256 = createHash('sha256').update(content).digest('hex')
      await insertFile(
        tx,
        {
          municipality: room.municipality,
          id,
          personId: room.personId,
          roomId: room.id,
          entryId: entry.id,
          name,
          type,
          size: content.length,
          sha256,
          scan: said,
          addedBy: who.accountId,
          addedAt: now,
        },
        content,
      )
      await record(tx, {
        municipality: room.municipality,
        name: 'sharing.file_added',
        actor: actorOf(who),
        subject: room.id,
        data: { file: id, entry: entry.id, type, sha256, scan: said },
        at: now,
      })
    }
    return { ok: true, value: ready.length } as const
  })
}

/** Tries again the files that wait for a scanner. @returns how many were decided. */
export async function scanWaiting(db: Db, municipality: string, scan: Scanner, now: Date): Promise<number> {
  let decided = 0
  for (const { id, roomId, content } of await waitingFiles(db, municipality)) {
    const said = await scan(content)
    if (said !== 'clean' && said !== 'refused') continue
    await db.transaction().execute(async (tx) => {
      await setScan(tx, municipality, id, said, now)
      await record(tx, {
        municipality,
        name: 'sharing.file_scanned',
        actor: { kind: 'system' },
        subject: roomId ?? id,
        data: { file: id, scan: said },
        at: now,
      })
    })
    decided += 1
  }
  return decided
}
