// npm run hearing: learns vectors/needs.bin from catalogue/said/*.jsonl, the phrases of words.json and the wordings (`says`) of
// the catalogue (about five minutes).
//   --check: only says whether the file belongs to what is there now
//   --chance: fits the chance of an answer (chance.ts)
//   --folds K: how well lines are heard that were not learned from, K-fold; writes nothing
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Hearing, hearken, soundOf } from '../src/matching/hearing.ts'
import { HEARING_FILE, packHearing, readHearing } from '../src/matching/hearing-file.ts'
import { learnHearing } from '../src/matching/hearing-train.ts'
import { readWithGroups } from '../src/matching/lexicon.ts'
import { lookupOf } from '../src/matching/meaning.ts'
import { randomFrom } from '../src/matching/random.ts'
import { loadVectors } from '../src/matching/vectors.ts'
import { codes, type Line, lesson, lines, phrases, sum, topics, wordings } from './said.ts'

const vectors = loadVectors()
const lookup = vectors && lookupOf(vectors)
const option = (name: string) => process.argv[process.argv.indexOf(name) + 1]

if (process.argv.includes('--check')) {
  const own = existsSync(HEARING_FILE) ? readHearing(readFileSync(HEARING_FILE)).digest : 'none'
  if (own !== sum) {
    console.error('vectors/needs.bin does not belong to catalogue/said and words.json: npm run hearing')
    process.exit(1)
  }
  console.log('vectors/needs.bin belongs to what is there.')
} else if (process.argv.includes('--chance')) await import('./chance.ts')
else if (process.argv.includes('--folds')) folds(Number(option('--folds')))
else {
  const began = performance.now()
  const hearing = learnHearing([...lines.map((line) => lesson(line)), ...phrases, ...wordings], codes, topics, lookup)
  const bytes = packHearing(hearing, sum)
  writeFileSync(HEARING_FILE, bytes)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(
    `${lines.length} lines, ${phrases.length} phrases, ${wordings.length} wordings of the catalogue → ${(bytes.length / 1e6).toFixed(1)} MB in ${seconds} s`,
  )
}

/** Each line is heard by what was learned from the lines of the other folds. */
function folds(k: number): void {
  const random = randomFrom(1)
  const fold = lines.map(() => Math.floor(random() * k))
  const tally = { lines: 0, first: 0, three: 0, off: 0, silent: 0, danger: 0, safe: 0 }
  const heard: { danger: boolean; p: number }[] = []
  for (let held = 0; held < k; held += 1) {
    const others = lines.filter((_, i) => fold[i] !== held).map((line) => lesson(line))
    const hearing = learnHearing([...others, ...phrases, ...wordings], codes, topics, lookup)
    for (const line of lines.filter((one, i) => fold[i] === held && one.needs)) count(hearing, line, tally, heard)
  }
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} % of ${whole}`
  console.log(`needs: first ${percent(tally.first, tally.lines)}, among three ${percent(tally.three, tally.lines)}`)
  console.log(`off-topic heard as nothing: ${percent(tally.silent, tally.off)}`)
  for (const floor of [0.2, 0.3, 0.5, 0.7, 0.9]) {
    const over = (danger: boolean) => heard.filter((one) => one.danger === danger && one.p >= floor).length
    console.log(
      `danger from ${floor}: heard ${percent(over(true), tally.danger)}, false ${percent(over(false), tally.safe)}`,
    )
  }
}

type Tally = { lines: number; first: number; three: number; off: number; silent: number; danger: number; safe: number }
function count(hearing: Hearing, line: Line, tally: Tally, heard: { danger: boolean; p: number }[]): void {
  const sounded = soundOf(readWithGroups(line.text), hearing, lookup)
  const { needs: p, danger } = hearken(hearing, sounded)
  const order = [...p.keys()].sort((a, b) => p[b]! - p[a]!).map((column) => hearing.classes.needs[column]!)
  tally[line.danger ? 'danger' : 'safe'] += 1
  heard.push({ danger: Boolean(line.danger), p: 1 - danger[0]! })
  const own = line.needs!
  if (own.length === 0) {
    tally.off += 1
    tally.silent += p[0]! > 0.5 ? 1 : 0
    return
  }
  tally.lines += 1
  const first = order.filter((code) => codes.includes(code)).slice(0, 3)
  tally.first += own.includes(first[0]!) ? 1 : 0
  tally.three += first.some((code) => own.includes(code)) ? 1 : 0
}
