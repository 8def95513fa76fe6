// The rules of the house. Each takes a set of files and says what is wrong in it; tests/tidy.test.ts applies them.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CAPABILITIES, MAY_CALL, PURE } from '../src/map.ts'

/** Path from the root of the project, with forward slashes. */
export type SourceFile = { path: string; text: string }
/** One line for each fault: where, what, and what to do instead. */
export type Rule = (files: readonly SourceFile[]) => string[]

// ── exceptions, each with its reason ────────────────────────────────────────────────────────────────────────────

/** Tables whose first key column is not `municipality`. */
export const OTHER_KEYS: Record<string, string> = {
  'area.municipality': 'it is the list of them; its key is the code itself',
  'platform.migration': 'of the database, not of a municipality',
  'platform.event': 'one order for the whole log; jobs follow it by id',
  'platform.event_todo': 'follows platform.event by id',
  'platform.reaction': 'follows platform.event by id',
  'platform.seal': 'one chain over the one log',
  'platform.anchor': 'one chain over the one log; its key is the day',
  'platform.field_key': 'keys are those of the whole installation',
  // as it was made; platform.notice since 0035
  'platform.mail': 'one queue of the whole installation; rows carry their municipality',
  'people.entrance': 'found by the hash of a token, before the municipality is known',
  'people.session': 'found by the hash of a cookie, before the municipality is known',
  'people.handshake': 'found by the hash of a cookie, between two steps of one sign-in',
  'referral.link': 'found by the hash of a token, before the municipality is known',
  'referral.opening': 'found by its own random id from a cookie, before the municipality is known',
}

/** Capabilities that may read tables of others in SQL, and why. */
export const READS_ALL: Record<string, string> = {
  insight: 'counts across all capabilities in one query; it only reads',
}

/** Classes in src/. Data and functions do; a class needs a reason. An error that is told apart by its class has one. */
export const CLASSES: Record<string, string> = {}

/** Who may say who acts on the database, and why: everybody else takes the database of the request as it is. */
export const WHO_ACTS: Record<string, string> = {
  'src/platform/scope.ts': 'it is where that is made',
  'src/app.tsx': 'before anybody is known, a request is nobody',
  'src/people/guard.ts': 'the guard knows who comes, and what they hold',
  'src/people/signin/sessions.ts': 'sign-in sees accounts only, before anybody is known',
  'src/sharing/basis/routes.tsx': 'an emergency and a 支援会議 find a person by the whole name before they know them',
}

/** Files of src/ that may be longer than 400 lines. tables.ts is generated and words.ts is text: they may anyway. */
export const LONG: Record<string, string> = {}
const LINES = 400

// ── reading source ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Blanks comments, and with `strings` also what stands between quotes, keeping every line and column in its place.
 * Knows quotes, templates with code inside, and regular expressions. Quotes and regular expressions end with their
 * line at the latest, so that an apostrophe in the text of a page spoils one line and not the file.
 */
export function blank(text: string, strings = false): string {
  const out = text.split('')
  const hide = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' '
  }
  const depth: number[] = [] // for each open `${`: how many braces are open inside
  let before = '' // the last thing that means something: a regular expression cannot follow a value
  let i = 0
  const template = (from: number) => {
    let end = from
    while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) end += text[end] === '\\' ? 2 : 1
    if (strings) hide(from, Math.min(end, text.length))
    if (text[end] === '`') {
      before = '`'
      return end + 1
    }
    depth.push(0)
    before = '{'
    return end + 2
  }
  while (i < text.length) {
    const c = text[i]!
    if (text.startsWith('//', i)) {
      const end = text.indexOf('\n', i) < 0 ? text.length : text.indexOf('\n', i)
      hide(i, end)
      i = end
    } else if (text.startsWith('/*', i)) {
      const end = text.indexOf('*/', i) < 0 ? text.length : text.indexOf('*/', i) + 2
      hide(i, end)
      i = end
    } else if (c === "'" || c === '"') {
      let end = i + 1
      while (end < text.length && text[end] !== c && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1
      if (strings) hide(i + 1, Math.min(end, text.length))
      i = end + 1
      before = c
    } else if (c === '`') {
      i = template(i + 1)
    } else if (c === '}' && depth.at(-1) === 0) {
      depth.pop()
      i = template(i + 1)
    } else if (c === '/' && /^$|[(,=:[!&|?;{+*%~^]$|=>$|\b(return|typeof|case|in|of|do|else)$/.test(before)) {
      let end = i + 1
      let set = false
      while (end < text.length && text[end] !== '\n' && (set || text[end] !== '/')) {
        if (text[end] === '[') set = true
        if (text[end] === ']') set = false
        end += text[end] === '\\' ? 2 : 1
      }
      if (strings) hide(i + 1, Math.min(end, text.length))
      i = end + 1
      before = '/'
    } else {
      if (depth.length > 0 && c === '{') depth[depth.length - 1]! += 1
      if (depth.length > 0 && c === '}') depth[depth.length - 1]! -= 1
      if (/\w/.test(c)) before = /\w$/.test(before) && /\w/.test(text[i - 1] ?? '') ? before + c : c
      else if (!/\s/.test(c)) before = c === '>' && text[i - 1] === '=' ? '=>' : c
      i += 1
    }
  }
  return out.join('')
}

/** A value that is brought in, or only types, and from where. `from` is null when it is not a plain string. */
export type Import = { from: string | null; typeOnly: boolean; line: number }

/** Every import of a file: `import … from`, `import '…'`, `export … from`, `import('…')`, `require('./…')`. */
export function importsOf(text: string): Import[] {
  const code = blank(text)
  const bare = blank(text, true)
  const found: Import[] = []
  const line = (at: number) => code.slice(0, at).split('\n').length
  // The formatter puts a statement at the beginning of a line; `bare` shows that it is not inside a string.
  for (const match of code.matchAll(/^[ \t]*(import|export)\b(?!\s*\()([^'"`;=()]*?)(['"])([^'"\n]*)\3/gm)) {
    const at = match.index + match[0].indexOf(match[1]!)
    const clause = match[2]!.trim()
    if (!bare.startsWith(match[1]!, at)) continue
    if (clause !== '' && !/(^|[\s}])from$/.test(clause)) continue
    const names = /\{([^}]*)\}/.exec(clause)?.[1]
    const outside = clause
      .replace(/\{[^}]*\}/, '')
      .replace(/\bfrom$/, '')
      .trim()
    const named = (names ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const allTypes = outside === '' && named.length > 0 && named.every((name) => name.startsWith('type '))
    found.push({ from: match[4]!, typeOnly: /^type\b(?!\s*,|\s+from$)/.test(clause) || allTypes, line: line(at) })
  }
  for (const match of code.matchAll(/\b(import|require)\s*\(\s*(?:(['"])([^'"\n]*)\2)?/g)) {
    if (!bare.startsWith(match[1]!, match.index) || /\.\s*$/.test(bare.slice(0, match.index))) continue
    if (match[1] === 'import') {
      // `typeof import('…')` and `import('…').Name` in a type are rare enough to count as values
      found.push({ from: match[3] ?? null, typeOnly: false, line: line(match.index) })
    } else if (match[3]?.startsWith('.')) found.push({ from: match[3], typeOnly: false, line: line(match.index) })
  }
  return found.sort((a, b) => a.line - b.line)
}

/** The path in the project that an import means; null for a package. */
export const resolveImport = (file: string, from: string): string | null =>
  from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), from)) : null

/** The folder under src/ that a file belongs to; '' for src/app.tsx and its like; null outside src/. */
export const capabilityOf = (path: string): string | null => {
  const parts = path.split('/')
  if (parts[0] !== 'src') return null
  return parts.length > 2 ? parts[1]! : ''
}

const isCode = (path: string) => /\.(ts|tsx|mjs)$/.test(path)
const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('tests/')
/** What the service is made of: code under src/ without tests. */
const service = (files: readonly SourceFile[]) =>
  files.filter(({ path }) => path.startsWith('src/') && isCode(path) && !isTest(path))
const base = (path: string) => posix.basename(path)
const places = (
  file: SourceFile,
  text: string,
  pattern: RegExp,
): { line: number; match: RegExpMatchArray; at: string }[] =>
  [...text.matchAll(pattern)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length
    return { line, match, at: `${file.path}:${line}` }
  })

// ── the rules ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What a file of src/ brings in from src/. */
function* callsIn(files: readonly SourceFile[]) {
  for (const file of service(files))
    for (const { from, typeOnly, line } of importsOf(file.text)) {
      const target = from === null ? null : resolveImport(file.path, from)
      if (!target?.startsWith('src/')) continue
      yield {
        file,
        target,
        typeOnly,
        at: `${file.path}:${line}`,
        own: capabilityOf(file.path)!,
        other: capabilityOf(target)!,
      }
    }
}

/** Capabilities meet at the front door. */
export const frontDoorsOnly: Rule = (files) =>
  [...callsIn(files)]
    .filter(
      ({ own, other, target }) => other !== own && other !== '' && other !== 'platform' && base(target) !== 'index.ts',
    )
    .map(({ at, target, other }) => `${at} reaches into ${target}; call src/${other}/index.ts, its front door`)

/** … and only along the map; the platform knows none of them, and nothing knows the app that is made of them. */
export const alongTheMap: Rule = (files) =>
  [...callsIn(files)].flatMap(({ at, own, other, target }) => {
    if (own === '' || own === other) return []
    if (other === '') return [`${at} imports ${target}, which stands above it`]
    if (other === 'platform') return []
    if (own === 'platform') return [`${at}: the platform knows no domain, but imports ${other}`]
    const may = (MAY_CALL as Record<string, readonly string[]>)[own] ?? []
    return may.includes(other)
      ? []
      : [`${at}: ${own} may not call ${other} (src/map.ts); record an event and let a job react`]
  })

/** Every folder of src/ is a capability of the map. */
export const foldersOnTheMap: Rule = (files) =>
  [...new Set(service(files).map(({ path }) => capabilityOf(path)!))]
    .filter((folder) => folder !== '' && !(CAPABILITIES as readonly string[]).includes(folder))
    .map((folder) => `src/${folder}/ is no capability of src/map.ts`)

/** What an import means can be read: no computed addresses. */
export const plainImports: Rule = (files) =>
  service(files).flatMap((file) =>
    importsOf(file.text)
      .filter(({ from }) => from === null)
      .map(({ line }) => `${file.path}:${line} imports what cannot be read; write the address as a plain string`),
  )

/** Rules are pure: time and chance are arguments, and nothing is fetched or stored. */
export const rulesArePure: Rule = (files) =>
  service(files)
    .filter(({ path }) =>
      (PURE as readonly string[]).some((name) => path === `src/${name}` || path.endsWith(`/${name}`)),
    )
    .flatMap((file) => {
      const impure =
        /(^|\/)(\w*store|db|events|mail|jobs|actions|reads|routes|api|migrate|config|secret|http|guard|worker|server|cli)\.tsx?$/
      const bad = importsOf(file.text)
        .filter(
          ({ from, typeOnly }) =>
            !typeOnly && from !== null && (impure.test(from) || /^(node:|pg$|pg-boss|kysely)/.test(from)),
        )
        .map(({ from, line }) => `${file.path}:${line} is pure, but imports ${from}`)
      const words =
        /\bDate\.now\s*\(|\bnew Date\s*\(\s*\)|\bnew Date\b(?!\s*\()|\bMath\.random\b|\bprocess\.\w+|\bTemporal\.Now\b|\bsystemClock\b|\bperformance\.now\b|\brandomUUID\b|\bcrypto\.\w+|\bfetch\s*\(|\bset(?:Timeout|Interval)\s*\(/g
      const said = places(file, blank(file.text, true), words)
      return [
        ...bad,
        ...said.map(({ at, match }) => `${at} is pure, but uses ${match[0].trim()}; take it as an argument`),
      ]
    })

const isStore = (path: string) => path.endsWith('store.ts') || path.startsWith('src/platform/')

/** SQL stands in stores and nowhere else. */
export const sqlInStores: Rule = (files) =>
  service(files)
    .filter(({ path }) => !isStore(path))
    .flatMap((file) =>
      places(
        file,
        blank(file.text, true),
        /\.(?:selectFrom|insertInto|replaceInto|updateTable|deleteFrom|mergeInto|selectNoFrom)\b|\bsql\s*(?:<[^`;=]*>)?\s*`|\bsql\.(?:raw|ref|table|id|lit)\b|\b(?:pool|client)\.query\s*\(|\bCompiledQuery\b/g,
      ).map(({ at, match }) => `${at} holds SQL (${match[0].trim()}); it belongs in a store.ts`),
    )

/** A store touches the tables of its own capability. */
export const ownTables: Rule = (files) =>
  service(files).flatMap((file) => {
    const own = capabilityOf(file.path)!
    if (own === '' || own in READS_ALL) return []
    const others = CAPABILITIES.filter((name) => name !== own).join('|')
    const builder = new RegExp(`(?:From|Into|Table|[jJ]oin|using|Using)\\(\\s*\\[?\\s*['"\`](${others})\\.\\w+`, 'g')
    const raw = new RegExp(`\\b(?:from|join|into|update|only|table)\\s+(${others})\\.[a-z_]+`, 'g')
    const code = blank(file.text)
    const bare = blank(file.text, true)
    return [
      ...places(file, code, builder),
      // only what is inside a string can be SQL
      ...places(file, code, raw).filter(
        ({ match }) => bare.slice(match.index, match.index! + match[0].length).trim() === '',
      ),
    ].map(({ at, match }) => `${at}: ${own} touches a table of ${match[1]} (${match[0].trim()}); ask its front door`)
  })

/** A front door is a list: an opening comment, then named exports from its own files. */
export const frontDoors: Rule = (files) => {
  const inside = Map.groupBy(service(files), ({ path }) => capabilityOf(path)!)
  const missing = [...inside]
    .filter(([name, mine]) => name !== '' && name !== 'platform' && mine.some(({ path }) => base(path) !== 'tables.ts'))
    .filter(([name]) => !files.some(({ path }) => path === `src/${name}/index.ts`))
    .map(([name]) => `src/${name}/ has no front door: write index.ts`)
  const doors = service(files).filter(({ path }) => /^src\/[^/]+\/index\.ts$/.test(path))
  return [
    ...missing,
    ...doors.flatMap((file) => {
      const code = blank(file.text)
      const rest = code.replace(/^export (type )?\{[^}]*\} from '\.\/[^']+'$/gm, '').trim()
      return [
        ...(/^\/\/ \S|^\/\*\*? ?\S?/.test(file.text)
          ? []
          : [`${file.path} opens without saying what the capability is for`]),
        ...places(file, code, /^export\s*\*/gm).map(({ at }) => `${at} exports everything; name what is offered`),
        ...places(file, code, /^export\s+default\b/gm).map(({ at }) => `${at} has a default export; give it a name`),
        ...(rest === '' || /^export\s*\*|^export\s+default\b/m.test(rest)
          ? []
          : [`${file.path} holds more than exports of its own files: ${rest.split('\n')[0]}`]),
      ]
    }),
  ]
}

/** A file that has grown long is two. */
export const shortFiles: Rule = (files) =>
  service(files)
    .filter(({ path }) => !['tables.ts', 'words.ts'].includes(base(path)) && !(path in LONG))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines (at most ${LINES}): split it by meaning, never into drawers`)

/** No drawers for what found no name. */
export const noDrawers: Rule = (files) =>
  files
    .filter(({ path }) =>
      path.split('/').some((part) => /^(utils?|helpers?|common|misc|shared|lib|stuff)(\.[\w.]+)?$/i.test(part)),
    )
    .map(({ path }) => `${path}: a drawer; name it by what it means`)

/** A migration is numbered without a gap, names its capability, and writes only in that schema. */
export const migrationsInOrder: Rule = (files) =>
  migrationsOf(files).flatMap((file, index) => {
    const [, number, capability] = /^migrations\/(\d{4})_([a-z]+)(?:_\w+)?\.sql$/.exec(file.path) ?? []
    if (!number || !capability) return [`${file.path}: name it NNNN_capability_what.sql`]
    const sql = bareSql(file.text)
    const wrong = places(
      file,
      sql,
      /\b(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:unlogged\s+)?(schema|table|view|materialized\s+view|function|procedure|sequence|type|domain)\s+(?:if\s+(?:not\s+)?exists\s+)?(?:(\w+)\.)?(\w+)/g,
    ).flatMap(({ at, match }) => {
      const schema = match[1] === 'schema' ? match[3] : match[2]
      if (!schema) return [`${at}: ${match[1]} ${match[3]} without its schema`]
      if (!(CAPABILITIES as readonly string[]).includes(schema))
        return [`${at}: schema ${schema} is no capability of src/map.ts`]
      return schema === capability ? [] : [`${at}: a migration of ${capability} changes ${schema}`]
    })
    return [
      ...(Number(number) === index + 1 ? [] : [`${file.path}: expected number ${String(index + 1).padStart(4, '0')}`]),
      ...((CAPABILITIES as readonly string[]).includes(capability)
        ? []
        : [`${file.path}: ${capability} is no capability`]),
      ...wrong,
    ]
  })

const migrationsOf = (files: readonly SourceFile[]) =>
  files.filter(({ path }) => path.startsWith('migrations/')).sort((a, b) => (a.path < b.path ? -1 : 1))
const bareSql = (text: string) => text.replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length))

/** Every table begins with its municipality, also in its key, so that rows can be spread by it. */
export const municipalityFirst: Rule = (files) =>
  tablesOf(files).flatMap(({ name, at, key }) => {
    if (name in OTHER_KEYS || key[0] === 'municipality') return []
    return [
      `${at}: the key of ${name} is (${key.join(', ')}); it begins with municipality, or stands in OTHER_KEYS with a reason`,
    ]
  })

/** An exception for what is no longer there is an invitation. */
export const noStaleExceptions: Rule = (files) => {
  const tables = new Set(['platform.migration', ...tablesOf(files).map(({ name }) => name)])
  const paths = new Set(files.map(({ path }) => path))
  return [
    ...Object.keys(OTHER_KEYS).filter((name) => !tables.has(name)),
    ...Object.keys(LONG).filter((path) => !paths.has(path)),
    ...Object.keys(WHO_ACTS).filter((path) => !paths.has(path)),
    ...Object.keys(CLASSES).filter((name) => !service(files).some(({ text }) => text.includes(`class ${name}`))),
  ].map((name) => `tests/tidy.ts: an exception for ${name}, which does not exist`)
}

function tablesOf(files: readonly SourceFile[]) {
  return migrationsOf(files).flatMap((file) => {
    const sql = bareSql(file.text)
    return places(file, sql, /\bcreate\s+(?:unlogged\s+)?table\s+(?:if not exists\s+)?([\w.]+)\s*\(/g).map(
      ({ at, match }) => {
        const body = within(sql, match.index! + match[0].length - 1)
        const listed = /^\s*(?:constraint \w+ )?primary key\s*\(([^)]*)\)/m.exec(body)?.[1]
        const inline = /^\s*(\w+)\s[^\n]*\bprimary key\b/m.exec(body)?.[1]
        return { name: match[1]!, at, key: (listed ?? inline ?? '').split(',').map((column) => column.trim()) }
      },
    )
  })
}

/** What stands between the parenthesis at `open` and its partner. */
function within(text: string, open: number): string {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth += 1
    if (text[i] === ')') depth -= 1
    if (depth === 0) return text.slice(open + 1, i)
  }
  return text.slice(open + 1)
}

/** An event is named by the capability that records it, in plain sight. */
export const ownEvents: Rule = (files) =>
  service(files)
    .filter(({ path }) => !['', 'platform'].includes(capabilityOf(path)!))
    .flatMap((file) => {
      const own = capabilityOf(file.path)!
      const code = blank(file.text)
      const bare = blank(file.text, true)
      return places(file, bare, /(?<![\w.])record(?:All|ed)?\(/g).flatMap(({ at, match }) => {
        const from = match.index! + match[0].length - 1
        const body = within(bare, from)
        const name = /\bname\b\s*(:)?/.exec(body)
        const start = name ? from + 1 + name.index + name[0].length : 0
        let end = start
        for (let depth = 0; end < from + 1 + body.length; end++) {
          if ('([{'.includes(bare[end]!)) depth += 1
          if (')]}'.includes(bare[end]!) && --depth < 0) break
          if (bare[end] === ',' && depth === 0) break
        }
        // `name: event` takes the names from `event: '…'` in the same file
        const value = code.slice(start, end)
        const variable = name && !name[1] ? 'name' : /^\s*(\w+)\s*$/.exec(value)?.[1]
        const literal = (text: string) => [...text.matchAll(/['"`]([a-z]+)\.[a-z_$]/g)].map(([, prefix]) => prefix!)
        const prefixes = variable
          ? [...code.matchAll(new RegExp(`\\b${variable}\\s*[:=]([^,\\n]*)`, 'g'))].flatMap(([, text]) =>
              literal(text!),
            )
          : name
            ? literal(value)
            : []
        if (prefixes.length === 0) return [`${at}: write the event's name where it is recorded`]
        return prefixes
          .filter((prefix) => prefix !== own)
          .map((prefix) => `${at}: ${own} records an event of ${prefix}; only ${prefix} may`)
      })
    })

/** Data and functions. */
export const noClasses: Rule = (files) =>
  service(files).flatMap((file) =>
    places(
      file,
      blank(file.text, true),
      /^[ \t]*(?:export\s+(?:default\s+)?)?(?:abstract\s+)?class\s+(\w+)\b(?!\s+extends\s+\w*Error\b)|=\s*class\b/gm,
    )
      .filter(({ match }) => !((match[1] ?? '') in CLASSES))
      .map(({ at, match }) => `${at}: class ${match[1] ?? ''}; a type and functions do, or give the reason in CLASSES`),
  )

/** Nothing tells of the machine it was written on, and nothing is secret. */
export const nothingPrivate: Rule = (files) =>
  files.flatMap((file) => {
    const mayName = /^(tests|bench|docs)\//.test(file.path)
    const machine = /(?<![\w./-])\/(?:work|home|root|Users)\/[a-z]+|(?:\.\.\/)+shared\b/g
    const secret =
      /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bsk-[A-Za-z0-9_-]{24,}|\/\/[\w.-]+:[^\s:@/{}$…'"`<>]{4,}@(?!(?:127\.0\.0\.1|localhost|host|example|db)\b)[\w.-]+\.\w+/g
    return [
      ...(mayName
        ? []
        : places(file, file.text, machine).map(({ at, match }) => `${at} names a place on one machine: ${match[0]}`)),
      ...places(file, file.text, secret).map(({ at, match }) => `${at} looks like a secret: ${match[0].slice(0, 12)}…`),
    ]
  })

/** The second lock is only as good as what it is told: few places say who acts. */
export const fewSayWhoActs: Rule = (files) =>
  service(files)
    .filter(({ path }) => !(path in WHO_ACTS))
    .flatMap((file) =>
      places(file, blank(file.text), /\bactingAs\s*\(/g).map(
        ({ at }) => `${at} says who acts; take the database of the request, or stand in WHO_ACTS with a reason`,
      ),
    )

export const RULES: Record<string, Rule> = {
  frontDoorsOnly,
  alongTheMap,
  foldersOnTheMap,
  plainImports,
  rulesArePure,
  sqlInStores,
  ownTables,
  frontDoors,
  shortFiles,
  noDrawers,
  migrationsInOrder,
  municipalityFirst,
  noStaleExceptions,
  ownEvents,
  noClasses,
  nothingPrivate,
  fewSayWhoActs,
}

// ── the project ─────────────────────────────────────────────────────────────────────────────────────────────────

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The text files of the project, without what is generated, downloaded or private to one installation. */
export function projectFiles(): SourceFile[] {
  const skip = new Set(['node_modules', 'data', '.git', 'package-lock.json'])
  const walk = (folder: string): string[] =>
    readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (folder === '' && skip.has(entry.name)) return []
      if (entry.isDirectory()) return walk(path)
      return /\.(tsx?|mjs|js|json|sql|md|css|csv|sh|ya?ml|txt)$|^\.ci\/|Dockerfile$/.test(path) ? [path] : []
    })
  return walk('').map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))
}
