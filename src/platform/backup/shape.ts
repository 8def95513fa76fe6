// What the database looks like, as far as a copy of its rows needs to know. Read from its own catalogue.
import type pg from 'pg'

export type Table = {
  /** `schema.table`, ready for SQL. */
  name: string
  columns: { name: string; type: string; generated: boolean }[]
  /** What to order by, the same on every server: texts by their bytes. */
  order: string
}

/** A text comes out the same on every server and in every country. */
export const EXACT = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO, YMD'",
  "set local intervalstyle = 'postgres'",
  "set local bytea_output = 'hex'",
  'set local extra_float_digits = 1',
  // hidden rows would be missing without a word: better an error
  'set local row_security = off',
]

/** The tables of these schemas, by name. */
export async function listTables(client: pg.ClientBase, schemas: readonly string[]): Promise<Table[]> {
  const { rows } = await client.query(
    `select format('%I.%I', n.nspname, c.relname) as name,
       json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod),
         'generated', a.attgenerated <> '', 'text', t.typcategory = 'S', 'place', array_position(i.indkey::int2[], a.attnum))
         order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_type t on t.oid = a.atttypid
       left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relkind = 'r' and n.nspname = any($1) group by 1 order by 1`,
    [schemas],
  )
  type Column = Table['columns'][number] & { text: boolean; place: number | null }
  return (rows as { name: string; columns: Column[] }[]).map(({ name, columns }) => {
    const key = columns.filter(({ place }) => place !== null).sort((a, b) => a.place! - b.place!)
    const by = (key.length > 0 ? key : columns).map(({ name, text }) =>
      key.length === 0 ? `${name}::text collate "C"` : text ? `${name} collate "C"` : name,
    )
    return {
      name,
      columns: columns.map(({ name, type, generated }) => ({ name, type, generated })),
      order: by.join(', '),
    }
  })
}

/** A row as one line: a list of texts and nulls. What is generated is left out, for it comes by itself. */
export const lineOf = ({ columns }: Table): string =>
  `json_build_array(${stored(columns)
    .map(({ name }) => `${name}::text`)
    .join(', ')})::text`

export const stored = <C extends { generated: boolean }>(columns: readonly C[]): C[] =>
  columns.filter(({ generated }) => !generated)

/** Where a fetch begins, and what it grows to: rows may be megabytes. */
const FEWEST = 16
const MOST = 4096
const ENOUGH = 1_000_000

/** The lines of one query, some at a time: memory does not grow with the table. */
export async function* linesFrom(client: pg.ClientBase, query: string): AsyncGenerator<string[]> {
  await client.query(`declare lines no scroll cursor for ${query}`)
  for (let count = FEWEST; ; ) {
    const { rows } = await client.query<[string]>({ text: `fetch ${count} from lines`, rowMode: 'array' })
    if (rows.length === 0) break
    const lines = rows.map(([line]) => line)
    yield lines
    const length = lines.reduce((sum, line) => sum + line.length, 0)
    count = length > ENOUGH ? Math.max(1, count >> 1) : Math.min(MOST, count * 2)
  }
  await client.query('close lines')
}

/** The migrations that have been applied; null where there never was one. */
export async function listApplied(client: pg.ClientBase): Promise<{ name: string; sha256: string }[] | null> {
  const { rows } = await client.query("select to_regclass('platform.migration') as there")
  if (!rows[0].there) return null
  return (await client.query('select name, sha256 from platform.migration order by name')).rows
}

/** Sequences of these schemas. */
export async function listSequences(client: pg.ClientBase, schemas: readonly string[]): Promise<string[]> {
  const { rows } = await client.query(
    `select format('%I.%I', schemaname, sequencename) as name from pg_sequences where schemaname = any($1) order by 1`,
    [schemas],
  )
  return rows.map(({ name }) => name)
}
