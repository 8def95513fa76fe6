import assert from 'node:assert/strict'
import { test } from 'node:test'
import taxonomy from '../../catalogue/needs.json' with { type: 'json' }
import words from '../../catalogue/words.json' with { type: 'json' }
import { feelings, readWithGroups } from './lexicon.ts'
import { hear } from './needs.ts'
import { NOT } from './phrases.ts'

const codes = (text: string) => hear(readWithGroups(text)).map((one) => one.code)

test('every kind of need has 12 to 80 ways to say it, each once, none a mere feeling', () => {
  const kinds = taxonomy.map((need) => need.code).filter((code) => code.includes('.'))
  assert.deepEqual(Object.keys(words.needs).sort(), kinds.sort())
  for (const [code, { expressions }] of Object.entries(words.needs)) {
    assert.ok(expressions.length >= 12 && expressions.length <= 80, `${code}: ${expressions.length}`)
    assert.equal(new Set(expressions).size, expressions.length, code)
    for (const text of expressions) {
      const reading = readWithGroups(text)
      const telling = reading.words.some((word) => word.keys[0] !== NOT && !feelings.has(word.keys[0]!))
      assert.ok(telling || text.length >= 4, `${code}: ${text}`)
    }
  }
})

test('every way to say a need is heard as that need', () => {
  const missed: string[] = []
  for (const [code, { expressions }] of Object.entries(words.needs)) {
    for (const text of expressions) if (!codes(text).includes(code)) missed.push(`${code}: ${text}`)
  }
  assert.ok(missed.length <= 0.01 * 1800, missed.join('\n'))
})

const HEARD: [text: string, first: string, also?: string][] = [
  ['火の消し忘れが増えました', 'care.dementia'],
  ['鍋を何度も焦がしています', 'care.dementia'],
  ['母が同じことを何度も聞くようになった', 'care.dementia'],
  ['家賃を払うことができません', 'home.rent'],
  ['家賃が払えず、会社もクビになりました', 'home.rent', 'work.lost'],
  ['賃料が払えない', 'home.rent'],
  ['お金がありません', 'money.living'],
  ['生活保護を受けたいのですが', 'money.welfare'],
  ['学校に行きたがらない', 'school.absent'],
  ['保証人がいない', 'home.find'],
  ['認知症ではないか', 'care.dementia'],
  ['がっこうに いきたくない', 'school.absent'],
  ['にほんごが わかりません', 'foreign.life'],
]
test('needs are heard in inflected words', async (t) => {
  for (const [text, first, also] of HEARD) {
    await t.test(text, () => {
      assert.equal(codes(text)[0], first)
      if (also) assert.ok(codes(text).includes(also), codes(text).join())
    })
  }
})

const DENIED: [text: string, code: string][] = [
  ['借金はない', 'money.debt'],
  ['借金はありません', 'money.debt'],
  ['虐待ではないが気になる', 'safe.child'],
  ['死にたいわけではない', 'mind.suicide'],
  ['死にたくない', 'mind.suicide'],
  ['認知症ではありません', 'care.dementia'],
  ['子どもに殴られる', 'safe.child'],
]
test('what is denied is not heard', async (t) => {
  for (const [text, code] of DENIED) {
    await t.test(text, () => assert.ok(!codes(text).includes(code), codes(text).join()))
  }
})

test('the words given back are the writer’s own', () => {
  const text = '最近、家賃を払うことができず、　ｶﾞｽ代も払えない'
  for (const one of hear(readWithGroups(text))) for (const word of one.words) assert.ok(text.includes(word), word)
})

test('feelings and small talk are no need', () => {
  for (const text of ['心配です', 'つらい', 'とても不安で困っています', 'こんにちは', '今日の天気', ''])
    assert.deepEqual(codes(text), [])
})
