// What was learned of hearing, as a file (vectors/needs.bin), and back. scripts/hearing.ts writes it.
//
// Little endian: 'MUSUBIH2', the length of a JSON header (4 bytes), the header, then the arrays it names, each from a multiple
// of 4 on: { digest, dims, ears: [size, …], plain, classes: { needs, danger, now, subjects }, arrays: [[name, type, length], …] }.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ear, HEADS, type Hearing, hearken, type Judged, type Layer, type Sounded, soundOf } from './hearing.ts'
import { readWithGroups } from './lexicon.ts'
import { lookupOf } from './meaning.ts'
import type { Reading } from './phrases.ts'
import { loadVectors } from './vectors.ts'

export const HEARING_FILE = join(import.meta.dirname, '../../vectors/needs.bin')
const MAGIC = 'MUSUBIH2'
const TYPES = { i8: Int8Array, u32: Uint32Array, f32: Float32Array } as const

type Header = {
  /** sha256 of what it was learned from. */
  digest: string
  dims: number
  /** Numbers a row of each layer. */
  ears: number[]
  plain: number
  classes: Record<(typeof HEADS)[number], string[]>
  arrays: [name: string, type: keyof typeof TYPES, length: number][]
}
type Named = [name: string, type: keyof typeof TYPES, array: Int8Array | Uint32Array | Float32Array]

const wide = (bytes: number) => Math.ceil(bytes / 4) * 4

const layerArrays = (name: string, { bias, data, step }: Layer): Named[] => [
  [`${name}.bias`, 'f32', bias],
  [`${name}.data`, 'i8', data],
  [`${name}.step`, 'f32', step],
]

/** The bytes of a file. @param digest of what it was learned from */
export function packHearing(hearing: Hearing, digest: string): Uint8Array {
  const { hashes, rarity, dims, ears, plain, classes } = hearing
  const arrays: Named[] = [
    ['hashes', 'u32', hashes],
    ['rarity', 'f32', rarity],
    ...layerArrays('plain', plain),
    ...ears.flatMap(({ hidden, heads }, e) => [
      ...layerArrays(`${e}`, hidden),
      ...HEADS.flatMap((name): Named[] => [
        [`${e}.${name}.bias`, 'f32', heads[name].bias],
        [`${e}.${name}.weights`, 'f32', heads[name].weights],
      ]),
    ]),
  ]
  const header: Header = {
    digest,
    dims,
    ears: ears.map(({ hidden }) => hidden.size),
    plain: plain.size,
    classes: Object.fromEntries(HEADS.map((name) => [name, [...classes[name]]])) as Header['classes'],
    arrays: arrays.map(([name, type, array]) => [name, type, array.length]),
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
 * A file as packHearing wrote it, and the digest of what it was learned from: views of the bytes given, which are copied
 * only where they do not lie at a multiple of 4. Throws when the bytes are no such file.
 */
export function readHearing(file: Uint8Array): { hearing: Hearing; digest: string } {
  const given = file.byteOffset % 4 === 0 ? file : new Uint8Array(file)
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  if (bytes.subarray(0, 8).toString('latin1') !== MAGIC) throw new Error('not a file of what was learned of hearing')
  const length = bytes.readUInt32LE(8)
  const header = JSON.parse(bytes.subarray(12, 12 + length).toString()) as Header
  const found = new Map<string, unknown>()
  let at = wide(12 + length)
  for (const [name, type, count] of header.arrays) {
    const kind = TYPES[type]
    const end = at + count * kind.BYTES_PER_ELEMENT
    if (end > bytes.length) throw new Error('the file of what was learned of hearing is cut short')
    found.set(name, new kind(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, count))
    at = wide(end)
  }
  const take = <T>(name: string) => found.get(name) as T
  const layer = (name: string, size: number): Layer => ({
    size,
    bias: take(`${name}.bias`),
    data: take(`${name}.data`),
    step: take(`${name}.step`),
  })
  const ears = header.ears.map((size, e): Ear => {
    const heads = HEADS.map((name) => [
      name,
      { bias: take(`${e}.${name}.bias`), weights: take(`${e}.${name}.weights`) },
    ])
    return { hidden: layer(`${e}`, size), heads: Object.fromEntries(heads) as Ear['heads'] }
  })
  const { dims, classes } = header
  const plain = layer('plain', header.plain)
  const hearing = {
    hashes: take<Uint32Array>('hashes'),
    rarity: take<Float32Array>('rarity'),
    dims,
    classes,
    ears,
    plain,
  }
  return { hearing, digest: header.digest }
}

let kept: { hearing: Hearing | undefined } | undefined

/** What this installation has learned, read at the first call and kept; undefined where the file is absent. */
export function loadHearing(): Hearing | undefined {
  kept ??= { hearing: existsSync(HEARING_FILE) ? readHearing(readFileSync(HEARING_FILE)).hearing : undefined }
  return kept.hearing
}

/** Hears with this instead of the file, for measuring what was learned from a part of the lines. */
export function hearWith(hearing: Hearing): void {
  kept = { hearing }
}

/** What hearing makes of a text. */
export type Learned = Judged & { hearing: Hearing; sounded: Sounded }

/** A text read and heard once. `learned` is undefined where this installation has learned nothing. */
export type Heard = { reading: Reading; learned: Learned | undefined }

export function heardOf(text: string): Heard {
  const reading = readWithGroups(text)
  const hearing = loadHearing()
  if (!hearing) return { reading, learned: undefined }
  const vectors = hearing.dims > 0 ? loadVectors() : undefined
  const sounded = soundOf(reading, hearing, vectors && lookupOf(vectors))
  return { reading, learned: { hearing, sounded, ...hearken(hearing, sounded) } }
}
