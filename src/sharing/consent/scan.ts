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

export type Scan = { name: string; bytes: Buffer }

/** Reads the file of a form. @returns null when none was sent. */
export async function readScan(value: unknown): Promise<Scan | null> {
  if (!(value instanceof File) || value.size === 0) return null
  return { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) }
}

/** What is wrong with a scan: its kind or its size. */
export const scanProblem = ({ bytes }: Scan): 'kind' | 'size' | null =>
  bytes.length > LARGEST_SCAN ? 'size' : kindOf(bytes) === null ? 'kind' : null

/** A scan as it is kept. @throws when `scanProblem` was not asked first. */
export function sealScan(
  { name, bytes }: Scan,
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
    sha256: createHash('sha256').update(bytes).digest('hex'),
    content: sealBytes(bytes, `sharing.file.content:${id}`),
    // a name of a file is what somebody typed: its end is enough, the rest may be longer than it should
    name: sealText(name.slice(-100), `sharing.file.name:${id}`),
  }
}
