// The embedded database has one owner at a time: a file says which process it is, and where it listens.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

export type Owner = { pid: number; port: number | null }

/**
 * Takes the data folder for this process.
 * A lock whose process is gone is taken over, so that a crash needs no clearing up.
 * @returns a way to say where it listens and to let go; or who owns it.
 */
export function takeLock(
  dataDir: string,
): { ok: true; listens: (port: number) => void; release: () => void } | { ok: false; owner: Owner } {
  mkdirSync(dataDir, { recursive: true })
  const path = `${dataDir}/lock.json`
  const write = (port: number | null) => writeFileSync(path, JSON.stringify({ pid: process.pid, port } satisfies Owner))
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      closeSync(openSync(path, 'wx'))
      write(null)
      return { ok: true, listens: write, release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = readOwner(path)
      if (owner && isRunning(owner.pid)) return { ok: false, owner }
      rmSync(path, { force: true })
    }
  }
  return { ok: false, owner: { pid: 0, port: null } }
}

function readOwner(path: string): Owner | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner
  } catch {
    return null
  }
}

/** A process of ours: after a restart of the machine the same number may be somebody else's. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const commandLine = `/proc/${pid}/cmdline`
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('node')
}
