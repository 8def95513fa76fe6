// npm run bench -- scale: how the index behaves with many entries, beside its rivals in the same run.
//   --latency: what bench -- matching adds at its end: the engine and plain BM25 at 1,000, 10,000 and 100,000 entries in one
//     scope, and at 1,000,000 over 1,741 municipalities, all of them in memory (about six minutes, 5 GB)
//   --index: one scope of 1,000 to 100,000 entries only   --million: 1,741 municipalities in PostgreSQL only
//   --municipalities=N: fewer   --each=N: entries of each (574: a million in all)
// What is measured is the time of an answer, one after another; the texts are those of the dev half.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type pg from 'pg'
import { type Postgres, startPostgres } from '../scripts/postgres.ts'
import { answer, memoryOf } from '../src/matching/engine.ts'
import { leanOf } from '../src/matching/lean.ts'
import { weigh } from '../src/matching/lists.ts'
import { buildIndex, type Index, put, putLean, tablesOf } from '../src/matching/postings.ts'
import { match } from '../src/matching/rank.ts'
import { openDatabase } from '../src/platform/db.ts'
import { loadDemo, madeUp, madeUpDoc, settle, stage } from './made-up/municipality.ts'
import { type Doc, fullText, miniSearch, orama, plainBm25, type Search, trigrams, wordsOf } from './rivals/search.ts'

const args = process.argv.slice(2)
const flag = (name: string) => args.includes(`--${name}`)
const number = (name: string, usual: number) =>
  Number(args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

const texts = readFileSync(new URL('../catalogue/utterances.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { text: string; half: string })
  .filter(({ half }) => half === 'dev')
  .map(({ text }) => text)
const LIMIT = 10
/** How long one system may be asked at one size. */
const BUDGET = 6_000

const round = (ms: number) => Number(ms.toFixed(2))
function times(ms: readonly number[]) {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (q: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN)
  return { asked: ms.length, 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'p99 ms': at(0.99), 'most ms': at(1) }
}
async function timed<T>(work: () => T | Promise<T>): Promise<[ms: number, value: T]> {
  const from = performance.now()
  const value = await work()
  return [performance.now() - from, value]
}
/** Asks the texts over and over until the budget is spent. */
async function ask(search: (text: string) => unknown, rounds = 3): Promise<number[]> {
  for (const text of texts.slice(0, 20)) await search(text)
  const ms: number[] = []
  const until = performance.now() + BUDGET
  for (let round = 0; round < rounds; round += 1)
    for (const text of texts) {
      ms.push((await timed(() => search(text)))[0])
      if (performance.now() > until && ms.length >= 10) return ms
    }
  return ms
}
const inUse = async () => {
  for (let again = 0; again < 2; again += 1) {
    await setImmediate()
    gc()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-'))
const embedded = await openDatabase({})
const demo = await loadDemo(embedded, folder)
await embedded.close()
const server: Postgres | undefined = flag('latency')
  ? undefined
  : await startPostgres().catch((error: Error) => {
      console.log(`PostgreSQL is left out: ${error.message.split('\n')[0]}`)
      return undefined
    })
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? ''}, load ${loadavg()[0]?.toFixed(1)}; ` +
    `${server ? `${server.what.replace(/（.*/, '')}; ` : ''}the ${demo.docs.length} entries of the demo again and again, one word in eight another in each copy`,
)

// ── one scope ───────────────────────────────────────────────────────────────────────────────────────────────────

async function musubi(size: number) {
  const before = await inUse()
  const [built, index] = await timed(() => {
    const made = buildIndex([])
    for (let i = 0; i < size; i += 1) put(made, madeUp(demo, i))
    tablesOf(made)
    return made
  })
  const bytes = (await inUse()) - before
  const ms = await ask((text) => match(index, { text, limit: LIMIT }))
  const updates: number[] = []
  const firsts: number[] = []
  for (let i = 0; i < 40; i += 1) {
    const entry = { ...madeUp(demo, (i * 7919) % size), title: `別の名前${i}` }
    updates.push((await timed(() => put(index, entry)))[0])
    firsts.push((await timed(() => match(index, { text: texts[i]!, limit: LIMIT })))[0])
  }
  return {
    entries: size,
    'build ms': Math.round(built),
    'KB an entry': round(bytes / 1024 / size),
    ...times(ms),
    'update ms': times(updates)['p50 ms'],
    'first after, p50': times(firsts)['p50 ms'],
    'own count, KB': round(weigh(index) / 1024 / size),
  }
}

async function rival(size: number, build: (docs: Doc[]) => Search | Promise<Search>) {
  const docs = Array.from({ length: size }, (_, i) => madeUpDoc(demo, i))
  const before = await inUse()
  const [built, search] = await timed(() => build(docs))
  const bytes = (await inUse()) - before
  return {
    entries: size,
    'build ms': Math.round(built),
    'KB an entry': round(bytes / 1024 / size),
    ...times(await ask((text) => search(text, LIMIT))),
  }
}

async function oneScope(): Promise<void> {
  const pool = server ? (await openDatabase({ url: server.url, poolSize: 1 })).pool : undefined
  const client = pool ? await pool.connect() : undefined
  const rows: Record<string, object> = {}
  for (const size of [1_000, 5_000, 10_000, 20_000, 100_000]) {
    const name = (system: string) => `${system}, ${size.toLocaleString('en')}`
    rows[name('Musubi')] = await musubi(size)
    rows[name('BM25 (lindera words)')] = await rival(size, plainBm25)
    rows[name('MiniSearch')] = await rival(size, miniSearch)
    if (size <= 20_000) rows[name('Orama')] = await rival(size, orama)
    if (!client) continue
    rows[name('PostgreSQL full text')] = await rival(size, (docs) => fullText(client, docs))
    if (size <= 10_000) rows[name('PostgreSQL pg_trgm')] = await rival(size, (docs) => trigrams(client, docs))
  }
  console.log(
    '\nOne scope, no ward given. Build: from what was analysed (Musubi) or cut into words (the others). KB: index and entries in this process',
  )
  console.table(rows)
  client?.release()
  await pool?.end()
}

// ── a million entries ───────────────────────────────────────────────────────────────────────────────────────────

const VARIANTS = 48
const codeOf = (i: number) => String(200_000 + i)

/** The rivals' rows: one for each entry, found by municipality and words, or by municipality and likeness. */
async function settleRivals(pool: pg.Pool, count: number): Promise<string> {
  await pool.query('create extension if not exists pg_trgm')
  const both = await pool.query('create extension if not exists btree_gin').then(
    () => true,
    () => false,
  )
  await pool.query('create table scale.entry (municipality text, id uuid, words tsvector)')
  await pool.query('create table scale.line (municipality text, id uuid, lines text)')
  for (let i = 0; i < count; i += 1) {
    const values = [codeOf(i), i % VARIANTS]
    const from = 'from scale.variant where variant = $2'
    await pool.query(
      `insert into scale.entry select $1, md5($1 || n)::uuid, to_tsvector('simple', words) ${from}`,
      values,
    )
    await pool.query(`insert into scale.line select $1, md5($1 || n)::uuid, lines ${from}`, values)
  }
  await pool.query(
    both
      ? 'create index on scale.entry using gin (municipality, words)'
      : 'create index on scale.entry using gin (words)',
  )
  await pool.query('create index on scale.entry (municipality)')
  await pool.query('create index on scale.line (municipality)')
  await pool.query('analyze scale.entry, scale.line')
  return both ? 'one GIN index over municipality and words' : 'GIN over words, B-tree over municipality'
}

const FULL_TEXT = `with q as (select replace(plainto_tsquery('simple', $2)::text, '&', '|')::tsquery as q)
  select id, ts_rank(words, q, 1) as score from scale.entry, q where municipality = $1 and words @@ q order by score desc, id limit ${LIMIT}`
const LIKE = `select id, word_similarity($2, lines) as score from scale.line where municipality = $1 order by score desc, id limit ${LIMIT}`

async function million(postgres: Postgres): Promise<void> {
  const [count, each] = [number('municipalities', 1_741), number('each', 574)]
  const admin = await openDatabase({ url: postgres.url, poolSize: 1 })
  await admin.pool.query('create database scale')
  await admin.close()
  const database = await openDatabase({ url: postgres.url.replace(/\/postgres$/, '/scale'), poolSize: 4 })
  const { pool, db } = database
  const own = await loadDemo(database, folder)
  await stage(pool, own, Math.min(VARIANTS, count), each)
  const [loaded] = await timed(async () => {
    for (let i = 0; i < count; i += 1) {
      await settle(pool, own, codeOf(i), i % VARIANTS)
      if (i % 100 === 99) console.error(`… ${i + 1} municipalities`)
    }
  })
  await pool.query('analyze')
  const size = async (which: string) =>
    Number(
      (
        await pool.query(
          `select coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any(string_to_array($1, ',')) and c.relkind = 'r'`,
          [which],
        )
      ).rows[0].bytes,
    )
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`
  const [directory, kept] = [await size('directory'), await size('matching')]
  console.log(
    `\n${(count * each).toLocaleString('en')} entries, ${count} municipalities of ${each}: loaded through the real tables, their triggers and ` +
      `constraints, with what a first start would have analysed, in ${(loaded / 60_000).toFixed(1)} minutes; directory ${gb(directory)}, kept analyses ${gb(kept)}`,
  )
  const [indexed, how] = await timed(() => settleRivals(pool, count))
  console.log(
    `The rivals' tables: ${(indexed / 60_000).toFixed(1)} minutes, ${gb(await size('scale'))}; full text by ${how}`,
  )

  const now = new Date()
  const one = (code: string, text: string) => answer(db, code, { text, limit: LIMIT }, now)
  const stride = (i: number) => codeOf((i * 769) % count)
  await one(codeOf(0), texts[0]!)
  const rss = () => Math.round(process.memoryUsage().rss / 2 ** 20)
  const before = rss()
  const cold: number[] = []
  const asked = Math.min(count - 1, 400)
  for (let i = 1; i <= asked; i += 1) cold.push((await timed(() => one(stride(i), texts[i % texts.length]!)))[0])
  const { municipalities, bytes } = memoryOf(db)
  // Those asked last are in memory.
  const near = Array.from({ length: Math.min(60, asked) }, (_, i) => stride(asked - i))
  const pick = (i: number) => near[i % near.length]!
  let turn = 0
  const warm = await ask((text) => one(pick(turn++), text))
  const changed: number[] = []
  for (let i = 0; i < Math.min(40, near.length); i += 1) {
    const code = pick(i)
    await pool.query(
      `update directory.service set name = name || '（新）', revision = nextval('directory.revision')
        where municipality = $1 and id = (select id from directory.service where municipality = $1 limit 1)`,
      [code],
    )
    changed.push((await timed(() => one(code, texts[i]!)))[0])
  }
  const text = await ask((said) => pool.query(FULL_TEXT, [pick(turn++), wordsOf(said).join(' ')]))
  const like = await ask((said) => pool.query(LIKE, [pick(turn++), said]))
  console.log(
    `In memory: ${municipalities} municipalities, ${Math.round(bytes / 2 ** 20)} MB by their own count, after ${asked} were asked; ` +
      `this process ${before} MB before and ${rss()} MB after (it holds the bench too)`,
  )
  console.table({
    'Musubi, municipality not in memory': times(cold),
    'Musubi, in memory': times(warm),
    'Musubi, first question after a change': times(changed),
    'PostgreSQL full text, in the municipality': times(text),
    'PostgreSQL pg_trgm, in the municipality': times(like),
  })
  await database.close()
}

/** All municipalities in memory at once, asked in turn: what a server that holds the whole nation would answer in. */
async function nation(): Promise<void> {
  const [count, each] = [number('municipalities', 1_741), number('each', 574)]
  const per = Math.ceil(each / demo.docs.length) * demo.docs.length
  const variants = Array.from({ length: VARIANTS }, (_, variant) =>
    Array.from({ length: each }, (_, i) => leanOf(madeUp(demo, variant * per + i))),
  )
  const before = await inUse()
  const indexes: Index[] = []
  const [built] = await timed(async () => {
    for (let i = 0; i < count; i += 1) {
      const index = buildIndex([])
      for (const entry of variants[i % VARIANTS]!) putLean(index, entry)
      tablesOf(index)
      indexes.push(index)
      if (i % 50 === 49) await setImmediate()
    }
  })
  const bytes = (await inUse()) - before
  let turn = 0
  const ms = await ask((text) => match(indexes[(turn++ * 769) % count]!, { text, limit: LIMIT }))
  console.log(`\n${(count * each).toLocaleString('en')} entries in ${count} municipalities of ${each}, all in memory`)
  console.table({
    Musubi: {
      'build s': Math.round(built / 1000),
      GB: round(bytes / 2 ** 30),
      'KB an entry': round(bytes / 1024 / count / each),
      ...times(ms),
    },
  })
}

if (flag('latency')) {
  const rows: Record<string, object> = {}
  for (const size of [1_000, 10_000, 100_000]) {
    rows[`Musubi, ${size.toLocaleString('en')}`] = await musubi(size)
    rows[`BM25 (lindera words), ${size.toLocaleString('en')}`] = await rival(size, plainBm25)
  }
  console.log('\nOne scope, no ward given')
  console.table(rows)
  await nation()
  rmSync(folder, { recursive: true, force: true })
  process.exit()
}

const all = !flag('index') && !flag('million')
if (all || flag('index')) await oneScope()
if (server && (all || flag('million'))) await million(server)
await server?.stop()
rmSync(folder, { recursive: true, force: true })
if (all) {
  spawnSync(process.execPath, [...process.execArgv, 'bench/memory.ts'], {
    cwd: new URL('..', import.meta.url),
    stdio: 'inherit',
  })
}
process.exit()
