// npm run bench -- backup: seconds, bytes and memory of a backup and of its return, for the demo and for many events, on
// PostgreSQL and embedded.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../scripts/postgres.ts'

const EVENTS = 200_000
type Where = { url?: string; folder?: string }

/** One step in a process of its own, so that its memory is its own. */
async function step(name: string, where: Where, path: string): Promise<Record<string, number>> {
  const { openDatabase } = await import('../src/platform/db.ts')
  const database = await openDatabase(where)
  const started = performance.now()
  const told: Record<string, number> = {}
  if (name === 'demo' || name === 'events') {
    const { migrate } = await import('../src/platform/migrate.ts')
    const { ensureDemo } = await import('../src/demo.ts')
    const { readConfig } = await import('../src/platform/config.ts')
    const { startKeys } = await import('../src/platform/keyring.ts')
    await migrate(database.pool)
    const config = readConfig({ DATA_DIR: dirname(path), SECRET: 'x'.repeat(40) })
    startKeys(config.fieldKeys)
    await ensureDemo(database.db, config, new Date())
    if (name === 'events')
      await database.pool.query(
        `insert into platform.event (municipality, name, actor_kind, actor_id, subject, data)
         select '141305', 'people.looked', 'account', gen_random_uuid(), gen_random_uuid(),
           jsonb_build_object('verb', 'need.read', 'as', 'staff', 'n', n) from generate_series(1, ${EVENTS}) as n`,
      )
  } else {
    const { CAPABILITIES: schemas } = await import('../src/map.ts')
    const { FROM_MIGRATIONS: fromMigrations, LEFT_OUT } = await import('../src/backup.ts')
    const { readKey } = await import('../src/platform/backup/seal.ts')
    const key = readKey('the passphrase of this bench')!
    if (name === 'backup') {
      const { writeBackup } = await import('../src/platform/backup/write.ts')
      const options = { schemas, leftOut: Object.keys(LEFT_OUT), key, now: new Date() }
      const written = await writeBackup(database.pool, path, options)
      Object.assign(told, { rows: written!.rows, bytes: written!.bytes })
    } else if (name === 'verify') {
      const { verifyBackup } = await import('../src/platform/backup/read.ts')
      if (!(await verifyBackup(path, key)).ok) throw new Error('not whole')
    } else {
      const { restoreBackup } = await import('../src/platform/backup/read.ts')
      const read = await restoreBackup(database.pool, path, { schemas, fromMigrations, key })
      if (!read.ok) throw new Error(read.reason)
    }
  }
  told.seconds = (performance.now() - started) / 1000
  told.peak = process.resourceUsage().maxRSS / 1024
  await database.close()
  return told
}

const [name, where, path] = process.argv.slice(2)
if (name && where) {
  console.log(JSON.stringify(await step(name, JSON.parse(where), path!)))
} else {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-bench-backup-'))
  const postgres = await startPostgres()
  const apart = (step: string, where: Where, path: string) =>
    new Promise<Record<string, number>>((resolve, reject) => {
      const args = [...process.execArgv, process.argv[1]!, step, JSON.stringify(where), path]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      child.stdout.on('data', (part) => (said += part))
      child.on('exit', (code) => (code === 0 ? resolve(JSON.parse(said)) : reject(new Error(`${step}: ${code}`))))
    })
  const fresh = async (kind: string): Promise<Where> => {
    const name = `musubi_bench_${randomBytes(4).toString('hex')}`
    if (kind === 'embedded') return { folder: join(folder, name) }
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await client.query(`create database ${name}`)
    await client.end()
    return { url: Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href }
  }
  try {
    for (const kind of ['server', 'embedded'])
      for (const content of ['demo', 'events']) {
        const source = await fresh(kind)
        const path = join(folder, `${kind}-${content}.backup`)
        await apart(content, source, path)
        const steps = ['backup', 'verify', 'restore'] as const
        for (const step of steps) {
          const told = await apart(step, step === 'restore' ? await fresh(kind) : source, path)
          const more = step === 'backup' ? `, ${told.rows} rows, ${((told.bytes ?? 0) / 1e6).toFixed(2)} MB` : ''
          console.log(
            `${kind} ${content} ${step}: ${told.seconds!.toFixed(1)} s, peak ${told.peak!.toFixed(0)} MB${more}`,
          )
        }
      }
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
