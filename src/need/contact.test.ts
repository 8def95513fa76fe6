// The blind index: one contact, one key, however it is typed; nothing to read in it; the same after keys are changed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, test } from 'node:test'
import fc from 'fast-check'
import { KEYS, type TestDatabase, testDatabase } from '../../tests/support.ts'
import { useKeys } from '../platform/cipher.ts'
import { withNewKey, withoutKey } from '../platform/keyring.ts'
import { rekey } from '../platform/rekey.ts'
import { eraseNeed, giveContact, type NewNeed, registerNeed, registerPast, sameContact } from './actions.ts'
import { contactKey } from './contact.ts'
import { contactOf, looksRepeated, STATES } from './rules.ts'
import { findNeed, type Need, SEALED_NEED } from './store.ts'

const CITY = '141305'
const OTHER = '131016'
const NOW = new Date('2026-11-25T10:00:00+09:00')
const days = (n: number) => new Date(NOW.getTime() + n * 24 * 60 * 60 * 1000)
afterEach(() => useKeys(KEYS))

const digits = fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }).map((list) => `090${list.join('')}`)
const byPhone = (contact_phone: string | null, contact_email: string | null = null) =>
  contactOf({ contact_phone, contact_email })

test('a telephone number is one however it is typed, and no other', () => {
  fc.assert(
    fc.property(digits, digits, fc.boolean(), fc.boolean(), (number, other, wide, abroad) => {
      let typed = `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`
      if (abroad) typed = `+81${typed.slice(1)}`
      if (wide) typed = typed.replace(/[!-~]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0))
      assert.equal(byPhone(` ${typed}`), `tel:${number}`)
      assert.equal(byPhone(typed, 'a@example.jp'), `tel:${number}`, 'the number says who, where there is one')
      assert.equal(byPhone(number) === byPhone(other), number === other)
    }),
  )
  assert.equal(byPhone(null, ' Hanako@Example.JP '), 'mail:hanako@example.jp')
  assert.equal(byPhone(null), null)
  assert.equal(byPhone('', ''), null)
})

test('what looks like the same need again: one kind, 30 days, both open; from either side', () => {
  const need = fc.record({
    kind: fc.constantFrom('care.burden', 'money.rent'),
    state: fc.constantFrom(...STATES),
    created_at: fc.integer({ min: 0, max: 60 }).map(days),
  })
  fc.assert(
    fc.property(need, need, (one, other) => {
      const near = Math.abs(one.created_at.getTime() - other.created_at.getTime()) <= 30 * 24 * 60 * 60 * 1000
      const same = one.kind === other.kind && one.state === 'open' && other.state === 'open' && near
      assert.equal(looksRepeated(one, other), same)
      assert.equal(looksRepeated(other, one), same)
    }),
  )
})

const draft = (phone: string, more: Partial<NewNeed> = {}): NewNeed => ({
  ...{
    municipality: CITY,
    words: '相談',
    kinds: ['care.burden'],
    ward: null,
    town: null,
    urgency: 'usual',
    channel: 'web',
  },
  ...{ relation: 'self', contact: { name: null, phone, email: null, time: null, consent: '2026-11' } },
  ...more,
})
const register = ({ db }: TestDatabase, phone: string, more?: Partial<NewNeed>) =>
  db.transaction().execute((tx) => registerNeed(tx, { kind: 'system' }, NOW, draft(phone, more)))
const keyOf = async ({ pool }: TestDatabase, { id }: Pick<Need, 'id'>): Promise<string | null> =>
  (await pool.query('select contact_key from need.item where id = $1', [id])).rows[0].contact_key

async function started(t: Parameters<typeof testDatabase>[0]): Promise<TestDatabase> {
  const database = await testDatabase(t)
  for (const [code, name] of [
    [CITY, '川崎市'],
    [OTHER, '架空市'],
  ])
    await database.pool.query(
      `insert into area.municipality (code, name, kana, prefecture) values ($1, $2, 'かな', '神奈川県') on conflict do nothing`,
      [code, name],
    )
  return database
}

test('the key is set with the contact, tells nothing of it, differs by municipality and goes when the need is erased', async (t) => {
  const database = await started(t)
  const { db, pool } = database
  const [one, typedElse, stranger, elsewhere, nameless] = [
    await register(database, '090-0000-7391'),
    await register(database, '09000007391'),
    await register(database, '090-0000-7392'),
    await register(database, '090-0000-7391', { municipality: OTHER }),
    await register(database, '', { contact: undefined } as never),
  ]
  const keys = await Promise.all([one, typedElse, stranger, elsewhere, nameless].map((need) => keyOf(database, need)))
  assert.match(keys[0]!, /^[0-9a-f]{64}$/)
  assert.equal(keys[1], keys[0])
  assert.equal(new Set([keys[0], keys[2], keys[3]]).size, 3)
  assert.equal(keys[4], null)
  await db
    .transaction()
    .execute((tx) => giveContact(tx, { kind: 'system' }, NOW, nameless!, { ...draft('0900000-7391').contact! }, 'self'))
  assert.equal(await keyOf(database, nameless!), keys[0], 'a contact that is given later')
  assert.equal((await sameContact(db, CITY, one!, NOW)).length, 2)
  await db.transaction().execute((tx) => eraseNeed(tx, { kind: 'system' }, NOW, typedElse!))
  assert.equal(await keyOf(database, typedElse!), null)
  assert.equal((await sameContact(db, CITY, one!, NOW)).length, 1)
  await assert.rejects(
    pool.query(`update need.item set contact_key = $1 where id = $2`, [keys[0], typedElse!.id]),
    /item_contact_key/,
    'no key without a contact',
  )
})

test('only open needs of the last 90 days belong together, newest first', async (t) => {
  const database = await started(t)
  const { db } = database
  const now = await register(database, '090-0000-7391')
  const past = (at: Date, more: object = {}) => ({ ...draft('090-0000-7391'), at, ...more })
  await db
    .transaction()
    .execute((tx) =>
      registerPast(tx, { kind: 'system' }, [
        past(days(-91)),
        past(days(-89)),
        past(days(-29), { kinds: ['money.rent'] }),
        past(days(-29)),
        past(days(-10), { metAt: days(-5) }),
      ]),
    )
  const found = await sameContact(db, CITY, now, NOW)
  assert.deepEqual(
    found.map(({ kind, repeated, created_at }) => [kind, repeated, created_at.getTime()]).sort(),
    [
      ['care.burden', false, days(-89).getTime()],
      ['care.burden', true, days(-29).getTime()],
      ['money.rent', false, days(-29).getTime()],
    ].sort(),
  )
})

test('keys are changed: needs of one contact meet before, in the middle and after, and what had no key gets one', async (t) => {
  const database = await started(t)
  const { db, pool } = database
  const old = await register(database, '090-0000-7391')
  const legacy = await register(database, '090-0000-7391')
  const other = await register(database, '090-0000-7391')
  const before = await keyOf(database, old)
  // As it was before there was an index.
  await pool.query('update need.item set contact_key = null where id = $1', [legacy.id])
  assert.equal((await sameContact(db, CITY, old, NOW)).length, 1)

  const ring = withNewKey(KEYS)
  useKeys(ring)
  const fresh = await register(database, '090-0000-7391')
  assert.equal((await sameContact(db, CITY, fresh, NOW)).length, 2, 'sealed by the new key, and found beside the old')
  const done = await rekey(db, [SEALED_NEED], { wait: 1 })
  assert.deepEqual([done.rows, done.left], [3, 0])
  for (const need of [old, legacy, other, fresh]) assert.equal(await keyOf(database, need), before)
  assert.equal((await sameContact(db, CITY, old, NOW)).length, 3, 'and the one without a key')
  useKeys(withoutKey(ring, KEYS.current))
  assert.equal((await findNeed(db, CITY, old.id))!.contact_phone, '090-0000-7391')
  assert.equal((await sameContact(db, CITY, old, NOW)).length, 3, 'the old key is not needed')

  useKeys({ ...ring, lookup: randomBytes(32) })
  assert.notEqual(contactKey(CITY, old), before, 'without the key that hashes, a number finds nothing')
})
