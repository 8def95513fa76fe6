// The scan of a signed paper: a file like those of rooms, of the kinds that a scanner or a camera makes.
import { createHash, randomUUID } from 'node:crypto'
import type { Tx } from '../../platform/db.ts'
import { cleanName, type FileType, LARGEST_FILE, typeOf, type Scan as Verdict, withoutPlace } from '../file/rules.ts'
import type { Scanner } from '../file/scan.ts'
import { insertFile } from '../file/store.ts'

const PAPERS: readonly FileType[] = ['image/jpeg', 'image/png', 'application/pdf']

/** `bytes` without where a photo was taken; empty when it was too large or of another kind. */
export type Scan = { name: string; bytes: Buffer; type: FileType | null; tooLarge: boolean; verdict: Verdict }

/**
 * Reads the file of a form, and has it looked through.
 * @returns null when none was sent.
 */
export async function readScan(value: unknown, look: Scanner): Promise<Scan | null> {
  if (!(value instanceof File) || value.size === 0) return null
  const sent = Buffer.from(await value.arrayBuffer())
  const found = typeOf(sent)
  const bytes = found === 'image/jpeg' ? withoutPlace(sent) : sent
  const type = found && PAPERS.includes(found) && bytes.length > 0 ? found : null
  const tooLarge = sent.length > LARGEST_FILE
  const verdict = type && !tooLarge ? await look(sent) : 'refused'
  return { name: value.name, bytes, type, tooLarge, verdict }
}

/** What is wrong with a scan: its kind or its size. */
export const scanProblem = ({ type, tooLarge, verdict }: Scan): 'kind' | 'size' | null =>
  tooLarge ? 'size' : type === null || verdict === 'refused' ? 'kind' : null

/** Keeps the scan of a paper. @returns its id. @throws when `scanProblem` was not asked first. */
export async function keepScan(
  tx: Tx,
  { name, bytes, type, verdict }: Scan,
  of: { municipality: string; personId: string; addedBy: string; addedAt: Date },
): Promise<string> {
  if (!type) throw new Error('a scan of an unknown kind')
  const id = randomUUID()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const kept = { name: cleanName(name, type), type, size: bytes.length, sha256, scan: verdict }
  await insertFile(tx, { ...of, id, ...kept, roomId: null, entryId: null }, bytes)
  return id
}
