import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../tests/support.ts'
import {
  canStep,
  dueOf,
  fhirStatus,
  isAtWork,
  isClosed,
  isUnanswered,
  mayStep,
  PAIRS,
  SIDES,
  type Side,
  STATUSES,
  STEPS,
  type Status,
  standing,
  VERBS,
} from './rules.ts'

const status = fc.constantFrom(...STATUSES)
const side = fc.constantFrom(...SIDES)
const verb = fc.constantFrom(...VERBS)

test('whatever is tried, in whatever order, a referral goes from draft to one end and stays there', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(side, verb), { maxLength: 40 }), (tries) => {
      let now: Status = 'draft'
      let ended = 0
      for (const [who, what] of tries) {
        if (!mayStep(who, what) || !canStep(now, what)) continue
        assert.ok(!isClosed(now), 'nothing leaves an end')
        now = STEPS[what].to
        if (isClosed(now)) ended += 1
      }
      assert.ok(ended <= 1)
      assert.equal(ended === 1, isClosed(now))
    }),
  )
})

test('every status can be reached, and from every open one there is a way to an end', () => {
  const next = (from: Status) => PAIRS.flatMap(([one, to]) => (one === from ? [to] : []))
  const reach = (from: Status, seen = new Set<Status>([from])): Set<Status> => {
    for (const to of next(from)) if (!seen.has(to)) reach(to, seen.add(to))
    return seen
  }
  assert.deepEqual([...reach('draft')].toSorted(), [...STATUSES].toSorted())
  for (const one of STATUSES) assert.ok([...reach(one)].some(isClosed))
  assert.deepEqual(STATUSES.filter((one) => next(one).length === 0).toSorted(), STATUSES.filter(isClosed).toSorted())
})

test('every open status is a draft, unanswered or at work, and no end is', () => {
  for (const one of STATUSES)
    assert.equal(Number(one === 'draft') + Number(isUnanswered(one)) + Number(isAtWork(one)), isClosed(one) ? 0 : 1)
})

test('each side does its own: a person only takes back, the clock only ends what was silent, a desk never cancels', () => {
  const does = (who: Side) => VERBS.filter((what) => mayStep(who, what))
  assert.deepEqual(does('person'), ['cancel'])
  assert.deepEqual(does('clock'), ['expire'])
  assert.deepEqual(does('sender'), ['send', 'cancel'])
  assert.ok(!mayStep('desk', 'cancel') && !mayStep('staff', 'expire') && !mayStep('staff', 'see'))
})

test('the database refuses exactly the steps that the rules refuse', async (t) => {
  const { pool } = await testDatabase(t)
  const { rows } = await pool.query(`select pg_get_functiondef('referral.refuse_jump()'::regprocedure) as body`)
  const pairs = [...rows[0].body.matchAll(/'([a-z_]+) ([a-z_]+)'/g)].map(([, from, to]) => `${from} → ${to}`)
  const ours = PAIRS.map(([from, to]) => `${from} → ${to}`)
  assert.deepEqual(pairs.toSorted(), ours.toSorted())
})

test('every step is one that FHIR SDOH Clinical Care knows, or stays within one of its states', () => {
  // ReferralTaskStateDiagram of SDOH-CC 3.0.0
  const fhir: Record<string, string[]> = {
    draft: ['requested', 'cancelled'],
    requested: ['accepted', 'rejected', 'cancelled'],
    accepted: ['in-progress', 'on-hold', 'completed', 'failed', 'cancelled'],
    'in-progress': ['on-hold', 'completed', 'failed', 'cancelled'],
    'on-hold': ['in-progress', 'completed', 'failed', 'cancelled'],
  }
  const answered = new Date()
  for (const [from, to] of PAIRS) {
    const before = fhirStatus({ status: from, answered_at: isAtWork(from) ? answered : null })
    const after = fhirStatus({ status: to, answered_at: isAtWork(from) || isAtWork(to) ? answered : null })
    assert.ok(before === after || fhir[before]!.includes(after), `${from} → ${to} would be ${before} → ${after}`)
  }
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
      assert.equal(due === null, !isUnanswered(now) && now !== 'accepted')
    }),
  )
})
