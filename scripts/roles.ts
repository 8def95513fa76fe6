// npm run roles: writes docs/roles.md, the table of every route and every role, for people to review. tests/routes.test.ts
// compares it with the service: a new route without a line that somebody has read does not pass.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { createApp } from '../src/app.tsx'
import { type Reach, ROLES, roleWords, VERBS } from '../src/people/index.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { listRoutes, type Route } from '../tests/routes.ts'

export const ROLES_FILE = new URL('../docs/roles.md', import.meta.url)

const REACH: Record<Reach, string> = {
  'the city': '市',
  'its organisation': '所',
  'its wards': '区',
  'where it belongs': '属',
  itself: '己',
}

/** The table of routes and roles, as Markdown. */
export function tellRoles(routes: readonly Route[]): string {
  const names = roleWords('ja')
  const cells = ({ guarding }: Route): string[] => {
    if (guarding?.kind === 'may') {
      const { who } = VERBS[guarding.verb!]
      return ['', ...ROLES.map((role) => (who[role] ? REACH[who[role]] : ''))]
    }
    const open = guarding?.kind === 'anyone' ? '○' : '鍵'
    return [open, ...ROLES.map(() => open)]
  }
  const row = (all: readonly string[]) => `| ${all.join(' | ')} |`
  const verbs = Object.entries(VERBS).map(([verb, { says, who, opens, oneFactor }]) => {
    const whose = Object.entries(who).map(([role, reach]) => `${role} (${reach})`)
    const notes = [opens ? 'every look is written down' : '', oneFactor ? 'one factor is enough' : ''].filter(Boolean)
    return `- **${verb}** — ${whose.join(', ')} may ${says}${notes.length > 0 ? `; ${notes.join('; ')}` : ''}.`
  })
  return `# だれが、どのページを開けるか

\`npm run roles\` が書き、\`npm test\` が、動いているサービスと一字ちがわないことを確かめます。道（route）を加えたら、この表を読んで、決めたとおりかを見てください。

○ だれでも　鍵 推測できないアドレスを持つ人だけ（開くのは、そのアドレスのものだけ）　市 市のすべて　所 自分の組織が頼まれたもの　区 自分の担当の区　属 自分が加わっているもの　己 自分のこと　空白 開けない（401・403）

「見」は、個人の記録を開く道です。番人（guard）が、見るたびに記録します。働く役割は、二つの要素で入ります。行ごとの第二の鍵は [security.md](security.md) と \`tests/second-lock.test.ts\`。

${row(['', '道', '見', 'だれでも', ...ROLES.map((role) => names[role])])}
${row(['---', '---', ...Array.from({ length: ROLES.length + 2 }, () => ':-:')])}
${routes.map((route) => row([route.method, `\`${route.path}\``, route.guarding?.opens ? '見' : '', ...cells(route)])).join('\n')}

## 文で読む決まり（src/people/rules.ts）

${verbs.join('\n')}
`
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const database = await openDatabase({})
  await migrate(database.pool)
  const config = readConfig({ DATA_DIR: '/nonexistent', SECRET: 'x'.repeat(40) })
  const app = await createApp({ db: database.db, config, now: systemClock, demo: true, log: () => {} })
  writeFileSync(ROLES_FILE, tellRoles(listRoutes(app)))
  await database.close()
  console.log('written: docs/roles.md')
}
