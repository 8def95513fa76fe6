// npm run bench -- guard: what the second lock (row-level security, the actor on every connection) and the record of looks
// cost per page view. The same pages of the same database on PostgreSQL, asked in turns in one run: with both, with the
// lock only, with neither. Trust the ratios.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../scripts/postgres.ts'
import { createApp, type Service } from '../src/app.tsx'
import { demoLinks, ensureDemo } from '../src/demo.ts'
import { refresh } from '../src/matching/index.ts'
import { VERBS } from '../src/people/index.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { startKeys } from '../src/platform/keyring.ts'
import { migrate } from '../src/platform/migrate.ts'
import { guardPool } from '../src/platform/scope.ts'

const ROUNDS = 300
const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-'))
const config = { ...readConfig({ DATA_DIR: folder, SECRET: 'x'.repeat(40) }), port: 0 }
startKeys(config.fieldKeys)
const postgres = await startPostgres()
const admin = new pg.Client({ connectionString: postgres.url })
await admin.connect()
await admin.query('create database musubi_guard')
const url = Object.assign(new URL(postgres.url), { pathname: '/musubi_guard' }).href
const database = await openDatabase({ url, poolSize: 4 })
await migrate(database.pool)
await ensureDemo(database.db, config, systemClock())
const open = new pg.Pool({ connectionString: url, max: 4 })
open.on('error', () => {}) // the server ends idle connections with the database

const OPENING = Object.values(VERBS).filter((verb) => verb.opens)
const variants = [
  { name: 'lock and record', db: database.db, looks: true },
  { name: 'lock only', db: database.db, looks: false },
  { name: 'neither', db: guardPool(open, false), looks: false },
]
type Asked = { fetch: (path: string) => Promise<number>; looks: boolean; name: string }

/** The service over one of the databases, with somebody signed in for each role. */
async function serviceOf({ name, db, looks }: (typeof variants)[number], role: string | null): Promise<Asked> {
  const service: Service = { db, config, now: systemClock, demo: true, log: () => {} }
  const app = await createApp(service)
  await refresh(db, config.municipality, systemClock())
  const origin = config.baseUrl
  let cookie = ''
  if (role) {
    const link = (await demoLinks(database.db, config, systemClock())).find(
      ({ account }) => account.role === role,
    )!.link
    const entered = await app.request(link, { method: 'POST', body: new URLSearchParams(), headers: { origin } })
    cookie = entered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
  }
  const fetch = async (path: string) => {
    const answer = await app.request(origin + path, { headers: { cookie } })
    await answer.arrayBuffer()
    return answer.status
  }
  return { name, looks, fetch }
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!
const need = (
  await database.pool.query(
    `select t.need_id from referral.task t join people.account a on a.organization_id = t.organization_id
     where a.demo and a.role = 'desk' limit 1`,
  )
).rows[0].need_id

const rows: Record<string, Record<string, number | string>> = {}
for (const [page, path, role] of [
  ['first page (anonymous)', '/', null],
  ['list of services (anonymous)', '/directory', null],
  ['one need (desk)', `/referral/${need}`, 'desk'],
  ['one need (staff)', `/referral/${need}`, 'staff'],
  ['inbox (staff, every need is a look)', '/referral', 'staff'],
  ['register (staff, 30 looks)', '/need', 'staff'],
] as const) {
  const asked = await Promise.all(variants.map((variant) => serviceOf(variant, role)))
  const times = asked.map(() => [] as number[])
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, one] of asked.entries()) {
      for (const verb of OPENING) verb.opens = one.looks ? true : undefined
      const start = performance.now()
      const status = await one.fetch(path)
      // A desk's need may be another desk's: the first row decides, and 404 would measure nothing.
      if (status !== 200) throw new Error(`${one.name} ${path} answered ${status}`)
      if (round >= ROUNDS / 10) times[index]!.push(performance.now() - start)
    }
  const [both, lock, neither] = times.map(median) as [number, number, number]
  const figure = (ms: number) => Number(ms.toFixed(2))
  rows[page] = {
    'both ms': figure(both),
    'lock ms': figure(lock),
    'neither ms': figure(neither),
    'lock ×': figure(lock / neither),
    'both ×': figure(both / neither),
  }
}
console.log(
  `PostgreSQL ${(await database.pool.query('show server_version')).rows[0].server_version}, median of ${ROUNDS} page views each, asked in turns`,
)
console.table(rows)

await database.close()
await open.end()
await admin.query('drop database musubi_guard with (force)')
await admin.end()
await postgres.stop()
rmSync(folder, { recursive: true, force: true })
process.exit()
