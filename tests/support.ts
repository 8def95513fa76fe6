// What tests stand on: a fresh database, a browser, the accessibility check. No mocks.
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../scripts/chromium.ts'
import { type KeyRing, useKeys } from '../src/platform/cipher.ts'
import { type Database, openDatabase, wrap } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Keys of the tests; whoever asks for a database has them. */
export const KEYS: KeyRing = {
  current: 'k1',
  keys: { k1: Buffer.alloc(32, 'a key of the tests') },
  lookup: Buffer.alloc(32, 'the lookup of the tests'),
}
useKeys(KEYS)

// ── database ────────────────────────────────────────────────────────────────────────────────────────────────────

export type TestDatabase = Database & {
  /** On a server, for a test that needs connections of its own; undefined on PGlite, which has only one. */
  url: string | undefined
}

/**
 * A migrated, otherwise empty database of its own: on the server of TEST_DATABASE_URL, else on PGlite in memory.
 * @param t the test it belongs to; it is closed and dropped when that ends. Without it, call `close` in `after`.
 */
export async function testDatabase(t?: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL
  const database = server ? await onServer(server) : await embedded()
  let closed: Promise<void> | undefined
  const { close } = database
  database.close = () => {
    closed ??= close()
    return closed
  }
  t?.after(database.close)
  return database
}

/** Changes when a migration, what carries it out, or PGlite does: prepared databases are named by it. */
function digestOfPreparation(): string {
  const migrations = readdirSync(`${root}migrations`).sort()
  const files = [...migrations.map((name) => `migrations/${name}`), 'src/platform/migrate.ts', 'package-lock.json']
  const digest = createHash('sha256')
  for (const file of files) digest.update(file).update(readFileSync(root + file))
  return digest.digest('hex').slice(0, 16)
}

/** PGlite needs seconds to begin and half a second to load, so the migrated database is kept as a file. */
async function embedded(): Promise<TestDatabase> {
  const folder = `${root}node_modules/.cache/musubi/`
  const prepared = `${folder}pglite-${digestOfPreparation()}.tar`
  if (!existsSync(prepared)) {
    const lite = await PGlite.create()
    const first = poolOf(lite)
    await migrate(first.pool)
    await end(first.pool)
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(folder)) if (name.endsWith('.tar')) rmSync(folder + name, { force: true })
    const dump = await lite.dumpDataDir('none')
    const draft = `${prepared}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, Buffer.from(await dump.arrayBuffer()))
    renameSync(draft, prepared) // two test files may prepare it at once: either is whole
    await lite.close()
  }
  const lite = await PGlite.create({ loadDataDir: await openAsBlob(prepared) })
  const { db, pool } = poolOf(lite)
  const close = async () => {
    await end(pool)
    await lite.close()
  }
  return { db, pool, kind: 'embedded', url: undefined, close }
}

const poolOf = (lite: PGlite) => wrap(new pg.Pool({ ...createPgConfig(lite), max: 1 } as pg.PoolConfig))

/** Kysely ends only a pool that it has used itself; an idle one would keep the test file running. */
const end = async (pool: pg.Pool) => {
  if (!pool.ending) await pool.end()
}

/** A copy of a migrated template: the server copies files, which is quicker than migrating again. */
async function onServer(server: string): Promise<TestDatabase> {
  const at = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href
  const ask = async (...texts: string[]) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    try {
      for (const text of texts) await client.query(text)
    } finally {
      await client.end()
    }
  }
  const template = `musubi_test_template_${digestOfPreparation()}`
  const name = `musubi_test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    // one test file at a time prepares the template; the others wait here
    await client.query('select pg_advisory_lock(7305142)')
    const there = await client.query('select 1 from pg_database where datname = $1', [template])
    if (there.rowCount === 0) {
      const draft = `${template}_draft`
      await client.query(`drop database if exists ${draft} with (force)`)
      await client.query(`create database ${draft} template template0`)
      const { pool, close } = await openDatabase({ url: at(draft), poolSize: 1 })
      await migrate(pool).finally(close)
      await end(pool)
      await client.query(`alter database ${draft} rename to ${template}`)
    }
    await client.query('select pg_advisory_unlock(7305142)')
    await client.query(`create database ${name} template ${template}`)
  } finally {
    await client.end()
  }
  const database = await openDatabase({ url: at(name) })
  const close = async () => {
    await database.close()
    await end(database.pool)
    await ask(`drop database if exists ${name} with (force)`)
  }
  return { ...database, url: at(name), close }
}

// ── the service ─────────────────────────────────────────────────────────────────────────────────────────────────
// startApp() stands here once src/app.tsx does. A test file that calls it runs on both databases (scripts/check.ts).

// ── browser ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Chromium without a window. A test file that calls this runs in the browser step, not in the others. */
export async function launchBrowser(t?: Pick<TestContext, 'after'>): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('Chromium が見つかりません。CHROMIUM_PATH で示すか、npm test -- --quick を使ってください。')
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet] })
  t?.after(() => browser.close())
  return browser
}

/** A window for people here: Japanese, Tokyo time. The page's own rules for scripts give way to axe. */
export const openContext = (
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> =>
  browser.newContext({ bypassCSP: true, locale: 'ja-JP', timezoneId: 'Asia/Tokyo', ...options })

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Runs axe-core for WCAG 2.2 AA and good practice on the page as it stands.
 * @returns one readable line for each place that fails; empty when all is well.
 */
export async function axe(page: Page): Promise<string[]> {
  type Result = { id: string; impact: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }
  await page.evaluate(axeSource)
  const violations = (await page.evaluate(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
  }).then((result) => result.violations)`)) as Result[]
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = (failureSummary ?? '')
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
      return `${new URL(page.url()).pathname} ${target.join(' ')}: ${help} (${id}, ${impact}) ${why.join('; ')}`
    }),
  )
}
