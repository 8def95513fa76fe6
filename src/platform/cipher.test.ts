// Sealed values: only in their place, only whole, only with their key; and no error ever tells the text.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import fc from 'fast-check'
import {
  isSealed,
  type KeyRing,
  keyOf,
  keyOfBytes,
  lookupHash,
  openBytes,
  openText,
  sealBytes,
  sealText,
  useKeys,
} from './cipher.ts'
import { readConfig } from './config.ts'
import { readKeys, startKeys, withNewKey, withoutKey, writeRing } from './keyring.ts'

const RING: KeyRing = { current: 'k1', keys: { k1: randomBytes(32) }, lookup: randomBytes(32) }
beforeEach(() => useKeys(RING))

const text = fc.string({ unit: 'grapheme', maxLength: 300 })
const place = fc.string({ minLength: 1, maxLength: 60 })
/** An error is thrown, and what it says holds nothing of the text. */
const refused = (run: () => unknown, plain: string) => {
  try {
    run()
  } catch (error) {
    const said = `${(error as Error).message}${(error as Error).cause ?? ''}`
    assert.match(said, /sealed/)
    if (plain.length > 8) assert.ok(!said.includes(plain), 'the error tells the text')
    return
  }
  assert.fail('it was opened')
}

test('what was sealed opens in its place, and looks different each time', () => {
  fc.assert(
    fc.property(text, place, (plain, at) => {
      const sealed = sealText(plain, at)
      assert.match(sealed, /^v1\.k1\.[A-Za-z0-9_-]+$/)
      assert.equal(openText(sealed, at), plain.toWellFormed())
      assert.ok(isSealed(sealed) && keyOf(sealed) === 'k1')
      assert.notEqual(sealText(plain, at), sealed)
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), place, (bytes, at) => {
      const sealed = sealBytes(Buffer.from(bytes), at)
      assert.equal(keyOfBytes(sealed), 'k1')
      assert.deepEqual(openBytes(sealed, at), Buffer.from(bytes))
    }),
  )
})

test('in another place, with a byte changed, cut, or with a key that is not there, it does not open', () => {
  fc.assert(
    fc.property(text, place, place, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, at, other, where, change) => {
      const sealed = sealText(plain, at)
      if (other !== at) refused(() => openText(sealed, other), plain)
      const [, , body = ''] = sealed.split('.')
      const bytes = Buffer.from(body, 'base64url')
      const turned = Buffer.from(bytes)
      turned[where % turned.length]! ^= change
      refused(() => openText(`v1.k1.${turned.toString('base64url')}`, at), plain)
      refused(() => openText(`v1.k1.${bytes.subarray(0, where % bytes.length).toString('base64url')}`, at), plain)
      refused(() => openText(`v1.k9.${body}`, at), plain)
      refused(() => openText(plain, at), plain)
      const whole = sealBytes(Buffer.from(plain), at)
      whole[7 + (where % (whole.length - 7))]! ^= change
      refused(() => openBytes(whole, at), plain)
    }),
  )
  const sealed = sealText('同じ名前のちがう鍵', 'a')
  useKeys({ ...RING, keys: { k1: randomBytes(32) } })
  refused(() => openText(sealed, 'a'), '同じ名前のちがう鍵')
})

test('a hash is the same for the same value in the same column under the same lookup key, and for nothing else', () => {
  fc.assert(
    fc.property(text, text, place, place, (one, other, here, there) => {
      assert.equal(lookupHash(one, here), lookupHash(one, here))
      if (one !== other) assert.notEqual(lookupHash(one, here), lookupHash(other, here))
      if (here !== there) assert.notEqual(lookupHash(one, here), lookupHash(one, there))
    }),
  )
  const before = lookupHash('someone@example.jp', 'people.account.email')
  useKeys(withNewKey(RING))
  assert.equal(lookupHash('someone@example.jp', 'people.account.email'), before, 'a new key leaves it')
  useKeys({ ...RING, lookup: randomBytes(32) })
  assert.notEqual(lookupHash('someone@example.jp', 'people.account.email'), before)
})

test('keys are read in both forms, and what is wrong with them is said in Japanese without a key', () => {
  const key = () => randomBytes(32).toString('base64')
  const [a, b, c] = [key(), key(), key()]
  const listed = readKeys(`k2:${a}, k1:${b},lookup:${c}`)
  assert.deepEqual([listed.current, Object.keys(listed.keys)], ['k2', ['k2', 'k1']])
  const asJson = { keys: [{ id: 'k2', key: a }, { id: 'k1', key: b }], lookup: c } // biome-ignore format: one line
  assert.deepEqual(readKeys(JSON.stringify(asJson)), listed)
  const wrong: [string, RegExp][] = [
    [`k1:${a},k1:${b},lookup:${c}`, /k1 が二つ/],
    [JSON.stringify({ ...asJson, keys: [asJson.keys[0], asJson.keys[0]] }), /k2 が二つ/],
    [`k1:${randomBytes(16).toString('base64')},lookup:${c}`, /k1 は 32 バイト/],
    [`k1:${'あ'.repeat(43)},lookup:${c}`, /k1 は 32 バイト/],
    [`K1:${a},lookup:${c}`, /鍵の名/],
    [`k1:${a}`, /lookup/],
    [`lookup:${a}`, /閉じるための鍵/],
    [a, /名:base64/],
    [`{"keys": ${a}`, /JSON/],
  ]
  for (const [given, said] of wrong) {
    assert.throws(() => readKeys(given), said, given)
    assert.throws(
      () => readConfig({ FIELD_KEYS: given, SECRET: 'x'.repeat(40) }),
      (error: Error) =>
        /^項目の鍵が正しくありません。\n {2}FIELD_KEYS: /.test(error.message) && !error.message.includes(a),
    )
  }
  assert.throws(
    () => readConfig({ FIELD_KEYS_FILE: '/nowhere/keys.json', SECRET: 'x'.repeat(40) }),
    /nowhere.*ありません/,
  )
})

test('a file of keys is made once, for its owner only; a process follows it when another adds a key', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-keys-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const { fieldKeys } = readConfig({ DATA_DIR: join(folder, 'data'), SECRET: 'x'.repeat(40) })
  assert.ok(fieldKeys.kind === 'file' && !existsSync(fieldKeys.path), 'reading the settings makes nothing')
  startKeys(fieldKeys)
  assert.equal(statSync(fieldKeys.path).mode & 0o777, 0o600)
  const first = readFileSync(fieldKeys.path, 'utf8')
  startKeys(readConfig({ DATA_DIR: join(folder, 'data'), SECRET: 'x'.repeat(40) }).fieldKeys)
  assert.equal(readFileSync(fieldKeys.path, 'utf8'), first)

  const ring = startKeys(fieldKeys)
  const before = sealText('まえ', 'a')
  const added = withNewKey(ring)
  writeRing(fieldKeys.path, added)
  assert.equal(statSync(fieldKeys.path).mode & 0o777, 0o600)
  // sealed by the process that added the key
  useKeys(added)
  const after = sealText('あと', 'a')
  assert.equal(keyOf(after), 'k2')
  startKeys(fieldKeys)
  writeFileSync(fieldKeys.path, first) // as if it had begun before the key was added
  startKeys(fieldKeys)
  writeRing(fieldKeys.path, added)
  assert.equal(openText(after, 'a'), 'あと', 'an unknown key makes it read the file again')
  assert.equal(openText(before, 'a'), 'まえ')
  assert.equal(keyOf(sealText('いま', 'a')), 'k2', 'and seal with the new key')
  writeRing(fieldKeys.path, withoutKey(added, 'k1'))
  useKeys(withoutKey(added, 'k1'))
  assert.throws(() => openText(before, 'a'), /k1, which is not on the ring/)
})
