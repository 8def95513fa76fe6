// npm run bench -- pages: the answer page beside a bare Hono page, both served the same way in one run; and what a first
// visit loads. Prints requests per second and p50/p99; the ratio is the figure to trust, not the times.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { serve } from '@hono/node-server'
import autocannon from 'autocannon'
import { Hono } from 'hono'
import { createApp, type Service } from '../src/app.tsx'
import { ensureDemo } from '../src/demo.ts'
import { refresh } from '../src/matching/index.ts'
import { ringFrom, useKeys } from '../src/platform/cipher.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'

const SECONDS = 5
const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-'))
const config = { ...readConfig({ ...process.env, DATA_DIR: folder, SECRET: 'x'.repeat(40) }), port: 0 }
useKeys(ringFrom(config.secret))
const database = await openDatabase(config.databaseUrl ? { url: config.databaseUrl } : { folder: `${folder}/db` })
await migrate(database.pool)
await ensureDemo(database.db, config, systemClock())
await refresh(database.db, config.municipality, systemClock())
const service: Service = { db: database.db, config, now: systemClock, demo: true, log: () => {} }
const app = await createApp(service)
const bare = new Hono().get('/', (c) =>
  c.html('<!doctype html><html lang="ja"><title>結び</title><h1>結び</h1></html>'),
)

type Server = { base: string; close: () => void }
const start = (fetch: (request: Request) => Response | Promise<Response>): Promise<Server> =>
  new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ base: `http://127.0.0.1:${port}`, close: () => server.close() }),
    )
  })
const [musubi, plain] = [await start(app.fetch), await start(bare.fetch)]

const form = new URLSearchParams({ trouble: '母の物忘れがひどくて、火の消し忘れが心配', place: '麻生区' })
const asked = await fetch(`${musubi.base}/consult`, {
  method: 'POST',
  body: form,
  redirect: 'manual',
  headers: { origin: musubi.base },
})
const answer = asked.headers.get('location')
if (!answer) throw new Error(`the question was answered with ${asked.status}`)

type Row = { name: string; perSecond: number; p50: number; p99: number; cpu: number }
async function measure(name: string, url: string, options: Partial<autocannon.Options> = {}): Promise<Row> {
  await autocannon({ url, connections: 4, duration: 1, ...options })
  const cpu = process.cpuUsage()
  const result = await autocannon({ url, connections: 4, duration: SECONDS, ...options })
  const used = process.cpuUsage(cpu)
  if (result.non2xx > 0 && name !== '') {
    const redirects = (result as { '3xx'?: number })['3xx'] ?? 0
    if (result.non2xx > redirects) throw new Error(`${name}: ${result.non2xx - redirects} answers were wrong`)
  }
  const requests = result.requests.total
  return {
    name,
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu: (used.user + used.system) / 1000 / requests,
  }
}

const rows = [
  await measure('bare Hono page', plain.base),
  await measure('first page /', `${musubi.base}/`),
  await measure('answer page /consult/…', musubi.base + answer),
  await measure('question POST /api/match', `${musubi.base}/api/match`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: '家賃が払えなくて追い出されそう', ward: '幸区' }),
  }),
]
console.log(
  `${database.kind === 'embedded' ? 'PGlite' : 'PostgreSQL'}, 4 connections, ${SECONDS} s each; client and server share the machine`,
)
console.table(
  Object.fromEntries(
    rows.map(({ name, perSecond, p50, p99, cpu }) => [
      name,
      {
        'requests/s': Math.round(perSecond),
        'p50 ms': p50,
        'p99 ms': p99,
        'CPU ms/request': Number(cpu.toFixed(2)),
        'of bare': Number((perSecond / rows[0]!.perSecond).toFixed(3)),
      },
    ]),
  ),
)

const sizes: Record<string, { HTML: number; CSS: number; JavaScript: number; icon: number }> = {}
for (const [name, path] of [
  ['first page', '/'],
  ['answer page', answer],
] as const) {
  const html = await (await fetch(musubi.base + path)).text()
  const parts = { HTML: gzipSync(html).length, CSS: 0, JavaScript: 0, icon: 0 }
  for (const [, url] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
    const bytes = gzipSync(Buffer.from(await (await fetch(musubi.base + url)).arrayBuffer())).length
    if (url!.endsWith('.css')) parts.CSS += bytes
    else if (url!.endsWith('.js')) parts.JavaScript += bytes
    else parts.icon += bytes
  }
  sizes[name] = parts
  if (parts.HTML > 30 * 1024 || parts.JavaScript > 15 * 1024) process.exitCode = 1
}
console.log('\nBytes of a first visit, gzipped (limits: HTML 30,720, JavaScript 15,360; usable with none)')
console.table(sizes)

musubi.close()
plain.close()
await database.close()
rmSync(folder, { recursive: true, force: true })
process.exit()
