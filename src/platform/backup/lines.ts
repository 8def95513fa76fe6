// What is in a backup: lines of JSON. A head; for each table its columns, its rows as lists of texts (as PostgreSQL writes
// them, so that nothing is lost on the way), their number and digest; at the end the manifest that holds all of it together.
import { createHash } from 'node:crypto'
import { BadBackup } from './seal.ts'

export type Head = {
  musubi: 'backup'
  madeAt: string
  migrations: { name: string; sha256: string }[]
}
type Counted = { rows: number; sha256: string }
export type Manifest = Head & {
  tables: Record<string, Counted>
  /** Where each sequence stands: its last number, and whether that has been given out. */
  sequences: Record<string, [last: string, given: boolean]>
}

/** Counts rows and takes their digest, on the way out and on the way in. */
export function counter(): { add: (line: string) => void; end: () => Counted } {
  const digest = createHash('sha256')
  let rows = 0
  return {
    add: (line) => {
      digest.update(`${line}\n`)
      rows += 1
    },
    end: () => ({ rows, sha256: digest.digest('hex') }),
  }
}

export type Section =
  | { kind: 'head'; head: Head }
  | { kind: 'table'; name: string; columns: string[] }
  | { kind: 'rows'; name: string; lines: string[] }
  | { kind: 'manifest'; manifest: Manifest }

/** Characters of rows that are given out at once. */
const BATCH = 1_000_000

/**
 * Reads the lines of a backup, and holds every table to its number and digest.
 * @throws BadBackup when anything is missing, left over or different: then what was given out before counts for nothing.
 */
export async function* readSections(text: AsyncIterable<Buffer>): AsyncGenerator<Section> {
  const seen: Record<string, Counted> = {}
  let head: Head | undefined
  let table: { name: string; count: ReturnType<typeof counter> } | undefined
  let ended = false
  let lines: string[] = []
  let length = 0
  const control = function* (line: string): Generator<Section> {
    const said = parse(line)
    if ('musubi' in said && !head) {
      head = said as unknown as Head
      yield { kind: 'head', head }
    } else if (typeof said.table === 'string' && head && !table && !(said.table in seen)) {
      table = { name: said.table, count: counter() }
      yield { kind: 'table', name: said.table, columns: said.columns as string[] }
    } else if (typeof said.end === 'string' && said.end === table?.name) {
      const counted = table.count.end()
      if (counted.rows !== said.rows || counted.sha256 !== said.sha256) throw new BadBackup('damaged')
      seen[table.name] = counted
      table = undefined
    } else if (said.manifest && head && !table) {
      const manifest = said.manifest as Manifest
      if (!same(manifest.tables, seen) || !same(manifest.migrations, head.migrations)) throw new BadBackup('damaged')
      ended = true
      yield { kind: 'manifest', manifest }
    } else throw new BadBackup('damaged')
  }
  for await (const line of linesOf(text)) {
    if (ended) throw new BadBackup('damaged')
    if (line.startsWith('[') && table) {
      table.count.add(line)
      lines.push(line)
      length += line.length
      if (length < BATCH) continue
    }
    if (lines.length > 0) yield { kind: 'rows', name: table!.name, lines }
    lines = []
    length = 0
    if (!line.startsWith('[')) yield* control(line)
    else if (!table) throw new BadBackup('damaged')
  }
  if (!ended) throw new BadBackup('damaged')
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    throw new BadBackup('damaged')
  }
}

async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let begun: string[] = []
  for await (const part of text) {
    const split = decoder.decode(part, { stream: true }).split('\n')
    if (split.length > 1) {
      yield begun.join('') + split[0]
      begun = []
      for (const line of split.slice(1, -1)) yield line
    }
    begun.push(split.at(-1)!)
  }
  if (begun.join('') !== '') throw new BadBackup('damaged')
}
