// Looking through files for what harms: clamd by its own protocol, or a program of the city; or nobody.
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import type { Scan } from './rules.ts'

/** `none` · `clamd://host:port` · `exec:/path/of/a/program` (the file on its stdin; ends with 0 when clean, 1 when not) */
export type Scanner = (bytes: Buffer) => Promise<Scan>

/** How long a scanner may take before the file waits for another try: milliseconds. */
const PATIENCE = 30_000
/** Largest piece that is sent at once. */
const PIECE = 64 * 1024

/**
 * The scanner that the configuration names. What a scanner cannot say for certain (it is down, it fails, it is too slow)
 * is `waiting`: the file stays shut, and is tried again.
 */
export function scannerOf(setting: string): Scanner {
  if (setting === 'none') return async () => 'unscanned'
  if (setting.startsWith('exec:')) return (bytes) => byProgram(setting.slice('exec:'.length), bytes)
  const { hostname, port } = new URL(setting)
  return (bytes) => byClamd(hostname.replace(/^\[|\]$/g, ''), Number(port || 3310), bytes)
}

/** clamd's INSTREAM: pieces with their length in four bytes before them, an empty one at the end, one line back. */
function byClamd(host: string, port: number, bytes: Buffer): Promise<Scan> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ host, port })
    const done = (scan: Scan) => {
      socket.destroy()
      resolve(scan)
    }
    socket.setTimeout(PATIENCE, () => done('waiting'))
    socket.on('error', () => done('waiting'))
    socket.on('data', (part) => {
      answer += part.toString('latin1')
      if (answer.length > 4096) done('waiting')
    })
    socket.on('end', () => done(verdict(answer)))
    socket.on('connect', () => {
      socket.write('zINSTREAM\0')
      for (let at = 0; at < bytes.length; at += PIECE) {
        const piece = bytes.subarray(at, at + PIECE)
        const size = Buffer.alloc(4)
        size.writeUInt32BE(piece.length)
        socket.write(size)
        socket.write(piece)
      }
      socket.write(Buffer.alloc(4))
    })
  })
}

/** `stream: OK` · `stream: Eicar-Test-Signature FOUND` · anything else is no answer. */
function verdict(answer: string): Scan {
  const line = answer.replace(/[\0\r\n]+$/, '')
  if (line === 'stream: OK') return 'clean'
  return /^stream: .+ FOUND$/.test(line) ? 'refused' : 'waiting'
}

function byProgram(path: string, bytes: Buffer): Promise<Scan> {
  return new Promise((resolve) => {
    const program = spawn(path, [], { stdio: ['pipe', 'ignore', 'ignore'], timeout: PATIENCE, env: {} })
    program.on('error', () => resolve('waiting'))
    program.on('close', (code) => resolve(code === 0 ? 'clean' : code === 1 ? 'refused' : 'waiting'))
    program.stdin.on('error', () => {})
    program.stdin.end(bytes)
  })
}
