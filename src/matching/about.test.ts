import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aboutOf, urgencyOf, type Who } from './about.ts'

test('whose trouble it is', () => {
  const lines: [string, Who][] = [
    ['家賃が払えない', 'self'],
    ['母の物忘れがひどい', 'parent'],
    ['おかあさんが しんぱい', 'parent'],
    ['息子が十年部屋から出てこない', 'child'],
    ['赤ちゃんが泣き止まない', 'child'],
    ['夫に殴られる', 'partner'],
    ['となりのおばあさんを最近見ない', 'neighbour'],
    ['友達のお母さんが入院した', 'neighbour'],
    ['祖母の介護を手伝っています', 'relative'],
    ['担当している方の家にゴミがたまっている', 'client'],
    ['配達先のお年寄りがやせてきた', 'client'],
    ['ケアマネです。独居の方のことで', 'client'],
    ['同じマンションの方が心配', 'neighbour'],
    ['パートナーに生活費を渡してもらえない', 'partner'],
    ['ひとり親で生活が苦しい', 'self'],
    ['親切な人に会いたい', 'self'],
    ['娘がいますが、私の借金のことで', 'child'],
  ]
  for (const [text, who] of lines) assert.equal(aboutOf(text).who, who, text)
})

test('age and living alone, when they are said', () => {
  assert.deepEqual(aboutOf('３歳の子の発達').age, { from: 3, to: 3 })
  assert.deepEqual(aboutOf('80代の母').age, { from: 80, to: 89 })
  assert.deepEqual(aboutOf('中学生の娘').age, { from: 12, to: 15 })
  assert.equal(aboutOf('母のこと').age, null)
  assert.equal(aboutOf('母が一人暮らしをしている').alone, true)
  assert.equal(aboutOf('ひとり親です').alone, false)
})

test('how soon', () => {
  assert.equal(urgencyOf('家賃の相談', []), 'usual')
  assert.equal(urgencyOf('今夜泊まる所がない', []), 'soon')
  assert.equal(urgencyOf('電気が止められそう', []), 'soon')
  assert.equal(urgencyOf('x', [{ level: 'risk' }]), 'soon')
  assert.equal(urgencyOf('x', [{ level: 'risk' }, { level: 'now' }]), 'now')
})

test('any text at all is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const about = aboutOf(text)
      assert.ok(about.words.length <= 3)
      assert.ok(about.age === null || about.age.from <= about.age.to)
      urgencyOf(text, [])
    }),
  )
})
