// Whom an entry is for, as conditions that can be checked: derived from its own words by one rule, so that imported
// entries have them too. Only clear phrases count; what is left out is still shown in the entry's own words.
import type { Facts } from './facts.ts'

export type Condition =
  | { kind: 'age'; min?: number; max?: number }
  | { kind: 'certified' | 'income' | 'alone' | 'single' | 'card' | 'resident' }

/** Known to be met, known to fail, or not known: only the second puts an entry back. */
export type State = 'met' | 'fails' | 'unknown'

/** Who an entry is mainly for, by stage of life. */
export type Stage = 'child' | 'old'

const PHRASES: readonly [Exclude<Condition['kind'], 'age'>, RegExp][] = [
  ['certified', /要介護\d|要支援\d|(要介護|要支援|要介護・要支援)(など)?の?認定を(受けた|受けている|お持ち)/],
  [
    'income',
    /住民税非課税|市民税非課税|低所得|所得が(基準|一定)(額)?(以下|の範囲)|(収入|所得)の少ない|生活保護を(受け|受給)/,
  ],
  ['alone', /(一人|ひとり|独り)(暮|ぐ)らし|独居/],
  ['single', /(ひとり|一人)親|母子家庭|父子家庭|寡婦/],
  ['card', /障害者?手帳(を|の)|身体障害者手帳|療育手帳|精神障害者保健福祉手帳|身体障害\d|療育[AB]|精神\d級/],
  ['resident', /^(市内|川崎市|本市|区内|[^\s、]{1,3}区)(に|で)(お住まい|住む|住んで|住所|暮らす)(?!.*(働|勤|学ぶ|通))/],
]

/** Somebody who asks for the person concerned: no audience of its own. */
const HELPER =
  /家族|保護者|親$|養育者|気づいた|支援(を)?する|支える|周りの|近所の|ケアマネ|関心の|心配に思った|友人$|手伝いたい|職員$/

/** Words that take a condition back. */
const OPEN = /なりません|できません|除く|除き|以外|問いません|窓口です|条件が|基準があ|優先|同意|上限/

/**
 * Derives the conditions of an entry.
 * @param text for whom it is, in its own words; the first sentence says who, later ones may narrow it
 * @param ages the age range where it is known as numbers; it goes before what the words say
 */
export function conditionsOf(text: string, ages: { min: number | null; max: number | null }): Condition[] {
  const found = new Map<Condition['kind'], Condition>()
  const [first = '', ...later] = sentencesOf(text)
  for (const [i, sentence] of [first, ...later].entries()) {
    // a later sentence with a topic (「会員になれるのは…」) speaks of a part
    if (OPEN.test(sentence) || (i > 0 && /は/.test(sentence))) continue
    const audiences = audiencesOf(sentence)
    if (audiences.length === 0) continue
    for (const [kind, pattern] of PHRASES)
      if (kind !== 'resident' && audiences.every((one) => isFor(one, pattern)))
        found.set(kind, { kind: kind as 'card' })
    if (i === 0 && audiences.every((one) => PHRASES.at(-1)![1].test(one))) found.set('resident', { kind: 'resident' })
    const spans = audiences.map(ageIn)
    if (spans.length === 1 && spans[0]) found.set('age', { kind: 'age', ...spans[0] })
  }
  if (ages.min !== null || ages.max !== null) {
    const { min, max } = ages
    found.set('age', { kind: 'age', ...(min ? { min } : {}), ...(max === null ? {} : { max }) })
  }
  return [...found.values()].filter((one) => one.kind !== 'age' || one.min !== undefined || one.max !== undefined)
}

/** Children, or old people, where the words or the ages say that it is for them and for nobody else. */
export function stageOf(text: string, ages: { min: number | null; max: number | null }): Stage | undefined {
  if (ages.max !== null && ages.max <= 20) return 'child'
  if (ages.min !== null && ages.min >= 60) return 'old'
  const audiences = audiencesOf(sentencesOf(text)[0] ?? '')
  if (audiences.length === 0) return undefined
  if (
    audiences.every((one) => /子ども|お子さん|児童|小中学生|赤ちゃん/.test(one) && !/方$|家庭$|団体|母|産後/.test(one))
  )
    return 'child'
  if (audiences.every((one) => /高齢の方|高齢者|要介護|(6[05]|70)歳以上/.test(one))) return 'old'
  return undefined
}

/**
 * Whether a person meets a condition, as far as is known of them.
 * @param stage for whom the entry mainly is
 */
export function check(condition: Condition, facts: Facts, stage?: Stage): State {
  if (condition.kind !== 'age') {
    const known = facts[condition.kind]
    return known === undefined ? 'unknown' : known ? 'met' : 'fails'
  }
  const { age, who } = facts
  if (!age) return 'unknown'
  const { min = 0, max = 150 } = condition
  if (age.from >= min && age.to <= max) return 'met'
  // birthdays come: a year of grace
  if (age.from <= max + 1 && age.to >= min - 1) return 'unknown'
  // where nobody is named, a parent may ask for a child and say their own age, or a grandchild for a grandparent
  return stage && who === undefined ? 'unknown' : 'fails'
}

const sentencesOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .replace(/[(][^()]*[)]/g, '')
    .split(/[。\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** The groups of people a sentence names, without those who ask for others. 「受けた方、ご家族」 → 受けた方. */
const audiencesOf = (sentence: string): string[] =>
  sentence
    .split(/(?<=方|人|者|ども|さん|世帯|家庭|家族|生|女性|など|団体|級|B1|両方|A2|手当|保護|親|企業)[、,]/)
    .map((one) => one.trim())
    .filter((one) => one !== '' && !HELPER.test(one))

/** A phrase that is said of these people without 「など」, which lets others in. */
function isFor(audience: string, pattern: RegExp): boolean {
  const met = pattern.exec(audience)
  if (!met || /方など$|など$/.test(audience)) return false
  return !/^など/.test(audience.slice(met.index + met[0].length))
}

function ageIn(audience: string): { min?: number; max?: number } | undefined {
  // 「18歳未満の子を育てる母」: the age of somebody else
  if (/おおむね|など$|(子|児童|家族)(ども|さん)?(を|が|の|と)(育|養|いる|持|世話|介護)/.test(audience)) return undefined
  const min = /(\d{1,3})歳以上/.exec(audience)?.[1]
  const under = /(\d{1,3})歳未満/.exec(audience)?.[1]
  const until = /(\d{1,3})歳(まで|以下)/.exec(audience)?.[1]
  const span = /(\d{1,3})歳(?:から|[~〜-])(\d{1,3})歳/.exec(audience)
  if (span) return { min: Number(span[1]), max: Number(span[2]) }
  if (!min && !under && !until) return undefined
  return {
    ...(min ? { min: Number(min) } : {}),
    ...(under ? { max: Number(under) - 1 } : until ? { max: Number(until) } : {}),
  }
}
