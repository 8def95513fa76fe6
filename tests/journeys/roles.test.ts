// Who sees what: residents nothing of others, a desk only its own, staff all of the city.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, type Started, startApp } from '../app.ts'

describe('roles', () => {
  let app: Started
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
  })
  after(async () => {
    for (const end of ends) await end()
  })
  /** Needs of a desk, or of others. @param standing only what stands so: what a desk declined or let pass is closed to it */
  const needs = async (where: 'mine' | 'others', desk: string, standing?: string[]) => {
    const rows = await app.database.db
      .selectFrom('referral.task as t')
      .innerJoin('people.account as a', 'a.municipality', 't.municipality')
      .select(['t.need_id', 't.organization_id', 't.status', 'a.organization_id as mine'])
      .where('a.name', 'like', `%${desk}%`)
      .execute()
    const own = new Set(rows.filter((row) => row.organization_id === row.mine).map((row) => row.need_id))
    const stands = (need: string) =>
      rows.some((row) => row.need_id === need && row.organization_id === row.mine && standing?.includes(row.status))
    return where === 'mine'
      ? [...own].filter((need) => !standing || stands(need))
      : [...new Set(rows.map((row) => row.need_id))].filter((id) => !own.has(id))
  }

  test('who is not signed in is shown the way in', async () => {
    for (const path of [
      '/referral',
      '/need',
      '/insight/staff',
      '/insight/staff.csv',
      '/referral/outbox',
      '/matching',
      `/referral/${(await needs('mine', '森田'))[0]}`,
    ]) {
      const page = await app.visitor().get(path)
      assert.equal(page.status, 401, path)
      assert.match(plain(page.text), /入ってください/)
    }
  })

  test('a desk opens its own referrals and no others, and not the register of the city', async () => {
    const desk = await app.signedIn('desk', '森田')
    const [mine] = await needs('mine', '森田', ['sent', 'seen', 'accepted', 'in_progress', 'on_hold', 'completed'])
    const [other] = await needs('others', '森田')
    assert.equal((await desk.get(`/referral/${mine}`)).status, 200)
    assert.equal((await desk.get(`/referral/${other}`)).status, 404)
    for (const [verb, form] of [
      ['answer', { answer: 'accept', responder: 'x' }],
      ['note', { note: 'x' }],
    ] as const)
      assert.equal((await desk.post(`/referral/${other}/${verb}`, form)).status, 404, verb)
    for (const path of ['/need', '/insight/staff', '/referral/outbox', '/matching'])
      assert.equal((await desk.get(path)).status, 403, path)
    assert.equal((await desk.post(`/referral/${mine}/ask`, { how: 'beside', service: mine! })).status, 403)
    assert.equal((await desk.post(`/referral/${mine}/forward`, { service: mine! })).status, 422, 'no such desk')
    const inbox = await desk.get('/referral')
    assert.ok(inbox.text.includes(mine!) && !inbox.text.includes(other!))
  })

  test('a desk that is signed in answers as in the mail: accept, begin, complete', async () => {
    const desk = await app.signedIn('desk', '佐々木')
    const waiting = await desk.get('/referral?standing=waiting')
    const need = /href="\/referral\/([0-9a-f-]{36})"/.exec(waiting.text)![1]!
    assert.ok(!(await desk.get(`/referral/${need}`)).text.includes('044-000-0123'), 'hidden until it is taken on')
    const accepted = await desk.submit(`/referral/${need}/answer`, {
      answer: 'accept',
      responder: '佐々木（社会福祉士）',
    })
    assert.match(accepted.text, /044-000-0123/)
    await desk.submit(`/referral/${need}/answer`, { answer: 'begin' })
    const done = await desk.submit(`/referral/${need}/answer`, { answer: 'complete', outcome: 'resolved', note: '' })
    assert.match(plain(done.text), /完了/)
    assert.equal(
      (await desk.post(`/referral/${need}/answer`, { answer: 'begin' })).status,
      409,
      'what is over stays over',
    )
    await desk.submit(`/referral/${need}/note`, { note: 'お電話しました' })
    assert.match(plain((await desk.get(`/referral/${need}`)).text), /お電話しました/)
    assert.equal((await desk.post(`/referral/${need}/note`, { note: ' ' })).status, 422)
  })

  test('staff see every need with its state and age; the outbox keeps the mails; figures are exact', async () => {
    await app.settle()
    const staff = await app.signedIn('staff')
    const inbox = plain((await staff.get('/referral')).text)
    for (const state of ['返事待ち', '引き受け', '対応中', '保留', '戻り', '完了', '期限切れ'])
      assert.ok(inbox.includes(state), state)
    const register = plain((await staff.get('/need?state=unmet')).text)
    assert.match(register, /受け手なし/)
    assert.match(plain((await staff.get('/referral/outbox')).text), /相談が届いています/)
    assert.match(plain((await staff.get('/insight/staff')).text), /移動・外出|ひとり暮らしの心配/)
  })

  test('the public figures show no number from one to four', async () => {
    for (const months of [1, 3, 12]) {
      const csv = (await app.visitor().get(`/insight.csv?months=${months}`)).text
      for (const cell of csv.split(/[,\r\n]+/))
        if (/^\d+$/.test(cell)) assert.ok(Number(cell) === 0 || Number(cell) >= 5, cell)
    }
    assert.match(plain((await app.visitor().get('/insight')).text), /5未満/)
  })

  test('leaving ends the session', async () => {
    const staff = await app.signedIn('staff')
    assert.equal((await staff.get('/need')).status, 200)
    await staff.post('/people/leave', {})
    assert.equal((await staff.get('/need')).status, 401)
  })
})
