// Known faults in what we depend on: asks npm, and checks by itself what the files say. Part of npm test.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Lockfile, lockProblems, type Manifest } from './lockfile.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Severities that stop us, in what is shipped. */
const STOP = ['high', 'critical']

type Vulnerability = { name: string; severity: string; range: string; via: (string | { title: string; url: string })[] }
type Report = { vulnerabilities?: Record<string, Vulnerability>; message?: string; error?: { summary?: string } }

/** What npm knows of packages that are shipped; null with the reason when it cannot be asked from here. */
function ask(): Promise<{ report: Report | null; why: string }> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const env = { ...process.env, npm_config_fetch_retries: '0', npm_config_fetch_timeout: '10000' }
  const options = { cwd: root, env, timeout: 20_000, maxBuffer: 2 ** 26, shell: process.platform === 'win32' }
  return new Promise((resolve) =>
    execFile(npm, ['audit', '--omit=dev', '--json'], options, (failure, stdout) => {
      let said: Report = {}
      try {
        said = JSON.parse(stdout) as Report
      } catch {}
      if (said.vulnerabilities) return resolve({ report: said, why: '' })
      resolve({
        report: null,
        why: said.message || said.error?.summary || failure?.message.split('\n')[0] || '返事なし',
      })
    }),
  )
}

const read = <T>(name: string) => JSON.parse(readFileSync(root + name, 'utf8')) as T
const lock = read<Lockfile>('package-lock.json')
const problems = lockProblems(read<Manifest>('package.json'), lock)
for (const problem of problems) console.log(`✗ ${problem}`)
const count = Object.keys(lock.packages).length - 1
if (problems.length === 0)
  console.log(
    `✓ ${count} のパッケージ: すべて npm から、ひとつの版、sha512 つき。ライセンスとインストール時の動作も、見たものだけ`,
  )

const { report, why } = await ask()
if (!report) {
  console.log(`△ 知られた弱点は、ここからは確かめられませんでした: ${why.replace(/https?:\S+/, 'registry')}`)
  console.log('  つながるところで npm audit --omit=dev を実行してください。')
} else {
  const found = Object.values(report.vulnerabilities ?? {})
  for (const { name, severity, range, via } of found) {
    const titles = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`)).join('、')
    console.log(`${STOP.includes(severity) ? '✗' : '△'} ${name} ${range}: ${severity} ${titles}`)
  }
  if (found.some(({ severity }) => STOP.includes(severity))) process.exitCode = 1
  else console.log('✓ npm audit: 動かすものに、重い弱点は知られていません')
}
if (problems.length > 0) process.exitCode = 1
