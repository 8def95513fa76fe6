// IPADIC as lindera-wasm-nodejs-ipadic carries it. Only the dictionary in that file is used: run as it is, lindera takes
// 140 MB and gives thirteen strings a word; these arrays take 22 MB. That both cut alike is held by segment.test.ts.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { inflateRawSync } from 'node:zlib'

/**
 * What a word of the dictionary is; katakana folded. `base` is '' and `reading` undefined where the dictionary has none.
 * `proper` says of a name whose it is: 人名・姓, 人名・名, 人名・一般, 地域・一般, 地域・国, 組織, 一般.
 */
export type Word = {
  pos: string
  detail: string
  proper: string
  inflection: string
  base: string
  reading: string | undefined
}
type Kind = Pick<Word, 'pos' | 'detail' | 'proper' | 'inflection'>

/** Words by number: what kind, and in `units` from `starts` on the base form (`bases` units long), then the reading. */
type Words = { kinds: Kind[]; kind: Uint8Array; bases: Uint8Array; starts: Uint32Array; units: Uint16Array }

/** Classes of characters: how words that the dictionary lacks are made of them. */
export type Characters = {
  /** By UTF-16 unit, the place in `sets`; letters beyond the first plane are as the last of it. */
  table: Uint8Array
  sets: readonly (readonly number[])[]
  /** Whether an unknown word may begin where known ones do; whether a run of the class is one word. */
  invoke: readonly boolean[]
  group: readonly boolean[]
}

export type Dictionary = {
  /** Surfaces as a double array of their UTF-8 bytes. A leaf is 32 × the first entry + how many. */
  trie: Uint32Array
  /** Five units an entry: number of the word (two units), its cost, left id, right id. */
  entries: Uint16Array
  /** Cost of a left id after a right id: costs[right × width + left]. */
  costs: Int16Array
  width: number
  words: Words
  characters: Characters
  /** Entries of unknown words by class: cost, left id, right id. */
  unknown: readonly (readonly [cost: number, left: number, right: number][])[]
}

/** Reads the dictionary, in about half a second. Throws when the file holds another one. */
export function readDictionary(): Dictionary {
  const file = createRequire(import.meta.url).resolve('lindera-wasm-nodejs-ipadic/lindera_wasm_bg.wasm')
  const parts = archives(readFileSync(file))
  if (parts.length !== 7) throw new Error(`no dictionary as expected in ${file}`)
  const [words, unknown, places, matrix, characters, trie, entries] = parts as Archives
  const costs = new Int16Array(copy(inflate(matrix)))
  return {
    trie: new Uint32Array(copy(inflate(trie))),
    entries: new Uint16Array(copy(inflate(entries))),
    costs: costs.subarray(2),
    width: costs[1]!,
    words: wordsOf(inflate(words), inflate(places)),
    characters: charactersOf(inflate(characters)),
    unknown: unknownOf(inflate(unknown)),
  }
}

type Archives = [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]

const copy = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer
/** In one piece: room for eight times the length, of which the system gives only what is written to. */
const inflate = (part: Buffer): Buffer => inflateRawSync(part, { chunkSize: Math.max(64, 8 * part.length) })

/** Each compressed part ends with the way back to its start and its length (rkyv); nothing else in the file looks so. */
function archives(file: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let end = file.indexOf(0xff, 3); end >= 0 && end + 4 < file.length; end = file.indexOf(0xff, end + 1)) {
    if (file[end + 4] !== 0) continue
    const at = end - 3
    const [back, length] = [-file.readInt32LE(at), file.readUInt32LE(at + 4)]
    if (length < 300 || length === 0xffff || back < length || back > length + 11 || back > at) continue
    found.push(file.subarray(at - back, at - back + length))
  }
  return found
}

/** Where a list begins and how long it is, from the relative address at `at`. */
const listAt = (bytes: Buffer, at: number) => ({ from: at + bytes.readInt32LE(at), length: bytes.readUInt32LE(at + 4) })

/** The lists of whole numbers that a list at `at` holds. */
function listsAt(bytes: Buffer, at: number): number[][] {
  const { from, length } = listAt(bytes, at)
  return Array.from({ length }, (_, i) => {
    const inner = listAt(bytes, from + 8 * i)
    return Array.from({ length: inner.length }, (_, k) => bytes.readUInt32LE(inner.from + 4 * k))
  })
}

function charactersOf(bytes: Buffer): Characters {
  const root = bytes.length - 32
  const classes = listAt(bytes, root)
  const flag = (i: number, at: number) => bytes[classes.from + 8 * i + at] === 1
  const limits = listAt(bytes, root + 16)
  const table = new Uint8Array(0x1_0000)
  for (let i = 0; i < limits.length; i += 1) table.fill(i, bytes.readUInt32LE(limits.from + 4 * i))
  return {
    table,
    sets: listsAt(bytes, root + 24),
    invoke: Array.from({ length: classes.length }, (_, i) => flag(i, 0)),
    group: Array.from({ length: classes.length }, (_, i) => flag(i, 1)),
  }
}

function unknownOf(bytes: Buffer): Dictionary['unknown'] {
  const root = bytes.length - 16
  const { from } = listAt(bytes, root + 8)
  return listsAt(bytes, root).map((places) =>
    places.map((place) => {
      const at = from + 16 * place + 8
      return [bytes.readInt16LE(at), bytes.readUInt16LE(at + 2), bytes.readUInt16LE(at + 4)] as const
    }),
  )
}

/** The columns of a word: 品詞, 細分類 1 to 3, 活用型, 活用形, 基本形, 読み, 発音; a star stands for none. */
const COLUMNS = 9

/** Keeps of 33 MB of text what is asked for: the kind of each word, its base form and its reading. */
function wordsOf(text: Buffer, places: Buffer): Words {
  const count = places.length / 4
  const [kind, bases, starts] = [new Uint8Array(count), new Uint8Array(count), new Uint32Array(count + 1)]
  const units = new Uint16Array(text.length / 4)
  const known = new Map<string, number>()
  const kinds: Kind[] = []
  const ends = new Int32Array(COLUMNS)
  let end = 0
  for (let i = 0; i < count; i += 1) {
    const from = places.readUInt32LE(4 * i) + 4
    columnsOf(text, from, from + text.readUInt32LE(from - 4), ends)
    const name = text.toString('latin1', from, ends[4])
    let number = known.get(name)
    if (number === undefined) {
      number = kinds.push(kindOf(text.toString('utf8', from, ends[4]))) - 1
      known.set(name, number)
    }
    kind[i] = number
    starts[i] = end
    end = decode(text, ends[5]! + 1, ends[6]!, units, end)
    bases[i] = end - starts[i]!
    end = decode(text, ends[6]! + 1, ends[7]!, units, end)
  }
  starts[count] = end
  if (kinds.length > 256) throw new Error('more kinds of words than expected')
  return { kinds, kind, bases, starts, units: units.slice(0, end) }
}

function kindOf(columns: string): Kind {
  const [pos = '', detail = '', of = '', part = '', inflection = ''] = columns
    .split('\0')
    .map((column) => (column === '*' ? '' : column))
  const proper = detail === '固有名詞' ? [of, part].filter(Boolean).join('・') : ''
  return { pos, detail, proper, inflection }
}

/** Where each column ends: at a zero, the last one with the text. */
function columnsOf(text: Buffer, from: number, to: number, ends: Int32Array): void {
  let column = 0
  for (let at = from; at < to && column < COLUMNS; at += 1)
    if (text[at] === 0) {
      ends[column] = at
      column += 1
    }
  ends.fill(to, column)
}

/** UTF-8 → units with katakana folded, nothing for a star; returns where it ends. The dictionary keeps to the first plane. */
function decode(text: Buffer, from: number, to: number, units: Uint16Array, end: number): number {
  if (to - from === 1 && text[from] === 0x2a) return end
  let next = end
  for (let at = from; at < to; next += 1) {
    const byte = text[at]!
    const long = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : 3
    const rest = (k: number) => text[at + k]! & 0x3f
    const code =
      long === 1 ? byte : long === 2 ? ((byte & 0x1f) << 6) | rest(1) : ((byte & 0xf) << 12) | (rest(1) << 6) | rest(2)
    units[next] = code >= 0x30a1 && code <= 0x30f6 ? code - 0x60 : code
    at += long
  }
  return next
}

/** A word by its number. */
export function wordOf({ kinds, kind, bases, starts, units }: Words, number: number): Word {
  const [from, to] = [starts[number]!, starts[number + 1]!]
  const middle = from + bases[number]!
  return {
    ...kinds[kind[number]!]!,
    base: String.fromCharCode(...units.subarray(from, middle)),
    reading: middle < to ? String.fromCharCode(...units.subarray(middle, to)) : undefined,
  }
}
