import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FACT_KINDS, FACT_QUESTIONS, type Facts, factOf, factsOf, replyOf } from './facts.ts'

test('facts are read where the words say them plainly, and nothing else', () => {
  const lines: [string, Facts][] = [
    ['家賃が払えない', {}],
    ['母の物忘れがひどい', {}],
    ['82歳の母が心配', { who: 'parent', age: { from: 82, to: 82 } }],
    ['実家の母（８２歳）の物忘れ', { who: 'parent', age: { from: 82, to: 82 } }],
    ['母の介護。私は52歳です', {}],
    ['19歳です。認知症の祖母を見ています', {}],
    ['中学生の娘が学校に行かない', { who: 'child', age: { from: 12, to: 15 } }],
    ['高校生です。学校に行きたくない', { age: { from: 15, to: 18 } }],
    ['25歳のころから働いていない', {}],
    ['要介護2の父', { certified: true }],
    ['介護認定はまだです', { certified: false }],
    ['介護保険は未申請です', { certified: false }],
    ['ひとり暮らしです', { alone: true }],
    ['一人ではなく家族と暮らしています', { alone: false }],
    ['母は弟夫婦と暮らし、娘と同居', { alone: false }],
    ['住民税非課税の世帯です', { income: true }],
    ['うちは課税世帯です', { income: false }],
    ['シングルマザーです', { single: true }],
    ['障害者手帳を持っています', { card: true }],
    ['手帳はまだ持っていません', { card: false }],
    ['川崎市民ではありません', { resident: false }],
  ]
  for (const [text, facts] of lines) assert.deepEqual(factsOf(text), facts, text)
})

test('every reply that is offered is a fact and back; any other is none', () => {
  for (const kind of FACT_KINDS) {
    for (const reply of FACT_QUESTIONS[kind]) assert.equal(replyOf(kind, factOf(kind, reply)!), reply)
    assert.equal(replyOf(kind, {}), undefined)
    for (const wrong of ['', 'maybe', '5-99', 'constructor']) assert.equal(factOf(kind, wrong), undefined)
  }
})

test('any text at all is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { age } = factsOf(text)
      assert.ok(age === undefined || age.from <= age.to)
    }),
  )
})
