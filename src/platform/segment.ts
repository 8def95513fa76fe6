// Cuts a text into the words of the dictionary by the cheapest path (Viterbi): the same words that lindera finds.
import { type Dictionary, readDictionary, type Word, wordOf } from './dictionary.ts'

/** A word of the text in UTF-16 offsets; `word` is undefined for one that the dictionary lacks. */
export type Segment = { start: number; end: number; word: Word | undefined }

/** The class of space: words made only of such are left out. */
const SPACE = 1
const UNKNOWN = 0xffff_ffff
/** An edge is a word that may stand somewhere. Edge 0 is none, edge 1 stands before the text. */
const BEGIN = 1
const NEVER = 0x7fff_ffff

/** Room for one stretch, used again and again. By letter: where it begins, its classes, the edges that end there, in order. */
const lettersFor = (most: number) => ({
  byteAt: new Int32Array(most + 1),
  unitAt: new Int32Array(most + 1),
  set: new Uint8Array(most + 1),
  first: new Int32Array(most + 1),
  last: new Int32Array(most + 1),
  bytes: new Uint8Array(3 * most),
  letterAt: new Int32Array(3 * most + 1),
})
/** By edge: its word, where it begins, its cost from the start on, its right id, the edge before it, the next that ends there. */
const edgesFor = (most: number) => ({
  word: new Uint32Array(most),
  start: new Int32Array(most),
  cost: new Int32Array(most),
  right: new Uint16Array(most),
  before: new Int32Array(most),
  next: new Int32Array(most),
})
let letters = lettersFor(512)
let edges = edgesFor(8192)
let count = 0

let dictionary: Dictionary | undefined
const encoder = new TextEncoder()

/** The words of a text (well-formed UTF-16) in order, space left out. The dictionary is read at the first call and kept. */
export function segment(text: string): Segment[] {
  dictionary ??= readDictionary()
  const found: Segment[] = []
  for (const part of text.matchAll(/[^\n\t。、]*[\n\t。、]|[^\n\t。、]+/g)) cut(dictionary, part[0], part.index, found)
  return found
}

/** One stretch up to a stop; it stands at `from` in the text. */
function cut(own: Dictionary, text: string, from: number, found: Segment[]): void {
  const size = spread(own, text)
  begin()
  /** Where the latest unknown word ends: none begins inside it. */
  let end = 0
  for (let at = 0; at < size; at += 1) {
    if (letters.first[at] === 0) continue
    const met = addKnown(own, at, size)
    if (end <= at) end = addUnknown(own, at, size, met) || end
  }
  const path: number[] = []
  for (let edge = add(own, size, size, UNKNOWN, 0, 0, 0); edge > BEGIN; edge = edges.before[edge]!) path.push(edge)
  for (let i = path.length - 1; i > 0; i -= 1) {
    const [edge, start, next] = [path[i]!, edges.start[path[i]!]!, edges.start[path[i - 1]!]!]
    if (isSpace(own, start, next)) continue
    const number = edges.word[edge]!
    const word = number === UNKNOWN ? undefined : wordOf(own.words, number)
    found.push({ start: from + letters.unitAt[start]!, end: from + letters.unitAt[next]!, word })
  }
}

/** Lays out the letters of a stretch; returns how many. */
function spread({ characters }: Dictionary, text: string): number {
  if (text.length >= letters.set.length) letters = lettersFor(2 * text.length)
  const { byteAt, unitAt, set, first, bytes, letterAt } = letters
  encoder.encodeInto(text, bytes)
  let [size, byte, unit] = [0, 0, 0]
  while (unit < text.length) {
    const code = text.codePointAt(unit)!
    byteAt[size] = byte
    unitAt[size] = unit
    letterAt[byte] = size
    set[size] = characters.table[Math.min(code, 0xffff)]!
    unit += code > 0xffff ? 2 : 1
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code > 0xffff ? 4 : 3
    size += 1
  }
  byteAt[size] = byte
  unitAt[size] = unit
  letterAt[byte] = size
  first.fill(0, 0, size + 1)
  return size
}

const isSpace = ({ characters: { sets } }: Dictionary, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (!sets[letters.set[at]!]!.includes(SPACE)) return false
  return true
}

function begin(): void {
  letters.first[0] = BEGIN
  letters.last[0] = BEGIN
  edges.next[BEGIN] = 0
  count = BEGIN + 1
}

/** Adds the words of the dictionary that begin at a letter, the shortest first; says whether there are any. */
function addKnown(own: Dictionary, at: number, size: number): boolean {
  const { trie, entries } = own
  const { bytes, byteAt, letterAt } = letters
  const end = byteAt[size]!
  let met = false
  let node = 0
  for (let byte = byteAt[at]!; byte < end; byte += 1) {
    node ^= offsetOf(trie[node]!) ^ bytes[byte]!
    const unit = trie[node]!
    if ((unit & 0x8000_00ff) !== bytes[byte]) break
    if ((unit & 0x100) === 0) continue
    const leaf = trie[node ^ offsetOf(unit)]! & 0x7fff_ffff
    const last = (leaf >>> 5) + (leaf & 31)
    for (let entry = leaf >>> 5; entry < last; entry += 1) {
      const i = 5 * entry
      const word = entries[i]! | (entries[i + 1]! << 16)
      add(own, at, letterAt[byte + 1]!, word, (entries[i + 2]! << 16) >> 16, entries[i + 3]!, entries[i + 4]!)
    }
    met = true
  }
  return met
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6)

/** Adds unknown words that begin at a letter, by its classes: a letter, or a run of one class. Returns where the last ends, or 0. */
function addUnknown(own: Dictionary, at: number, size: number, met: boolean): number {
  const { sets, invoke, group } = own.characters
  let end = 0
  for (const [order, kind] of sets[letters.set[at]!]!.entries()) {
    if (met && !invoke[kind]) continue
    end = at + 1
    if (group[kind]) while (end < size && sets[letters.set[end]!]![order] === kind) end += 1
    for (const [cost, left, right] of own.unknown[kind]!) add(own, at, end, UNKNOWN, cost, left, right)
  }
  return end
}

/** Adds a word from a letter to another, after the cheapest that ends where it begins; returns its edge, 0 where none does. */
function add(own: Dictionary, from: number, to: number, word: number, price: number, left: number, right: number) {
  let [best, least] = [0, NEVER]
  for (let edge = letters.first[from]!; edge !== 0; edge = edges.next[edge]!) {
    const cost = edges.cost[edge]! + own.costs[edges.right[edge]! * own.width + left]!
    if (cost >= least) continue
    least = cost
    best = edge
  }
  if (best === 0) return 0
  if (count === edges.word.length) edges = larger(edges)
  const edge = count
  count += 1
  edges.word[edge] = word
  edges.start[edge] = from
  edges.cost[edge] = least + price
  edges.right[edge] = right
  edges.before[edge] = best
  edges.next[edge] = 0
  if (letters.first[to] === 0) letters.first[to] = edge
  else edges.next[letters.last[to]!] = edge
  letters.last[to] = edge
  return edge
}

function larger(before: typeof edges): typeof edges {
  const after = edgesFor(2 * before.word.length)
  for (const [name, array] of Object.entries(before)) after[name as keyof typeof edges].set(array)
  return after
}
