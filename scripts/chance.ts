// npm run hearing -- --chance: fits CHANCE of src/matching/rank.ts, the curve from evidence to the chance of a right answer.
// Hearing is learned from three fourths of the lines; the engine is asked the last fourth and the dev half of the utterances.
// Right is an answer with an entry for a need of the line (of an utterance: one that is accepted) among its first three.
// Prints the four numbers, and what floors between .1 and .5 cost and catch; about five minutes.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDemo } from '../src/demo.ts'
import { readEntries } from '../src/directory/index.ts'
import { analyse } from '../src/matching/analyse.ts'
import { entryOf } from '../src/matching/engine.ts'
import { heardOf, hearWith } from '../src/matching/hearing-file.ts'
import { learnHearing } from '../src/matching/hearing-train.ts'
import { lookupOf } from '../src/matching/meaning.ts'
import { buildIndex } from '../src/matching/postings.ts'
import { randomFrom } from '../src/matching/random.ts'
import { match } from '../src/matching/rank.ts'
import { loadVectors } from '../src/matching/vectors.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { startKeys } from '../src/platform/keyring.ts'
import { migrate } from '../src/platform/migrate.ts'
import { codes, lesson, lines, phrases, topics, wordings } from './said.ts'

type Asked = { text: string; ward?: string | null; needs: string[]; accept?: string[] }

const folder = mkdtempSync(join(tmpdir(), 'musubi-chance-'))
const config = { ...readConfig({ ...process.env, DATA_DIR: folder, SECRET: 'x'.repeat(40) }), databaseUrl: undefined }
startKeys(config.fieldKeys)
const database = await openDatabase({})
await migrate(database.pool)
await ensureDemo(database.db, config, systemClock())
const entries = await readEntries(database.db, config.municipality, systemClock())
await database.close()
rmSync(folder, { recursive: true, force: true })
const entry = new Map(entries.map((one) => [one.id, one]))
const index = buildIndex(entries.map((one) => analyse(entryOf(one))))

const random = randomFrom(1)
const heldOut = lines.map(() => random() < 0.25)
const vectors = loadVectors()
const taught = lines.filter((_, i) => !heldOut[i]).map((line) => lesson(line))
hearWith(learnHearing([...taught, ...phrases, ...wordings], codes, topics, vectors && lookupOf(vectors)))

const utterances = readFileSync(new URL('../catalogue/utterances.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Asked & { half: string })
  .filter(({ half }) => half === 'dev')
const asked: Asked[] = [
  ...lines.filter((line, i) => heldOut[i] && line.needs).map(({ text, needs = [] }) => ({ text, needs })),
  ...utterances,
]

const fits = (patterns: readonly string[], slug: string, family: string) =>
  patterns.some((p) =>
    p.endsWith('*') ? slug.startsWith(p.slice(0, -1)) || family === p.replace(/-?\*$/, '') : slug === p,
  )

/** What the curve goes by, and whether the answer is right. */
const points = asked.map(({ text, ward, needs, accept }) => {
  const { results } = match(index, { text, limit: 3, ...(ward ? { ward } : {}) })
  const right = results.slice(0, 3).some(({ id }) => {
    const { slug, family, needs: own } = entry.get(id)!
    return accept ? fits(accept, slug, family) : own.slice(0, 3).some((code) => needs.includes(code))
  })
  const evidence = Math.max(0, ...results.map(({ confidence }) => confidence))
  const likely = heardOf(text).learned!.needs
  return {
    x: [1, Math.min(0.97, evidence), likely[0]!, Math.sqrt(Math.max(...likely.subarray(1)))],
    right,
    none: needs.length === 0,
    utterance: accept !== undefined,
  }
})

/** Logistic regression by gradient steps; the utterances count as much as the lines. */
const weights = [0, 0, 0, 0]
const many = points.filter(({ utterance }) => utterance).length
const pull = (utterance: boolean) => (utterance ? 0.5 / many : 0.5 / (points.length - many))
const chance = (x: readonly number[]) => 1 / (1 + Math.exp(-x.reduce((sum, one, k) => sum + one * weights[k]!, 0)))
for (let round = 0; round < 20_000; round += 1) {
  const slope = [0, 0, 0, 0]
  for (const { x, right, utterance } of points) {
    const off = pull(utterance) * (chance(x) - (right ? 1 : 0))
    for (let k = 0; k < 4; k += 1) slope[k]! += off * x[k]!
  }
  for (let k = 0; k < 4; k += 1) weights[k]! -= 2 * slope[k]!
}
const [base, evidence, nothing, need] = weights.map((one) => Number(one.toFixed(2)))
console.log(`const CHANCE = { base: ${base}, evidence: ${evidence}, nothing: ${nothing}, need: ${need} }`)
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`
for (const utterance of [false, true])
  for (const floor of [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]) {
    const own = points.filter((one) => one.utterance === utterance)
    const [on, off] = [own.filter(({ none }) => !none), own.filter(({ none }) => none)]
    const silent = (list: typeof own) => percent(list.filter(({ x }) => chance(x) < floor).length, list.length)
    const hit = percent(on.filter(({ x, right }) => right && chance(x) >= floor).length, on.length)
    console.log(
      `${utterance ? 'dev half' : 'held out'}, floor ${floor}: right and told ${hit}, silent on-topic ${silent(on)}, off-topic ${silent(off)}`,
    )
  }
