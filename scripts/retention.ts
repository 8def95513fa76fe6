// npm run retention: writes docs/retention.md from src/retention.ts. tests/retention.test.ts compares the two.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { SEALED_TABLES } from '../src/keys.ts'
import { RETENTION } from '../src/retention.ts'

export const RETENTION_FILE = new URL('../docs/retention.md', import.meta.url)

/** Columns of a table that are kept sealed. */
export const sealedColumns = (table: string): string[] =>
  SEALED_TABLES.filter((one) => one.table === table).flatMap((one) => [...one.columns, ...one.partly, ...one.bytes])

/** The table of what is kept, for whoever decides about it. */
export function tellRetention(): string {
  const rows = Object.entries(RETENTION).flatMap(([table, { kept }]) =>
    kept.map(({ columns, until, why, by }) => {
      const sealed = sealedColumns(table)
      const names = columns.map((column) => (sealed.includes(column) ? `**${column}**` : column))
      return `| \`${table}\` | ${names.join('、')} | ${until} | ${why} | ${by.map((one) => `\`${one}\``).join('、') || '—'} |`
    }),
  )
  return `# 個人のことを、いつまで置くか

\`npm run retention\` が \`src/retention.ts\` から書き、\`npm test\` が、すべての表のすべての列について確かめます。決めていない列があると、通りません。

**太字**は、鍵で閉じてある列です（[security.md](security.md) の「鍵」）。「消すもの」は、その仕事（timer、reaction）の名です。

| 表 | 列 | いつまで | なぜ | 消すもの |
|---|---|---|---|---|
${rows.join('\n')}

## 残るもの

種類、区、時刻、結果、だれが見たか（id と符号）は、統計と見た記録のために残ります。出来事の列（\`platform.event\`）は書き足すだけで、個人の言葉がないので、消しても封（\`musubi audit verify\`）は変わりません。

## 本人が消してほしいとき

\`musubi erase need 受付番号\` が、言葉、連絡先、町名、窓口のメモ、つないだ理由、メール、会話を、一つのトランザクションで消し、\`need.erased\` を記録します。バックアップの中には、その期限まで残ります。戻したときは、もう一度消してください。学びのための事例（\`matching.past_case\`）は、ありふれた言葉だけの集まりで、だれのものかの手がかりを持たないため、たどって消すことはできません。
`
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  writeFileSync(RETENTION_FILE, tellRetention())
  console.log('written: docs/retention.md')
}
