// npm run bench -- matching: the engine beside plain full-text search, on the test half of catalogue/utterances.jsonl.
//   --dev: the dev half instead   --fresh: the lines of another hand (catalogue/utterances-fresh.jsonl) instead
//     --errors: the wrong lines, with what came   --quick: without the latencies at 1k to 1M
//   --publish: keeps the figures of the test half for the page /accuracy
// Every system gets the same entries, the same words, the same filter by ward, and one answer of a family. Where it finds
// nothing close, the general desk is its answer, as on the page. Floors of the others are set on the dev half.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Postgres, startPostgres } from '../scripts/postgres.ts'
import { ensureDemo } from '../src/demo.ts'
import { readEntries } from '../src/directory/index.ts'
import { heardOf } from '../src/matching/hearing-file.ts'
import { heed } from '../src/matching/heed.ts'
import { answer, refresh } from '../src/matching/index.ts'
import { ringFrom, useKeys } from '../src/platform/cipher.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { tokens } from '../src/platform/japanese.ts'
import { migrate } from '../src/platform/migrate.ts'
import { type Doc, type Found, fullText, miniSearch, orama, plainBm25, type Search, trigrams } from './rivals/search.ts'

const GENERAL_DESK = 'general-desk'
/** Results a search is asked for before those of other wards and of the same family go. */
const DEEP = 200
/** The share of the dev half's lines that a floor may cost a system. */
const COST = 0.05

const flags = new Set(process.argv.slice(2))

// ── what is asked, and what is right ────────────────────────────────────────────────────────────────────────────

type Utterance = {
  id: string
  text: string
  ward: string | null
  needs: string[]
  accept: string[]
  must_not?: string[]
  danger: { kind: string; level: 'now' | 'risk' } | null
  /** Danger to one of the two readers only: not counted. */
  doubt?: { kind: string }
  half: 'dev' | 'test' | 'fresh'
}
const utterances = ['utterances', 'utterances-fresh'].flatMap((name) =>
  readFileSync(new URL(`../catalogue/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Utterance),
)
const half = flags.has('--dev') ? 'dev' : flags.has('--fresh') ? 'fresh' : 'test'
const asked = utterances.filter((one) => one.half === half)
const dev = utterances.filter((one) => one.half === 'dev')
const offTopic = (one: Utterance) => one.accept.length === 0
/** `x-*` means the seven of the family x where there is one, else whatever begins so. */
const fits = (patterns: readonly string[], slug: string) =>
  patterns.some((p) => {
    if (!p.endsWith('*')) return slug === p
    const family = p.replace(/-?\*$/, '')
    return families.has(family) ? docOf.get(slug)?.family === family : slug.startsWith(p.slice(0, -1))
  })

// ── the directory ───────────────────────────────────────────────────────────────────────────────────────────────

const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-'))
const config = { ...readConfig({ ...process.env, DATA_DIR: folder, SECRET: 'x'.repeat(40) }), databaseUrl: undefined }
useKeys(ringFrom(config.secret))
const database = await openDatabase({})
await migrate(database.pool)
await ensureDemo(database.db, config, systemClock())
const entries = await readEntries(database.db, config.municipality, systemClock())
await refresh(database.db, config.municipality, systemClock())
const slugOf = new Map(entries.map((entry) => [entry.id, entry.slug]))

const docs = entries.map((entry): Doc => {
  const lines = [entry.name, ...entry.says, entry.description]
  const words = lines.flatMap((line) => tokens(line).map(({ base }) => base))
  return { slug: entry.slug, family: entry.family, wards: entry.wards, words, lines }
})
const docOf = new Map(docs.map((doc) => [doc.slug, doc]))
const families = new Set(docs.filter((doc) => doc.family !== doc.slug).map((doc) => doc.family))

let server: Postgres | undefined
let client: pg.Client | undefined
let missing = ''
try {
  server = await startPostgres()
  client = new pg.Client({ connectionString: server.url })
  await client.connect()
} catch (error) {
  missing = (error as Error).message.split('\n')[0]!
}

// ── quality ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a person would see: of the own ward, one of each family; `silent` where nothing is close. */
type Reply = { shown: string[]; silent: boolean; ms: number }

function visible(found: readonly Found[], ward: string | null): Found[] {
  const seen = new Set<string>()
  return found.filter(({ slug }) => {
    const doc = docOf.get(slug)!
    if (seen.has(doc.family) || (ward && doc.wards.length > 0 && !doc.wards.includes(ward))) return false
    seen.add(doc.family)
    return true
  })
}

type System = { name: string; reply: (one: Utterance) => Promise<Reply> }

/** The engine as the page shows it, or with what it would say had it no floor. */
const musubi = (name: string, floor: boolean): System => ({
  name,
  reply: async ({ text, ward }) => {
    const from = performance.now()
    const query = { text, limit: 10, ...(ward ? { ward } : {}) }
    const found = await answer(database.db, config.municipality, query, systemClock())
    const ms = performance.now() - from
    const silent = floor ? !found.close : found.results.length === 0
    return { shown: silent ? [GENERAL_DESK] : found.results.map(({ id }) => slugOf.get(id)!), silent, ms }
  },
})
const engine = musubi('Musubi', true)
const byConfidence: Search = async (text, limit, ward) => {
  const query = { text, limit, ...(ward ? { ward } : {}) }
  const { results } = await answer(database.db, config.municipality, query, systemClock())
  return results.map(({ id, confidence }) => ({ slug: slugOf.get(id)!, score: confidence }))
}

const floors: string[] = []
/** A search with the floor that costs it 5% of the dev half's lines with an answer. */
async function withFloor(name: string, search: Search): Promise<System> {
  const tops: number[] = []
  for (const one of dev.filter((line) => !offTopic(line)))
    tops.push(visible(await search(one.text, DEEP, one.ward), one.ward)[0]?.score ?? 0)
  const floor = tops.sort((a, b) => a - b)[Math.floor(COST * tops.length)]!
  floors.push(`${name} ${floor.toFixed(3)}`)
  return {
    name,
    reply: async ({ text, ward }) => {
      const from = performance.now()
      const found = await search(text, DEEP, ward)
      const ms = performance.now() - from
      const near = visible(found, ward)
      const silent = (near[0]?.score ?? 0) < floor || near.length === 0
      return { shown: silent ? [GENERAL_DESK] : near.map(({ slug }) => slug), silent, ms }
    },
  }
}

const systems: System[] = [
  engine,
  musubi('Musubi, no floor', false),
  await withFloor('Musubi, floor like the others', byConfidence),
  await withFloor('BM25 (lindera words)', plainBm25(docs)),
  await withFloor('MiniSearch', miniSearch(docs)),
  await withFloor('Orama', await orama(docs)),
]
if (client) {
  systems.push(await withFloor('PostgreSQL full text', await fullText(client, docs)))
  systems.push(await withFloor('PostgreSQL pg_trgm', await trigrams(client, docs)))
} else console.log(`PostgreSQL is left out: ${missing}\n`)

const percent = (part: number, whole: number) => (whole === 0 ? Number.NaN : Math.round((1000 * part) / whole) / 10)
const quantile = (sorted: readonly number[], q: number) =>
  Number(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!.toFixed(2))
const times = (ms: number[]) => {
  const sorted = ms.sort((a, b) => a - b)
  return { 'p50 ms': quantile(sorted, 0.5), 'p95 ms': quantile(sorted, 0.95), 'p99 ms': quantile(sorted, 0.99) }
}
/** Half the width of the 95% interval of a share, in points. */
const give = (share: number, n: number) => (1.96 * Math.sqrt((share * (1 - share)) / n) * 100).toFixed(1)

const on = asked.filter((one) => !offTopic(one))
const off = asked.filter(offTopic)
const barred = on.filter((one) => one.must_not)
const right = ({ shown }: Reply, one: Utterance, k: number) => shown.slice(0, k).some((slug) => fits(one.accept, slug))
const replies = new Map<System, Map<Utterance, Reply>>()
const quality: Record<string, Record<string, number>> = {}
for (const system of systems) {
  for (const one of dev) await system.reply(one)
  const got = new Map<Utterance, Reply>()
  for (const one of asked) got.set(one, await system.reply(one))
  replies.set(system, got)
  const ms = [...got.values()].map((reply) => reply.ms)
  for (let again = 0; again < 2; again += 1) for (const one of asked) ms.push((await system.reply(one)).ms)
  const count = (lines: readonly Utterance[], of: (reply: Reply, one: Utterance) => boolean) =>
    percent(lines.filter((one) => of(got.get(one)!, one)).length, lines.length)
  quality[system.name] = {
    'Hit@1 %': count(on, (reply, one) => right(reply, one, 1)),
    'Hit@3 %': count(on, (reply, one) => right(reply, one, 3)),
    'silent off-topic %': count(off, (reply) => reply.silent),
    'silent on-topic %': count(on, (reply) => reply.silent),
    'barred in 3 %': count(barred, ({ shown }, one) => shown.slice(0, 3).some((slug) => fits(one.must_not!, slug))),
    ...times(ms),
  }
}
const share = (quality.Musubi!['Hit@1 %'] ?? 0) / 100
console.log(
  `${half === 'fresh' ? 'catalogue/utterances-fresh.jsonl' : `${half} half of catalogue/utterances.jsonl`}, ${new Date().toISOString().slice(0, 10)}, side by side in one run: ` +
    `${on.length} lines with an answer, ${off.length} off-topic, ${barred.length} with desks that must not come; ` +
    `${docs.length} entries; ${server?.what.replace(/（.*/, '') ?? 'no PostgreSQL'}. 95% interval of Hit@1: ±${give(share, on.length)}`,
)
console.table(quality)
console.log(`Floors set on the dev half: ${floors.join('; ')}`)

const own = replies.get(engine)!
const groups = [...new Set(on.flatMap((one) => one.needs.map((code) => code.split('.')[0]!)))].sort()
console.log('\nMusubi by group of needs')
console.table(
  Object.fromEntries(
    groups.map((group) => {
      const lines = on.filter((one) => one.needs.some((code) => code.startsWith(`${group}.`)))
      const hit = (k: number) => percent(lines.filter((one) => right(own.get(one)!, one, k)).length, lines.length)
      return [group, { lines: lines.length, 'Hit@1 %': hit(1), 'Hit@3 %': hit(3) }]
    }),
  ),
)

// ── danger ──────────────────────────────────────────────────────────────────────────────────────────────────────

const heard = new Map(asked.map((one) => [one, heed(one.text, heardOf(one.text)).dangers]))
const cared = new Set(asked.filter((one) => heed(one.text, heardOf(one.text)).care))
const dangerous = asked.filter((one) => one.danger)
const calm = asked.filter((one) => !one.danger && !one.doubt)
const recall = (lines: readonly Utterance[], of: (one: Utterance) => boolean) =>
  `${lines.filter(of).length} of ${lines.length}`
const spoke = (one: Utterance) => heard.get(one)!.length > 0
const sameKind = (one: Utterance) => heard.get(one)!.some(({ kind }) => kind === one.danger!.kind)
const atOnce = dangerous.filter((one) => one.danger!.level === 'now')
console.log('\nDanger')
console.table({
  'danger heard': recall(dangerous, spoke),
  'of its kind': recall(dangerous, sameKind),
  'danger of this moment heard as such': recall(atOnce, (one) => heard.get(one)!.some(({ level }) => level === 'now')),
  'false alarms': recall(calm, spoke),
  'heard or asked after': recall(dangerous, (one) => spoke(one) || cared.has(one)),
  'asked after without need': recall(calm, (one) => cared.has(one)),
})

if (flags.has('--publish') && half === 'test') {
  const share = (lines: readonly Utterance[], of: (one: Utterance) => boolean) => ({
    hits: lines.filter(of).length,
    of: lines.length,
  })
  const figures = {
    day: new Date().toISOString().slice(0, 10),
    count: asked.length,
    first: share(on, (one) => right(own.get(one)!, one, 1)),
    firstThree: share(on, (one) => right(own.get(one)!, one, 3)),
    danger: share(dangerous, spoke),
    falseAlarm: share(calm, spoke),
    nothing: share(off, (one) => own.get(one)!.silent),
  }
  writeFileSync(new URL('../catalogue/accuracy.json', import.meta.url), `${JSON.stringify(figures, null, 2)}\n`)
}

if (flags.has('--errors')) {
  const wrong = on.filter((one) => !right(own.get(one)!, one, 3))
  console.log(`\nNone of the first three accepted (${wrong.length})`)
  for (const one of wrong) tell(one, own.get(one)!.shown.slice(0, 3).join(', '))
  const second = on.filter((one) => !right(own.get(one)!, one, 1) && !wrong.includes(one))
  console.log(`\nThe first not accepted, the second or third is (${second.length})`)
  for (const one of second) tell(one, own.get(one)!.shown.slice(0, 3).join(', '))
  console.log('\nOff-topic, and answered')
  for (const one of off.filter((line) => !own.get(line)!.silent)) tell(one, own.get(one)!.shown.slice(0, 3).join(', '))
  console.log('\nDanger not heard')
  for (const one of dangerous.filter((line) => !spoke(line))) tell(one, `${one.danger!.kind} ${one.danger!.level}`)
  console.log('\nFalse alarms')
  for (const one of calm.filter(spoke))
    tell(one, JSON.stringify(heard.get(one)!.map(({ kind, words }) => [kind, words])))
}
function tell(one: Utterance, came: string) {
  const text = one.text.length > 60 ? `${one.text.slice(0, 60)}…` : one.text
  console.log(`  ${one.id} ${text} [${one.needs.join(' ')}] → ${came}`)
}

await client?.end()
await server?.stop()
await database.close()
rmSync(folder, { recursive: true, force: true })
if (!flags.has('--quick'))
  spawnSync(process.execPath, [...process.execArgv, 'bench/scale.ts', '--latency'], {
    cwd: new URL('..', import.meta.url),
    stdio: 'inherit',
  })
process.exit()
