// Where the keys are: an environment variable, or a file outside the database that only its owner may read.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { KEY_ID, type KeyRing, useKeys } from './cipher.ts'

/** The ring itself, from the environment; or the file that holds it, and that can be given further keys. */
export type KeySource = { kind: 'env'; ring: KeyRing } | { kind: 'file'; path: string }

const BYTES = 32
const LOOKUP = 'lookup'

/**
 * Reads keys as they are written: `id:base64,id:base64`, or JSON `{"keys":[{"id":…,"key":…}],"lookup":…}`. The first one
 * seals. In the short form the key that hashes has the id `lookup`.
 * @throws Error in Japanese that says what is wrong, and never a key.
 */
export function readKeys(text: string): KeyRing {
  const pairs = text.trim().startsWith('{') ? pairsOfJson(text) : pairsOfList(text)
  const keys: Record<string, Buffer> = {}
  for (const [id, key] of pairs) {
    if (!KEY_ID.test(id))
      throw new Error('鍵の名は、小さい英字で始まり、英数字、- と _ からなる 31 文字までにしてください')
    if (keys[id]) throw new Error(`鍵の名 ${id} が二つあります`)
    const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(key) ? Buffer.from(key, 'base64') : Buffer.alloc(0)
    if (bytes.length !== BYTES)
      throw new Error(`鍵 ${id} は 32 バイトの base64（openssl rand -base64 32）にしてください`)
    keys[id] = bytes
  }
  const { [LOOKUP]: lookup, ...sealing } = keys
  const [current] = Object.keys(sealing)
  if (!current) throw new Error('閉じるための鍵がありません')
  if (!lookup) throw new Error('さがすための鍵（lookup）がありません')
  return { current, keys: sealing, lookup }
}

const pairsOfList = (text: string): [string, string][] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf(':')
      if (at < 0) throw new Error('「名:base64」をコンマでならべてください')
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    })

function pairsOfJson(text: string): [string, string][] {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    throw new Error('JSON として読めません') // the message of the parser would quote a key
  }
  const { keys, lookup } = said as { keys?: unknown; lookup?: unknown }
  const listed = Array.isArray(keys) ? (keys as { id?: unknown; key?: unknown }[]) : []
  return [
    ...listed.map((one): [string, string] => [String(one?.id ?? ''), String(one?.key ?? '')]),
    ...(lookup === undefined ? [] : [[LOOKUP, String(lookup)] as [string, string]]),
  ]
}

const written = ({ keys, current, lookup }: KeyRing): string => {
  const ordered = [current, ...Object.keys(keys).filter((id) => id !== current)]
  const list = ordered.map((id) => ({ id, key: keys[id]!.toString('base64') }))
  return `${JSON.stringify({ keys: list, lookup: lookup.toString('base64') }, null, 2)}\n`
}

/** On the disk before it counts: nothing may be sealed with a key that a power cut takes away. */
function putOnDisk(path: string, ring: KeyRing): string {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  writeSync(file, written(ring))
  fsyncSync(file)
  closeSync(file)
  return draft
}

function settleFolder(path: string): void {
  try {
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch {
    // where a folder cannot be synced (Windows), the file itself was
  }
}

/** Replaces the file, whole. */
export function writeRing(path: string, ring: KeyRing): void {
  renameSync(putOnDisk(path, ring), path)
  settleFolder(path)
}

/** Makes the file once; where two processes begin at once, the second takes what the first has made. */
function makeRing(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = putOnDisk(path, { current: 'k1', keys: { k1: randomBytes(BYTES) }, lookup: randomBytes(BYTES) })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  settleFolder(path)
}

/**
 * Where the keys are.
 * @throws Error in Japanese that says what is wrong with them.
 */
export function findKeys(given: { keys?: string; file?: string; dataDir: string }): KeySource {
  if (given.keys) return { kind: 'env', ring: readKeys(given.keys) }
  const path = given.file ?? `${given.dataDir}/keys.json`
  if (existsSync(path)) readKeys(readFileSync(path, 'utf8'))
  else if (given.file) throw new Error(`${path} がありません`)
  return { kind: 'file', path }
}

/** The ring as it stands now. */
const ringOf = (source: KeySource): KeyRing =>
  source.kind === 'env' ? source.ring : readKeys(readFileSync(source.path, 'utf8'))

/** Gives this process its keys, made where there are none yet, and keeps them in step with the file. @returns the ring. */
export function startKeys(source: KeySource): KeyRing {
  if (source.kind === 'file' && !existsSync(source.path)) makeRing(source.path)
  const ring = ringOf(source)
  if (source.kind === 'env') {
    useKeys(ring)
    return ring
  }
  const stamp = () => {
    const { mtimeNs, ino, size } = statSync(source.path, { bigint: true })
    return `${mtimeNs}/${ino}/${size}`
  }
  let seen = stamp()
  useKeys(ring, () => {
    try {
      const now = stamp()
      if (now === seen) return undefined
      const newer = ringOf(source)
      seen = now
      return newer
    } catch {
      return undefined // not there for a moment, or half a file of somebody's editor: the keys we have still open
    }
  })
  return ring
}

/** A new key that seals from now on; the ones before it stay, to open. */
export function withNewKey(ring: KeyRing): KeyRing {
  let number = Object.keys(ring.keys).length + 1
  for (const id of Object.keys(ring.keys)) number = Math.max(number, Number(/^k(\d+)$/.exec(id)?.[1] ?? 0) + 1)
  const current = `k${number}`
  return { ...ring, current, keys: { [current]: randomBytes(BYTES), ...ring.keys } }
}

/** The ring without a key. */
export function withoutKey(ring: KeyRing, id: string): KeyRing {
  const { [id]: _gone, ...keys } = ring.keys
  return { ...ring, keys }
}
