// Installs the packages of the lockfile when they are missing or another lockfile's. Quick when there is nothing to do.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { root, run } from './node.mjs'

const mark = `${root}node_modules/.musubi-setup`

/** Throws nothing; ends the process with a clear message when the install fails. */
export async function setup() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  // What is said here goes to stderr: a command's own answer on stdout stays clean.
  console.error('結び: 必要なものを入れています（はじめの一回だけ、1分ほどかかります）…')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] })
  if (code !== 0) {
    console.error(
      'npm ci が終わりませんでした。ネットワークと空き容量（約500MB）を確かめて、もう一度実行してください。',
    )
    process.exit(code)
  }
  mkdirSync(`${root}node_modules`, { recursive: true })
  writeFileSync(mark, lock)
}
