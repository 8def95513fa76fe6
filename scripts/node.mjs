// Finds the Node this project runs on: the pinned one from node_modules, else this one if it is new enough.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Path of a Node ≥ 26, or null. */
export function findNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const pinned = `${root}node_modules/node-${platform}-${process.arch}/bin/node${platform === 'win' ? '.exe' : ''}`
  if (existsSync(pinned)) return pinned
  return Number(process.versions.node.split('.')[0]) >= 26 ? process.execPath : null
}

/** Runs a program in the project's folder, inheriting the terminal; resolves to its exit code. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: root, ...options })
    const pass = (signal) => child.kill(signal)
    process.on('SIGINT', pass)
    process.on('SIGTERM', pass)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('SIGINT', pass)
      process.off('SIGTERM', pass)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}

/**
 * What every process of the project is started with. Room for young objects is kept small: left alone it grows to tens of
 * megabytes while the program loads, and a question makes too little garbage to need it.
 */
const FLAGS = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=4',
  ...['--import', `${root}scripts/tsx.mjs`],
]

/**
 * glibc raises by itself the size from which memory goes back to the system when it is freed: the index, which grows by
 * larger and larger copies, would leave tens of megabytes behind. Elsewhere this means nothing.
 */
const MEMORY = { MALLOC_MMAP_THRESHOLD_: String(2 ** 20) }

/** Runs a script of the project with the pinned Node and .tsx support. */
export function runNode(args, options = {}) {
  const node = findNode()
  if (!node) {
    console.error(
      `Musubi needs Node 26. No pinned build exists for ${process.platform}-${process.arch}: install Node 26 and run again.`,
    )
    return Promise.resolve(1)
  }
  return run(node, [...FLAGS, ...args], { env: { ...MEMORY, ...process.env }, ...options })
}
