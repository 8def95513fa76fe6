// What was learned of hearing, as a file (vectors/needs.bin), and back. scripts/hearing.ts writes it.
//
// Little endian: 'MUSUBIH1', the length of a JSON header (4 bytes), the header, then the arrays it names, each from a multiple
// of 4 on: { digest, dims, arrays: [[name, type, length], …], classes: { needs, danger, now } }.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Hearing, type Model, probabilities, type Sounded, soundOf } from './hearing.ts'
import { readWithGroups } from './lexicon.ts'
import { lookupOf } from './meaning.ts'
import type { Reading } from './phrases.ts'
import { loadVectors } from './vectors.ts'

export const HEARING_FILE = join(import.meta.dirname, '../../vectors/needs.bin')
const MAGIC = 'MUSUBIH1'
const KINDS = { u8: Uint8Array, i8: Int8Array, u32: Uint32Array, f32: Float32Array } as const
const MODELS = ['needs', 'danger', 'now'] as const

type Header = {
  /** sha256 of what it was learned from. */
  digest: string
  dims: number
  arrays: [name: string, kind: keyof typeof KINDS, length: number][]
  classes: Record<(typeof MODELS)[number], string[]>
}

const wide = (bytes: number) => Math.ceil(bytes / 4) * 4

/** The bytes of a file. @param digest of what it was learned from */
export function packHearing(hearing: Hearing, digest: string): Uint8Array {
  const arrays: [string, keyof typeof KINDS, Uint8Array | Int8Array | Uint32Array | Float32Array][] = [
    ['hashes', 'u32', hearing.hashes],
    ['rarity', 'f32', hearing.rarity],
    ...MODELS.flatMap((name) => {
      const { bias, starts, columns, weights, step } = hearing[name]
      return [
        [`${name}.bias`, 'f32', bias],
        [`${name}.starts`, 'u32', starts],
        [`${name}.columns`, 'u8', columns],
        [`${name}.weights`, 'i8', weights],
        [`${name}.step`, 'f32', step],
      ] as [string, keyof typeof KINDS, Float32Array][]
    }),
  ]
  const header: Header = {
    digest,
    dims: hearing.dims,
    arrays: arrays.map(([name, kind, array]) => [name, kind, array.length]),
    classes: Object.fromEntries(MODELS.map((name) => [name, [...hearing[name].classes]])) as Header['classes'],
  }
  const head = Buffer.from(JSON.stringify(header))
  const start = wide(12 + head.length)
  const bytes = Buffer.alloc(start + arrays.reduce((sum, [, , array]) => sum + wide(array.byteLength), 0))
  bytes.write(MAGIC, 0, 'latin1')
  bytes.writeUInt32LE(head.length, 8)
  head.copy(bytes, 12)
  let at = start
  for (const [, , array] of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += wide(array.byteLength)
  }
  return bytes
}

/**
 * A file as packHearing wrote it, and the digest of what it was learned from: views of its bytes, which must not change.
 * Throws when the bytes are no such file.
 */
export function readHearing(file: Uint8Array): { hearing: Hearing; digest: string } {
  // a view may only begin at a multiple of 4; elsewhere the bytes are copied
  const { buffer, byteOffset, byteLength } = file.byteOffset % 4 === 0 ? file : new Uint8Array(file)
  const bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
  if (bytes.subarray(0, 8).toString('latin1') !== MAGIC) throw new Error('not a file of what was learned of hearing')
  const length = bytes.readUInt32LE(8)
  const header = JSON.parse(bytes.subarray(12, 12 + length).toString()) as Header
  const found = new Map<string, unknown>()
  let at = wide(12 + length)
  for (const [name, kind, count] of header.arrays) {
    const type = KINDS[kind]
    const end = at + count * type.BYTES_PER_ELEMENT
    if (end > bytes.length) throw new Error('the file of what was learned of hearing is cut short')
    found.set(name, new type(bytes.buffer, byteOffset + at, count))
    at = wide(end)
  }
  const take = <T>(name: string) => found.get(name) as T
  const model = (name: (typeof MODELS)[number]): Model => ({
    classes: header.classes[name],
    bias: take(`${name}.bias`),
    starts: take(`${name}.starts`),
    columns: take(`${name}.columns`),
    weights: take(`${name}.weights`),
    step: take(`${name}.step`),
  })
  const hearing: Hearing = {
    hashes: take('hashes'),
    rarity: take('rarity'),
    dims: header.dims,
    needs: model('needs'),
    danger: model('danger'),
    now: model('now'),
  }
  return { hearing, digest: header.digest }
}

let kept: { hearing: Hearing | undefined } | undefined

/** What this installation has learned, read at the first call and kept; undefined where the file is absent. */
export function loadHearing(): Hearing | undefined {
  kept ??= { hearing: existsSync(HEARING_FILE) ? readHearing(readFileSync(HEARING_FILE)).hearing : undefined }
  return kept.hearing
}

/** What hearing makes of a text: `needs` and `danger` are probabilities in the order of the classes. */
export type Learned = { hearing: Hearing; sounded: Sounded; needs: Float64Array; danger: Float64Array }

/** A text read and heard once. `learned` is undefined where this installation has learned nothing. */
export type Heard = { reading: Reading; learned: Learned | undefined }

export function heardOf(text: string): Heard {
  const reading = readWithGroups(text)
  const hearing = loadHearing()
  if (!hearing) return { reading, learned: undefined }
  const vectors = hearing.dims > 0 ? loadVectors() : undefined
  const sounded = soundOf(reading, hearing, vectors && lookupOf(vectors))
  const [needs, danger] = [probabilities(hearing.needs, sounded), probabilities(hearing.danger, sounded)]
  return { reading, learned: { hearing, sounded, needs, danger } }
}
