// A file as it comes: bytes to text to rows. What cannot be read says why, in words for the person who sent it.
import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'

export type Result<T> = { ok: true; value: T } | { ok: false; line: number; reason: string }
export type Table = {
  /** Headers as keys: NFKC, without `_`, spaces and case. */
  keys: string[]
  /** Headers as written. */
  headers: string[]
  /** Rows that have as many columns as the header; `line` is the first line of the row in the file, from 1. */
  rows: { line: number; cells: string[] }[]
  bad: { line: number; reason: string }[]
}
export type Content = { type: 'csv'; table: Table } | { type: 'json'; value: unknown }

/** Largest file read, in bytes. */
const MAX_BYTES = 64 * 1024 * 1024
const no = (reason: string, line = 0): { ok: false; line: number; reason: string } => ({ ok: false, line, reason })

/** Text in UTF-8 (with or without BOM), UTF-16 with BOM, or CP932 (Shift_JIS of Windows). */
export function decode(bytes: Uint8Array): Result<string> {
  if (bytes.length === 0) return no('空のファイルです')
  if (bytes.length > MAX_BYTES) return no('ファイルが大きすぎます（64MBまで）')
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes) ?? no('文字コードを読めません')
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3)
    return no('Excel などの圧縮されたファイルです。CSV（UTF-8）で保存し直してください')
  if (bytes.subarray(0, 8192).includes(0)) return no('文字のファイルではありません（画像やプログラムのようです）')
  return (
    decodeAs('utf-8', bytes) ??
    decodeAs('shift_jis', bytes) ??
    no('文字コードがわかりません。UTF-8 か Shift_JIS で保存し直してください')
  )
}

function decodeAs(encoding: string, bytes: Uint8Array): { ok: true; value: string } | undefined {
  try {
    return { ok: true, value: new TextDecoder(encoding, { fatal: true }).decode(bytes) }
  } catch {
    return undefined
  }
}

/** Reads a file by what is in it; its name does not matter. */
export function readContent(bytes: Uint8Array): Result<Content> {
  const text = decode(bytes)
  if (!text.ok) return text
  const body = text.value.replace(/^\uFEFF/, '')
  if (body.trim() === '') return no('空のファイルです')
  if (/^\s*[[{]/.test(body)) {
    try {
      return { ok: true, value: { type: 'json', value: JSON.parse(body) } }
    } catch (error) {
      return no(`JSON として読めません（${(error as Error).message}）`)
    }
  }
  const table = readTable(body)
  return table.ok ? { ok: true, value: { type: 'csv', table: table.value } } : table
}

/** 「事業所名_カナ」「事業所名 カナ」「事業所名カナ」 are one header. */
export const headerKey = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[_\s#]/g, '')
    .toLowerCase()

const CSV_REASONS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: '引用符（"）が閉じていません',
  CSV_INVALID_CLOSING_QUOTE: '引用符（"）のあとに余計な文字があります',
  INVALID_OPENING_QUOTE: '引用符（"）が途中にあります',
}

/** Rows of a CSV with a header; lines are separated by CRLF, LF or CR. */
export function readTable(text: string): Result<Table> {
  let records: { record: string[]; info: { lines: number } }[]
  try {
    records = parse(text, { info: true, relax_column_count: true, skip_empty_lines: true }) as unknown as typeof records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number((error as CsvError & { lines?: number }).lines ?? 0)
    return no(`CSV として読めません：${CSV_REASONS[error.code] ?? error.message}`, line)
  }
  const head = records.shift()
  if (!head) return no('空のファイルです')
  const headers = head.record.map((cell) => cell.trim())
  while (headers.at(-1) === '') headers.pop()
  const table: Table = { headers, keys: headers.map(headerKey), rows: [], bad: [] }
  for (const { record, info } of records) {
    const line = info.lines - record.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0)
    const cells = record.slice(0, headers.length)
    const more = record.slice(headers.length).some((cell) => cell.trim() !== '')
    if (cells.every((cell) => cell.trim() === '') && !more) continue
    if (more || cells.length < headers.length)
      table.bad.push({ line, reason: `列の数が合いません（見出しは${headers.length}列、この行は${record.length}列）` })
    else table.rows.push({ line, cells })
  }
  return { ok: true, value: table }
}

/** Reads cells by header key; the first of several names that the file has. '' when it has none. */
export function columnReader(table: Table): (cells: readonly string[], ...names: string[]) => string {
  const at = new Map(table.keys.map((key, index) => [key, index]))
  return (cells, ...names) => {
    for (const name of names) {
      const index = at.get(headerKey(name))
      if (index !== undefined) return cells[index] ?? ''
    }
    return ''
  }
}
