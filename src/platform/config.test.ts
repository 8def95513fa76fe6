import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readConfig } from './config.ts'

const SECRET = 'a secret of the tests, long enough to sign'
const read = (providers: unknown) => readConfig({ SECRET, OIDC_PROVIDERS: JSON.stringify(providers) })
const line = {
  id: 'line',
  name: 'LINE',
  issuer: 'https://access.line.me',
  clientId: '1234567890',
  clientSecret: 'x',
  roles: ['resident'],
  opensAccounts: true,
  idTokenAlg: 'HS256',
}

test('other sites are read from the environment, and what is wrong is said in a sentence', () => {
  const [one] = read([line]).oidc
  assert.deepEqual([one!.scopes, one!.twoFactors], ['openid', false])
  assert.deepEqual(readConfig({ SECRET }).oidc, [])
  const wrong: [unknown, RegExp][] = [
    [[line, line], /同じ id/],
    [[{ ...line, issuer: 'http://access.line.me' }], /https/],
    [[{ ...line, roles: ['staff'] }], /resident/],
    [[{ ...line, secret: 'x' }], /secret/],
    [{ line }, /OIDC_PROVIDERS/],
  ]
  for (const [providers, said] of wrong) assert.throws(() => read(providers), said)
  assert.throws(() => readConfig({ SECRET, OIDC_PROVIDERS: '[' }), /JSON として読めません/)
})

test('every example in docs/sign-in.md can be used as it stands', () => {
  const text = readFileSync(new URL('../../docs/sign-in.md', import.meta.url), 'utf8')
  const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!))
  assert.equal(read(examples).oidc.length, examples.length)
  assert.ok(examples.length >= 4)
})
