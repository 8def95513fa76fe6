// kill -9 in the middle of writing: what was acknowledged is there afterwards, whole; what was not is there whole or not
// at all. Real processes, on the embedded database and, when there is one, on a server.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../src/platform/db.ts'
import { testDatabase } from './support.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const ROUNDS = 2

/** Starts the service as people do, and waits until it listens. */
function start(env: Record<string, string>): Promise<{ process: ChildProcess; base: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', './scripts/tsx.mjs', 'src/cli.ts', 'serve', '--demo'],
    {
      cwd: root,
      env: { ...process.env, ...env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  return new Promise((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer) => {
      said += chunk
      const found = /http:\/\/localhost:(\d+)\n/.exec(said)
      if (found) resolve({ process: child, base: `http://127.0.0.1:${found[1]}` })
    }
    child.stdout!.on('data', read)
    child.stderr!.on('data', read)
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
}

/** Asks and hands over until the service dies; notes each receipt that was acknowledged. */
async function write(base: string, stop: () => boolean, receipts: string[]): Promise<void> {
  const post = (path: string, form: Record<string, string>) =>
    fetch(base + path, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
      headers: { origin: base },
    })
  try {
    while (!stop()) {
      const asked = await post('/consult', { trouble: '介護に疲れました', place: '麻生区' })
      const done = await post(`${asked.headers.get('location')}/hand-over/general`, {
        phone: '090-0000-0000',
        relation: 'self',
        agreed: 'yes',
      })
      const receipt = done.headers.get('location')
      if (receipt) receipts.push(receipt.split('/').at(-1)!)
    }
  } catch {
    // the connection broke: it was killed
  }
}

test('kill -9 during writes loses no acknowledged need or referral', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-kill-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const onServer = process.env.TEST_DATABASE_URL ? await testDatabase(t) : null
  const env = { DATA_DIR: folder, ...(onServer ? { DATABASE_URL: onServer.url! } : { DATABASE_URL: '' }) }
  const acknowledged: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const { process: server, base } = await start(env)
    let killed = false
    const died = new Promise((done) => server.on('exit', done))
    const writers = [1, 2, 3].map(() => write(base, () => killed, acknowledged))
    // Somewhere in the middle: after the first have been acknowledged, at a moment that differs from round to round.
    const before = acknowledged.length
    while (acknowledged.length < before + 3) await new Promise((done) => setTimeout(done, 20))
    await new Promise((done) => setTimeout(done, 150 + round * 333))
    killed = true
    server.kill('SIGKILL')
    await Promise.all(writers)
    await died
  }
  assert.ok(acknowledged.length > 0, 'something was written')
  const database = onServer ?? (await openDatabase({ folder: `${folder}/db` }))
  const needs = new Set((await database.db.selectFrom('need.item').select('id').execute()).map((row) => row.id))
  const tasks = new Set(
    (await database.db.selectFrom('referral.task').select('need_id').execute()).map((row) => row.need_id),
  )
  const events = new Set(
    (
      await database.db.selectFrom('platform.event').select('subject').where('name', '=', 'need.registered').execute()
    ).map((row) => row.subject),
  )
  for (const id of acknowledged) assert.ok(needs.has(id) && tasks.has(id) && events.has(id), `${id} is whole`)
  const handed = await database.db.selectFrom('need.item').select('id').where('consented_at', 'is not', null).execute()
  for (const { id } of handed) assert.ok(tasks.has(id), 'a need with a number has a referral')
  t.diagnostic(
    `${acknowledged.length} acknowledged hand-overs in ${ROUNDS} kills, all there (${onServer ? 'PostgreSQL' : 'PGlite'})`,
  )
  if (!onServer) await database.close()
})
