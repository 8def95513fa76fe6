// npm run bench -- strip: what the finder of src/sharing/report/ finds in made-up texts, and where it flags for nothing.
//   --errors: misses and false flags of the half that was used for tuning. The held half is never listed.
// A span is found when flags cover all of it. Lines go to the halves by a hash of their text.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import area from '../catalogue/kawasaki/area.json' with { type: 'json' }
import { type Around, type Flag, strip } from '../src/sharing/report/strip.ts'

type Line = { text: string; spans: { kind: string; text?: string }[] }

const around: Around = {
  known: [
    { name: '山本 ふみ', as: 'person' },
    { name: '山本 はるか', as: 'family' },
    { name: '佐々木 ひなた', as: 'team' },
    { name: '林 つばさ', as: 'team' },
  ],
  municipality: area.municipality,
  wards: area.wards.map(({ name }) => name),
  // without the list of towns and the directory: what the language alone gives
  towns: [],
  organizations: [],
  alike: {},
  ward: null,
  year: 2026,
}

const lines = readFileSync(new URL('made-up/strip.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)
const half = ({ text }: Line) => (createHash('sha256').update(text).digest()[0]! % 2 === 0 ? 'tuned' : 'held')

const covered = (flags: readonly Flag[], start: number, end: number): boolean => {
  let at = start
  for (const flag of flags) if (flag.start <= at && flag.end > at) at = flag.end
  return at >= end
}

function measure(name: 'tuned' | 'held', errors: boolean): void {
  const mine = lines.filter((line) => half(line) === name)
  const kinds = new Map<string, { found: number; all: number }>()
  let [silent, falseLines, extra, told] = [0, 0, 0, 0]
  for (const { text, spans } of mine) {
    const flags = strip(text, around)
    const simple = flags.filter(({ kind }) => kind !== 'combination')
    const combined = flags.length > simple.length
    for (const span of spans) {
      const count = kinds.get(span.kind) ?? { found: 0, all: 0 }
      const start = span.text === undefined ? 0 : text.indexOf(span.text)
      const found = span.text === undefined ? combined : covered(simple, start, start + span.text.length)
      count.all += 1
      if (found) count.found += 1
      else if (errors) console.log(`  missed ${span.kind}: ${span.text ?? 'combination'} ← ${text}`)
      kinds.set(span.kind, count)
    }
    if (spans.length === 0) silent += 1
    else told += 1
    const places = spans.map(({ text: part = '' }) => [text.indexOf(part), text.indexOf(part) + part.length] as const)
    const needless = simple.filter((flag) => !places.some(([start, end]) => flag.start < end && start < flag.end))
    const wrong = spans.some(({ kind }) => kind === 'combination') ? [] : needless
    if (spans.length === 0 && flags.length > 0) falseLines += 1
    if (spans.length > 0) extra += wrong.length
    if (errors && (wrong.length > 0 || (spans.length === 0 && combined)))
      for (const flag of spans.length === 0 ? flags : wrong)
        console.log(`  needless ${flag.kind}: ${text.slice(flag.start, flag.end)} ← ${text}`)
  }
  const all = [...kinds.values()].reduce((sum, { found, all }) => ({ found: sum.found + found, all: sum.all + all }), {
    found: 0,
    all: 0,
  })
  const percent = ({ found, all }: { found: number; all: number }) => `${((100 * found) / all).toFixed(1)} %`
  console.log(`${name}: ${mine.length} lines, found ${all.found} of ${all.all} (${percent(all)})`)
  for (const [kind, count] of [...kinds].sort()) console.log(`  ${kind.padEnd(13)} ${count.found}/${count.all}`)
  console.log(
    `  silent lines with a flag: ${falseLines} of ${silent}; needless flags on the others: ${extra} on ${told}`,
  )
}

const errors = process.argv.includes('--errors')
measure('tuned', errors)
measure('held', false)
