import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Municipality, placeKey, readPlace, type Town, type Ward } from './rules.ts'

const data = JSON.parse(readFileSync(new URL('../../catalogue/kawasaki/area.json', import.meta.url), 'utf8')) as {
  municipality: Municipality
  wards: (Omit<Ward, 'postalPrefixes'> & { postal_prefixes: string[] })[]
}
const wards = data.wards.map(({ postal_prefixes, ...ward }) => ({ ...ward, postalPrefixes: postal_prefixes }))
const town = (ward: string, name: string): Town => ({ ward, name, latitude: null, longitude: null })
const towns = [
  town('麻生区', '上麻生一丁目'),
  town('麻生区', '上麻生七丁目'),
  town('麻生区', '五力田'),
  town('中原区', '小杉町一丁目'),
  town('中原区', '小杉町三丁目'),
  town('中原区', '小杉御殿町一丁目'),
  town('川崎区', '宮前町'),
  town('川崎区', '中島三丁目'),
  town('高津区', '野川'),
  town('宮前区', '野川'),
  town('高津区', '溝口一丁目'),
  town('多摩区', '中野島'),
]
const read = (text: string) => readPlace(text, { municipality: data.municipality, wards, towns })
const place = (text: string) => {
  const result = read(text)
  assert.ok(result.ok, text)
  return result.value
}

test('reads what people write as their place', () => {
  const cases: [string, object][] = [
    ['', {}],
    ['　 ', {}],
    ['川崎市', {}],
    ['神奈川県川崎市', {}],
    ['川崎', {}],
    ['麻生区', { ward: '麻生区' }],
    ['麻生', { ward: '麻生区' }],
    ['あさおく', { ward: '麻生区' }],
    ['アサオ', { ward: '麻生区' }],
    ['川崎区', { ward: '川崎区' }],
    ['川﨑市川﨑区', { ward: '川崎区' }],
    ['かわさきく', { ward: '川崎区' }],
    ['中原区のあたり', { ward: '中原区' }],
    ['中原区に住んでいます', { ward: '中原区' }],
    ['中原区小杉町', { ward: '中原区', town: '小杉町' }],
    ['中原区 小杉町 3-1', { ward: '中原区', town: '小杉町三丁目' }],
    ['中原小杉町', { ward: '中原区', town: '小杉町' }],
    ['川崎市麻生区上麻生1丁目', { ward: '麻生区', town: '上麻生一丁目' }],
    ['神奈川県川﨑市麻生区上麻生１丁目２−３', { ward: '麻生区', town: '上麻生一丁目' }],
    ['麻生区上麻生５丁目', { ward: '麻生区', town: '上麻生' }],
    ['五力田', { ward: '麻生区', town: '五力田' }],
    ['麻生区知らない町', { ward: '麻生区' }],
    ['宮前町', { ward: '川崎区', town: '宮前町' }],
    ['川崎区中島3', { ward: '川崎区', town: '中島三丁目' }],
    ['野川', { town: '野川' }],
    ['宮前区野川', { ward: '宮前区', town: '野川' }],
    ['215-0021', { ward: '麻生区' }],
    ['〒２１１－００６３', { ward: '中原区' }],
    ['2150021', { ward: '麻生区' }],
    ['216', { ward: '宮前区' }],
    ['〒215-0021 川崎市麻生区上麻生1-2', { ward: '麻生区', town: '上麻生一丁目' }],
  ]
  for (const [text, value] of cases) assert.deepEqual(place(text), value, text)
})

test('anywhere else is unknown', () => {
  for (const text of [
    '千代田区',
    '横浜市',
    '横浜市青葉区',
    '多摩市',
    '東京都多摩市',
    'あいうえお',
    '150-0001',
    '宮崎県',
    '12',
    '？',
  ])
    assert.deepEqual(read(text), { ok: false, reason: 'unknown_place' }, text)
})

test('every ward is found by each of its names', () => {
  for (const ward of wards)
    for (const text of [ward.name, ward.kana, `川崎市${ward.name}`, `${ward.postalPrefixes[0]}-0000`])
      assert.equal(place(text).ward, ward.name, text)
})

test('never throws, and never names a ward that does not exist', () => {
  const names = new Set(wards.map((ward) => ward.name))
  const piece = fc.constantFrom('川崎市', '麻生', '区', '215', '-', '丁目', '一', '１', '小杉町', '　', '﨑', '野川')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (text) => {
        const result = read(text)
        if (result.ok && result.value.ward) assert.ok(names.has(result.value.ward))
      },
    ),
    { numRuns: 2000 },
  )
})

test('keys of one name meet', () => {
  assert.equal(placeKey('上麻生１丁目'), placeKey('上麻生一丁目'))
  assert.equal(placeKey('桜本十二丁目'), placeKey('桜本12丁目'))
  assert.equal(placeKey('川﨑'), placeKey('川崎'))
})
