// musubi COMMAND: what can be done from a terminal.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findMunicipality } from './area/index.ts'
import { askServer, type Found } from './beside.ts'
import { MATCH_PROBLEMS, type Matched, MatchInput, matchAsData, tellQuestion } from './consult/index.ts'
import { demoLinks, ensureDemo } from './demo.ts'
import { importPath } from './directory/index.ts'
import { evaluate, FACT_KINDS, type Facts, factOf, tellEvaluation, tellTraining, train } from './matching/index.ts'
import { configured, OPERATIONS, OPERATIONS_HELP, open, Stop } from './operate.ts'
import { roleWords } from './people/index.ts'
import { systemClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Database } from './platform/db.ts'
import { type Owner, takeLock } from './platform/lock.ts'
import { startServer } from './server.ts'

const HELP = `musubi — 結び

  serve [--demo]                     サーバーを動かす（--demo: 空のときデモを入れ、入口のリンクを表示。埋め込みでは、いつも）
  match "言葉" [--ward 区] [--fact age=75-120]… [--answered who]… [--limit 数] [--json]
  match --file lines.txt [--ward 区] [--json]
  import FILE|DIR [--municipality コード]
  evaluate DIR [--learn 分割数] [--seed 数] [--json]   質問と正解のフォルダで、さがす力を測る
  train [市町村コード] [--seed 数]      この自治体の目録と終わった相談から学び、よくなれば使う
  demo --reset                       デモのデータを消して、入れなおす
${OPERATIONS_HELP}

環境変数: DATABASE_URL（なければ埋め込み）, DATA_DIR（./data）, PORT, BASE_URL, SMTP_URL, MAIL_FROM, VAPID_KEYS, PUSH_HOSTS, LINE_CHANNEL_TOKEN, LINE_CHANNEL_SECRET, LINE_ACCOUNT, MUNICIPALITY, SECRET, BACKUP_KEY, FIELD_KEYS, FIELD_KEYS_FILE`

async function serve(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { demo: { type: 'boolean' }, 'no-jobs': { type: 'boolean' } } })
  const config = configured()
  const started = performance.now()
  const database = await open(config)
  // The embedded database is there for demos and trials; a server holds what somebody put there.
  const demo = values.demo ?? database.kind === 'embedded'
  const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`)
  if (demo) {
    console.log('結び: データベースを用意しています…')
    if (await ensureDemo(database.db, config, systemClock()))
      console.log('結び: 川崎市のデモ（架空の相談を含む）を入れました。')
  }
  if (!(await findMunicipality(database.db, config.municipality))) {
    await database.close()
    throw new Stop(
      `このデータベースには、市町村 ${config.municipality} のデータがありません。serve --demo で、川崎市のデモを入れて始められます。`,
    )
  }
  const service = { db: database.db, config, now: systemClock, demo, log }
  const running = await startServer(service, database, !values['no-jobs']).catch(
    async (error: NodeJS.ErrnoException) => {
      await database.close()
      if (error.code !== 'EADDRINUSE') throw error
      throw new Stop(
        `ポート ${config.port} は使われています。PORT=3001 npm start のように、別の番号を指定してください。`,
      )
    },
  )
  database.listens(running.port)
  console.log(
    `\n結びが動いています（${((performance.now() - started) / 1000).toFixed(1)}秒）: http://localhost:${running.port}\n`,
  )
  if (demo) {
    const names = roleWords('ja')
    console.log(
      'デモの入口（一度だけ使えます。24時間有効。ここで手渡すものなので、二つの確認がすんだものとして扱います）:',
    )
    for (const { account, link } of await demoLinks(database.db, config, systemClock()))
      console.log(`  ${names[account.role]}  ${account.name}\n    ${link}`)
    console.log(
      '\n  住民は、入らずに使えます。窓口へのメールは「送信箱」（市の職員で入る）で見られます。\n  終わるときは Ctrl-C\n',
    )
  }
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await running.stop()
    await database.close()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

async function match(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ward: { type: 'string' },
      fact: { type: 'string', multiple: true },
      answered: { type: 'string', multiple: true },
      limit: { type: 'string' },
      file: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const lines = values.file ? readLines(values.file) : positionals
  if (lines.length === 0) throw new Stop('さがす言葉を書いてください: match "母の物忘れが心配"', 2)
  const limit = values.limit === undefined ? undefined : Number(values.limit)
  const facts = values.fact && readFacts(values.fact)
  const inputs = lines.map((text) => {
    const { ward, answered } = values
    const input = MatchInput.safeParse({ text, ward, limit, facts, answered })
    if (!input.success) throw new Stop(input.error.issues[0]!.message, 2)
    return input.data
  })
  const config = configured()
  let held: Owner | undefined
  const database = await open(config, async (owner) => {
    held = owner
    throw new Stop('')
  }).catch((error: unknown) => {
    if (!held?.port) throw error
    return undefined
  })
  // Beside a running server, the server is asked: it has the database open.
  const find = database ? await here(database, config) : (input: MatchInput) => askServer(held!.port!, input)
  let failed = false
  for (const input of inputs) {
    const found = await find(input)
    if (!found.ok) {
      if (!values.file) throw new Stop(found.message, 2)
      failed = true
      console.log(values.json ? JSON.stringify({ error: found.message }) : `「${input.text}」: ${found.message}`)
    } else console.log(values.json ? JSON.stringify(found.value) : tell(input.text, found.value))
  }
  await database?.close()
  if (failed) process.exitCode = 1
}

/** `age=75-120`, `certified=no`: replies to the questions, as they are offered. */
function readFacts(given: readonly string[]): Facts {
  const facts: Facts = {}
  for (const one of given) {
    const [name, reply = ''] = one.split('=')
    const kind = FACT_KINDS.find((known) => known === name)
    const fact = kind && factOf(kind, reply)
    if (!fact)
      throw new Stop(`--fact には ${FACT_KINDS.join('、')} を、age=75-120 や certified=no のように書いてください`, 2)
    Object.assign(facts, fact)
  }
  return facts
}

async function here(database: Database, config: Config): Promise<(input: MatchInput) => Promise<Found>> {
  await ensureDemo(database.db, config, systemClock())
  return async (input) => {
    const found = await matchAsData(database.db, config.municipality, input, systemClock())
    return found.ok ? found : { ok: false, message: MATCH_PROBLEMS[found.reason] }
  }
}

function readLines(path: string): string[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    return text.replace(/\r?\n$/, '').split(/\r?\n/)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Stop(`${path} がありません`, 2)
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new Stop(`${path} は UTF-8 の文字ではありません`, 2)
    throw new Stop(`${path} を読めません（${code ?? 'error'}）`, 2)
  }
}

function tell(text: string, found: Matched): string {
  const lines = [`「${text}」`]
  for (const danger of found.safety) lines.push(`  まず: ${danger.lines.join(' / ')}（${danger.words.join('、')}）`)
  if (!found.close) lines.push('  ぴったりの相談先は、見つかりませんでした。')
  found.results.forEach((result, index) => {
    const phone = result.phones[0]?.number
    lines.push(`  ${index + 1}. ${result.service.name}（${result.organization.name}）${phone ? `  ${phone}` : ''}`)
    for (const reason of result.reasons.slice(0, 2)) lines.push(`       ${reason}`)
    if (result.forWhom) lines.push(`       ${result.forWhom}`)
  })
  if (found.question) lines.push(`  質問: ${tellQuestion(found.question)}`)
  return lines.join('\n')
}

async function importFiles(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { municipality: { type: 'string' } },
  })
  const [path] = positionals
  if (!path) throw new Stop('取り込むファイルかフォルダを書いてください: import FILE|DIR', 2)
  if (!existsSync(path)) throw new Stop(`${path} がありません`, 2)
  const config = configured()
  const municipality = values.municipality ?? config.municipality
  const database = await open(config)
  try {
    await ensureDemo(database.db, config, systemClock())
    const report = await importPath(database.db, {
      municipality,
      path,
      now: systemClock(),
      onProgress: ({ file, done, total }) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${file} ${done}/${total}`)
        else if (done === total) process.stderr.write(`${file} ${done}/${total}\n`)
      },
    })
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
    for (const { file, line, reason } of report.warnings) console.log(`注意 ${file}:${line} ${reason}`)
    for (const { file, line, reason } of report.rejected) console.log(`不可 ${file}:${line} ${reason}`)
    console.log(
      `読んだ行 ${report.read}　追加 ${report.added}　変更 ${report.changed}　同じ ${report.unchanged}　` +
        `取り込めない行 ${report.rejected.length}　注意 ${report.warnings.length}`,
    )
    if (report.read === 0) process.exitCode = 1
  } finally {
    await database.close()
  }
}

async function demo(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { reset: { type: 'boolean' } } })
  if (!values.reset) throw new Stop('demo --reset で、デモのデータを消して入れなおします。', 2)
  const config = configured()
  if (config.databaseUrl) throw new Stop('demo --reset は、埋め込みのデータベースだけで使えます。')
  const lock = takeLock(config.dataDir)
  if (!lock.ok) throw new Stop(`サーバー（${lock.owner.pid}）が動いています。止めてから、もう一度実行してください。`)
  rmSync(`${config.dataDir}/db`, { recursive: true, force: true })
  lock.release()
  const database = await open(config)
  await ensureDemo(database.db, config, systemClock())
  await database.close()
  console.log('デモを入れなおしました。npm start で始められます。')
}

/** Needs no database: the folder is indexed by itself, with the engine of the service. */
async function measure(args: string[]): Promise<void> {
  const options = { learn: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [folder] = positionals
  if (!folder) throw new Stop('測るフォルダを書いてください: evaluate DIR（corpus.json、queries.json、qrels.json）', 2)
  const whole = (name: string, text: string | undefined, least: number, most: number) => {
    const number = Number(text ?? least)
    if (Number.isInteger(number) && number >= least && number <= most) return text === undefined ? undefined : number
    throw new Stop(`--${name} には ${least} から ${most} までの数を書いてください`, 2)
  }
  const found = await evaluate(folder, {
    learn: whole('learn', values.learn, 2, 20),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    onProgress: (line) => console.error(line),
  })
  if (!found.ok) throw new Stop(found.message, 2)
  console.log(values.json ? JSON.stringify(found.value) : tellEvaluation(found.value))
}

/** Trains here and now, with the same rule of adoption as the service. */
async function teach(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { seed: { type: 'string' } } })
  const config = configured()
  const municipality = positionals[0] ?? config.municipality
  const seed = Number(values.seed ?? 1)
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31)
    throw new Stop('--seed には 0 から 2147483647 までの数を書いてください', 2)
  const database = await open(config)
  try {
    await ensureDemo(database.db, config, systemClock())
    if (!(await findMunicipality(database.db, municipality)))
      throw new Stop(`市町村 ${municipality} のデータがありません`, 2)
    const started = performance.now()
    let said = ''
    const trained = await train(database.db, municipality, systemClock, {
      seed,
      anyway: true,
      onProgress: (stage, done, total) => {
        const line = stage === 'training' ? `学習 ${done}/${total}` : `確かめ ${done}/${total}`
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
        else if (said !== stage) process.stderr.write(`${line}\n`)
        said = stage
      },
    })
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
    console.log(`${tellTraining(trained)}（${((performance.now() - started) / 1000).toFixed(0)}秒）`)
    if (!trained.ok) process.exitCode = 1
  } finally {
    await database.close()
  }
}

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = {
  serve,
  match,
  import: importFiles,
  evaluate: measure,
  train: teach,
  demo,
  ...OPERATIONS,
}
const [name = 'help', ...rest] = process.argv.slice(2)
const command = COMMANDS[name]
if (!command) {
  console.log(HELP)
  process.exitCode = name === 'help' || name === '--help' ? 0 : 2
} else {
  await command(rest).catch((error: Error & { code?: string | number }) => {
    // A wrong option, or a message for the person; anything else is a fault of ours and shows its place.
    const usage = typeof error.code === 'string' && error.code.startsWith('ERR_PARSE_ARGS')
    console.error(error instanceof Stop || usage ? error.message : error)
    process.exit(error instanceof Stop ? error.code : usage ? 2 : 1)
  })
}
