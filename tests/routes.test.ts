// Every route has a guard in its line; every page has one h1, a title, and a language.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { Hono } from 'hono'
import { ROLES_FILE, tellRoles } from '../scripts/roles.ts'
import { createApp } from '../src/app.tsx'
import { anyone, holder, listDemoAccounts, may, openEntrance, ROLES, VERBS } from '../src/people/index.ts'
import { dropAnchor } from '../src/platform/anchor.ts'
import type { Env } from '../src/platform/http.ts'
import { demoPersonId } from '../src/sharing/index.ts'
import { plain, type Started, startApp, type Visitor } from './app.ts'
import { listRoutes, routeProblems } from './routes.ts'

/** What is wrong with the frame of a page. */
function faultsOf(html: string): string[] {
  const faults: string[] = []
  if ((html.match(/<h1[\s>]/g) ?? []).length !== 1) faults.push('not one h1')
  if (!/<title>[^<]{2,}｜結び<\/title>/.test(html)) faults.push('no title')
  if (!/<html lang="(ja|en)"/.test(html)) faults.push('no language')
  if (/\sstyle="|<style|<script(?![^>]*\ssrc=)/.test(html)) faults.push('inline style or script')
  return faults
}

describe('routes', () => {
  let app: Started
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
  })
  after(async () => {
    for (const end of ends) await end()
  })

  test('each has its guard', async () => {
    const routes = listRoutes(await createApp(app.service))
    assert.deepEqual(routeProblems(routes), [])
    for (const { method, path, guard } of routes) console.log(`    ${method} ${path}  ←  ${guard}`)
  })

  test('who may open each is what was reviewed: docs/roles.md', async () => {
    const told = tellRoles(listRoutes(await createApp(app.service)))
    assert.equal(told, readFileSync(ROLES_FILE, 'utf8'), 'read the new line, then npm run roles')
  })

  test('planted routes without a guard are found, wherever they hide', () => {
    const ok = (c: { text: (text: string) => Response }) => c.text('')
    const part = new Hono<Env>()
      .get('/open', anyone('a test'), ok)
      .get('/bare', ok)
      .post('/open', holder('a link'), ok)
      .get('/late', (_c, next) => next(), may('referral.open'), ok)
      .all('/any', ok)
    const failing = new Hono<Env>().get('/kept', holder('a code'), ok).get('/lost', ok)
    failing.onError((_error, c) => c.text('', 500)) // Hono wraps the handlers of such a part
    const planted = new Hono<Env>()
      .use((_c, next) => next())
      .use('/part/*', may('referral.open'))
      .route('/part', part)
      .route('/', failing)
      .get('/part/open', anyone('again'), ok)
    assert.deepEqual(
      routeProblems(listRoutes(planted)).map((line) => line.split(':')[0]),
      [
        'GET /part/open is answered twice',
        'GET /part/bare has no guard',
        'GET /part/late has no guard',
        'ALL /part/any has no guard',
        'GET /lost has no guard',
      ],
    )
  })

  test('planted faults of a page are found', () => {
    const good = '<html lang="ja"><title>一覧｜結び</title><h1>一覧</h1>'
    assert.deepEqual(faultsOf(good), [])
    assert.deepEqual(faultsOf(good.replace('</h1>', '</h1><h1>二</h1>')), ['not one h1'])
    assert.deepEqual(faultsOf(good.replace(/<title>.*<\/title>/, '')), ['no title'])
    assert.deepEqual(faultsOf(good.replace(' lang="ja"', '')), ['no language'])
    assert.deepEqual(faultsOf(`${good}<p style="color:red">`), ['inline style or script'])
    assert.deepEqual(faultsOf(`${good}<script>1</script>`), ['inline style or script'])
  })

  test('every page that can be opened is whole, in three languages', async () => {
    const paths = await openPages(app)
    const routes = listRoutes(await createApp(app.service))
    const opened = new Set<string>()
    for (const [visitor, list] of paths)
      for (const lang of ['ja', 'easy', 'en']) {
        await visitor.get(`/?lang=${lang}`)
        for (const { route, path } of list) {
          const page = await visitor.get(path)
          assert.ok(page.status < 500, `${path} ${page.status}`)
          assert.deepEqual(faultsOf(page.text), [], `${lang} ${path}`)
          assert.ok(!/undefined|\[object|NaN/.test(plain(page.text)), `${lang} ${path} says nothing odd`)
          opened.add(route)
        }
      }
    const pages = routes
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => path)
      .filter((route) => !/^\/(api|assets|healthz|readyz|openapi)|\.(csv|json|js)$|\/scan$|\/files\/:file$/.test(route))
    assert.deepEqual(
      pages.filter((route) => !opened.has(route)),
      [],
      'a new page is opened here too',
    )
  })

  test('each role meets at each door what the table says', async () => {
    const routes = listRoutes(await createApp(app.service)).filter(({ guarding }) => guarding?.kind === 'may')
    const id = '00000000-0000-4000-8000-000000000000'
    for (const role of [null, ...ROLES]) {
      const visitor = role ? await app.signedIn(role) : app.visitor()
      for (const { method, path, guarding } of routes) {
        const at = path.replace(/:\w+/g, id)
        if (at === '/people/leave') continue
        const { status, text } = method === 'GET' ? await visitor.get(at) : await visitor.post(at, {})
        const allowed = role !== null && role in VERBS[guarding!.verb!].who
        if (!allowed) assert.equal(status, role ? 403 : 401, `${role ?? 'nobody'} ${method} ${at}`)
        else {
          // A handler may refuse what was sent; the guard does not refuse who sends it.
          assert.ok(status < 500 && status !== 401, `${role} ${method} ${at}: ${status}`)
          assert.ok(!text.includes('あなたの役割では'), `${role} ${method} ${at} is refused`)
        }
      }
    }
  })
})

/** Every page with something on it, and who opens it. */
async function openPages(app: Started): Promise<[Visitor, { route: string; path: string }[]][]> {
  const person = app.visitor()
  const answer = await person.submit('/consult', { trouble: '介護に疲れました', place: '' })
  const handed = await person.post(`${answer.path}/hand-over/general`, {
    phone: '090-0000-0000',
    relation: 'self',
    agreed: 'yes',
  })
  await app.settle()
  const link = /https?:\/\/\S+/.exec(
    (await app.mails()).find(({ subject }) => subject.includes('届いています'))!.body,
  )![0]
  const { demoLinks } = await import('../src/demo.ts')
  const [entrance] = await demoLinks(app.database.db, app.service.config, app.service.now())
  const staff = await app.signedIn('staff')
  const admin = await app.signedIn('admin')
  const anchor = await dropAnchor(app.database.db, app.service.now())
  const { db } = app.database
  const account = (await listDemoAccounts(db, app.service.config.municipality)).find(({ role }) => role === 'desk')!
  const once = app.visitor()
  await once.post(`/people/enter/${await openEntrance(db, account, app.service.now())}`, {})
  await admin.submit('/people/members', { name: '架空 の人', email: 'someone@example.jp', role: 'staff' })
  const invitation = /https?:\/\/\S+/.exec(
    (await app.mails()).find(({ subject }) => subject.includes('招待'))!.body,
  )![0]
  const report = /reports\/([0-9a-f-]{36})/.exec((await staff.get('/sharing/reports')).text)![1]
  const written = await staff.post('/sharing/reports', {
    ...{ kind: 'report', topic: 'care.burden', ward: '', title: '田中さんのこと', words: '84歳の方です。' },
  })
  const keeper = await app.signedIn('desk', '佐々木')
  const onBoard = /(\/sharing\/board\/[0-9a-f-]{36})">夜の集まりのあと/.exec(
    (await staff.get('/sharing/board')).text,
  )![1]!
  const boardEntry = /(\/sharing\/board\/[0-9a-f-]{36}\/entry\/[0-9a-f-]{36})/.exec(
    (await staff.get(onBoard)).text,
  )![1]!
  const resident = await app.signedIn('resident', '山本 ふみ')
  const [consent] = await app.database.db
    .selectFrom('sharing.consent')
    .select(['id', 'person_id as person'])
    .where('person_id', '=', demoPersonId(app.service.config.municipality, 'yamamoto-fumi'))
    .where('withdrawn_at', 'is', null)
    .execute()
  const supported = `/sharing/persons/${consent!.person}`
  const mine = `/sharing/mine/${consent!.person}`
  const asked = (
    await keeper.post(`${supported}/ask`, {
      ...{ recipients: `account:${consent!.id}`, facts: 'life', purpose: 'care', days: '91', step: 'go' },
    })
  ).location!
  await resident.post(`${mine}/requests`, { kind: 'access' })
  const requested = await app.database.db.selectFrom('sharing.disclosure').select('id').executeTakeFirstOrThrow()
  const convener = await app.signedIn('staff', '佐野')
  const here = (text: string, within: RegExp) => within.exec(text)![1]!
  const room = here((await keeper.get('/sharing')).text, /(\/sharing\/rooms\/[0-9a-f-]{36})">山本/)
  const entry = here((await keeper.get(room)).text, /(\/sharing\/rooms\/[^"]+\/files\?entry=[0-9a-f-]{36})/)
  const conference = here((await convener.get('/sharing')).text, /(\/sharing\/rooms\/[0-9a-f-]{36})/)
  const review = here((await admin.get('/sharing/reviews')).text, /(\/sharing\/reviews\/[0-9a-f-]{36})/)
  const need = handed.location!.split('/').at(-1)!
  const task = here((await staff.get(`/referral/${need}`)).text, /\/slip\/([0-9a-f-]{36})/)
  const slip = (await staff.post(`/referral/${need}/slip/${task}`, {})).location!
  await staff.submit(`/referral/${need}/ask`, { how: 'offer' })
  await app.settle()
  const offer = here((await app.mails()).map(({ body }) => body).join('\n'), /(\/referral\/desk\/[\w-]+\/offer)/)
  const list = (entries: Record<string, string>) => Object.entries(entries).map(([route, path]) => ({ route, path }))
  return [
    [
      person,
      list({
        '/': '/',
        '/consult/menu/:group': '/consult/menu/care',
        '/consult/emergency': '/consult/emergency',
        '/consult/:id': answer.path,
        '/consult/:id/print': `${answer.path}/print`,
        '/consult/:id/noted': `${answer.path}/noted`,
        '/consult/:id/hand-over/:service': `${answer.path}/hand-over/general`,
        '/privacy': '/privacy',
        '/accessibility': '/accessibility',
        '/accuracy': '/accuracy',
        '/directory': '/directory',
        '/directory/:id': '/directory/general-desk',
        '/insight': '/insight',
        '/referral/receipt': '/referral/receipt',
        '/referral/receipt/:id': handed.location!,
        '/referral/receipt/:id/looks': `${handed.location}/looks`,
        '/referral/receipt/:id/withdraw': `${handed.location}/withdraw`,
        '/referral/receipt/:id/stop/:task': `${handed.location}/stop/${task}`,
        '/referral/desk/:token': new URL(link).pathname,
        '/referral/desk/:token/offer': offer,
        '/people': '/people',
        '/sharing/stories': '/sharing/stories',
        '/people/enter/:token': new URL(entrance!.link).pathname,
        '/people/asked': '/people/asked',
        '/people/oidc/:provider/back': '/people/oidc/nowhere/back',
        '/people/invitation/:token': new URL(invitation).pathname,
      }),
    ],
    [once, list({ '/people/second': '/people/second?next=/referral', '/people/keys/totp': '/people/keys/totp' })],
    [
      admin,
      list({
        '/people/keys': '/people/keys',
        '/people/sessions': '/people/sessions',
        '/people/members': '/people/members',
        '/people/members/:id': `/people/members/${account.id}`,
      }),
    ],
    [
      staff,
      list({
        '/referral': '/referral',
        '/referral/:id': `/referral/${handed.location!.split('/').at(-1)}`,
        '/referral/offers': '/referral/offers',
        '/referral/cover': '/referral/cover',
        '/referral/terms': '/referral/terms',
        '/insight/staff/flow': '/insight/staff/flow?months=12',
        '/referral/:id/slip/:task': slip,
        '/referral/outbox': '/referral/outbox',
        '/directory/capacity': '/directory/capacity',
        '/need': '/need',
        '/insight/staff': '/insight/staff?kind=care&months=12',
        '/matching': '/matching',
        '/sharing/reports': '/sharing/reports',
        '/sharing/reports/:id': `/sharing/reports/${report}`,
        '/sharing/reports/mine': '/sharing/reports/mine',
        '/sharing/reports/new': '/sharing/reports/new',
        '/sharing/reports/:id/check': written.location!,
        '/sharing/reports/:id/edit': written.location!.replace('/check', '/edit'),
        '/sharing/board': '/sharing/board?q=退院',
        '/sharing/board/new': '/sharing/board/new',
        '/sharing/board/:id': onBoard,
        '/sharing/board/:id/entry/:answer': boardEntry,
        '/sharing/requests': '/sharing/requests',
        '/sharing/requests/:id': `/sharing/requests/${requested.id}`,
      }),
    ],
    [
      keeper,
      list({
        '/directory/capacity': '/directory/capacity',
        '/sharing': '/sharing',
        '/sharing/rooms/new': '/sharing/rooms/new',
        '/sharing/rooms/:id': room,
        '/sharing/rooms/:id/print': `${room}/print`,
        '/sharing/rooms/:id/members': `${room}/members?q=林`,
        '/sharing/rooms/:id/list': `${room}/list`,
        '/sharing/rooms/:id/files': entry,
        '/sharing/emergency': '/sharing/emergency',
        '/sharing/persons': '/sharing/persons',
        '/sharing/persons/new': '/sharing/persons/new',
        '/sharing/persons/:id': supported,
        '/sharing/persons/:id/invite': `${supported}/invite`,
        '/sharing/persons/:id/ask': `${supported}/ask`,
        '/sharing/persons/:id/consents/:consent/withdraw': `${supported}/consents/${consent!.id}/withdraw`,
        '/sharing/asking/:id': asked,
        '/sharing/asking/:id/paper': `${asked}/paper`,
        '/sharing/asking/:id/screen': `${asked}/screen`,
      }),
    ],
    [await app.signedIn('resident', 'はるか'), list({ '/sharing': '/sharing', '/sharing/rooms/:id': room })],
    [
      convener,
      list({
        '/sharing/conferences/new': '/sharing/conferences/new',
        '/sharing/rooms/:id': conference,
        '/sharing/rooms/:id/move': `${conference}/move`,
      }),
    ],
    [admin, list({ '/sharing/reviews': '/sharing/reviews', '/sharing/reviews/:id': review })],
    [
      resident,
      list({
        '/sharing/mine': '/sharing/mine',
        '/sharing/mine/:person': mine,
        '/sharing/mine/:person/looks': `${mine}/looks`,
        '/sharing/mine/:person/give': `${mine}/give`,
        '/sharing/mine/:person/asking/:asking': `${mine}/asking/${asked.split('/').at(-1)}`,
        '/sharing/mine/:person/consents/:consent/stop': `${mine}/consents/${consent!.id}/stop`,
        '/sharing/mine/:person/data': `${mine}/data`,
        '/sharing/mine/:person/requests': `${mine}/requests`,
      }),
    ],
    [
      admin,
      list({ '/people/audit': '/people/audit', '/people/audit/anchor/:day': `/people/audit/anchor/${anchor!.day}` }),
    ],
  ]
}
