// A backup as a sealed file: AES-256-GCM over chunks, so that one that was cut, mixed or changed anywhere is refused before
// a byte of the piece at fault is used, and so that its size does not matter.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Why a file is not taken. `damaged`: cut, changed, or not whole in some other way. */
export type Fault = 'missing' | 'not_backup' | 'newer_format' | 'needs_key' | 'wrong_key' | 'damaged'
/** Ends the reading of a file that cannot be taken. */
export class BadBackup extends Error {
  readonly reason: Fault
  constructor(reason: Fault) {
    super(reason)
    this.reason = reason
  }
}

/** 32 bytes as they are, or words that a key is made of, slowly, so that guessing is slow. */
export type BackupKey = { kind: 'key' | 'words'; bytes: Buffer }

const SHORTEST = 16

/**
 * Reads a key from a text: 32 bytes in hexadecimal or Base64, or else a passphrase.
 * @returns null when it is shorter than 16 characters.
 */
export function readKey(text: string): BackupKey | null {
  const given = text.trim()
  if (/^[0-9a-f]{64}$/i.test(given)) return { kind: 'key', bytes: Buffer.from(given, 'hex') }
  if (/^[\w+/-]{43}=?$/.test(given)) return { kind: 'key', bytes: Buffer.from(given, 'base64') }
  return [...given].length < SHORTEST ? null : { kind: 'words', bytes: Buffer.from(given.normalize('NFC')) }
}

const CHUNK = 64 * 1024
const TAG = 16
const FRAME = CHUNK + TAG
const HEAD = /^musubi-backup (\d{1,4}) (?:(plain)|aes-256-gcm (key|words) ([\w-]{43}) ([\w-]{22}))\n/
/** Enough for any first line of ours. */
const LONGEST_HEAD = 160
const FORMAT = 1

/** Each file has a salt and so a key of its own: that lets the number of a chunk be its nonce. */
async function keysOf(key: BackupKey, salt: Buffer): Promise<{ file: Buffer; check: Buffer }> {
  const slow = (password: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }
      scrypt(password, salt, 32, cost, (error, made) => (error ? reject(error) : resolve(made)))
    })
  const root = key.kind === 'key' ? key.bytes : await slow(key.bytes)
  const derive = (use: string, length: number) => Buffer.from(hkdfSync('sha256', root, salt, use, length))
  return { file: derive('musubi backup file', 32), check: derive('musubi backup check', 16) }
}

/** The number of the chunk, and whether it is the last: a chunk moved, left out or cut off after does not open. */
function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(index), 0)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

/** Cuts a stream into pieces of `size`; the last one is the only one that may be shorter. */
async function* pieces(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held: Buffer[] = []
  let length = 0
  for await (const part of source) {
    held.push(part)
    length += part.length
    if (length <= size) continue
    const all = Buffer.concat(held)
    let from = 0
    for (; length - from > size; from += size) yield { piece: all.subarray(from, from + size), last: false }
    held = [all.subarray(from)]
    length -= from
  }
  yield { piece: Buffer.concat(held), last: true }
}

/** The file: a line that says what it is, then what is in it; sealed unless `key` is null. */
export async function* seal(source: AsyncIterable<Buffer>, key: BackupKey | null): AsyncGenerator<Buffer> {
  if (!key) {
    yield Buffer.from(`musubi-backup ${FORMAT} plain\n`)
    yield* source
    return
  }
  const salt = randomBytes(32)
  const { file, check } = await keysOf(key, salt)
  const said = `aes-256-gcm ${key.kind} ${salt.toString('base64url')} ${check.toString('base64url')}`
  const head = Buffer.from(`musubi-backup ${FORMAT} ${said}\n`)
  yield head
  let index = 0
  for await (const { piece, last } of pieces(source, CHUNK)) {
    const cipher = createCipheriv('aes-256-gcm', file, nonceOf(index++, last)).setAAD(head)
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
}

/**
 * What is in a file. Every piece is proved before it is given out; that the last one is there, at the end.
 * @throws BadBackup
 */
export async function* unseal(source: AsyncIterable<Buffer>, key: BackupKey | null): AsyncGenerator<Buffer> {
  const parts = source[Symbol.asyncIterator]()
  let begun = Buffer.alloc(0)
  while (begun.length < LONGEST_HEAD) {
    const { value, done } = await parts.next()
    if (done) break
    begun = Buffer.concat([begun, value])
  }
  const said = HEAD.exec(begun.toString('latin1', 0, LONGEST_HEAD))
  if (!said) throw new BadBackup('not_backup')
  const [line, format, plain, kind, salt, check] = said
  if (Number(format) !== FORMAT) throw new BadBackup('newer_format')
  const rest = (async function* () {
    yield begun.subarray(line.length)
    yield* { [Symbol.asyncIterator]: () => parts }
  })()
  if (plain) {
    yield* rest
    return
  }
  if (!key) throw new BadBackup('needs_key')
  if (key.kind !== kind) throw new BadBackup('wrong_key')
  const keys = await keysOf(key, Buffer.from(salt!, 'base64url'))
  if (!timingSafeEqual(keys.check, Buffer.from(check!, 'base64url'))) throw new BadBackup('wrong_key')
  let index = 0
  for await (const { piece, last } of pieces(rest, FRAME)) {
    if (piece.length < TAG) throw new BadBackup('damaged')
    const cipher = createDecipheriv('aes-256-gcm', keys.file, nonceOf(index++, last), { authTagLength: TAG })
    cipher.setAAD(Buffer.from(line, 'latin1')).setAuthTag(piece.subarray(-TAG))
    const opened = cipher.update(piece.subarray(0, -TAG))
    try {
      cipher.final()
    } catch {
      throw new BadBackup('damaged')
    }
    yield opened
  }
}
