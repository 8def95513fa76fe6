import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Condition, check, conditionsOf, stageOf } from './conditions.ts'

const UNKNOWN = { min: null, max: null }
const told = (conditions: readonly Condition[]) =>
  conditions.map((one) => (one.kind === 'age' ? `age ${one.min ?? ''}-${one.max ?? ''}` : one.kind)).join(', ')

/** Read by eye beside the words of each entry; whoever changes the rule or the catalogue reads it again. */
const DERIVED: Record<string, string> = {
  'kaigo-houmon': 'certified',
  'kaigo-day': 'certified',
  'kaigo-ninchi-day': 'certified',
  'kaigo-shoukibo': 'certified',
  'kaigo-yakan': 'certified',
  'kaigo-yougu': 'certified',
  'kaigo-tokuyou': 'certified',
  'kaigo-rouken': 'certified',
  'kami-omutsu': 'certified, age 65-',
  'gaishutsu-shien': 'age 70-',
  'fukushi-pass': 'age 70-',
  'jakunen-nanbu': 'age -64',
  'jakunen-hokubu': 'age -64',
  'jakunen-call': 'age -64',
  'postpartum-care': 'resident',
  'child-medical': 'age -18',
  'jidou-fuyou-teate': 'income',
  'sun-live': 'single',
  'angel-partner': 'single',
  'single-parent-training': 'single',
  'child-consult-dial': 'age -17',
  'jiso-katei': 'age -17',
  'jiso-chubu': 'age -17',
  'jiso-hokubu': 'age -17',
  childline: 'age -18',
  'kids-support-nakahara': 'age -17',
  'kids-support-miyamae': 'age -17',
  'kids-support-kawasaki': 'age -17',
  'kids-support-saiwai': 'age -17',
  'seibu-ryoiku': 'age -18',
  'sim-denkyu': 'alone',
  'kodomo-bunka': 'age -17',
  'iko-genki': 'age 65-',
  'juudo-iryo': 'card',
  'ikusei-iryo': 'age -17',
  'fukushi-taxi': 'card',
  'ward-general': 'resident',
  'hikikomori-center': 'age 15-64',
  'pension-support-benefit': 'income',
  'boshi-kashitsuke': 'single',
  'byouji-hoiku': 'age -9',
  'gakushu-shien': 'age -15',
  'hitorioya-koutsuhi': 'single',
  'iryo-fujo': 'income',
  'jidou-tsusho': 'age -18',
  'kaigo-hokenryo': 'age 65-',
  'kaigo-kaishu': 'certified',
  'kaigo-shortstay': 'certified',
  'kinkyu-koguchi': 'income',
  'kodomo-wakamono': 'age -39',
  'koken-josei': 'income',
  'kyotaku-carehouse': 'age 60-',
  'mirai-anshin': 'age 65-',
  'ninchi-grouphome': 'certified',
  'nyuin-josan': 'income',
  'roujin-club': 'age 60-',
  'seiho-shuro': 'income',
  'shoni-mansei': 'age -19',
  'shougai-waribiki': 'card',
  'shuro-ikou': 'age 18-64',
  'sougou-jigyo': 'age 65-',
  'tsuin-joko': 'certified',
  'wakamono-shigoto': 'age -39',
  'yakan-chugaku': 'age 15-',
  tokuji: 'age -19',
  wakuwaku: 'age 6-12',
}

test('what is derived from the demo catalogue: these entries, these conditions, and no others', () => {
  const folder = new URL('../../catalogue/kawasaki/', import.meta.url)
  type Service = { id: string; for_whom?: string; eligibility?: { age_min?: number; age_max?: number; note?: string } }
  const services = readdirSync(folder)
    .filter((name) => name.startsWith('services'))
    .flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Service[])
  const found = services.flatMap(({ id, for_whom, eligibility }) => {
    const text = [for_whom, eligibility?.note].filter(Boolean).join('。').replaceAll('{区}', '麻生区')
    const ages = { min: eligibility?.age_min ?? null, max: eligibility?.age_max ?? null }
    const conditions = told(conditionsOf(text, ages))
    return conditions === '' ? [] : [[id, conditions]]
  })
  assert.deepEqual(Object.fromEntries(found), DERIVED)
})

test('clear phrases count; alternatives, 「など」 and sentences about a part do not', () => {
  const lines: [string, string][] = [
    ['要介護1以上の方', 'certified'],
    ['要介護・要支援の認定を受けた方など', ''],
    ['65歳以上の方', 'age 65-'],
    ['満６５歳以上のひとり暮らしの方', 'alone, age 65-'],
    ['18歳未満の方', 'age -17'],
    ['15歳から39歳の方', 'age 15-39'],
    ['おおむね65歳以上の方', ''],
    ['ひとり暮らしの方、高齢者のみの世帯', ''],
    ['ひとり親家庭の方、ご家族', 'single'],
    ['住民税非課税世帯の方', 'income'],
    ['身体障害者手帳をお持ちの方', 'card'],
    ['障害のある方', ''],
    ['市内にお住まいの方', 'resident'],
    ['市内に住む、働く、学ぶ方', ''],
    ['だれでも', ''],
    ['60歳以上の方、仕事を頼みたい方。会員になれるのは60歳以上の方です', ''],
    ['どなたでも。要介護3の方は対象になりません', ''],
    ['', ''],
  ]
  for (const [text, conditions] of lines) assert.equal(told(conditionsOf(text, UNKNOWN)), conditions, text)
})

test('for whom an entry mainly is', () => {
  assert.equal(stageOf('18歳未満の子ども、保護者', UNKNOWN), 'child')
  assert.equal(stageOf('高齢の方、ご家族', UNKNOWN), 'old')
  assert.equal(stageOf('高齢の方、障害のある方', UNKNOWN), undefined)
  assert.equal(stageOf('', { min: 70, max: null }), 'old')
})

test('met, failed, not known', () => {
  const old: Condition = { kind: 'age', min: 65 }
  assert.equal(check(old, {}), 'unknown')
  assert.equal(check(old, { age: { from: 70, to: 79 } }), 'met')
  assert.equal(check(old, { age: { from: 60, to: 69 } }), 'unknown')
  assert.equal(check(old, { age: { from: 64, to: 64 } }), 'unknown', 'a birthday may be near')
  assert.equal(check(old, { age: { from: 40, to: 49 } }), 'fails')
  const young: Condition = { kind: 'age', max: 17 }
  assert.equal(check(young, { age: { from: 40, to: 40 } }, 'child'), 'unknown', 'a parent may ask')
  assert.equal(check(young, { who: 'self', age: { from: 40, to: 40 } }, 'child'), 'fails')
  assert.equal(check({ kind: 'certified' }, { certified: false }), 'fails')
  assert.equal(check({ kind: 'certified' }, { certified: true }), 'met')
  assert.equal(check({ kind: 'certified' }, { alone: false }), 'unknown')
})

test('any text at all is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const one of conditionsOf(text, UNKNOWN)) assert.equal(check(one, {}), 'unknown')
      stageOf(text, UNKNOWN)
    }),
  )
})
