// The gate of a room: as a rule, and the same in SQL.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../tests/support.ts'
import { actingAs } from '../../platform/scope.ts'
import { type Consent, FACTS, type Fact, PURPOSES, type Purpose } from '../consent/rules.ts'
import { AUDIENCES, type Founded, gateOf, isDeserted, mayRead, PARTS, type Part, type Standing } from './rules.ts'

const NOW = new Date()
const DAY = 24 * 60 * 60 * 1000
const at = (days: number) => new Date(NOW.getTime() + days * DAY)
const ORGANIZATION = randomUUID()
const ME = randomUUID()
const OTHER = randomUUID()

const consent: fc.Arbitrary<Consent> = fc
  .record({
    to: fc.constantFrom('organization', 'me', 'other'),
    facts: fc.uniqueArray(fc.constantFrom(...FACTS), { minLength: 1 }),
    purpose: fc.constantFrom<Purpose>('care', 'care', ...PURPOSES),
    since: fc.integer({ min: -30, max: 3 }),
    lasts: fc.integer({ min: 1, max: 60 }),
    withdrawn: fc.option(fc.integer({ min: -20, max: -1 }), { freq: 3 }),
  })
  .map(({ to, facts, purpose, since, lasts, withdrawn }) => ({
    id: randomUUID(),
    personId: '',
    organizationId: to === 'organization' ? ORGANIZATION : null,
    accountId: to === 'me' ? ME : to === 'other' ? OTHER : null,
    facts,
    purpose,
    // half a day off, so that no moment falls on now itself
    since: at(since - 0.5),
    until: at(since + lasts - 0.5),
    textVersion: '2026-11',
    givenBy: 'self',
    way: 'screen',
    withdrawnAt: withdrawn === null ? null : at(withdrawn),
  }))
const consents = fc.array(consent, { maxLength: 6 })
const optional = (days: [number, number]) =>
  fc.option(
    fc.integer({ min: days[0], max: days[1] }).map((day) => at(day - 0.5)),
    { nil: null },
  )
const room: fc.Arbitrary<Founded> = fc.record({
  basis: fc.constantFrom('consent', 'consent', 'conference', 'emergency'),
  purpose: fc.constantFrom('care'),
  closedAt: fc.option(fc.constant(at(-1)), { nil: null, freq: 5 }),
  fixedAt: optional([-3, 0]),
  endsAt: fc.integer({ min: -1, max: 2 }).map((day) => at(day - 0.5)),
  movedTo: fc.constant(null),
})
const standing: fc.Arbitrary<Standing> = fc.record({
  accountId: fc.constant(ME),
  organizationId: fc.constantFrom(ORGANIZATION, null),
  part: fc.constantFrom(...PARTS),
  role: fc.constantFrom('desk', 'staff', 'commissioner', 'resident'),
  pledgedAt: optional([-2, 0]),
  leftAt: fc.option(fc.constant(at(-1)), { nil: null, freq: 5 }),
})

test('who left, a closed room and a time that is over open nothing, whatever was agreed to', () => {
  fc.assert(
    fc.property(room, standing, consents, (one, member, given) => {
      const gate = gateOf(one, member, given, NOW)
      if (member.leftAt || one.closedAt) assert.equal(gate.open, false)
      if (one.basis === 'emergency' && one.endsAt! <= NOW) assert.equal(gate.open, false)
      if (one.basis === 'conference' && !(one.fixedAt && member.pledgedAt)) assert.equal(gate.open, false)
    }),
  )
})

test('withdrawing never opens anything, and withdrawing all shuts the room to whoever works', () => {
  fc.assert(
    fc.property(room, standing, consents, fc.nat(), (one, member, given, which) => {
      const fewer = given.map((each, n) =>
        n === which % Math.max(1, given.length) ? { ...each, withdrawnAt: NOW } : each,
      )
      if (!gateOf(one, member, given, NOW).open) assert.equal(gateOf(one, member, fewer, NOW).open, false)
      for (const fact of FACTS)
        for (const audience of AUDIENCES)
          if (!mayRead(one, member, given, { fact, audience }, NOW).ok)
            assert.equal(mayRead(one, member, fewer, { fact, audience }, NOW).ok, false)
      const none = given.map((each) => ({ ...each, withdrawnAt: NOW }))
      const works = member.part === 'team' || (member.part === 'keeper' && member.role !== 'staff')
      if (one.basis === 'consent' && works) assert.equal(gateOf(one, member, none, NOW).open, false)
      if (one.basis === 'consent') assert.equal(isDeserted(one, [member], none, NOW), true)
    }),
  )
})

test('the person and the family never read what is said to the team', () => {
  fc.assert(
    fc.property(room, standing, consents, fc.constantFrom(...FACTS), (one, member, given, fact) => {
      if (member.part === 'person' || member.part === 'family')
        assert.equal(mayRead(one, member, given, { fact, audience: 'team' }, NOW).ok, false)
    }),
  )
})

test('SQL opens the same rooms and the same facts as the rules, for any consents', { timeout: 120_000 }, async (t) => {
  const { db, pool } = await testDatabase(t)
  const municipality = '141305'
  const person = randomUUID()
  const key = randomUUID()
  await pool.query(
    `insert into area.municipality (code, name, kana, prefecture) values ('${municipality}', 'x', 'x', 'x')`,
  )
  await pool.query(`insert into people.account (municipality, id, name, role) values
    ('${municipality}', '${ME}', 'x', 'staff'), ('${municipality}', '${OTHER}', 'y', 'staff')`)
  await pool.query(`insert into sharing.person (municipality, id, name, created_by, created_at)
    values ('${municipality}', '${person}', 'x', '${OTHER}', now())`)
  const stamp = (date: Date | null) => (date ? `'${date.toISOString()}'` : 'null')
  const entry = FACTS.flatMap((fact) =>
    AUDIENCES.filter((audience) => !(fact === 'abuse' && audience === 'all')).map((audience) => ({ fact, audience })),
  )
  await fc.assert(
    fc.asyncProperty(room, standing, consents, async (one, member, given) => {
      const emergency = one.basis === 'emergency'
      await pool.query(`
        delete from sharing.entry; delete from sharing.member; delete from sharing.consent; delete from sharing.room;
        insert into sharing.room (municipality, id, code, person_id, basis, purpose, opened_by, opened_at, closed_at,
          convened_by, fixed_at, reason, ends_at, review_by)
        values ('${municipality}', '${key}', '222-222', '${person}', '${one.basis}', '${one.purpose}', '${OTHER}',
          ${stamp(emergency ? new Date(one.endsAt!.getTime() - 2 * DAY) : at(-9))}, ${stamp(one.closedAt)}, 'x', ${stamp(one.fixedAt)},
          ${emergency ? `'x', ${stamp(one.endsAt)}, ${stamp(at(3))}` : 'null, null, null'});
        insert into sharing.member (municipality, room_id, account_id, organization_id, part, joined_at, pledged_at,
          pledge_version, left_at)
        values ('${municipality}', '${key}', '${ME}', ${member.organizationId ? `'${member.organizationId}'` : 'null'}, '${member.part}',
          now(), ${stamp(member.pledgedAt)}, ${member.pledgedAt ? `'2026-11'` : 'null'}, ${stamp(member.leftAt)});
        ${entry
          .map(
            ({ fact, audience }) => `insert into sharing.entry
              (municipality, id, room_id, author_id, kind, fact, audience, words, written_at)
              values ('${municipality}', gen_random_uuid(), '${key}', '${OTHER}', 'message', '${fact}', '${audience}', 'x', now());`,
          )
          .join('\n')}
        ${given
          .map(
            (
              each,
            ) => `insert into sharing.consent (municipality, id, person_id, organization_id, account_id, facts, purpose,
              since, until, text_version, text_shown, given_by, way, recorded_by, recorded_at, withdrawn_at, withdrawn_way)
              values ('${municipality}', '${each.id}', '${person}', ${each.organizationId ? `'${each.organizationId}'` : 'null'},
              ${each.accountId ? `'${each.accountId}'` : 'null'}, '{${each.facts.join(',')}}', '${each.purpose}',
              ${stamp(each.since)}, ${stamp(each.until)}, '2026-11', 'x', 'self', 'screen', '${ME}', now(),
              ${stamp(each.withdrawnAt)}, ${each.withdrawnAt ? `'screen'` : 'null'});`,
          )
          .join('\n')}`)
      const mine = actingAs(db, {
        kind: 'account',
        municipality,
        account: ME,
        role: member.role,
        organization: member.organizationId,
      })
      const read = await mine.selectFrom('sharing.entry').select(['fact', 'audience']).execute()
      const gate = gateOf(one, member, given, NOW)
      const expected = entry.filter((said) => gate.open && mayRead(one, member, given, said, NOW).ok)
      const line = (said: { fact: string; audience: string }) => `${said.fact} ${said.audience}`
      assert.deepEqual(read.map(line).sort(), expected.map(line).sort())
      // What stands behind the veil is told with its kind of fact: of the member's own circle, and of an open room only.
      const { readVeiled } = await import('../room/entry-store.ts')
      const veiled = await readVeiled(mine, key, at(9), at(-9))
      const inTeam = (['keeper', 'team'] as Part[]).includes(member.part)
      const hidden = entry.filter(
        (said) => gate.open && (said.audience === 'all' || inTeam) && !mayRead(one, member, given, said, NOW).ok,
      )
      assert.deepEqual(veiled.map(line).sort(), hidden.map(line).sort())
      const known = await mine.selectFrom('sharing.room').select('id').execute()
      if (member.leftAt) assert.equal(known.length, 0)
    }),
    { numRuns: 60 },
  )
})

test('what is agreed to for a colleague of another house is not agreed to for oneself', () => {
  const facts: Fact[] = ['medical']
  const theirs: Consent = {
    ...{ id: 'c', personId: 'p', organizationId: null, accountId: OTHER, facts, purpose: 'care' },
    ...{ since: at(-1), until: at(1), textVersion: '2026-11', givenBy: 'self', way: 'screen', withdrawnAt: null },
  }
  const founded: Founded = {
    ...{ basis: 'consent', purpose: 'care', closedAt: null, fixedAt: null, endsAt: null, movedTo: null },
  }
  const me: Standing = {
    ...{ accountId: ME, organizationId: ORGANIZATION, part: 'team', role: 'desk', pledgedAt: null, leftAt: null },
  }
  assert.deepEqual(gateOf(founded, me, [theirs], NOW), { open: false, reason: 'no_consent' })
  assert.deepEqual(gateOf(founded, { ...me, accountId: OTHER }, [theirs], NOW), { open: true })
})
