// What hearing is learned from, as lessons: catalogue/said/*.jsonl, the phrases of words.json, the wordings of the catalogue.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Lesson } from '../src/matching/hearing-train.ts'
import { readWithGroups } from '../src/matching/lexicon.ts'

const at = (path: string) => new URL(`../catalogue/${path}`, import.meta.url)
const files = readdirSync(at('said/'))
  .filter((name) => name.endsWith('.jsonl'))
  .sort()
  .map((name) => `said/${name}`)

/** A line of said/: a trouble or none, or (`topic`) other business of a city hall, which nobody judged for trouble. */
export type Line = { text: string; needs?: string[]; topic?: string; danger?: Lesson['danger'] }
export const lines = files.flatMap((file) =>
  readFileSync(at(file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line),
)
export const codes = (JSON.parse(readFileSync(at('needs.json'), 'utf8')) as { code: string }[])
  .map(({ code }) => code)
  .filter((code) => code.includes('.'))
export const topics = (JSON.parse(readFileSync(at('topics.json'), 'utf8')) as { code: string }[]).map(
  ({ code }) => code,
)
const words = JSON.parse(readFileSync(at('words.json'), 'utf8')) as { needs: Record<string, { expressions: string[] }> }

/** What a phrase of the word list counts beside a whole line. */
const PHRASE = 0.7
export const phrases = Object.entries(words.needs).flatMap(([code, { expressions }]) =>
  expressions.map((text): Lesson => lesson({ text, needs: [code], danger: undefined }, PHRASE)),
)

/** What an entry's wordings count; they teach its first two needs. Entries of many needs (a desk for anything) teach nothing. */
const WORDING = 0.5
const NEEDS_MOST = 3
type Service = { id: string; needs: string[]; says?: string[] }
const services = readdirSync(at('kawasaki/'))
  .filter((name) => name.startsWith('services-'))
  .sort()
  .flatMap((name) => JSON.parse(readFileSync(at(`kawasaki/${name}`), 'utf8')) as Service[])
export const wordings = services.flatMap(({ needs, says = [] }) => {
  const kinds = needs.filter((code) => codes.includes(code))
  if (kinds.length === 0 || kinds.length > NEEDS_MOST) return []
  return says.map((text): Lesson => lesson({ text, needs: kinds.slice(0, 2), danger: undefined }, WORDING))
})

export function lesson({ text, needs, topic, danger }: Line, weight = 1): Lesson {
  return { reading: readWithGroups(text), needs, danger, weight, ...(topic ? { topic } : {}) }
}

/** Of all that it is learned from. */
const digest = createHash('sha256')
for (const file of [...files, 'words.json']) digest.update(readFileSync(at(file)))
digest.update([...codes, ...topics].join())
digest.update(JSON.stringify(services.map(({ id, needs, says }) => [id, needs, says])))
export const sum = digest.digest('hex')
