import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ROLES, type Role } from '../rules.ts'
import {
  type Authority,
  clientOf,
  deviceOf,
  endProblem,
  inFours,
  isEmail,
  mayManage,
  moveProblem,
  placeProblem,
  RECOVERY_LETTERS,
  rolesUnder,
  safeNext,
  tidyCode,
  tidyEmail,
  tidyName,
  tidyRecovery,
  waitAfter,
} from './rules.ts'

test('next never leaves our own site', () => {
  for (const path of ['/referral', '/people/keys', '/need?state=open&ward=asao', '/insight/staff.csv'])
    assert.equal(safeNext(path), path)
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a b',
    '/\tevil',
    '',
    null,
    undefined,
    'referral',
    '/people/second?next=/people/second',
    '/people/leave',
    '/people/enter/x',
  ])
    assert.equal(safeNext(bad), undefined, String(bad))
  const near = fc.stringMatching(/^[/\\]{0,3}[a-z:./\\@\t\n ]{0,12}$/)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), near), (text) => {
      const next = safeNext(text)
      if (next !== undefined) assert.equal(new URL(next, 'https://ours.example').origin, 'https://ours.example')
    }),
  )
})

test('waiting grows with every wrong code, begins after the free ones and ends at half a day', () => {
  assert.deepEqual([1, 4, 5, 6, 7].map(waitAfter), [0, 0, 60_000, 120_000, 240_000])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (n) => {
      assert.ok(waitAfter(n + 1) >= waitAfter(n) && waitAfter(n) <= 12 * 60 * 60 * 1000)
    }),
  )
})

test('a client is an IPv4 address or a /64, and says nothing of itself unless our own proxy says so', () => {
  assert.equal(clientOf('192.0.2.7', '203.0.113.9', 0), '192.0.2.7')
  assert.equal(clientOf('10.0.0.1', 'forged, 203.0.113.9', 1), '203.0.113.9')
  assert.equal(clientOf('10.0.0.1', 'forged, 203.0.113.9, 10.0.0.2', 2), '203.0.113.9')
  assert.equal(clientOf('::ffff:192.0.2.7', undefined, 0), '192.0.2.7')
  assert.equal(clientOf('2001:db8:1:2:3:4:5:6', undefined, 0), '2001:db8:1:2')
  assert.equal(clientOf('2001:db8::5', undefined, 0), '2001:db8:0:0')
  assert.equal(clientOf('2001:0db8:0::9', undefined, 0), clientOf('2001:db8::1:2:3:4', undefined, 0))
  assert.equal(clientOf('::1', undefined, 0), '0:0:0:0')
  assert.equal(clientOf(undefined, '203.0.113.9', 0), 'unknown')
})

test('a device is told by family only', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36'
  assert.equal(deviceOf(chrome), 'Chrome・Windows')
  assert.equal(deviceOf(`${chrome} Edg/141.0`), 'Edge・Windows')
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1'
  assert.equal(deviceOf(phone), 'Safari・iPhone')
  assert.equal(deviceOf(`${phone} Line/15.0`), 'LINE・iPhone')
  assert.equal(deviceOf('curl/8'), '')
  assert.equal(deviceOf(undefined), '')
  fc.assert(fc.property(fc.string(), (text) => assert.ok(deviceOf(text).length <= 60)))
})

test('what is typed is read as it is meant', () => {
  assert.equal(tidyCode(' １２３ 456 '), '123456')
  assert.equal(tidyCode('123-456'), '123456')
  assert.equal(tidyEmail(' Ａ.B@Example.JP '), 'a.b@example.jp')
  assert.ok(isEmail('a.b@example.jp'))
  for (const bad of [
    '',
    'a',
    'a@b',
    'a b@example.jp',
    'a@example.jp, b@example.jp',
    '<a@example.jp>',
    'a@example.jp\nBcc: x',
    'a\u0000@example.jp',
  ])
    assert.ok(!isEmail(bad), bad)
  const code = fc.string({ unit: fc.constantFrom(...RECOVERY_LETTERS), minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(code, (text) => {
      assert.equal(tidyRecovery(inFours(text).toUpperCase()), text)
      assert.equal(tidyRecovery(text.replaceAll('0', 'O').replaceAll('1', 'l')), text)
    }),
  )
})

test('a name is one line that a database keeps', () => {
  assert.equal(tidyName(' 森田\u0000\n あおい\u202e ', 100), '森田 あおい')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (text, most) => {
      const name = tidyName(text, most)
      assert.ok([...name].length <= most && name.isWellFormed() && !/[\p{Cc}\n]/u.test(name) && name === name.trim())
    }),
  )
})

const role = fc.constantFrom(...ROLES)
const org = fc.constantFrom(null, 'a', 'b')
const authority = fc.record({ id: fc.constant('me'), role: role as fc.Arbitrary<Role>, organizationId: org })
const member = fc.record({ id: fc.constant('them'), role: role as fc.Arbitrary<Role>, organizationId: org })

test('nobody gives, moves or ends beyond their own reach', () => {
  fc.assert(
    fc.property(authority, member, member, fc.nat(3), (by: Authority, one, to, others) => {
      const free = by.role === 'admin' || by.role === 'chief'
      if (!free) {
        assert.notEqual(placeProblem(by, to), null)
        assert.notEqual(endProblem(by, one, others), null)
        assert.notEqual(moveProblem(by, one, to, others), null)
      }
      if (by.role === 'chief' && placeProblem(by, to) === null) {
        assert.equal(to.organizationId, by.organizationId)
        assert.ok(['desk', 'chief'].includes(to.role))
      }
      if (by.role === 'chief' && mayManage(by, one)) assert.equal(one.organizationId, by.organizationId)
      if (one.role === 'resident') assert.equal(mayManage(by, one), false)
      if (one.role === 'admin' && others === 0) {
        assert.notEqual(endProblem(by, one, others), null)
        if (to.role !== 'admin') assert.notEqual(moveProblem(by, one, to, others), null)
      }
      assert.ok(!rolesUnder(by.role).includes('resident'))
    }),
  )
})
