// What those who run the service do from a terminal, and how a command comes to its database.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { AUDIT_HELP, runAudit } from './audit.ts'
import { backup, type Place, restore, type Said } from './backup.ts'
import { BOUNCED_HELP, bounced } from './bounced.ts'
import { ERASE_HELP, erase } from './erase.ts'
import { KEYS_HELP, keys, readySealed } from './keys.ts'
import { openAdmin, openEntrance } from './people/index.ts'
import { systemClock } from './platform/clock.ts'
import { type Config, readConfig } from './platform/config.ts'
import { type Database, openDatabase } from './platform/db.ts'
import { startKeys } from './platform/keyring.ts'
import { type Owner, takeLock } from './platform/lock.ts'
import { migrate } from './platform/migrate.ts'

export const OPERATIONS_HELP = `  admin "名前" MAIL                   市の管理者を一人つくり、入口のリンクを表示する（はじめの一人のため）
${AUDIT_HELP}
  backup FILE [--key-file 鍵|--plain]   全部を一つのファイルに写す（--verify: ファイルを確かめるだけ）
  restore FILE [--key-file 鍵]        空のデータベースに戻す
${KEYS_HELP}
${ERASE_HELP}
${BOUNCED_HELP}`

/** A message for the person at the terminal; ends the command with a code. */
export class Stop extends Error {
  readonly code: number
  constructor(message: string, code = 1) {
    super(message)
    this.code = code
  }
}

/** The configuration, or the reason why there is none, without the place in the code. */
export function configured(): Config {
  try {
    return readConfig()
  } catch (error) {
    throw new Stop((error as Error).message, 2)
  }
}

export type Opened = Database & { listens: (port: number) => void }

type Prepare = (database: Database) => Promise<unknown>

/** Migrated, with the keys that its values were sealed with, and nothing plain left. */
const ready: Prepare = async (database) => {
  await migrate(database.pool)
  const problem = await readySealed(database, (line) => console.log(line))
  if (problem) throw new Stop(problem)
}
const migrated: Prepare = ({ pool }) => migrate(pool)
const asItIs: Prepare = async () => {}

/** Opens the database, ready for use unless `prepare` says otherwise; on the embedded one, as its only owner. */
export async function open(
  config: Config,
  onHeld?: (owner: Owner) => Promise<never>,
  prepare: Prepare = ready,
): Promise<Opened> {
  const prepared = async (database: Database, release: () => void) => {
    try {
      if (prepare !== asItIs) startKeys(config.fieldKeys)
      await prepare(database)
      return database
    } catch (error) {
      await database.close()
      release()
      throw error
    }
  }
  if (config.databaseUrl)
    return { ...(await prepared(await openDatabase({ url: config.databaseUrl }), () => {})), listens: () => {} }
  const lock = takeLock(config.dataDir)
  if (!lock.ok) {
    await onHeld?.(lock.owner)
    throw new Stop(
      `データ（${config.dataDir}）は、いま別のプロセス（${lock.owner.pid}）が使っています。\n` +
        'サーバーを止めてから、もう一度実行してください。同時に使うときは DATABASE_URL で PostgreSQL を使ってください。',
    )
  }
  const database = await prepared(await openDatabase({ folder: `${config.dataDir}/db` }), lock.release)
  const close = async () => {
    await database.close()
    lock.release()
  }
  return { ...database, close, listens: lock.listens }
}

/** The sealed record of what happened: its anchor on paper, and the check of the whole. */
async function audit(args: string[]): Promise<void> {
  const progress = (events: number) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${events} 件`)
  const told = await runAudit(args, () => open(configured()), systemClock(), progress)
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  if (told.code === 2) throw new Stop(told.text, 2)
  console.log(told.text)
  process.exitCode = told.code
}

function tell(said: Said): void {
  if (!said.ok) throw new Stop(said.message, said.code)
  console.log(said.message)
}

/** Raised when the person at the terminal has had enough. */
function ending(): AbortSignal {
  const raised = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => raised.abort())
  return raised.signal
}

/** Backups take the database as it is, so that one can be taken before a new version changes it. */
const copying = (command: (args: string[], place: Place) => Promise<Said>) => async (args: string[]) => {
  const config = configured()
  const { municipality } = config
  const place = { municipality, now: systemClock, env: process.env, signal: ending() }
  tell(await command(args, { ...place, open: () => open(config, undefined, asItIs) }))
}

/** Milliseconds in which every running service has read the file of keys again (cipher.ts). */
const KEYS_SETTLE = 2500

async function keysCommand(args: string[]): Promise<void> {
  const config = configured()
  const progress = (table: string, rows: number) =>
    process.stderr.isTTY && process.stderr.write(`\r\x1b[K${table} ${rows}`)
  const said = await keys(args, {
    open: () => open(config, undefined, migrated),
    source: config.fieldKeys,
    municipality: config.municipality,
    settle: config.databaseUrl ? KEYS_SETTLE : 0,
    signal: ending(),
    onProgress: progress,
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  tell(said)
}

async function eraseCommand(args: string[]): Promise<void> {
  const config = configured()
  tell(await erase(args, { open: () => open(config), municipality: config.municipality, now: systemClock }))
}

async function bouncedCommand(args: string[]): Promise<void> {
  const place = { open: () => open(configured()), now: systemClock, stdin: () => readFileSync(0) }
  tell(await bounced(args, place))
}

/** The first administrator is nobody's guest: whoever runs the server makes them here, and they invite the others. */
async function admin(args: string[]): Promise<void> {
  const [name, email] = parseArgs({ args, allowPositionals: true }).positionals
  if (!name || !email) throw new Stop('musubi admin "名前" メールアドレス', 2)
  const config = configured()
  const database = await open(config)
  try {
    const account = await openAdmin(database.db, config.municipality, { name, email }, systemClock())
    if (!account) throw new Stop('名前は100字まで、メールアドレスは name@example.jp のように書いてください。', 2)
    const token = await openEntrance(database.db, account, systemClock(), { factors: 2 })
    console.log(`${name} さんの入口（一度だけ、24時間使えます）:\n  ${config.baseUrl}/people/enter/${token}`)
  } finally {
    await database.close()
  }
}

export const OPERATIONS = {
  admin,
  audit,
  backup: copying(backup),
  restore: copying(restore),
  keys: keysCommand,
  erase: eraseCommand,
  bounced: bouncedCommand,
} satisfies Record<string, (args: string[]) => Promise<void>>
