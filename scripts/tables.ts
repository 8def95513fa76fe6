// npm run tables: writes src/*/tables.ts, the row types, from a freshly migrated database.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { openDatabase } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'

const check = process.argv.includes('--check')
const types: Record<string, string> = {
  text: 'string', varchar: 'string', uuid: 'string', date: 'string', bool: 'boolean', int4: 'number', int8: 'number',
  float8: 'number', numeric: 'number', timestamptz: 'Date', jsonb: 'unknown', bytea: 'Buffer', _text: 'string[]', _uuid: 'string[]',
}
// Dates go in as Date or ISO text; JSON goes in as text.
const inserts: Record<string, string> = { timestamptz: 'Date | string', jsonb: 'string' }

const { pool, close } = await openDatabase({})
await migrate(pool)
const { rows } = await pool.query(`
  select c.table_schema as schema, c.table_name as table, c.column_name as column, c.udt_name as type,
    c.is_nullable = 'YES' as nullable,
    c.column_default is not null or c.is_identity = 'YES' as optional, c.is_identity = 'YES' as identity
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
  order by 1, 2, c.ordinal_position`)
await close()

const name = (text: string) => text.replace(/(^|[_.])(\w)/g, (_all, _dot, letter: string) => letter.toUpperCase())
let stale = false
for (const schema of new Set(rows.map((row) => row.schema as string))) {
  const mine = rows.filter((row) => row.schema === schema)
  const tables = [...new Set(mine.map((row) => row.table as string))]
  const bodies = tables.map((table) => {
    const columns = mine.filter((row) => row.table === table).map((row) => {
      const type = types[row.type]
      if (!type) throw new Error(`${schema}.${table}.${row.column}: no type for ${row.type}`)
      const read = row.nullable ? `${type} | null` : type
      const write = inserts[row.type] ?? type
      const insert = `${write}${row.nullable ? ' | null' : ''}${row.optional || row.nullable ? ' | undefined' : ''}`
      if (row.identity) return `  ${row.column}: ColumnType<${read}, never, never>`
      return insert === read ? `  ${row.column}: ${read}` : `  ${row.column}: ColumnType<${read}, ${insert}, ${write}${row.nullable ? ' | null' : ''}>`
    })
    return `export type ${name(table)}Row = {\n${columns.join('\n')}\n}`
  })
  const text = `// Written by npm run tables from the migrated database. Do not edit.
import type { ColumnType } from 'kysely'

${bodies.join('\n\n')}

export type ${name(schema)}Tables = {
${tables.map((table) => `  '${schema}.${table}': ${name(table)}Row`).join('\n')}
}

declare module '${schema === 'platform' ? './db.ts' : '../platform/db.ts'}' {
  interface Tables extends ${name(schema)}Tables {}
}
`
  const used = text.includes('ColumnType<') ? text : text.replace("import type { ColumnType } from 'kysely'\n\n", '')
  const path = new URL(`../src/${schema}/tables.ts`, import.meta.url)
  if (existsSync(path) && readFileSync(path, 'utf8') === used) continue
  stale = true
  if (!check) writeFileSync(path, used)
  console.log(`${check ? 'stale' : 'written'}: src/${schema}/tables.ts`)
}
if (check && stale) process.exitCode = 1
