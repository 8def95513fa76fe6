// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source code as text
// The architecture, held to its word: every rule of tests/tidy.ts on the whole project. Then the rules themselves:
// one planted fault of each kind must be found, and a tidy little project must pass them all.
import assert from 'node:assert/strict'
import { relative } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'
import { MAY_CALL } from '../src/map.ts'
import { blank, importsOf, projectFiles, RULES, root, type SourceFile } from './tidy.ts'

const project = projectFiles()
for (const [name, rule] of Object.entries(RULES))
  test(`the project keeps to ${name}`, () => {
    const problems = rule(project)
    assert.equal(problems.length, 0, `\n${problems.join('\n')}\n`)
  })

test('the map has no circles: what a capability calls stands below it', () => {
  const order = Object.keys(MAY_CALL)
  for (const [from, to] of Object.entries(MAY_CALL))
    for (const name of to) assert.ok(order.indexOf(name) < order.indexOf(from), `${from} → ${name}`)
})

// ── the rules on a small project ────────────────────────────────────────────────────────────────────────────────

const tidy: Record<string, string> = {
  'src/app.tsx': `import { needRoutes } from './need/index.ts'\nexport const app = <main>it's {needRoutes} // fine</main>\n`,
  'src/need/index.ts': `// The need register.\nexport { closeNeed } from './actions.ts'\nexport type {\n  Need,\n} from './store.ts'\n`,
  'src/need/actions.ts': `import { record } from '../platform/events.ts'
import { actorOf } from '../people/index.ts'
import { closeRow } from './store.ts'
// never new Date() or selectFrom('x') or import('../referral/store.ts')
export const closeNeed = (tx, now) => closeRow(tx).then(() => record(tx, { name: \`need.\${now}\`, data: f({ name: 'x' }), at: now }))
export const open = (tx) => record(tx, { municipality: f(tx, 'a'), name: tx ? 'need.opened' : 'need.reopened' })
`,
  'src/need/rules.ts': `import type { Need } from './store.ts'
import { holidayName } from '../platform/clock.ts'
/** Not Date.now(): time is an argument. */
export const due = (need, now) => new Date(now.getTime() + 1)
export const text = 'Date.now() and new Date() in a text', pattern = /['"]new Date()/
`,
  'src/need/store.ts': `import { sql } from 'kysely'
export const closeRow = (tx) => tx.updateTable('need.item').set({}).execute()
export const count = (tx) => sql\`select count(*) from need.item join need.note using (id)\`.execute(tx)
`,
  'src/need/store.test.ts': `import { x } from '../referral/store.ts'\nawait pool.query('select 1')\n`,
  'src/people/index.ts': `// People who sign in.\nexport { actorOf } from './actions.ts'\n`,
  'src/people/actions.ts': 'export const actorOf = 1\n',
  'migrations/0001_need.sql': `-- Needs.
create schema need;
create table need.item (
  municipality text not null references area.municipality (code),
  id uuid not null,
  state text check (state in ('open', 'met')),
  primary key (municipality, id)
);
create index item_state on need.item (municipality, state);
`,
}
const files = (changed: Record<string, string> = {}): SourceFile[] =>
  Object.entries({ ...tidy, ...changed }).map(([path, text]) => ({ path, text }))

test('a tidy project passes every rule', () => {
  for (const [name, rule] of Object.entries(RULES))
    if (name !== 'noStaleExceptions') assert.deepEqual(rule(files()), [], name)
})

const more = (path: string, text: string) => ({ [path]: `${tidy[path] ?? ''}${text}\n` })
const key = 'AKIA'.padEnd(20, 'Q')
const planted: [keyof typeof RULES, string, Record<string, string>, RegExp][] = [
  [
    'frontDoorsOnly',
    'a side door',
    more('src/need/actions.ts', `import { b } from '../people/store.ts'`),
    /actions\.ts:7 reaches into src\/people\/store\.ts/,
  ],
  [
    'frontDoorsOnly',
    'a type through the side door',
    more('src/need/actions.ts', `import type { B } from '../people/store.ts'`),
    /reaches into/,
  ],
  [
    'frontDoorsOnly',
    'a side door that is handed on',
    more('src/need/actions.ts', `export * from '../people/store.ts'`),
    /reaches into/,
  ],
  [
    'frontDoorsOnly',
    'a side door of many lines',
    more('src/need/actions.ts', `import {\n  a,\n  b,\n} from '../people/rules.ts'`),
    /reaches into/,
  ],
  [
    'frontDoorsOnly',
    'a side door opened later',
    more('src/need/actions.ts', `const x = async () => await import('../people/store.ts')`),
    /reaches into/,
  ],
  [
    'frontDoorsOnly',
    'the app at a side door',
    more('src/app.tsx', `import './need/store.ts'`),
    /app\.tsx:\d+ reaches into/,
  ],
  [
    'alongTheMap',
    'a call upward',
    more('src/need/actions.ts', `import { ask } from '../referral/index.ts'`),
    /need may not call referral/,
  ],
  [
    'alongTheMap',
    'a platform that knows a domain',
    more('src/platform/jobs.ts', `import { n } from '../need/index.ts'`),
    /platform knows no domain/,
  ],
  [
    'alongTheMap',
    'a call to the app',
    more('src/need/actions.ts', `import { app } from '../app.tsx'`),
    /stands above it/,
  ],
  [
    'foldersOnTheMap',
    'a folder without a place',
    more('src/extras/rules.ts', 'export {}'),
    /src\/extras\/ is no capability/,
  ],
  [
    'plainImports',
    'a computed import',
    more('src/need/actions.ts', 'const x = import(`../${name}/store.ts`)'),
    /cannot be read/,
  ],
  [
    'rulesArePure',
    'a rule that asks the database',
    more('src/need/rules.ts', `import { closeRow } from './store.ts'`),
    /pure, but imports \.\/store\.ts/,
  ],
  [
    'rulesArePure',
    'a rule that draws lots',
    more('src/need/rules.ts', `import { randomInt } from 'node:crypto'`),
    /pure, but imports node:crypto/,
  ],
  [
    'rulesArePure',
    'a rule that looks at the clock',
    more('src/need/rules.ts', 'const at = Date.now()'),
    /rules\.ts:6 is pure, but uses Date\.now/,
  ],
  [
    'rulesArePure',
    'a rule that looks at the clock anew',
    more('src/need/rules.ts', 'const at = `${new Date()}`'),
    /uses new Date\(\)/,
  ],
  ['rulesArePure', 'a rule by chance', more('src/need/rules.ts', 'const n = Math.random()'), /uses Math\.random/],
  ['rulesArePure', 'a rule by surroundings', more('src/need/rules.ts', 'const n = process.env.X'), /uses process\.env/],
  [
    'sqlInStores',
    'a query in an action',
    more('src/need/actions.ts', `const x = db.selectFrom('need.item')`),
    /actions\.ts:7 holds SQL/,
  ],
  [
    'sqlInStores',
    'SQL in a page',
    more('src/need/pages.tsx', 'const x = sql<number>`select 1`'),
    /pages\.tsx:1 holds SQL/,
  ],
  ['sqlInStores', 'a query past Kysely', more('src/cli.ts', `await pool.query('select 1')`), /cli\.ts:1 holds SQL/],
  [
    'ownTables',
    'a join into another capability',
    more('src/need/store.ts', `const x = db.selectFrom('need.item').innerJoin('people.account', 'a', 'b')`),
    /need touches a table of people/,
  ],
  [
    'ownTables',
    'a foreign table in SQL',
    more('src/need/store.ts', 'const x = sql`delete from people.account`'),
    /need touches a table of people/,
  ],
  [
    'frontDoors',
    'no front door',
    more('src/referral/rules.ts', 'export const a = 1'),
    /src\/referral\/ has no front door/,
  ],
  [
    'frontDoors',
    'a front door left open',
    more('src/need/index.ts', `export * from './rules.ts'`),
    /exports everything/,
  ],
  ['frontDoors', 'a front door without a name', more('src/need/index.ts', `export default 1`), /default export/],
  [
    'frontDoors',
    'a front door that works',
    more('src/need/index.ts', `export const a = () => 1`),
    /holds more than exports/,
  ],
  [
    'frontDoors',
    'a front door that offers what is not its own',
    more('src/need/index.ts', `export { a } from '../people/index.ts'`),
    /holds more than exports/,
  ],
  [
    'frontDoors',
    'a front door without a word',
    { 'src/people/index.ts': `export { actorOf } from './actions.ts'\n` },
    /without saying/,
  ],
  ['shortFiles', 'a long file', more('src/need/pages.tsx', 'a\n'.repeat(401)), /pages\.tsx has 401 lines/],
  ['noDrawers', 'a drawer', more('src/need/utils.ts', ''), /utils\.ts: a drawer/],
  ['noDrawers', 'a folder that is a drawer', more('src/platform/helpers/date.ts', ''), /a drawer/],
  [
    'migrationsInOrder',
    'a migration out of order',
    more('migrations/0003_people.sql', 'create schema people;'),
    /expected number 0002/,
  ],
  [
    'migrationsInOrder',
    'a schema that is no capability',
    more('migrations/0002_people.sql', 'create schema persons;'),
    /schema persons is no capability/,
  ],
  [
    'migrationsInOrder',
    'a table outside its schema',
    more('migrations/0002_people.sql', 'create table account (id int);'),
    /table account without its schema/,
  ],
  [
    'migrationsInOrder',
    "another's table",
    more('migrations/0002_people.sql', 'alter table need.item add x int;'),
    /a migration of people changes need/,
  ],
  ['migrationsInOrder', 'a migration of nobody', more('migrations/0002_things.sql', ''), /things is no capability/],
  [
    'municipalityFirst',
    'a table that cannot be spread',
    more('migrations/0001_need.sql', 'create table need.note (\n  id uuid primary key,\n  municipality text\n);'),
    /key of need\.note is \(id\)/,
  ],
  [
    'municipalityFirst',
    'a table without a key',
    more('migrations/0001_need.sql', 'create table need.log (\n  words text\n);'),
    /key of need\.log is \(\)/,
  ],
  [
    'fewSayWhoActs',
    'a handler that makes itself the system',
    { 'src/need/routes.tsx': "export const all = (c) => list(actingAs(c.var.db, { kind: 'system' }))\n" },
    /routes\.tsx:1 says who acts/,
  ],
  ['noStaleExceptions', 'an exception for nothing', {}, /exception for platform\.event, which does not exist/],
  [
    'ownEvents',
    "another's event",
    more('src/need/actions.ts', `record(tx, {\n  name: 'people.left',\n})`),
    /need records an event of people/,
  ],
  [
    'ownEvents',
    "another's event behind a word",
    more('src/need/actions.ts', `const event = 'people.left'\nrecord(tx, { name: event, at })`),
    /need records an event of people/,
  ],
  ['ownEvents', 'an event in hiding', more('src/need/actions.ts', 'record(tx, make())'), /write the event's name/],
  ['noClasses', 'a class', more('src/need/actions.ts', 'export class Manager {}'), /class Manager/],
  [
    'nothingPrivate',
    'a path on one machine',
    more('src/need/store.ts', `const x = '/ho${''}me/someone/data'`),
    /names a place on one machine/,
  ],
  ['nothingPrivate', 'a key', more('docs/a.md', key), /looks like a secret/],
  [
    'nothingPrivate',
    'a password in an address',
    more('src/need/store.ts', `const x = 'postgres://me:${'hunter22'}@db1.city.jp/x'`),
    /looks like a secret/,
  ],
]
for (const [name, what, changed, expected] of planted)
  test(`${name} finds ${what}`, () => assert.match(RULES[name]!(files(changed)).join('\n'), expected))

test('every rule has been seen to find something', () => {
  assert.deepEqual(
    Object.keys(RULES).filter((name) => !planted.some(([rule]) => rule === name)),
    [],
  )
})

// ── reading source ──────────────────────────────────────────────────────────────────────────────────────────────

test('comments and strings are blanked, code between them stays', () => {
  const cases: [string, string][] = [
    [`a /* b */ c // d`, 'a         c     '],
    [`f('x // y') // z`, `f('      ')     `],
    [`'it\\'s' + b`, `'     ' + b`],
    ['`a${b + `c${d}`}e` + f', '` ${b + ` ${d}`} ` + f'],
    ['`${{ a: 1 }}x` + y', '`${{ a: 1 }} ` + y'],
    [`x = /['"\`]/.test(y) // z`, `x = /     /.test(y)     `],
    [`a / b / 'c'`, `a / b / ' '`],
    [`<p>it's</p>\nb('c')`, `<p>it'     \nb(' ')`],
  ]
  for (const [text, expected] of cases) assert.equal(blank(text, true), expected)
})

test('imports are read as they are meant', () => {
  const text = `import a from 'a'
import type { B } from './b.ts'
import { type C, type D } from './c.ts'
import { type E, f } from './e.ts'
import type, { g } from './g.ts'
import * as h from './h.ts'
import './i.ts'
import data from './j.json' with { type: 'json' }
export { k } from './k.ts'
export type * from './l.ts'
const m = "import x from 'not'"
// import n from 'not'
const o = \`
import p from 'not'
\`
const q = await import('./q.ts'), r = import.meta.url, s = t.import('not')
export const u = v('from') + "'not'"
`
  const short = importsOf(text).map(({ from, typeOnly, line }) => `${line} ${from}${typeOnly ? ' type' : ''}`)
  assert.deepEqual(short, [
    '1 a',
    '2 ./b.ts type',
    '3 ./c.ts type',
    '4 ./e.ts',
    '5 ./g.ts',
    '6 ./h.ts',
    '7 ./i.ts',
    '8 ./j.json',
    '9 ./k.ts',
    '10 ./l.ts type',
    '16 ./q.ts',
  ])
})

test('no import that esbuild sees in the project escapes the reading', async () => {
  const code = project.filter(({ path }) => /^(src|tests|scripts|bench)\/.*\.(tsx?|mjs)$/.test(path))
  const seen: { importer: string; path: string }[] = []
  await build({
    entryPoints: code.map(({ path }) => root + path),
    plugins: [
      {
        name: 'listen',
        setup: ({ onResolve }) =>
          onResolve({ filter: /./ }, ({ kind, importer, path }) => {
            if (kind === 'entry-point') return null
            if (!path.startsWith('hono/jsx/jsx-'))
              seen.push({ importer: relative(root, importer).replaceAll('\\', '/'), path })
            return { path, external: true }
          }),
      },
    ],
    bundle: true,
    format: 'esm',
    outdir: 'nowhere',
    write: false,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, jsx: 'react-jsx', jsxImportSource: 'hono/jsx' } },
  })
  const read = new Map(code.map(({ path, text }) => [path, new Set(importsOf(text).map(({ from }) => from))]))
  for (const { importer, path } of seen)
    assert.ok(read.get(importer)?.has(path), `${importer} imports ${path}, and the reading missed it`)
  assert.ok(seen.length > 100, `esbuild saw only ${seen.length} imports`)
})
