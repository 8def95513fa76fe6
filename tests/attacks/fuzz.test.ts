// Ten thousand requests that nobody means: every operation of the OpenAPI and every route, by somebody of each role, with
// parameters, forms and JSON that are wrong in many ways. Nothing breaks, nothing leaks, nothing of it stands in the log.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createApp } from '../../src/app.tsx'
import { openapi } from '../../src/openapi.ts'
import { ROLES } from '../../src/people/index.ts'
import { CONFIG, type Started, startApp, type Visitor } from '../app.ts'
import { listRoutes } from '../routes.ts'

const SEED = Number(process.env.FUZZ_SEED ?? 20261128)
/** All of them on a server; fewer on the embedded database, which the other tests share. */
const REQUESTS = Number(process.env.FUZZ ?? (process.env.TEST_DATABASE_URL ? 10_000 : 600))
/** Stands in every text that is sent: must never come back as markup, nor in the log. */
const MARK = 'zq7'

/** mulberry32: the same requests in every run with the same seed. */
function chance(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!
  return { next, pick }
}

const TEXTS = [
  '',
  ' ',
  '母の物忘れが心配',
  '0',
  '-1',
  '9999999999999999999999',
  'NaN',
  'true',
  'null',
  '[]',
  '{}',
  `<script>alert("${MARK}")</script>`,
  `"><img src=x onerror=${MARK}>`,
  `'; drop table need.item; --${MARK}`,
  `%00${MARK}`,
  `\u0000${MARK}`,
  `\ud800${MARK}`,
  `${MARK}\r\nset-cookie: a=b`,
  '../../../../etc/passwd',
  '..%2f..%2fsecret',
  `${MARK}`.repeat(4000),
  '𠮷野家で👩‍👩‍👧‍👦',
  'ﾊﾝｶｸ',
  '１２３',
  `{{${MARK}}}`,
  `\${7*7}`,
  '\u202e逆',
  '2026-02-30',
  '00000000-0000-4000-8000-000000000000',
  '141305',
  '999999',
  'admin',
  'yes',
  'general',
  'care',
  '麻生区',
  '090-0000-0000',
  `a@${MARK}.example`,
  'https://evil.example/',
  '//evil.example',
] as const
const NAMES = [
  'trouble',
  'place',
  'phone',
  'email',
  'relation',
  'agreed',
  'answer',
  'reason',
  'note',
  'outcome',
  'responder',
  'service',
  'ward',
  'question',
  'kind',
  'code',
  'last4',
  'name',
  'role',
  'next',
  'q',
  'page',
  'months',
  'words',
  'title',
  'fact',
  'facts',
  'audience',
  'municipality',
  'id',
  '__proto__',
  'constructor',
  'account',
  'person',
  'date',
  'due',
  'until',
  'purpose',
  'way',
  'decision',
  'text',
  'lang',
  'size',
  'again',
  'state',
  'group',
  'standing',
  'before',
  'after',
  'cursor',
  'limit',
] as const
const TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
  'text/plain',
  'application/xml',
  'nonsense',
  '',
] as const

describe('requests that nobody means', () => {
  let app: Started
  let visitors: { role: string; visitor: Visitor }[]
  let ids: string[]
  let secrets: RegExp
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    visitors = [{ role: 'nobody', visitor: app.visitor() }]
    for (const role of ROLES) visitors.push({ role, visitor: await app.signedIn(role) })
    const { rows } = await app.database.pool.query(`select id::text from need.item limit 5`)
    ids = [...rows.map(({ id }) => id as string), '00000000-0000-4000-8000-000000000000']
    // What is in no page for somebody without a name: telephone numbers that people left, and anything of the inside.
    secrets =
      /044-000-0123|\bat .*\/src\/|node_modules|syntax error at or near|violates |duplicate key|permission denied|row-level/
  })
  after(async () => {
    for (const end of ends) await end()
  })

  test(`${REQUESTS} of them: no fault of ours, no leak`, async (t) => {
    const { next, pick } = chance(SEED)
    const routes = listRoutes(await createApp(app.service))
      .filter(({ path }) => path !== '/people/leave') // everybody would be signed out
      .map(({ method, path }) => ({ method, path }))
    const operations = Object.entries(openapi(CONFIG.baseUrl).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replace(/\{(\w+)\}/g, ':$1') })),
    )
    const text = (): string => pick(TEXTS)
    const value = (depth = 0): unknown => {
      const kind = next()
      if (kind < 0.5 || depth > 3) return text()
      if (kind < 0.6) return Math.floor(next() * 1e6) - 5e5
      if (kind < 0.65) return next() < 0.5
      if (kind < 0.7) return null
      if (kind < 0.85) return Array.from({ length: Math.floor(next() * 4) }, () => value(depth + 1))
      return Object.fromEntries(Array.from({ length: Math.floor(next() * 4) }, () => [pick(NAMES), value(depth + 1)]))
    }
    const statuses: Record<number, number> = {}
    const faults: string[] = []
    for (let n = 0; n < REQUESTS; n++) {
      const { method, path } = next() < 0.3 ? pick(operations) : pick(routes)
      const { role, visitor } = pick(visitors)
      const at = path
        .replace(
          /:\w+/g,
          () => encodeURIComponent(next() < 0.5 ? pick(ids) : text().toWellFormed().slice(0, 200)) || 'x',
        )
        .replace('*', () => encodeURIComponent(text().toWellFormed().slice(0, 50)))
      const query = new URLSearchParams(
        Array.from({ length: Math.floor(next() * 4) }, (): [string, string] => [pick(NAMES), text().slice(0, 500)]),
      )
      const url = query.size > 0 ? `${at}?${query}` : at
      const init: RequestInit = { method: next() < 0.95 ? method : pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) }
      if (init.method !== 'GET') {
        const type = next() < 0.6 ? TYPES[path.startsWith('/api/') ? 2 : 0] : pick(TYPES)
        const fields = Array.from({ length: Math.floor(next() * 7) }, (): [string, string] => [pick(NAMES), text()])
        init.headers = {
          ...(type ? { 'content-type': type } : {}),
          ...(next() < 0.9 ? { origin: CONFIG.baseUrl } : { origin: 'https://evil.example' }),
        }
        init.body =
          type === 'application/json'
            ? next() < 0.1
              ? '{"text":'
              : JSON.stringify(
                  next() < 0.5 ? { text: text(), ward: next() < 0.5 ? '麻生区' : value(), facts: value() } : value(),
                )
            : new URLSearchParams(fields).toString()
      }
      const answer = await visitor.send(url, init)
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      const say = (what: string) => faults.push(`#${n} ${role} ${init.method} ${url.slice(0, 200)}: ${what}`)
      if (answer.status >= 500) say(String(answer.status))
      if (answer.text.includes(`<script>alert("${MARK}`) || answer.text.includes(`<img src=x onerror=${MARK}`))
        say('markup came back')
      const leak = secrets.exec(answer.text)
      if (leak && (role === 'nobody' || leak[0] !== '044-000-0123')) say(`leaks ${leak[0]}`)
      if (answer.headers.get('location')?.match(/^(https?:)?\/\/(?!localhost)/))
        say(`sends away to ${answer.headers.get('location')}`)
      if (answer.headers.getSetCookie().some((line) => line.startsWith('a=b'))) say('a header was put in')
    }
    assert.deepEqual(faults, [])
    assert.deepEqual(
      app.log.filter((line) => line.includes(MARK)),
      [],
      'nothing of what was sent stands in the log',
    )
    t.diagnostic(`seed ${SEED}: ${JSON.stringify(statuses)}`)
  })

  test('nothing that was sent broke the data: counts of the demo are as before, and the service still answers', async () => {
    assert.equal((await app.visitor().get('/')).status, 200)
    const { rows } = await app.database.pool.query(`select count(*)::int as n from need.item where words is not null`)
    assert.ok(rows[0].n >= 15)
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
  })
})
