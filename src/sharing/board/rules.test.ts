import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Flag } from '../report/strip.ts'
import {
  BOARD_REASONS,
  type Boarder,
  belongsToOrganization,
  eachOnce,
  isWantedDay,
  look,
  mayClose,
  mayThank,
  nameOfFlag,
  stateOf,
  WANTED_DAYS,
} from './rules.ts'

const text = '田中さんと、田中さんの妹の林さん'
const flag = (start: number, end: number, substitute = 'ある方'): Flag => ({ kind: 'name', start, end, substitute })
const flags = [flag(0, 4), flag(6, 10), flag(13, 16)]
const [tanaka, hayashi] = [nameOfFlag(text, flags[0]!), nameOfFlag(text, flags[2]!)]

test('a word is chosen about once, wherever it stands; while one is open, nothing is carried out', () => {
  assert.equal(eachOnce(text, flags).length, 2)
  const choice = fc.constantFrom('replace', 'keep', 'other', undefined)
  const reason = fc.constantFrom(...BOARD_REASONS, 'agreed', '', undefined)
  fc.assert(
    fc.property(choice, reason, choice, reason, (first, why, second, reasonToo) => {
      const given = Object.fromEntries(
        Object.entries({
          ...{
            [`f.${tanaka}`]: first,
            [`why.${tanaka}`]: why,
            [`f.${hayashi}`]: second,
            [`why.${hayashi}`]: reasonToo,
          },
        }).filter(([, value]) => value !== undefined),
      ) as Record<string, string>
      const stays = (chosen?: string, of?: string) => chosen === 'keep' && BOARD_REASONS.some((known) => known === of)
      const isOpen = (chosen?: string, of?: string) => chosen !== 'replace' && !stays(chosen, of)
      const done = look(text, flags, given)
      assert.equal(done.open.includes(tanaka), isOpen(first, why))
      assert.equal(done.open.includes(hayashi), isOpen(second, reasonToo))
      if (done.open.length > 0) assert.deepEqual([done.text, done.decisions, done.changed], [text, [], false])
      else {
        assert.equal(done.text.includes('田中'), first === 'keep')
        assert.equal(done.text.includes('林'), second === 'keep')
        assert.equal(done.changed, first === 'replace' || second === 'replace')
        assert.equal(done.decisions.length, flags.length)
        assert.ok(!/[^\x20-\x7e]/.test(JSON.stringify(done.decisions)), 'no word of the text is kept')
      }
    }),
  )
})

test('the name of a word says nothing to who reads the page’s addresses, and is one for one word', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (word, before) => {
      const at = (within: string) => flag(within.length - word.length, within.length)
      const name = nameOfFlag(word, at(word))
      assert.match(name, /^name-[\w-]*$/)
      assert.equal(nameOfFlag(before + word, at(before + word)), name)
    }),
  )
})

test('numbers and names of organisations need no choice; those of nobody known do, and persons always', () => {
  const known = { phones: new Set(['0440007755']), names: ['たまがわ足つなぎの会（多摩区）'] }
  const asks = (word: string, kind: Flag['kind']) =>
    !belongsToOrganization(word, { kind, start: 0, end: word.length, substitute: '' }, known)
  for (const number of ['044-000-7755', '０４４（０００）７７５５', '0440007755'])
    assert.ok(!asks(number, 'phone'), number)
  assert.ok(asks('044-000-7756', 'phone'))
  assert.ok(!asks('たまがわ足つなぎの会', 'organization'))
  assert.ok(asks('さくらの会', 'organization'))
  assert.ok(asks('たまがわ足つなぎの会', 'name') && asks('0440007755', 'number'))
})

test('states, days and who may', () => {
  const now = new Date()
  assert.equal(stateOf({ closed_at: null, answers: 0 }), 'open')
  assert.equal(stateOf({ closed_at: null, answers: 2 }), 'answered')
  assert.equal(stateOf({ closed_at: now, answers: 2 }), 'closed')
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
      const day = Temporal.PlainDate.from('2026-11-25').add({ days }).toString()
      assert.equal(isWantedDay(day, '2026-11-25'), days >= 0 && days <= WANTED_DAYS.most)
    }),
  )
  const who = (account: string, keeps = false): Boarder => ({
    ...{ municipality: '141305', account, organization: null, keeps },
  })
  const mine = { asked_by: 'a', closed_at: null }
  assert.ok(mayClose(mine, who('a')) && mayClose(mine, who('b', true)) && !mayClose(mine, who('b')))
  assert.ok(!mayClose({ ...mine, closed_at: now }, who('a')), 'once')
  assert.ok(mayThank(mine, { answered_by: 'b' }, who('a')))
  assert.ok(!mayThank(mine, { answered_by: 'a' }, who('a')) && !mayThank(mine, { answered_by: 'b' }, who('c', true)))
})
