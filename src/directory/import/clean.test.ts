import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  editionOf,
  readWeekdayHours,
  tidy,
  tidyAddress,
  tidyKana,
  tidyName,
  tidyPhone,
  tidyPoint,
  tidyUrl,
} from './clean.ts'

const municipality = { code: '141305', name: '川崎市', kana: 'かわさきし', prefecture: '神奈川県' }
const wards = ['麻生区', '宮前区', '川崎区'].map((name, position) => ({
  slug: `w${position}`,
  name,
  kana: name,
  position,
  postalPrefixes: [],
}))
const where = { municipality, wards }

test('telephone numbers', () => {
  const cases: [string, string | undefined][] = [
    ['044-222-7102', '044-222-7102'],
    ['044‐272‐5400', '044-272-5400'],
    ['０４４－７９８－０４１５', '044-798-0415'],
    ['0447500666', '044-750-0666'],
    ['09012345678', '090-1234-5678'],
    ['0120279338', '0120-279-338'],
    ['（044）200-1111', '044-200-1111'],
    ['044ー200ー1111', '044-200-1111'],
    ['#8008', '#8008'],
    ['110', '110'],
    ['449487526', undefined],
    ['044-200', undefined],
    ['なし', undefined],
    ['', undefined],
  ]
  for (const [text, number] of cases) assert.equal(tidyPhone(text), number, text)
})

test('addresses of pages', () => {
  const cases: [string, string | undefined][] = [
    ['https://www.tsukui.net', 'https://www.tsukui.net'],
    ['htpp://www.yasashiite.com', 'http://www.yasashiite.com'],
    ['htpps://example.com/a', 'https://example.com/a'],
    ['https：//www.sompocare.com', 'https://www.sompocare.com'],
    ['http;//www.tetote.co.jp', 'http://www.tetote.co.jp'],
    ['http:/kiraku-ac.com/', 'http://kiraku-ac.com/'],
    ['reimeikai.care', 'http://reimeikai.care'],
    ['www.recordbook.jp', 'http://www.recordbook.jp'],
    ['http://www.hitachi-clinic.jp.', 'http://www.hitachi-clinic.jp'],
    ['http://hp,kaipoke.biz/a2d/', undefined],
    ['javascript:alert(1)', undefined],
    ['http://user@example.com', undefined],
    ['なし', undefined],
    ['', undefined],
  ]
  for (const [text, url] of cases) assert.equal(tidyUrl(text), url, text)
})

test('street addresses', () => {
  const cases: [string, string, object | undefined][] = [
    ['神奈川県川崎市宮前区有馬１－７－５', '', { ward: '宮前区', line: '有馬1-7-5' }],
    ['神奈川県川﨑市宮前区南野川3丁目23番1号', '', { ward: '宮前区', line: '南野川3丁目23番1号' }],
    ['川崎市麻生区上麻生1-2', '', { ward: '麻生区', line: '上麻生1-2' }],
    ['麻生区上麻生1-2', '', { ward: '麻生区', line: '上麻生1-2' }],
    ['神奈川県　川崎市川崎区新川通５－１１', '', { ward: '川崎区', line: '新川通5-11' }],
    [
      '神奈川県川崎市宮前区馬絹2－4－45サンウェル1階 サンウェル1階',
      '',
      { ward: '宮前区', line: '馬絹2-4-45サンウェル1階' },
    ],
    ['神奈川県川崎市川崎区中島3-7-3落合店舗1階', '落合店舗1階', { ward: '川崎区', line: '中島3-7-3落合店舗1階' }],
    ['神奈川県川崎市川崎区中島3-7-3', '落合店舗1階', { ward: '川崎区', line: '中島3-7-3 落合店舗1階' }],
    ['〒215-0021 川崎市麻生区上麻生1', '', { ward: '麻生区', line: '上麻生1' }],
    ['', '', undefined],
  ]
  for (const [text, building, address] of cases) assert.deepEqual(tidyAddress(text, building, where), address, text)
})

test('names, readings, notes, points, editions, hours', () => {
  assert.equal(tidyName('ＳＷＩＴＣＨ　宮前（本館）'), 'SWITCH 宮前（本館）')
  assert.equal(tidyName('川﨑ｾﾝﾀｰ'), '川崎センター')
  assert.equal(tidyKana('ツクイ　カワサキ'), 'つくい かわさき')
  assert.equal(tidy('日曜日お休み（改行）年末年始休業'), '日曜日お休み。年末年始休業')
  assert.equal(tidy('a\u0000b\u200bc'), 'abc')
  assert.deepEqual(tidyPoint('35.53', 139.7, '141305'), { latitude: 35.53, longitude: 139.7 })
  assert.equal(tidyPoint('34.647', '134.97', '141305'), 'outside')
  assert.equal(tidyPoint('', null, '141305'), undefined)
  assert.equal(editionOf('/a/2020-01/care-2025-06/x.json'), '2025-06-01')
  assert.equal(editionOf('/a/care/x.csv'), null)
  assert.deepEqual(readWeekdayHours('月曜日から金曜日 午前8時30分から午後5時'), { opens: 510, closes: 1020 })
  assert.deepEqual(readWeekdayHours('平日９：００～17:15'), { opens: 540, closes: 1035 })
  assert.equal(readWeekdayHours('8時30分～17時15分'), undefined)
})

test('nothing throws, whatever comes', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null), fc.object())
  fc.assert(
    fc.property(anything, anything, (a, b) => {
      tidyName(a)
      tidyKana(a)
      tidyPhone(a)
      tidyUrl(a)
      tidyAddress(a, b, where)
      tidyPoint(a, b, '141305')
    }),
  )
})
