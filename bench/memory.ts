// npm run bench -- memory: what one whole server process takes with a municipality of 5,000 entries, in parts, on PostgreSQL
// and embedded. Resident memory after a garbage collection, as the operating system counts it (MB, 2²⁰).
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const CODE = '200000'
const SIZE = 5_000
const TEXTS = [
  '家賃が払えない',
  '母の物忘れがひどくて火の消し忘れが心配',
  '子どもが学校に行きたがらない',
  '仕事をなくした',
]

/** The parts, one after another, in a process that has nothing else. */
async function inside(where: { url?: string; folder?: string }): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  let before = 0
  const parts: Record<string, number> = {}
  const weigh = async (name: string) => {
    for (let i = 0; i < 3; i += 1) {
      gc()
      await new Promise((done) => setTimeout(done, 50))
    }
    const now = process.memoryUsage().rss / 2 ** 20
    parts[name] = Math.round(now - before)
    before = now
  }
  await weigh('node')
  const { tokens } = await import('../src/platform/japanese.ts')
  tokens('母の物忘れがひどい')
  await weigh('tokenizer and its dictionary')
  const { createApp } = await import('../src/app.tsx')
  await weigh('code of the service')
  const { openDatabase } = await import('../src/platform/db.ts')
  const { systemClock } = await import('../src/platform/clock.ts')
  const { readConfig } = await import('../src/platform/config.ts')
  const { migrate } = await import('../src/platform/migrate.ts')
  const { answer, memoryOf, refresh } = await import('../src/matching/engine.ts')
  const { loadVectors } = await import('../src/matching/vectors.ts')
  const database = await openDatabase(where)
  await migrate(database.pool)
  const config = { ...readConfig({ ...process.env, SECRET: 'x'.repeat(40), MUNICIPALITY: CODE }), port: 0 }
  const app = await createApp({ db: database.db, config, now: systemClock, demo: true, log: () => {} })
  await weigh(where.url ? 'connections and app' : 'embedded database and app')
  const from = performance.now()
  const cpu = process.cpuUsage()
  await refresh(database.db, CODE, systemClock())
  const loaded = performance.now() - from
  const worked = process.cpuUsage(cpu).user / 1000
  await weigh('index')
  for (let i = 0; i < 200; i += 1)
    await answer(database.db, CODE, { text: TEXTS[i % TEXTS.length]! + i }, systemClock())
  for (let i = 0; i < 50; i += 1) await app.request('/')
  await weigh('after 200 questions and 50 pages')
  const words = loadVectors()?.count ?? 0
  await weigh('word vectors, once a model uses them')
  const index = Math.round(memoryOf(database.db).bytes / 2 ** 20)
  const all = Object.values(parts).reduce((a, b) => a + b, 0)
  const vectors = parts['word vectors, once a model uses them']!
  console.log(
    JSON.stringify({
      ...parts,
      'all, without vectors': all - vectors,
      all,
      'words with a vector': words,
      'index by its own count': index,
      'load of the index, ms': Math.round(loaded),
      'of these at work, ms': Math.round(worked),
    }),
  )
  process.exit()
}

async function outside(): Promise<void> {
  const { startPostgres } = await import('../scripts/postgres.ts')
  const { openDatabase } = await import('../src/platform/db.ts')
  const { loadDemo, settle, stage } = await import('./made-up/municipality.ts')
  const folder = mkdtempSync(join(tmpdir(), 'musubi-memory-'))
  const server = await startPostgres().catch(() => undefined)
  const rows: Record<string, Record<string, number>> = {}
  for (const where of [...(server ? [{ url: server.url }] : []), { folder: join(folder, 'db') }]) {
    const database = await openDatabase(where)
    const demo = await loadDemo(database, folder)
    await stage(database.pool, demo, 1, SIZE)
    await settle(database.pool, demo, CODE, 0)
    await database.close()
    const start = async () => {
      const child = spawn(
        process.execPath,
        [...process.execArgv, 'bench/memory.ts', '--inside', JSON.stringify(where)],
        {
          cwd: new URL('..', import.meta.url),
          env: { ...process.env, DATA_DIR: folder },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      let said = ''
      child.stdout.on('data', (text) => {
        said += text
      })
      await new Promise((done) => child.once('exit', done))
      return said
    }
    // the first start after a change to the program compiles it, with the type stripper in memory; the second is what lasts
    await start()
    const said = await start()
    rows['url' in where ? (server?.what.replace(/（.*/, '') ?? '') : 'embedded (PGlite)'] = JSON.parse(said)
  }
  console.log(
    `One server process with ${SIZE.toLocaleString('en')} entries, MB resident, ${new Date().toISOString().slice(0, 10)}, ` +
      `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? ''}`,
  )
  const names = Object.keys(Object.values(rows)[0]!)
  const cells = (at: number) => Object.values(Object.values(rows)[at] ?? {})
  const heads = Object.keys(rows)
  console.table(
    Object.fromEntries(names.map((name, i) => [name, Object.fromEntries(heads.map((h, k) => [h, cells(k)[i]]))])),
  )
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
  process.exit()
}

const at = process.argv.indexOf('--inside')
await (at < 0 ? outside() : inside(JSON.parse(process.argv[at + 1]!)))
