// The scan of a signed paper: of a known kind by its first bytes, not too large, sealed.
import { createHash, randomUUID } from 'node:crypto'
import { sealBytes, sealText } from '../../platform/cipher.ts'
import type { NewScan } from './store.ts'

/** Largest scan, in bytes. */
export const LARGEST_SCAN = 10 * 1024 * 1024

const KINDS = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
] as const

/** The kind of a file by what it begins with; what the browser says of it counts for nothing. */
export const kindOf = (bytes: Uint8Array): (typeof KINDS)[number][0] | null =>
  KINDS.find(([, head]) => head.every((byte, at) => bytes[at] === byte))?.[0] ?? null

/** What was found in a file: nothing, something, nobody looked, nobody could say yet. */
export type Verdict = 'clean' | 'refused' | 'unscanned' | 'waiting'
export type Scan = { name: string; bytes: Buffer; verdict: Verdict }

/**
 * Reads the file of a form, and has it looked through.
 * @param look the scanner; without one, nobody looks.
 * @returns null when none was sent.
 */
export async function readScan(
  value: unknown,
  look: (bytes: Buffer) => Promise<Verdict> = async () => 'unscanned',
): Promise<Scan | null> {
  if (!(value instanceof File) || value.size === 0) return null
  const bytes = Buffer.from(await value.arrayBuffer())
  const known = bytes.length <= LARGEST_SCAN && kindOf(bytes) !== null
  return { name: value.name, bytes, verdict: known ? await look(bytes) : 'refused' }
}

/** What is wrong with a scan: its kind or its size. */
export const scanProblem = ({ bytes, verdict }: Scan): 'kind' | 'size' | null =>
  bytes.length > LARGEST_SCAN ? 'size' : kindOf(bytes) === null || verdict === 'refused' ? 'kind' : null

/** A scan as it is kept. @throws when `scanProblem` was not asked first. */
export function sealScan(
  { name, bytes, verdict }: Scan,
  of: Pick<NewScan, 'municipality' | 'personId' | 'addedBy' | 'addedAt'>,
): NewScan {
  const id = randomUUID()
  const type = kindOf(bytes)
  if (!type) throw new Error('a scan of an unknown kind')
  return {
    ...of,
    id,
    type,
    size: bytes.length,
    scan: verdict,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content: sealBytes(bytes, `sharing.file.content:${id}`),
    // a name of a file is what somebody typed: its end is enough, the rest may be longer than it should
    name: sealText(name.slice(-100), `sharing.file.name:${id}`),
  }
}
