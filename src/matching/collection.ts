// A folder of judged questions: entries, queries and which entries answer them, in the shapes such collections come in.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Passage = { id: string; title: string; text: string }
/** `judged`: query id → entry id → grade. Only queries and entries that are there. */
export type Collection = {
  passages: Passage[]
  queries: { id: string; text: string }[]
  judged: Map<string, Map<string, number>>
}
export type Read = { ok: true; collection: Collection } | { ok: false; message: string }

type Row = Record<string, unknown>
/** What is wrong with a file, for the person at the terminal. */
type Wrong = { wrong: string }
const wrong = (message: string): Wrong => ({ wrong: message })
const isWrong = (value: object): value is Wrong => 'wrong' in value && Object.keys(value).length === 1

const ID = ['id', '_id', 'doc_id', 'docid', 'corpus_id', 'corpus-id', 'pid']
const QUERY_ID = ['id', '_id', 'query_id', 'query-id', 'qid']
const TEXT = ['text', 'body', 'content', 'passage', 'answer']
const QUERY_TEXT = ['text', 'query', 'question']
const JUDGED_QUERY = ['query_id', 'query-id', 'qid', 'queryid', 'query']
const JUDGED_ENTRY = ['doc_id', 'corpus_id', 'corpus-id', 'docid', 'doc', 'corpus', 'pid']
const JUDGED_GRADE = ['grade', 'score', 'relevance', 'label', 'rel']

/** Reads corpus, queries and qrels of a folder (.json, .jsonl, .tsv with a header; qrels also as qrels/test.tsv). */
export function readCollection(folder: string): Read {
  const stat = existsSync(folder) ? statSync(folder) : undefined
  if (!stat) return { ok: false, message: `${folder} がありません` }
  if (!stat.isDirectory())
    return {
      ok: false,
      message: `${folder} はフォルダではありません。corpus.json、queries.json、qrels.json のあるフォルダを指定してください`,
    }
  const corpus = rowsOf(folder, ['corpus'], 'text')
  if (isWrong(corpus)) return { ok: false, message: corpus.wrong }
  const passages = textsOf(corpus, ID, TEXT)
  if (isWrong(passages)) return { ok: false, message: passages.wrong }
  const asked = rowsOf(folder, ['queries'], 'text')
  if (isWrong(asked)) return { ok: false, message: asked.wrong }
  const queries = textsOf(asked, QUERY_ID, QUERY_TEXT)
  if (isWrong(queries)) return { ok: false, message: queries.wrong }
  const grades = rowsOf(folder, ['qrels', 'qrels/test', 'qrels/dev'], 'grades')
  if (isWrong(grades)) return { ok: false, message: grades.wrong }
  const judged = judgedOf(grades, new Set(queries.map(({ id }) => id)), new Set(passages.map(({ id }) => id)))
  if (isWrong(judged)) return { ok: false, message: judged.wrong }
  return { ok: true, collection: { passages, queries, judged } }
}

type Rows = { path: string; rows: Row[] }

/** The rows of the first of these files that is there, whatever its shape. */
function rowsOf(folder: string, names: readonly string[], of: 'text' | 'grades'): Rows | Wrong {
  const files = names.flatMap((name) => ['.json', '.jsonl', '.tsv'].map((end) => name + end))
  const name = files.find((file) => existsSync(join(folder, file)))
  if (!name) return wrong(`${folder} に ${names[0]}.json（または .jsonl、.tsv）がありません`)
  const path = join(folder, name)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)).replace(/^\ufeff/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return wrong(`${path} は UTF-8 の文字ではありません`)
    return wrong(`${path} を読めません（${code ?? 'error'}）`)
  }
  if (name.endsWith('.tsv')) return tableOf(path, text)
  const lines = name.endsWith('.jsonl') ? text.split(/\r?\n/) : [text]
  const values: unknown[] = []
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue
    try {
      values.push(JSON.parse(line))
    } catch {
      return wrong(lines.length > 1 ? `${path}:${i + 1} は JSON ではありません` : `${path} は JSON ではありません`)
    }
  }
  const whole = name.endsWith('.jsonl') ? values : values[0]
  if (Array.isArray(whole)) {
    const bad = whole.findIndex((row) => typeof row !== 'object' || row === null)
    return bad < 0 ? { path, rows: whole as Row[] } : wrong(`${path} の ${bad + 1} 番目は { … } ではありません`)
  }
  if (typeof whole !== 'object' || whole === null) return wrong(`${path} は [ … ] か { … } ではありません`)
  const pairs = Object.entries(whole)
  if (of === 'grades')
    return {
      path,
      rows: pairs.flatMap(([query, grades]) =>
        Array.isArray(grades)
          ? grades.map((doc): Row => ({ query, doc, grade: 1 }))
          : Object.entries((grades ?? {}) as Row).map(([doc, grade]): Row => ({ query, doc, grade })),
      ),
    }
  return {
    path,
    rows: pairs.map(([id, value]): Row => ({ ...(typeof value === 'object' ? value : { text: value }), id })),
  }
}

/** A table with a header; without one, the columns of TREC (query, 0, entry, grade) or (query, entry, grade). */
function tableOf(path: string, text: string): Rows | Wrong {
  const lines = text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.split('\t')]))
  const first = lines[0]
  if (!first) return wrong(`${path} は空です`)
  const named = first.some((cell) => [...ID, ...JUDGED_QUERY, ...TEXT].includes(cell.trim().toLowerCase()))
  const header = named
    ? first.map((cell) => cell.trim().toLowerCase())
    : first.length >= 4
      ? ['query', 'turn', 'doc', 'grade']
      : first.length === 3
        ? ['query', 'doc', 'grade']
        : ['id', 'text']
  const rows = named ? lines.slice(1) : lines
  return { path, rows: rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? '']))) }
}

function pick(row: Row, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return undefined
}

function textsOf({ path, rows }: Rows, ids: readonly string[], texts: readonly string[]): Passage[] | Wrong {
  const found = new Map<string, Passage>()
  for (const [i, row] of rows.entries()) {
    const id = pick(row, ids)
    if (id === undefined) return wrong(`${path} の ${i + 1} 番目に id がありません`)
    const text = pick(row, texts)
    const title = pick(row, ['title', 'name']) ?? ''
    if (text === undefined && title === '') return wrong(`${path} の ${i + 1} 番目（${id}）に ${texts[0]} がありません`)
    found.set(id, { id, title, text: text ?? '' })
  }
  return found.size > 0 ? [...found.values()] : wrong(`${path} は空です`)
}

function judgedOf({ path, rows }: Rows, queries: ReadonlySet<string>, entries: ReadonlySet<string>) {
  const judged = new Map<string, Map<string, number>>()
  for (const [i, row] of rows.entries()) {
    const query = pick(row, JUDGED_QUERY)
    const entry = pick(row, JUDGED_ENTRY)
    const grade = Number(pick(row, JUDGED_GRADE) ?? 1)
    if (query === undefined || entry === undefined || !Number.isFinite(grade))
      return wrong(`${path} の ${i + 1} 番目は、質問の id、項目の id、評価（数）の組ではありません`)
    if (!queries.has(query) || !entries.has(entry)) continue
    const grades = judged.get(query) ?? new Map<string, number>()
    grades.set(entry, grade)
    judged.set(query, grades)
  }
  return judged.size > 0 ? judged : wrong(`${path} の id が、corpus と queries の id と合いません`)
}
