// Consent in code and in SQL: the same answer on random consents, as the recipient asks.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { testDatabase } from '../../../tests/support.ts'
import { actingAs } from '../../platform/scope.ts'
import type { Consent } from './rules.ts'
import { askProblems, FACTS, lapsesAt, PURPOSES, readRecipients, recipientKey, saidProblems, shares } from './rules.ts'

const M = '141305'
const HOUR = 60 * 60 * 1000
const ids = (n: number) => Array.from({ length: n }, () => randomUUID())

test('code and SQL agree: which facts a recipient may read in a room, and whether it opens at all', async (t) => {
  const { db, pool } = await testDatabase(t)
  const [account, otherAccount] = ids(2) as [string, string]
  const [organization, otherOrganization] = ids(2) as [string, string]
  await pool.query(
    `insert into area.municipality (code, name, kana, prefecture) values ($1, '川崎市', 'かわさきし', '神奈川県')`,
    [M],
  )
  for (const id of [account, otherAccount])
    await pool.query(
      `insert into people.account (municipality, id, name, role, organization_id) values ($1, $2, '試', 'desk', $3)`,
      [M, id, id === account ? organization : otherOrganization],
    )
  const now = new Date()
  const arbitrary = fc.record({
    to: fc.constantFrom('account', 'organization', 'otherAccount', 'otherOrganization'),
    facts: fc.subarray([...FACTS], { minLength: 1 }),
    purpose: fc.constantFrom(...PURPOSES.slice(0, 2)),
    since: fc.integer({ min: -50, max: 10 }),
    lasts: fc.integer({ min: 1, max: 100 }),
    withdrawn: fc.boolean(),
  })
  const to = { account, organization, otherAccount, otherOrganization }
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitrary, { maxLength: 6 }),
      fc.constantFrom(...PURPOSES.slice(0, 2)),
      async (drafts, purpose) => {
        const [person, room] = ids(2) as [string, string]
        await db.transaction().execute(async (tx) => {
          await sql`insert into sharing.person (municipality, id, name, created_by, created_at)
            values (${M}, ${person}, 'v1.x.x', ${otherAccount}, now())`.execute(tx)
          await sql`insert into sharing.room (municipality, id, code, person_id, basis, purpose, opened_by, opened_at)
            values (${M}, ${room}, ${code()}, ${person}, 'consent', ${purpose}, ${otherAccount}, now())`.execute(tx)
          await sql`insert into sharing.member (municipality, room_id, account_id, organization_id, part, joined_at)
            values (${M}, ${room}, ${account}, ${organization}, 'team', now())`.execute(tx)
        })
        const consents = drafts.map((one): Consent => {
          // half an hour aside, so that the clocks of two machines decide nothing
          const since = new Date(now.getTime() + (one.since - 0.5) * HOUR)
          return {
            ...{ id: randomUUID(), personId: person, facts: one.facts, purpose: one.purpose, since },
            organizationId: one.to.endsWith('rganization') ? to[one.to] : null,
            accountId: one.to.endsWith('ccount') ? to[one.to] : null,
            until: new Date(since.getTime() + one.lasts * HOUR),
            ...{ textVersion: '2026-11', givenBy: 'self', way: 'screen' },
            withdrawnAt: one.withdrawn ? new Date(now.getTime() - 60_000) : null,
          }
        })
        for (const one of consents)
          await sql`insert into sharing.consent (municipality, id, person_id, organization_id, account_id, facts, purpose,
              since, until, text_version, text_shown, given_by, way, recorded_by, recorded_at, withdrawn_at, withdrawn_way)
            values (${M}, ${one.id}, ${person}, ${one.organizationId}, ${one.accountId}, ${one.facts}, ${one.purpose},
              ${one.since}, ${one.until}, '2026-11', 'text', 'self', 'screen', ${otherAccount}, ${one.since},
              ${one.withdrawnAt}, ${one.withdrawnAt && 'screen'})`.execute(db)
        const mine = actingAs(db, {
          ...{ kind: 'account', municipality: M, account, organization, role: 'desk' },
        })
        const { rows: open } = await sql<{ id: string }>`select sharing.open_rooms() as id`.execute(mine)
        const { rows: facts } = await sql<{ fact: string }>`
          select distinct sharing.open_facts(${room}) as fact`.execute(mine)
        const me = { accountId: account, organizationId: organization }
        const said = FACTS.filter((fact) => shares(consents, me, fact, purpose, now).ok)
        assert.deepEqual(facts.map(({ fact }) => fact).toSorted(), said.toSorted())
        assert.equal(
          open.some(({ id }) => id === room),
          said.length > 0,
        )
      },
    ),
    { numRuns: 60 },
  )
})

const code = () => {
  const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  const draw = () => Array.from({ length: 3 }, () => letters[Math.floor(Math.random() * letters.length)]).join('')
  return `${draw()}-${draw()}`
}

const consent = (change: Partial<Consent>): Consent => ({
  ...{ id: 'c', personId: 'p', organizationId: null, accountId: 'a', facts: ['basic'], purpose: 'care' },
  ...{ since: new Date(0), until: new Date(1000), textVersion: '2026-11', givenBy: 'self', way: 'screen' },
  withdrawnAt: null,
  ...change,
})

test('the reason why not is the one nearest to a yes', () => {
  const to = { accountId: 'a', organizationId: 'o' }
  const why = (consents: Consent[], at = 500) => {
    const said = shares(consents, to, 'medical', 'care', new Date(at))
    return said.ok ? 'yes' : said.reason
  }
  assert.equal(why([]), 'none')
  assert.equal(why([consent({ accountId: 'b' })]), 'none')
  assert.equal(why([consent({ purpose: 'watch', facts: ['medical'] })]), 'other_purpose')
  assert.equal(why([consent({})]), 'other_fact')
  assert.equal(why([consent({ facts: ['medical'], since: new Date(600) })]), 'not_yet')
  assert.equal(why([consent({ facts: ['medical'] })], 1000), 'over')
  assert.equal(why([consent({ facts: ['medical'], withdrawnAt: new Date(100) })]), 'withdrawn')
  assert.equal(why([consent({ facts: ['medical'], accountId: null, organizationId: 'o' })]), 'yes')
})

test('a withdrawn or ended consent shares nothing, whatever else stands beside it for others', () => {
  fc.assert(
    fc.property(fc.subarray([...FACTS], { minLength: 1 }), fc.constantFrom(...FACTS), (facts, fact) => {
      const to = { accountId: 'a', organizationId: null }
      const consents = [
        consent({ facts, withdrawnAt: new Date(1) }),
        consent({ facts, until: new Date(400) }),
        consent({ facts: [...FACTS], accountId: 'b' }),
      ]
      assert.equal(shares(consents, to, fact, 'care', new Date(500)).ok, false)
    }),
  )
})

test('what is asked for needs recipients, facts, a purpose and at most a year', () => {
  const good = { organizations: ['o'], accounts: [], facts: ['basic' as const], purpose: 'care' as const, days: 182 }
  assert.deepEqual(askProblems(good), [])
  assert.deepEqual(askProblems({ ...good, organizations: [] }), ['recipients'])
  assert.deepEqual(askProblems({ ...good, days: 366 }), ['days'])
  assert.deepEqual(askProblems({ ...good, facts: [], purpose: null, days: Number.NaN }), ['facts', 'purpose', 'days'])
  assert.equal(lapsesAt({ createdAt: new Date(0), days: 1 }).getTime(), 24 * HOUR)
})

test('who only listens cannot consent; an agent needs a ground; paper needs its scan; a witness is named', () => {
  const said = { way: 'screen' as const, own: true, agentHolds: null, heardBy: '', scanned: false }
  assert.deepEqual(saidProblems(said), [])
  assert.deepEqual(saidProblems({ ...said, agentHolds: false }), ['no_ground'])
  assert.deepEqual(saidProblems({ ...said, way: 'voice' }), ['no_voice'])
  assert.deepEqual(saidProblems({ ...said, own: false }), ['heard'])
  assert.deepEqual(saidProblems({ ...said, own: false, way: 'voice' }), ['heard'])
  assert.deepEqual(saidProblems({ ...said, own: false, way: 'paper' }), ['scan'])
  assert.deepEqual(saidProblems({ ...said, own: false, way: 'paper', scanned: true }), [])
})

test('recipients are read from a form as they were written into it', () => {
  const organizationId = randomUUID()
  const key = recipientKey({ organizationId, accountId: null })
  assert.deepEqual(readRecipients([key, key, 'org:1', 'x']), { organizations: [organizationId], accounts: [] })
})
