// npm run bench -- referral [seconds] [kills]: how many steps of referrals a second, beside pgbench's simple-update on the
// same server in the same run, in turns; then kill -9, a hundred times, in the middle of the same work. Trust the ratio.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startPostgres } from '../scripts/postgres.ts'
import { ensureDemo } from '../src/demo.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { startKeys } from '../src/platform/keyring.ts'
import { migrate } from '../src/platform/migrate.ts'
import { killAndCount, mailbox, wait } from './referral/kills.ts'
import { copyReferrals } from './referral/load.ts'

const SECONDS = Number(process.argv[2] ?? 8)
const KILLS = Number(process.argv[3] ?? 100)
const ROUNDS = 3
const CLIENTS = 8
const PROCESSES = Math.min(2, availableParallelism())
/** Notices wait in the night; here it is always morning. */
const MORNING = '2026-11-25T10:24:00+09:00'
const MOST_STEPS = 4000

const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-'))
const mails = await mailbox()
const env = { DATA_DIR: folder, SECRET: 'x'.repeat(40), SMTP_URL: mails.url }
const config = { ...readConfig(env), port: 0 }
startKeys(config.fieldKeys)
const postgres = await startPostgres(process.env, { durable: true })
const admin = new pg.Client({ connectionString: postgres.url })
await admin.connect()
await admin.query('create database musubi_referral')
const url = Object.assign(new URL(postgres.url), { pathname: '/musubi_referral' }).href
const database = await openDatabase({ url, poolSize: 4 })
await migrate(database.pool)
await ensureDemo(database.db, config, systemClock())
const { rows: settings } = await admin.query(
  `select string_agg(name || '=' || setting, ' ' order by name) as text from pg_settings
   where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
)
console.log(`${postgres.what}, ${settings[0].text}; ${CLIENTS} clients in ${PROCESSES} processes or threads`)

/** One process of the service at work. */
function start(more: Record<string, string>) {
  const args = ['--disable-warning=ExperimentalWarning', '--import', './scripts/tsx.mjs', 'bench/referral/worker.ts']
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, DATABASE_URL: url, CLIENTS: String(CLIENTS / PROCESSES), ...more },
  })
  const lines = createInterface({ input: child.stdout })
  return { child, lines, died: new Promise<void>((done) => child.on('close', () => done())) }
}

/** Milliseconds of CPU that the whole machine has spent on anything, since it started. */
const busy = () => cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0)

/** Steps a second, after the processes have warmed up, and the CPU that one took: of the machine, and of the service. */
async function steps() {
  await copyReferrals(database.pool, Math.ceil((MOST_STEPS * (SECONDS + 2)) / 5))
  let [done, ready, cpu] = [0, 0, 0]
  const workers = Array.from({ length: PROCESSES }, (_, index) =>
    start({ MODE: 'steps', SHARE: `${index}/${PROCESSES}` }),
  )
  for (const { lines } of workers)
    lines.on('line', (line) => {
      const [more, took] = line.split(' ').map(Number) as [number, number]
      if (line === 'ready') ready += 1
      else [done, cpu] = [done + more, cpu + took]
    })
  while (ready < PROCESSES) await wait(20)
  await wait(1500)
  const [before, own, all, began] = [done, cpu, busy(), performance.now()]
  await wait(SECONDS * 1000)
  const [n, took, spent] = [done - before, performance.now() - began, busy() - all]
  for (const { child } of workers) child.kill('SIGKILL')
  await Promise.all(workers.map(({ died }) => died))
  return { rate: (n * 1000) / took, cpu: spent / n, service: (cpu - own) / n }
}

/** Runs pgbench on its own database of the same server. @returns what it printed. */
function pgbench(...args: string[]): string {
  const { username, password, hostname, port } = new URL(postgres.url)
  const program = postgres.bin ? join(postgres.bin, 'pgbench') : 'pgbench'
  return execFileSync(program, ['-h', hostname, '-p', port, '-U', username, ...args, 'musubi_pgbench'], {
    env: { ...process.env, PGPASSWORD: decodeURIComponent(password) },
    encoding: 'utf8',
    stdio: 'pipe',
  })
}
function simpleUpdate() {
  const all = busy()
  const said = pgbench('-N', '-n', '-c', `${CLIENTS}`, '-j', `${PROCESSES}`, '-T', `${SECONDS}`)
  const rate = Number(/tps = ([\d.]+)/.exec(said)![1])
  return { rate, cpu: (busy() - all) / (rate * SECONDS) }
}

await admin.query('create database musubi_pgbench')
pgbench('-i', '-q', '-s', '10')
const ratios: number[] = []
for (let round = 1; round <= ROUNDS; round += 1) {
  const [ours, theirs] = [await steps(), simpleUpdate()]
  ratios.push(ours.rate / theirs.rate)
  console.log(
    `round ${round}: ${ours.rate.toFixed(0)} steps/s, pgbench simple-update ${theirs.rate.toFixed(0)} tps, ` +
      `ratio ${(ours.rate / theirs.rate).toFixed(2)}; CPU of a step ${ours.cpu.toFixed(2)} ms ` +
      `(service ${ours.service.toFixed(2)}), of a simple-update ${theirs.cpu.toFixed(2)} ms`,
  )
}
console.log(
  `ratio, median of ${ROUNDS} rounds: ${ratios.toSorted((a, b) => a - b)[ROUNDS >> 1]!.toFixed(2)} (aim: 0.5)`,
)

// The copies have no need that anybody waits for; what follows is about people with a mailbox.
await database.pool.query('update referral.task set act_at = null')
await database.pool.query('delete from platform.event_todo')
const offset = Date.parse(MORNING) - Date.now()
const whole = await killAndCount(database, {
  kills: KILLS,
  start: () => start({ MODE: 'all', NOW: new Date(Date.now() + offset).toISOString(), SHARE: '0/1', CLIENTS: '4' }),
  config,
  now: () => new Date(Date.now() + offset),
  got: mails.got,
})

await database.close()
for (const name of ['musubi_referral', 'musubi_pgbench']) await admin.query(`drop database ${name} with (force)`)
await admin.end()
await postgres.stop()
await mails.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(whole ? 0 : 1)
