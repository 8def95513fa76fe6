// The same person asks in two places. The city sees that it belongs together; desks learn each other's names when the person
// agreed in both; whoever types a number learns nothing.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { actingAs } from '../../src/platform/scope.ts'
import { CONFIG, plain, receiptNumber, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const SAME = /同じ連絡先の相談が、ほかに1件あります/
const AROUND = /いま関わっているところ/

describe('two requests with one contact', () => {
  let app: Started
  let staff: Visitor
  let katahira: Visitor
  let ward: Visitor
  const services: Record<string, string> = {}
  const names: Record<string, string> = {}
  let numbers = 0
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    staff = await app.signedIn('staff')
    katahira = await app.signedIn('desk', '佐々木')
    ward = await app.signedIn('desk', '森田')
    const { rows } = await app.database.pool.query(
      `select o.slug, o.name, min(s.id::text) as id from directory.service s
       join directory.organization o on o.id = s.organization_id
       where o.slug in ('ikkokai', 'kawasaki-ward-asao') and s.status = 'active' group by o.slug, o.name`,
    )
    for (const { slug, id, name } of rows) {
      services[slug] = id
      names[slug] = name
    }
  })
  after(async () => {
    for (const end of ends) await end()
  })

  /** A number of a kind that nobody has, another one each time. */
  const newNumber = () => {
    numbers += 1
    return `090-0000-${1000 + numbers}`
  }

  /** Asks, and leaves a contact with one desk. @returns the id of the need */
  async function ask(
    desk: 'ikkokai' | 'kawasaki-ward-asao',
    form: Record<string, string>,
    trouble = '介護に疲れました',
  ) {
    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble, place: '麻生区' })
    const done = await person.post(`${answer.path}/hand-over/${services[desk]}`, {
      ...{ relation: 'self', agreed: 'yes', ...form },
    })
    assert.equal(done.status, 303, plain(done.text))
    return done.location!.split('/').at(-1)!
  }
  const file = async (visitor: Visitor, need: string) => {
    const page = await visitor.get(`/referral/${need}`)
    assert.equal(page.status, 200)
    return page.text
  }
  const accept = (desk: Visitor, need: string) =>
    desk.submit(`/referral/${need}/answer`, { answer: 'accept', responder: '担当' })

  test('the city sees them beside each other, however the number was typed, until one is closed; desks do not', async () => {
    const phone = newNumber()
    const first = await ask('ikkokai', { phone })
    assert.ok(!(await file(staff, first)).includes('同じ連絡先'), 'one alone')
    const second = await ask('kawasaki-ward-asao', { phone: `　${phone.replace(/-/g, '').replace('0', '０')}` })
    const shown = await file(staff, first)
    assert.match(plain(shown), SAME)
    assert.ok(shown.includes(`href="/referral/${second}"`))
    assert.match(plain(shown), /同じ用件かもしれません/)
    assert.match(plain(await file(staff, second)), SAME)
    for (const [desk, need] of [
      [katahira, first],
      [ward, second],
    ] as const) {
      await accept(desk, need)
      const page = plain(await file(desk, need))
      assert.doesNotMatch(page, /同じ連絡先/)
      assert.doesNotMatch(page, AROUND, 'nobody agreed')
    }
    await ward.post(`/referral/${second}/answer`, { answer: 'complete', outcome: 'resolved' })
    assert.ok(!(await file(staff, first)).includes('同じ連絡先'))
    // What the city saw of the other need is a look at it.
    const looks = await app.database.pool.query(
      `select count(*)::int as n from platform.event where name = 'people.looked' and subject = $1 and actor_id =
       (select id from people.account where role = 'staff' order by id limit 1)`,
      [second],
    )
    assert.ok(looks.rows[0].n >= 1)
  })

  test('by mail it goes as well; another kind of trouble is shown, but not as the same', async () => {
    const first = await ask('ikkokai', { email: 'Someone.Else@Example.jp' })
    await ask('kawasaki-ward-asao', { email: 'someone.else@example.jp' }, '家賃が払えません')
    const page = plain(await file(staff, first))
    assert.match(page, SAME)
    assert.doesNotMatch(page, /同じ用件/)
    app.at(new Date(WEDNESDAY.getTime() + 91 * 24 * 60 * 60 * 1000))
    assert.doesNotMatch(plain(await file(await app.signedIn('staff'), first)), /同じ連絡先/, 'after 90 days')
    app.at(WEDNESDAY)
  })

  test('who agreed in both: each desk that has taken it on learns the name of the other, and nothing else of it', async () => {
    const phone = newNumber()
    const first = await ask('ikkokai', { phone, names: 'yes' })
    const second = await ask('kawasaki-ward-asao', { phone, names: 'yes' }, '亀のピー太郎の世話と、介護に疲れました')
    assert.doesNotMatch(plain(await file(katahira, first)), AROUND, 'not before it is taken on')
    await accept(katahira, first)
    const page = await file(katahira, first)
    assert.match(plain(page), AROUND)
    assert.ok(page.includes(names['kawasaki-ward-asao']!))
    const code = receiptNumber((await app.visitor().get(`/referral/receipt/${second}`)).text)
    for (const secret of [second, code, 'ピー太郎']) assert.ok(!page.includes(secret), secret)
    assert.equal((await katahira.get(`/referral/${second}`)).status, 404)

    await app.visitor().post(`/referral/receipt/${second}/names`, {})
    assert.doesNotMatch(plain(await file(katahira, first)), AROUND, 'taken back: from the next page on')
    const third = await ask('kawasaki-ward-asao', { phone, names: 'yes' })
    assert.match(plain(await file(katahira, first)), AROUND)
    await app.visitor().post(`/referral/receipt/${third}/withdraw`, {})
    assert.doesNotMatch(plain(await file(katahira, first)), AROUND, 'withdrawn')
    await katahira.submit(`/referral/${first}/answer`, { answer: 'complete', outcome: 'resolved' })
    await ask('kawasaki-ward-asao', { phone, names: 'yes' })
    assert.doesNotMatch(plain(await file(katahira, first)), AROUND, 'nothing for who has done')
  })

  test('a desk that writes a request of its own with somebody’s number learns nothing: the yes must stand in both', async () => {
    const phone = newNumber()
    await ask('kawasaki-ward-asao', { phone })
    const planted = await ask('ikkokai', { phone, names: 'yes' })
    await accept(katahira, planted)
    assert.doesNotMatch(plain(await file(katahira, planted)), AROUND)
    const helper = newNumber()
    await ask('kawasaki-ward-asao', { phone: helper, names: 'yes', relation: 'supporter' })
    const other = await ask('ikkokai', { phone: helper, names: 'yes', relation: 'supporter' })
    await accept(katahira, other)
    assert.doesNotMatch(plain(await file(katahira, other)), AROUND, 'a supporter’s number stands for many')
  })

  test('the question in SQL answers only who has taken the need on', async () => {
    const phone = newNumber()
    const first = await ask('ikkokai', { phone, names: 'yes' })
    await ask('kawasaki-ward-asao', { phone, names: 'yes' })
    await accept(katahira, first)
    const { rows } = await app.database.pool.query(`select id, name, role, organization_id from people.account`)
    const asked = async (scope: Parameters<typeof actingAs>[1]) => {
      const found = await actingAs(app.database.db, scope)
        .selectNoFrom((e) =>
          e.fn<string>('referral.around', [e.val(CONFIG.municipality), e.val(first), e.val(new Date(0))]).as('id'),
        )
        .execute()
      return found.length
    }
    for (const { id, name, role, organization_id } of rows) {
      const scope = { municipality: CONFIG.municipality, account: id, role, organization: organization_id }
      const mine = ['desk', 'chief'].includes(role) && /佐々木|高橋/.test(name)
      assert.equal(await asked({ ...scope, kind: 'account' }), mine ? 1 : 0, name)
    }
    assert.equal(await asked({ kind: 'anonymous', municipality: CONFIG.municipality, holds: [first] }), 0)
    assert.equal(await asked({ kind: 'link', municipality: CONFIG.municipality }), 0)
  })

  test('whoever types a number that is known reads the same as whoever types one that is not', async () => {
    const known = newNumber()
    await ask('ikkokai', { phone: known })
    const pages: string[] = []
    for (const phone of [known, newNumber()]) {
      const person = app.visitor()
      const answer = await person.submit('/consult', { trouble: '介護に疲れました', place: '麻生区' })
      const wrong = await person.post(`${answer.path}/hand-over/${services.ikkokai}`, { phone, relation: 'self' })
      const done = await person.post(`${answer.path}/hand-over/${services.ikkokai}`, {
        ...{ phone, relation: 'self', agreed: 'yes' },
      })
      assert.equal(done.status, 303)
      const receipt = await person.get(done.location!)
      const bare = (text: string) =>
        text
          .replaceAll(phone, 'PHONE')
          .replaceAll(phone.slice(-4), 'END')
          .replaceAll(receipt.path.split('/').at(-1)!, 'NEED')
          .replace(/stop\/[0-9a-f-]{36}/g, 'stop/TASK')
          .replaceAll(answer.path.split('/').at(-1)!, 'ASKED')
          .replaceAll(receiptNumber(receipt.text), 'CODE')
          .replace(/<svg[\s\S]*?<\/svg>/g, '') // the QR code holds the address
      pages.push(bare(wrong.text) + bare(receipt.text))
    }
    assert.equal(pages[0], pages[1])
  })
})
