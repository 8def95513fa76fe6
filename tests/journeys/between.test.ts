// Work between organisations, and from hand to hand: passed on, beside one another, offered openly, shared out, covered.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { findService } from '../../src/directory/index.ts'
import { registerNeed } from '../../src/need/index.ts'
import { requestReferral } from '../../src/referral/index.ts'
import { CONFIG, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const CITY = CONFIG.municipality
const WORDS = '掃除と洗濯がひとりではむずかしい'
const PHONE = '090-0000-7788'
const KATAHIRA = 'houkatsu-katahira'
const ASAO = 'ward-kourei-asao'
const MINUTE = 60 * 1000
const HOUR = 60 * 60 * 1000

describe('between organisations', () => {
  let app: Started
  let staff: Visitor
  /** 一廣会: a member and who leads. */
  let sasaki: Visitor
  let takahashi: Visitor
  /** 麻生区役所 */
  let morita: Visitor
  /** 薬剤師会 */
  let hayashi: Visitor
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    await app.settle()
    staff = await app.signedIn('staff')
    sasaki = await app.signedIn('desk', '佐々木')
    takahashi = await app.signedIn('chief', '高橋')
    morita = await app.signedIn('desk', '森田')
    hayashi = await app.signedIn('desk', '林')
  })
  after(async () => {
    for (const end of ends) await end()
  })

  const service = async (slug: string) => (await findService(app.database.db, CITY, slug, app.service.now()))!
  const pharmacy = async () => {
    const { rows } = await app.database.pool.query(
      `select s.id from directory.service s join directory.organization o on o.id = s.organization_id
       where o.slug = 'kawasaki-yakuzaishikai' order by s.slug limit 1`,
    )
    return rows[0].id as string
  }
  const account = async (name: string): Promise<string> => {
    const { rows } = await app.database.pool.query('select id from people.account where position($1 in name) > 0', [
      name,
    ])
    return rows[0].id
  }

  /** A need with a referral to a desk, or without one. */
  async function begin(slug: string | null): Promise<string> {
    const desk = slug && (await service(slug))
    return app.database.db.transaction().execute(async (tx) => {
      const actor = { kind: 'system' } as const
      const need = await registerNeed(tx, actor, app.service.now(), {
        ...{ municipality: CITY, words: WORDS, kinds: ['alone.daily'], ward: '麻生区', town: null },
        ...{ urgency: 'usual', channel: 'web', relation: 'self' },
        contact: { name: null, phone: PHONE, email: null, time: null, consent: '2026-11' },
      } as Parameters<typeof registerNeed>[3])
      if (desk)
        await requestReferral(tx, actor, app.service.now(), {
          ...{ municipality: CITY, needId: need.id, service: desk, why: [] },
        })
      return need.id
    })
  }

  type TaskRow = { id: string; status: string; slug: string; assignee_id: string | null; answer_by: Date }
  const tasks = async (need: string): Promise<TaskRow[]> =>
    (
      await app.database.pool.query(
        `select t.id, t.status, s.slug, t.assignee_id, t.answer_by from referral.task t
         left join directory.service s on s.id = t.service_id where need_id = $1 order by requested_at, s.slug`,
        [need],
      )
    ).rows
  const taskAt = async (need: string, slug: string) => (await tasks(need)).find((task) => task.slug === slug)!
  const stateOf = async (need: string) =>
    (await app.database.pool.query('select state from need.item where id = $1', [need])).rows[0].state as string

  test('passed on twice: whoever passed it on sees what becomes of it, and nothing more of the person', async () => {
    const need = await begin(KATAHIRA)
    const opened = await sasaki.get(`/referral/${need}`)
    assert.match(plain(opened.text), /ほかの窓口へ回す/)
    assert.equal((await taskAt(need, KATAHIRA)).status, 'seen', 'opening it is noted, as by the link')
    assert.equal((await sasaki.post(`/referral/${need}/forward`, { service: 'nobody' })).status, 422)

    // 一廣会 → 麻生区役所
    const to = (await service(ASAO)).id
    const passed = await sasaki.submit(`/referral/${need}/forward`, { service: to, note: '区の担当です' })
    assert.equal(passed.status, 200)
    assert.ok(plain(passed.text).includes('返事待ち'), 'the next desk is seen')
    assert.equal((await sasaki.post(`/referral/${need}/answer`, { answer: 'accept', responder: 'x' })).status, 409)

    // The ward takes it on, and then staff pass it on for it, by telephone.
    await morita.submit(`/referral/${need}/answer`, { answer: 'accept', responder: '森田（保健師）' })
    assert.ok((await morita.get(`/referral/${need}`)).text.includes(PHONE))
    const seen = await sasaki.get(`/referral/${need}`)
    assert.ok(plain(seen.text).includes('引き受け') && !seen.text.includes(PHONE), 'the contact is theirs who have it')
    const last = await pharmacy()
    await staff.submit(`/referral/${need}/ask`, { how: 'instead', service: last })
    assert.equal((await morita.get(`/referral/${need}`)).status, 404, 'what was given away is closed')
    assert.ok(!(await morita.get('/referral')).text.includes(need))

    await hayashi.submit(`/referral/${need}/answer`, { answer: 'accept', responder: '林（薬剤師）' })
    const end = await hayashi.post(`/referral/${need}/answer`, { answer: 'complete', outcome: 'resolved' })
    assert.equal(end.status, 303)
    assert.match(plain((await sasaki.get(`/referral/${need}`)).text), /困りごとのいま 解決/)
    assert.deepEqual((await tasks(need)).map(({ status }) => status).sort(), ['completed', 'forwarded', 'forwarded'])
  })

  test('declined: the desk is thanked, and never sent to a page that is not there', async () => {
    const need = await begin(ASAO)
    const thanks = await morita.submit(`/referral/${need}/answer`, { answer: 'decline', reason: 'full' })
    assert.equal(thanks.status, 200)
    assert.match(plain(thanks.text), /市が次の窓口をさがします。ありがとうございました/)
    assert.equal((await morita.get(`/referral/${need}`)).status, 404)
  })

  test('several referrals of one need: each answer says which, and the need is met when the last one ends', async () => {
    const need = await begin(KATAHIRA)
    await staff.submit(`/referral/${need}/ask`, { how: 'beside', service: (await service(ASAO)).id })
    assert.equal(
      (await staff.post(`/referral/${need}/ask`, { how: 'beside', service: (await service(ASAO)).id })).status,
      409,
    )
    const first = await taskAt(need, KATAHIRA)
    const second = await taskAt(need, ASAO)
    const vague = await staff.post(`/referral/${need}/answer`, { answer: 'accept', responder: 'x' })
    assert.equal(vague.status, 409, 'with two open, the answer says which')
    const other = await sasaki.post(`/referral/${need}/answer`, { task: second.id, answer: 'accept', responder: 'x' })
    assert.equal(other.status, 409, 'nobody answers for another desk')
    assert.equal((await taskAt(need, ASAO)).status, 'sent')

    await sasaki.submit(`/referral/${need}/answer`, { task: first.id, answer: 'accept', responder: '佐々木' })
    await morita.submit(`/referral/${need}/answer`, { task: second.id, answer: 'accept', responder: '森田' })
    await sasaki.post(`/referral/${need}/answer`, { task: first.id, answer: 'complete', outcome: 'resolved' })
    assert.equal(await stateOf(need), 'open', 'the other desk still works on it')
    await morita.post(`/referral/${need}/answer`, { task: second.id, answer: 'complete', outcome: 'no_change' })
    assert.equal(await stateOf(need), 'met', 'one of them helped')
  })

  test('a draft is nobody’s business until it is sent; what was sent can be taken back while unanswered', async () => {
    const need = await begin(KATAHIRA)
    await staff.submit(`/referral/${need}/ask`, { how: 'draft', service: (await service(ASAO)).id })
    const draft = await taskAt(need, ASAO)
    assert.equal(draft.status, 'draft')
    assert.equal((await morita.get(`/referral/${need}`)).status, 404)
    app.at(new Date(WEDNESDAY.getTime() + 10 * MINUTE))
    await staff.submit(`/referral/${need}/send`, { task: draft.id })
    const sent = await taskAt(need, ASAO)
    assert.equal(sent.status, 'sent')
    assert.ok(sent.answer_by >= draft.answer_by)
    assert.equal((await morita.get(`/referral/${need}`)).status, 200)

    assert.equal((await sasaki.post(`/referral/${need}/cancel`, { task: sent.id })).status, 409, 'it is not theirs')
    await staff.submit(`/referral/${need}/cancel`, { task: sent.id })
    assert.equal((await taskAt(need, ASAO)).status, 'cancelled')

    // 一廣会 passes its own on, and takes that back.
    await sasaki.submit(`/referral/${need}/forward`, { service: await pharmacy() })
    const onward = (await tasks(need)).find(({ status }) => status === 'sent')!
    await sasaki.submit(`/referral/${need}/cancel`, { task: onward.id })
    assert.equal((await tasks(need)).find(({ id }) => id === onward.id)!.status, 'cancelled')
  })

  test('a note of a team is its own: neither another organisation nor the city reads it', async () => {
    const need = await begin(KATAHIRA)
    await staff.submit(`/referral/${need}/ask`, { how: 'beside', service: (await service(ASAO)).id })
    const note = (words: string, audience: string) => ({ note: words, audience })
    await sasaki.submit(`/referral/${need}/note`, note('チームで話すことのメモ', 'team'))
    await sasaki.submit(`/referral/${need}/note`, note('みなさんへの共有のメモ', 'all'))
    await staff.submit(`/referral/${need}/note`, note('市の中だけのメモ', 'team'))
    const reads = async (who: Visitor) => {
      const { text } = await who.get(`/referral/${need}`)
      return ['チームで話すこと', 'みなさんへの共有', '市の中だけ'].map((words) => text.includes(words))
    }
    assert.deepEqual(await reads(takahashi), [true, true, false])
    assert.deepEqual(await reads(morita), [false, true, false])
    assert.deepEqual(await reads(staff), [false, true, true])
    assert.match(plain((await sasaki.get(`/referral/${need}`)).text), /（自分の組織だけ）：チームで話すこと/)
  })

  test('an open request: nothing of the person on it, two organisations at once, and one wins', async () => {
    const need = await begin(null)
    await staff.submit(`/referral/${need}/ask`, { how: 'offer' })
    assert.equal((await staff.post(`/referral/${need}/ask`, { how: 'offer' })).status, 409, 'once at a time')
    const [open] = await tasks(need)
    await app.settle()
    const told = (await app.mails()).filter(({ subject }) => /受けてくれる窓口/.test(subject))
    assert.ok(told.length >= 2 && new Set(told.map(({ to }) => to)).size === told.length, 'each is told once')
    for (const hidden of [WORDS, PHONE, need]) assert.ok(!told[0]!.body.includes(hidden), hidden)
    assert.match(plain((await sasaki.get('/referral')).text), /募集している相談が、1件あります/)
    const offers = await sasaki.get('/referral/offers')
    assert.ok(offers.text.includes(open!.id) && plain(offers.text).includes('麻生区'))
    for (const hidden of [WORDS, PHONE, need]) assert.ok(!offers.text.includes(hidden), hidden)
    assert.ok(!(await hayashi.get('/referral/offers')).text.includes(open!.id), 'it was not offered there')
    const path = `/referral/offers/${open!.id}`
    const ours = { service: (await service(KATAHIRA)).id, responder: '佐々木（社会福祉士）' }
    const theirs = { service: (await service(ASAO)).id, responder: '森田（保健師）' }
    assert.equal((await sasaki.post(path, { ...ours, responder: '' })).status, 422)
    assert.equal((await sasaki.post(path, { ...ours, service: theirs.service })).status, 422, 'only with one’s own')
    assert.equal((await hayashi.post(path, { ...ours })).status, 409)
    assert.equal((await staff.post(`/referral/${need}/answer`, { answer: 'accept', responder: 'x' })).status, 409)

    const both = await Promise.all([sasaki.post(path, ours), morita.post(path, theirs)])
    assert.deepEqual(both.map(({ status }) => status).sort(), [303, 409])
    const lost = both.find(({ status }) => status === 409)!
    assert.match(plain(lost.text), /ほかの窓口が先に引き受けました/)
    const [winner, loser] = both[0]!.status === 303 ? [sasaki, morita] : [morita, sasaki]
    assert.ok((await winner.get(`/referral/${need}`)).text.includes(PHONE))
    assert.equal((await loser.get(`/referral/${need}`)).status, 404)
    const taken = await tasks(need)
    assert.deepEqual([taken.length, taken[0]!.status], [1, 'accepted'])
  })

  test('in whose hand: one’s own colleagues only, and the list shows mine and nobody’s', async () => {
    const need = await begin(KATAHIRA)
    const nobodys = await sasaki.get('/referral?whose=nobody')
    assert.ok(nobodys.text.includes(need))
    const stranger = await sasaki.post(`/referral/${need}/assign`, { to: await account('森田') })
    assert.equal(stranger.status, 409)
    const outsider = await account('森田')
    await assert.rejects(
      sql`update referral.task set assignee_id = ${outsider} where need_id = ${need}`.execute(app.database.db),
      /in hand of a stranger/,
      'SQL says so too',
    )
    await sasaki.submit(`/referral/${need}/assign`, { to: await account('高橋') })
    assert.ok((await takahashi.get('/referral?whose=mine')).text.includes(need))
    assert.ok(!(await sasaki.get('/referral?whose=mine')).text.includes(need))
    assert.ok(!(await sasaki.get('/referral?whose=nobody')).text.includes(need))
    const { rows } = await app.database.pool.query(
      `select data ->> 'to' as who from platform.event where name = 'referral.assigned' and data ->> 'need' = $1`,
      [need],
    )
    assert.deepEqual(rows, [{ who: await account('高橋') }])
  })

  test('while somebody is away: their work shows as mine with who stands in, who gets the notices too', async () => {
    await app.settle()
    await app.address('佐々木', 'sasaki@desk.example')
    await app.address('高橋', 'takahashi@desk.example')
    const [a, b] = [await account('佐々木'), await account('高橋')]
    const week = { from: '2026-11-25', until: '2026-12-01' }
    assert.equal((await sasaki.post('/referral/cover', { account: b, by: a, ...week })).status, 422, 'of oneself only')
    assert.equal((await sasaki.post('/referral/cover', { account: a, by: await account('森田'), ...week })).status, 422)
    await sasaki.submit('/referral/cover', { account: a, by: b, ...week })
    const twice = await takahashi.post('/referral/cover', {
      account: a,
      by: b,
      from: '2026-12-01',
      until: '2026-12-03',
    })
    assert.match(plain(twice.text), /もう決まっています/)
    const circle = await takahashi.post('/referral/cover', { account: b, by: a, ...week })
    assert.equal(circle.status, 422)
    const insert = (away: string, by: string) =>
      sql`insert into referral.cover (municipality, id, account_id, by_id, organization_id, from_at, until_at)
        select municipality, gen_random_uuid(), ${away}::uuid, ${by}::uuid, organization_id, from_at, until_at
        from referral.cover`.execute(app.database.db)
    await assert.rejects(insert(a, b), /cover_once/)
    await assert.rejects(insert(b, a), /who stands in is there/)

    const need = await begin(KATAHIRA)
    await takahashi.submit(`/referral/${need}/assign`, { to: a })
    assert.ok((await takahashi.get('/referral?whose=mine')).text.includes(need))
    const other = await begin(KATAHIRA)
    await sasaki.submit(`/referral/${other}/assign`, { to: a })
    await app.settle()
    const told = (await app.mails()).filter(({ subject }) => subject.includes('担当している相談'))
    assert.deepEqual(
      told.map(({ to }) => to),
      ['takahashi@desk.example'],
      'who stands in is told of what others put into that hand',
    )
    assert.ok(!told[0]!.body.includes(WORDS))

    assert.ok(!(await morita.get('/referral/cover')).text.includes('佐々木'), 'an absence is the organisation’s own')
    const page = await sasaki.get('/referral/cover')
    const end = /\/referral\/cover\/[0-9a-f-]{36}\/end/.exec(page.text)![0]
    assert.equal((await morita.post(end, {})).status, 404)
    app.at(new Date(app.service.now().getTime() + 5 * MINUTE))
    await sasaki.submit(end, {})
    assert.ok(!(await takahashi.get('/referral?whose=mine')).text.includes(need))
  })

  test('ticked rows: each by itself, and the page says what worked', async () => {
    const [one, two, done] = [await begin(KATAHIRA), await begin(KATAHIRA), await begin(KATAHIRA)]
    await sasaki.submit(`/referral/${done}/answer`, { answer: 'accept', responder: '佐々木' })
    const rows = await Promise.all([one, two, done].map(async (need) => (await taskAt(need, KATAHIRA)).id))
    const tick = (more: Record<string, string>): [string, string][] => [
      ...rows.map((id): [string, string] => ['row', id]),
      ...Object.entries(more),
    ]
    assert.equal((await sasaki.post('/referral/bulk', { do: 'accept', responder: 'x' })).status, 422, 'nothing ticked')
    assert.equal((await sasaki.post('/referral/bulk', tick({ do: 'accept', responder: '' }))).status, 422)
    assert.equal((await morita.post('/referral/bulk', tick({ do: 'accept', responder: 'x' }))).status, 422)
    const seen = await sasaki.post('/referral/bulk', tick({ do: 'see' }))
    assert.match(plain(seen.text), /3件のうち、3件ができました/)
    const taken = await sasaki.post('/referral/bulk', tick({ do: 'accept', responder: '佐々木' }))
    assert.equal(taken.status, 200)
    assert.match(plain(taken.text), /3件のうち、2件ができました/)
    assert.match(plain(taken.text), /状態が、すでに変わっています/)
    assert.equal((await taskAt(two, KATAHIRA)).status, 'accepted')
    await sasaki.post('/referral/bulk', tick({ do: 'assign', to: await account('高橋') }))
    assert.equal((await taskAt(one, KATAHIRA)).assignee_id, await account('高橋'))
    const csv = await sasaki.post('/referral/bulk', tick({ do: 'csv' }))
    assert.equal(csv.text.trim().split('\r\n').length, 4)
  })

  test('the list as CSV: what the filter shows, without words and contact, and the look is written down', async () => {
    const need = await begin(ASAO)
    const csv = await morita.get('/referral.csv?standing=today')
    assert.equal(csv.status, 200)
    assert.match(csv.headers.get('content-type')!, /text\/csv/)
    const all = await morita.get('/referral.csv')
    const { rows } = await app.database.pool.query('select code from need.item where id = $1', [need])
    assert.ok(all.text.includes(rows[0].code) && all.text.includes('麻生区'))
    for (const hidden of [WORDS, PHONE]) assert.ok(!all.text.includes(hidden))
    assert.ok(!(await morita.get('/referral.csv?ward=川崎区')).text.includes(rows[0].code))
    const looks = await app.database.pool.query(
      `select 1 from platform.event where name = 'people.looked' and subject = $1 and data ->> 'verb' = 'referral.export'`,
      [need],
    )
    assert.equal(looks.rows.length, 1)
    assert.equal((await (await app.signedIn('resident')).get('/referral.csv')).status, 403)
    assert.equal((await app.visitor().get('/referral.csv')).status, 401)
  })

  test('what is agreed with a desk decides by when the next referral is answered', async () => {
    const before = await taskAt(await begin(KATAHIRA), KATAHIRA)
    const { organization } = await service(KATAHIRA)
    const terms = { organization: organization.id, urgency: 'usual', answer_unit: 'days', contact_unit: 'days' }
    assert.equal((await sasaki.post('/referral/terms', { ...terms, answer: '5', contact: '6' })).status, 403)
    const wrong = await staff.post('/referral/terms', { ...terms, answer: '5', contact: '2' })
    assert.equal(wrong.status, 422)
    assert.match(plain(wrong.text), /連絡は、返事の後に/)
    assert.ok(wrong.text.includes('value="5"'), 'what was typed is still there')
    assert.equal((await staff.post('/referral/terms', { ...terms, answer: 'すぐ', contact: '2' })).status, 422)
    await staff.submit('/referral/terms', { ...terms, answer: '５', contact: '6' })
    assert.match(plain((await morita.get('/referral/terms')).text), /返事 5日・連絡 6日/)
    const next = await taskAt(await begin(KATAHIRA), KATAHIRA)
    assert.ok(next.answer_by.getTime() - before.answer_by.getTime() > 3 * 24 * HOUR)
  })

  test('figures: times, answers and outcomes, by organisation and kind, for staff', async () => {
    const page = await staff.get('/insight/staff/flow?months=1')
    const text = plain(page.text)
    assert.equal(page.status, 200)
    assert.match(text, /社会福祉法人一廣会/)
    assert.match(text, /人手が足りない 2/)
    assert.match(text, /解決 \d/)
    assert.match(plain((await staff.get('/insight/staff')).text), /窓口が受けられなかった依頼/)
    assert.equal((await sasaki.get('/insight/staff/flow')).status, 403)
  })
})
