import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { type TestDatabase, testDatabase } from '../../tests/support.ts'
import type { Env } from '../platform/http.ts'
import { loadCatalogue } from './catalogue.ts'
import { csvCell } from './csv.ts'
import { directoryRoutes } from './routes.tsx'

const NOW = new Date('2026-11-25T10:00:00+09:00')
const CODE = '141305'
let database: TestDatabase
const app = new Hono<Env>()

before(async () => {
  database = await testDatabase()
  const folder = fileURLToPath(new URL('../../catalogue/kawasaki/', import.meta.url))
  await loadCatalogue(database.db, CODE, folder, { demo: true, now: NOW })
  app.use((c, next) => {
    const lang = (c.req.header('x-lang') ?? 'ja') as 'ja'
    c.set('db', database.db)
    c.set('municipality', CODE)
    c.set('place', '川崎市')
    c.set('now', () => NOW)
    c.set('look', { lang, size: 'standard', path: c.req.path, place: '川崎市' })
    return next()
  })
  app.route('/', directoryRoutes)
  app.notFound((c) => c.text('no route', 404))
})
after(() => database.close())

const get = async (path: string, lang = 'ja') => {
  const response = await app.request(path, { headers: { 'x-lang': lang } })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

test('the list shows a page, keeps its filters in its links, and survives nonsense', async () => {
  for (const lang of ['ja', 'easy', 'en']) {
    const { status, text } = await get('/directory', lang)
    assert.equal(status, 200)
    assert.equal(text.match(/<h1[ >]/g)?.length, 1)
    assert.equal(text.match(/<article /g)?.length, 30)
    assert.match(text, /rel="next"/)
  }
  const narrowed = await get('/directory?kind=desk&need=care&ward=%E9%BA%BB%E7%94%9F%E5%8C%BA')
  assert.match(narrowed.text, /<option value="desk" selected=""/)
  assert.match(narrowed.text, /href="\/directory\.csv\?need=care&amp;ward=[^"]*&amp;kind=desk"/)
  for (const query of [
    'page=-1',
    'page=1e9',
    'page=x',
    'kind=nothing',
    'need=%27',
    'q=%00%F0%9F%98%80%25',
    'ward=%20%00',
    'language=%00',
    'accessibility=a%00b',
    'open=1',
  ])
    assert.equal((await get(`/directory?${query}`)).status, 200, query)
  const script = await get(`/directory?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
  assert.doesNotMatch(script.text, /<script>alert/)
})

test('a service has a page by its id and by its slug; anything else is not found', async () => {
  const { text } = await get('/directory?q=%E3%82%B5%E3%83%B3%E3%82%AD%E3%83%A5%E3%83%BC%E3%82%B3%E3%83%BC%E3%83%AB')
  const id = /href="\/directory\/([0-9a-f-]{36})"/.exec(text)![1]!
  const page = await get(`/directory/${id}`)
  assert.equal(page.status, 200)
  assert.match(page.text, /tel:044/)
  for (const wrong of ['nothing', '00000000-0000-4000-8000-000000000000', '%00', 'a'.repeat(3000), '%E3%81%82']) {
    const missing = await get(`/directory/${wrong}`)
    assert.equal(missing.status, 404, wrong.slice(0, 20))
    assert.match(missing.text, /この窓口は見つかりませんでした/)
  }
})

test('the table has a BOM, Japanese headers, CRLF, and a row for each service of the list', async () => {
  const response = await app.request('/directory.csv?kind=hotline')
  const bytes = new Uint8Array(await response.arrayBuffer())
  assert.deepEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf])
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8')
  const text = new TextDecoder().decode(bytes)
  const lines = text.split('\r\n')
  assert.match(lines[0]!, /^ID,種類,名称,名称_カナ,運営団体/)
  assert.equal(lines.at(-1), '')
  assert.ok(lines.length > 5)
  for (const line of lines.slice(1, -1)) assert.match(line, /,電話相談,/)
})

test('no cell is a formula', () => {
  const cases: [string | number | null, string][] = [
    ['=1+1', `"'=1+1"`],
    ['+81', `"'+81"`],
    ['-1', `"'-1"`],
    ['@x', `"'@x"`],
    ['  =x', `"'  =x"`],
    ['＝1', `"'＝1"`],
    ['\t=1', `"'\t=1"`],
    ['#8008', '#8008'],
    ['a "b", c', '"a ""b"", c"'],
    ['一\n二', '"一\n二"'],
    [-1.5, '-1.5'],
    [null, ''],
  ]
  for (const [value, cell] of cases) assert.equal(csvCell(value), cell)
})

test('the kinds of trouble are there as data, with their crosswalk', async () => {
  const { status, text, headers } = await get('/api/needs')
  assert.equal(status, 200)
  assert.match(headers.get('content-type') ?? '', /json/)
  const { taxonomy_terms: terms } = JSON.parse(text) as {
    taxonomy_terms: { code: string; open_eligibility?: string[] }[]
  }
  assert.deepEqual(terms.find(({ code }) => code === 'deal.rights')?.open_eligibility, ['1383'])
})
