// npm run security: writes the tables of docs/security/*.md from the *.csv beside them, where the truth stands.
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parse } from 'csv-parse/sync'

const folder = new URL('../docs/security/', import.meta.url)
export const STATES = ['満たす', '一部', '運用者', '該当なし'] as const
/** Marks a line whose proof is not in this tree yet. */
export const OPEN = '（要確認）'

export type Line = { of: string; asks: string; state: string; how: string; files: string[]; tests: string[] }

/** The lines of one table. */
export function readLines(name: 'asvs' | 'guideline'): Line[] {
  const rows = parse(readFileSync(new URL(`${name}.csv`, folder)), { columns: true }) as Record<string, string>[]
  const list = (text = '') => (text === '' ? [] : text.split(';'))
  return rows.map(({ id, level, chapter, asks, state, how, files, tests }) => ({
    of: id ? `${id}（L${level}）` : chapter!,
    asks: asks!,
    state: state!,
    how: how!,
    files: list(files),
    tests: list(tests),
  }))
}

const CHAPTERS: Record<string, string> = {
  1: 'Encoding and Sanitization',
  2: 'Validation and Business Logic',
  3: 'Web Frontend Security',
  4: 'API and Web Service',
  5: 'File Handling',
  6: 'Authentication',
  7: 'Session Management',
  8: 'Authorization',
  9: 'Self-contained Tokens',
  10: 'OAuth and OIDC',
  11: 'Cryptography',
  12: 'Secure Communication',
  13: 'Configuration',
  14: 'Data Protection',
  15: 'Secure Coding and Architecture',
  16: 'Security Logging and Error Handling',
  17: 'WebRTC',
}
const BOOKS: Record<string, string> = { 経営: '経営管理編', 企画: '企画管理編', 運用: 'システム運用編', 別添: '別添' }
const TABLES = {
  asvs: {
    title: 'OWASP ASVS 5.0.0 レベル2 との照らし合わせ',
    text: '番号は ASVS 5.0.0 のもので、レベル1と2のすべてです。求めることは、自分たちの短い言葉で書きました。',
    part: (line: Line) => `V${line.of.split('.')[0]} ${CHAPTERS[line.of.split('.')[0]!]}`,
  },
  guideline: {
    title: '医療情報システムの安全管理に関するガイドライン 第6.0版 との照らし合わせ',
    text: '章は第6.0版（令和5年5月）のもの、求めることは自分たちの短い言葉です。**章の中身は、ガイドラインの抜き書きから取りました。頼る前に、運用者が原本と照らして読んでください。**丸の番号も、抜き書きによるものです。',
    part: (line: Line) => BOOKS[line.of.slice(0, 2)]!,
  },
}

const counts = (lines: readonly Line[]) =>
  STATES.map((state) => `${state} ${lines.filter((line) => line.state.startsWith(state)).length}`).join('、')

/** The page of one table. */
export function render(name: 'asvs' | 'guideline'): string {
  const { title, text, part } = TABLES[name]
  const lines = readLines(name)
  const open = lines.filter(({ state }) => state.endsWith(OPEN)).length
  const code = (items: readonly string[]) => items.map((item) => `\`${item}\``).join('<br>')
  const parts = [...Map.groupBy(lines, part)].map(([of, mine]) =>
    [
      `## ${of}\n\n${counts(mine)}\n`,
      '| | 求めること | | どのように | どこで | 試験 |\n|---|---|---|---|---|---|',
      ...mine.map(
        (line) =>
          `| ${line.of} | ${line.asks} | ${line.state} | ${line.how} | ${code(line.files)} | ${code(line.tests)} |`,
      ),
    ].join('\n'),
  )
  const unproved = open > 0 ? `${OPEN}は、ほかの作業とともに確かめるもの（${open}）。` : ''
  const intro = `${text}「運用者」は、動かす自治体や事業者がすること。${unproved}この文書は \`npm run security\` が \`${name}.csv\` から書きます。`
  return `# ${title}\n\n${intro}\n\nあわせて ${lines.length}: ${counts(lines)}\n\n${parts.join('\n\n')}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const name of ['asvs', 'guideline'] as const) writeFileSync(new URL(`${name}.md`, folder), render(name))
