// What tests stand on: a fresh database, a browser, the accessibility check. No mocks.
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../scripts/chromium.ts'
import { type KeyRing, keysNow, useKeys } from '../src/platform/cipher.ts'
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

/** What a database holds from the beginning: a name (small letters, digits, _), and what is loaded upon what. */
export type Contents = { name: string; upon?: Contents; load: (database: Database) => Promise<unknown> }
/** Nothing, not even a migration. */
export const BLANK: Contents = { name: 'blank', load: async () => {} }
export const MIGRATED: Contents = { name: 'migrated', upon: BLANK, load: ({ pool }) => migrate(pool) }

/**
 * A database of its own: on the server of TEST_DATABASE_URL, else on PGlite in memory.
 * @param t the test it belongs to; it is closed and dropped when that ends. Without it, call `close` in `after`.
 * @param contents what is in it: the migrations, when left out. It is loaded once and copied from then on.
 */
export async function testDatabase(t?: Pick<TestContext, 'after'>, contents = MIGRATED): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL
  const database = server ? await onServer(server, contents) : await embedded(contents)
  let closed: Promise<void> | undefined
  const { close } = database
  database.close = () => {
    closed ??= close()
    return closed
  }
  t?.after(database.close)
  return database
}

const cache = `${root}node_modules/.cache/musubi/`
/** A prepared file that nobody used for this long, in milliseconds, goes when another is made. */
const UNUSED = 10 * 60 * 1000

/** Changes when anything does that the contents are made of: prepared databases are named by it. */
function preparedName(contents: Contents): string {
  const more = contents === BLANK ? [] : contents === MIGRATED ? ['migrations'] : ['migrations', 'src', 'catalogue']
  const files = more.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const makers = ['src/platform/migrate.ts', 'tests/support.ts', 'tests/app.ts', 'package-lock.json']
  const digest = createHash('sha256')
  for (const file of [...files.sort(), ...makers.map((name) => root + name)])
    digest.update(file.slice(root.length)).update(readFileSync(file))
  return `${contents.name}_${digest.digest('hex').slice(0, 16)}`
}

/** What is sealed in a prepared database must open in every test. */
async function fill(database: Database, contents: Contents): Promise<void> {
  if (keysNow() !== KEYS) throw new Error('a prepared database is sealed with the keys of the tests')
  await contents.load(database)
}

/** PGlite needs seconds to begin and less than one to load, so a prepared database is kept as a file. @returns its path. */
async function preparedFile(contents: Contents): Promise<string> {
  const prepared = `${cache}pglite-${preparedName(contents)}.tar`
  if (existsSync(prepared)) {
    utimesSync(prepared, new Date(), new Date())
    return prepared
  }
  const { upon } = contents
  const lite = await PGlite.create(upon ? { loadDataDir: await contentsOf(upon) } : {})
  const first: Database = { ...poolOf(lite), kind: 'embedded' }
  await fill(first, contents)
  // all in its place: otherwise every copy would begin by doing over again what the log tells
  await first.pool.query('checkpoint')
  await end(first.pool)
  mkdirSync(cache, { recursive: true })
  for (const old of globSync(`${cache}*.tar`))
    if (Date.now() - (statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? 0) > UNUSED) rmSync(old, { force: true })
  const dump = await lite.dumpDataDir('none')
  const draft = `${prepared}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()))
  renameSync(draft, prepared) // two test files may prepare it at once: either is whole
  await lite.close()
  return prepared
}

/** Read at once: a blob that stands for the file breaks when another test touches that. */
const contentsOf = async (contents: Contents) => new Blob([readFileSync(await preparedFile(contents))])

/** One on PGlite in memory, whatever this run stands on. The caller closes it. */
export async function embedded(contents: Contents): Promise<TestDatabase> {
  const lite = await PGlite.create({ loadDataDir: await contentsOf(contents) })
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

/** The name of a database to copy from, made when it is not there yet. One test file at a time is here. */
async function template(client: pg.Client, at: (name: string) => string, contents: Contents): Promise<string> {
  const name = `musubi_test_template_${preparedName(contents)}`
  const there = await client.query('select 1 from pg_database where datname = $1', [name])
  if (there.rowCount !== 0) return name
  const draft = `${name}_draft`
  await client.query(`drop database if exists ${draft} with (force)`)
  const before = contents.upon ? await template(client, at, contents.upon) : 'template0'
  await client.query(`create database ${draft} template ${before}`)
  const database = await openDatabase({ url: at(draft), poolSize: 1 })
  await fill(database, contents).finally(database.close)
  await end(database.pool)
  await client.query(`alter database ${draft} rename to ${name}`)
  return name
}

/** A copy of a prepared database: the server copies files, which is quicker than loading again. */
async function onServer(server: string, contents: Contents): Promise<TestDatabase> {
  const at = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href
  const ask = async <T>(work: (client: pg.Client) => Promise<T>) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    return work(client).finally(() => client.end())
  }
  const name = `musubi_test_${randomBytes(6).toString('hex')}`
  await ask(async (client) => {
    await client.query('select pg_advisory_lock(7305142)')
    const prepared = await template(client, at, contents)
    await client.query('select pg_advisory_unlock(7305142)')
    await client.query(`create database ${name} template ${prepared}`)
  })
  const database = await openDatabase({ url: at(name) })
  const close = async () => {
    await database.close()
    await end(database.pool)
    await ask((client) => client.query(`drop database if exists ${name} with (force)`))
  }
  return { ...database, url: at(name), close }
}

// ── the service ─────────────────────────────────────────────────────────────────────────────────────────────────
// startApp() stands in tests/app.ts. A test file that calls it runs on both databases (scripts/check.ts).

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
