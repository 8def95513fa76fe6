import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { VERBS } from '../rules.ts'
import {
  afterEnd,
  groupLooks,
  LIMITS,
  type Look,
  manyOrganizations,
  manyPeople,
  median,
  oddHours,
  onlyLooking,
  refusedThenSeen,
  unreviewed,
  whyOf,
} from './rules.ts'

const DAY = Date.parse('2026-11-25T00:00:00+09:00')
const at = (minutes: number) => new Date(DAY + minutes * 60_000)
let next = 0
const look = (actor: string, subject: string, minutes = 600, more: Partial<Look> = {}): Look => ({
  id: ++next,
  at: at(minutes),
  actor,
  subject,
  organization: null,
  list: false,
  ...more,
})
const many = (actor: string, n: number, minutes = 600) =>
  Array.from({ length: n }, (_, i) => look(actor, `p${i}`, minutes))

const someLook = fc
  .record({
    actor: fc.constantFrom('a', 'b', 'c'),
    subject: fc.integer({ min: 0, max: 60 }).map((n) => `p${n}`),
    minutes: fc.integer({ min: 0, max: 24 * 60 - 1 }),
    organization: fc.constantFrom(null, 'o1', 'o2', 'o3', 'o4', 'o5'),
    list: fc.boolean(),
  })
  .map(({ actor, subject, minutes, ...more }) => look(actor, subject, minutes, more))
const someLooks = fc.array(someLook, { maxLength: 250 })

test('the middle of numbers has as many below as above', () => {
  assert.equal(median([]), 0)
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1]), 2.5)
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (numbers) => {
      const m = median(numbers)
      const below = numbers.filter((n) => n < m).length
      const above = numbers.filter((n) => n > m).length
      assert.ok(below <= numbers.length / 2 && above <= numbers.length / 2)
    }),
  )
})

test('many people: against the floor and against the own days, counted once each, lists aside', () => {
  const usual = (n: number) => Array.from({ length: 9 }, () => ({ actor: 'a', subjects: n, busiest: n }))
  assert.deepEqual(manyPeople(many('a', LIMITS.hourFloor - 1), []), [])
  assert.deepEqual(manyPeople(many('a', 30), usual(10)), [], 'three times as usual is still usual')
  assert.deepEqual(manyPeople(many('a', 31), usual(10)), [
    { kind: 'many_day', actor: 'a', subject: null, numbers: { people: 31, usual: 10 } },
    { kind: 'many_hour', actor: 'a', subject: null, numbers: { people: 31, usual: 10 } },
  ])
  fc.assert(
    fc.property(someLooks, fc.nat(20), (looks, n) => {
      for (const { kind, actor, numbers } of manyPeople(looks, usual(n))) {
        const mine = looks.filter((one) => one.actor === actor && !one.list)
        if (kind === 'many_day') assert.equal(numbers.people, new Set(mine.map((one) => one.subject)).size)
        assert.ok(numbers.people! >= (kind === 'many_day' ? LIMITS.dayFloor : LIMITS.hourFloor))
        assert.ok(numbers.people! > LIMITS.times * numbers.usual!)
        assert.equal(numbers.usual, actor === 'a' ? n : 0)
      }
      const twice = manyPeople([...looks, ...looks].reverse(), usual(n))
      const sorted = (found: object[]) => found.map((one) => JSON.stringify(one)).sort()
      assert.deepEqual(
        sorted(twice),
        sorted(manyPeople(looks, usual(n))),
        'the same person twice counts once, in any order',
      )
    }),
  )
})

test('odd hours: night and closed days, in Tokyo', () => {
  const numbers = (...looks: Look[]) => oddHours(looks).map((one) => one.numbers)
  assert.deepEqual(numbers(look('a', 'p', 7 * 60), look('a', 'p', 22 * 60 - 1)), [])
  assert.deepEqual(numbers(look('a', 'p', 7 * 60 - 1), look('a', 'q', 22 * 60)), [
    { looks: 2, people: 2, night: 2, closed: 0 },
  ])
  const holiday = new Date('2026-11-23T10:00:00+09:00') // 勤労感謝の日
  assert.deepEqual(numbers({ ...look('a', 'p'), at: holiday }), [{ looks: 1, people: 1, night: 0, closed: 1 }])
  fc.assert(
    fc.property(someLooks, (looks) => {
      const told = oddHours(looks).reduce((n, one) => n + one.numbers.looks!, 0)
      assert.equal(
        told,
        looks.filter((one) => (one.at.getTime() - DAY) / 3_600_000 < 7 || (one.at.getTime() - DAY) / 3_600_000 >= 22)
          .length,
      )
    }),
  )
})

test('one person, many organisations', () => {
  fc.assert(
    fc.property(someLooks, (looks) => {
      const told = new Map(manyOrganizations(looks).map((one) => [one.subject, one.numbers.organizations]))
      for (const subject of new Set(looks.map((one) => one.subject))) {
        const n = new Set(
          looks.filter((one) => one.subject === subject && one.organization).map((one) => one.organization),
        ).size
        assert.equal(told.get(subject), n >= LIMITS.organizations ? n : undefined)
      }
    }),
  )
})

test('only looking: an act of another does not count, an act about each takes the finding away', () => {
  const looks = many('a', LIMITS.onlyFloor)
  const acts = looks.map(({ subject }) => ({ actor: 'a', subject }))
  assert.deepEqual(
    onlyLooking(
      looks,
      acts.map((one) => ({ ...one, actor: 'b' })),
    )[0]?.numbers,
    {
      people: 10,
      idle: 10,
      days: 30,
    },
  )
  fc.assert(
    fc.property(someLooks, (all) => {
      assert.deepEqual(onlyLooking(all, all), [])
      for (const { numbers } of onlyLooking(all, all.slice(0, all.length / 2)))
        assert.ok(numbers.idle! >= LIMITS.onlyFloor && numbers.idle! <= numbers.people!)
    }),
  )
  assert.deepEqual(onlyLooking(looks, acts.slice(0, 1)), [])
})

test('looks after the end, and only those', () => {
  const ending = { actor: 'a', subject: 'p1', at: at(600) }
  const looks = [
    look('a', 'p1', 599),
    look('a', 'p1', 600),
    look('a', 'p1', 601),
    look('a', 'p2', 700),
    look('b', 'p1', 700),
  ]
  assert.deepEqual(afterEnd(looks, [ending]), [{ kind: 'after_end', actor: 'a', subject: 'p1', numbers: { looks: 1 } }])
})

test('emergency access is reviewed in time, or told', () => {
  const one = { actor: 'a', subject: 'p', reviewBy: at(0), reviewed: false }
  assert.deepEqual(unreviewed([one, { ...one, reviewed: true }, { ...one, reviewBy: at(9999) }], at(60)), [
    { kind: 'unreviewed', actor: 'a', subject: 'p', numbers: { days: 1 } },
  ])
})

test('refused again and again, then let in', () => {
  const refused = (...minutes: number[]) => minutes.map((m) => ({ actor: 'a', at: at(m) }))
  const seen = [look('a', 'p', 130)]
  assert.deepEqual(refusedThenSeen(refused(100, 110, 120), seen)[0]?.numbers, { refused: 3 })
  assert.deepEqual(refusedThenSeen(refused(100, 110), seen), [], 'too few')
  assert.deepEqual(refusedThenSeen(refused(30, 60, 120), seen), [], 'not within an hour')
  assert.deepEqual(refusedThenSeen(refused(10, 20, 30), seen), [], 'long ago')
  assert.deepEqual(refusedThenSeen(refused(140, 150, 160), seen), [], 'seen before')
  assert.deepEqual(refusedThenSeen(refused(100, 110, 120), [look('b', 'p', 130)]), [], 'another')
})

test('looks of the same one within ten minutes are one line; none is lost, none stands twice', () => {
  const looks = fc
    .array(fc.record({ who: fc.constantFrom('a', 'b'), minutes: fc.integer({ min: 0, max: 120 }) }))
    .map((all) => all.map(({ who, minutes }) => ({ who, at: at(minutes) })).sort((x, y) => +y.at - +x.at))
  fc.assert(
    fc.property(looks, (all) => {
      const lines = groupLooks(all)
      assert.equal(lines.flat().length, all.length)
      assert.deepEqual(new Set(lines.flat()), new Set(all))
      for (const line of lines) {
        assert.equal(new Set(line.map(({ who }) => who)).size, 1)
        assert.ok(+line[0]!.at - +line.at(-1)!.at <= 600_000)
      }
      for (const [i, line] of lines.entries()) {
        const later = lines.slice(i + 1).find((one) => one[0]!.who === line[0]!.who)
        if (later) assert.ok(+line[0]!.at - +later[0]!.at > 600_000, 'no line could have been part of the one before')
      }
    }),
  )
})

test('every verb that opens records has a why of its own, and a verb that nobody thought of has one too', () => {
  for (const [verb, { opens }] of Object.entries(VERBS)) if (opens) assert.notEqual(whyOf(verb), 'other', verb)
  assert.equal(whyOf('sharing.break_in'), 'emergency')
  assert.equal(whyOf('elsewhere.look'), 'other')
})
