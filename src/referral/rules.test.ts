import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../tests/support.ts'
import { canStep, dueOf, isClosed, maySet, type Side, STATUSES, STEPS, standing } from './rules.ts'

const status = fc.constantFrom(...STATUSES)
const side = fc.constantFrom<Side>('desk', 'person', 'staff')

test('whatever is tried, in whatever order, a referral goes from requested to one end and stays there', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(side, status), { maxLength: 30 }), (tries) => {
      let now: (typeof STATUSES)[number] = 'requested'
      let ended = 0
      for (const [who, to] of tries) {
        if (!maySet(who, to) || !canStep(now, to)) continue
        assert.ok(!isClosed(now), 'nothing leaves an end')
        now = to
        if (isClosed(to)) ended += 1
      }
      assert.ok(ended <= 1)
    }),
  )
})

test('every status can be reached, and from every open one there is a way to an end', () => {
  const reach = (from: (typeof STATUSES)[number], seen = new Set([from])): Set<string> => {
    for (const to of STEPS[from]) if (!seen.has(to)) reach(to, seen.add(to))
    return seen
  }
  assert.deepEqual([...reach('requested')].toSorted(), [...STATUSES].toSorted())
  for (const one of STATUSES) assert.ok([...reach(one)].some((other) => isClosed(other as typeof one)))
})

test('a person can only withdraw, a desk can do all but that, nobody asks twice', () => {
  assert.deepEqual(
    STATUSES.filter((to) => maySet('person', to)),
    ['cancelled'],
  )
  assert.ok(!maySet('desk', 'cancelled'))
  for (const who of ['desk', 'person', 'staff'] as const) assert.ok(!maySet(who, 'requested'))
})

test('the database refuses exactly the steps that the rules refuse', async (t) => {
  const { pool } = await testDatabase(t)
  const { rows } = await pool.query(`select pg_get_functiondef('referral.refuse_jump()'::regprocedure) as body`)
  const pairs = [...rows[0].body.matchAll(/\('([a-z-]+)', '([a-z-]+)'\)/g)].map(([, from, to]) => `${from} → ${to}`)
  const ours = STATUSES.flatMap((from) => STEPS[from].map((to) => `${from} → ${to}`))
  assert.deepEqual(pairs.toSorted(), ours.toSorted())
})

test('a promise is late when its time has passed, and only while somebody must act', () => {
  const hour = 60 * 60 * 1000
  fc.assert(
    fc.property(status, fc.integer({ min: -200, max: 200 }), fc.integer({ min: 0, max: 48 }), (now, answerIn, more) => {
      const at = new Date('2026-11-25T01:00:00Z')
      const answer_by = new Date(at.getTime() + answerIn * hour)
      const contact_by = new Date(answer_by.getTime() + more * hour)
      const task = { status: now, answer_by, contact_by, closed_at: isClosed(now) ? at : null }
      const due = dueOf(task)
      assert.equal(standing(task, at) === 'late', due !== null && due < at)
      assert.equal(due === null, now !== 'requested' && now !== 'accepted')
    }),
  )
})
