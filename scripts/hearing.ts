// npm run hearing: learns vectors/needs.bin from catalogue/said/*.jsonl and the phrases of words.json (about a minute).
//   --check: only says whether the file belongs to what is there now
//   --folds K: how well lines are heard that were not learned from, K-fold; writes nothing
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type Hearing, probabilities, soundOf } from '../src/matching/hearing.ts'
import { HEARING_FILE, packHearing, readHearing } from '../src/matching/hearing-file.ts'
import { type Lesson, learnHearing } from '../src/matching/hearing-train.ts'
import { readWithGroups } from '../src/matching/lexicon.ts'
import { lookupOf } from '../src/matching/meaning.ts'
import { randomFrom } from '../src/matching/random.ts'
import { loadVectors } from '../src/matching/vectors.ts'

const at = (path: string) => new URL(`../catalogue/${path}`, import.meta.url)
const files = readdirSync(at('said/'))
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .map((name) => `said/${name}`)

type Line = { text: string; needs: string[]; danger: Lesson['danger'] }
const lines = files.flatMap((file) =>
  readFileSync(at(file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line),
)
const codes = (JSON.parse(readFileSync(at('needs.json'), 'utf8')) as { code: string }[])
  .map(({ code }) => code)
  .filter((code) => code.includes('.'))
const words = JSON.parse(readFileSync(at('words.json'), 'utf8')) as { needs: Record<string, { expressions: string[] }> }

/** What a phrase of the word list counts beside a whole line. */
const PHRASE = 0.7
const phrases = Object.entries(words.needs).flatMap(([code, { expressions }]) =>
  expressions.map((text): Lesson => lesson({ text, needs: [code], danger: undefined }, PHRASE)),
)
function lesson({ text, needs, danger }: Line, weight = 1): Lesson {
  return { reading: readWithGroups(text), needs, danger, weight }
}

const digest = createHash('sha256')
for (const file of [...files, 'words.json']) digest.update(readFileSync(at(file)))
digest.update(codes.join())
const sum = digest.digest('hex')

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
} else if (process.argv.includes('--folds')) folds(Number(option('--folds')))
else {
  const began = performance.now()
  const hearing = learnHearing([...lines.map((line) => lesson(line)), ...phrases], codes, lookup)
  const bytes = packHearing(hearing, sum)
  writeFileSync(HEARING_FILE, bytes)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  console.log(
    `${lines.length} lines, ${phrases.length} phrases → ${(bytes.length / 1e6).toFixed(1)} MB in ${seconds} s`,
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
    const hearing = learnHearing([...others, ...phrases], codes, lookup)
    for (const line of lines.filter((_, i) => fold[i] === held)) count(hearing, line, tally, heard)
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
  const p = probabilities(hearing.needs, sounded)
  const order = [...p.keys()].sort((a, b) => p[b]! - p[a]!).map((column) => hearing.needs.classes[column]!)
  tally[line.danger ? 'danger' : 'safe'] += 1
  heard.push({ danger: line.danger !== null, p: 1 - probabilities(hearing.danger, sounded)[0]! })
  if (line.needs.length === 0) {
    tally.off += 1
    tally.silent += p[0]! > 0.5 ? 1 : 0
    return
  }
  tally.lines += 1
  const first = order.filter((code) => codes.includes(code)).slice(0, 3)
  tally.first += line.needs.includes(first[0]!) ? 1 : 0
  tally.three += first.some((code) => line.needs.includes(code)) ? 1 : 0
}
