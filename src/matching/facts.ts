// What is known of the person whose trouble it is: read from the words, then overwritten by what was answered.
// Unknown is a missing field and never counts against an entry.
import { fold, MAX_LENGTH } from '../platform/japanese.ts'
import { type About, aboutOf, type Who } from './about.ts'

export type Facts = {
  who?: Who
  /** Years of age of the person concerned, not of whoever else is named. */
  age?: { from: number; to: number }
  /** They live on their own. */
  alone?: boolean
  /** 住民税非課税, 低所得, 生活保護. */
  income?: boolean
  /** 要介護・要支援の認定 has been given. */
  certified?: boolean
  /** ひとり親. */
  single?: boolean
  /** 障害者手帳. */
  card?: boolean
  /** They live in this municipality. */
  resident?: boolean
}

/** What a person may be asked about themselves, each with the replies that are offered. */
export const FACT_QUESTIONS = {
  who: ['self', 'parent', 'partner', 'child', 'relative', 'neighbour'],
  age: ['0-6', '7-17', '18-39', '40-64', '65-74', '75-120'],
  alone: ['yes', 'no'],
  income: ['yes', 'no'],
  certified: ['yes', 'no'],
} as const
export type FactKind = keyof typeof FACT_QUESTIONS
export const FACT_KINDS = Object.keys(FACT_QUESTIONS) as FactKind[]

/** A reply as a fact; undefined when it is none of the replies that are offered. */
export function factOf(kind: FactKind, reply: string): Facts | undefined {
  if (!(FACT_QUESTIONS[kind] as readonly string[]).includes(reply)) return undefined
  if (kind === 'who') return { who: reply as Who }
  if (kind !== 'age') return { [kind]: reply === 'yes' }
  const [from, to] = reply.split('-').map(Number)
  return { age: { from: from!, to: to! } }
}

/** The reply that a fact stands for, as it is shown chosen; undefined when it is unknown or between two replies. */
export function replyOf(kind: FactKind, facts: Facts): string | undefined {
  if (kind === 'who') return facts.who
  const { age } = facts
  if (kind === 'age')
    return FACT_QUESTIONS.age.find((band) => {
      const [from, to] = band.split('-').map(Number)
      return age !== undefined && age.from >= from! && age.to <= to!
    })
  const value = facts[kind]
  return value === undefined ? undefined : value ? 'yes' : 'no'
}

/** Known to be so, known not to be so: the second is looked for first. Written as text is folded. */
const SAID: readonly [Exclude<keyof Facts, 'who' | 'age'>, yes: RegExp | undefined, no: RegExp | undefined][] = [
  [
    'certified',
    /要(介護|支援)\d|(要介護|要支援|介護)(の)?認定(を|は)?(もう)?(受け(て(い)?(る|ます)|た|ました)|され(て|た|ました)|もらっ|あり)/,
    /認定(は|が|も|を)?(まだ|とって(い)?ない|受けて(い)?(ない|ません)|受けてな|されて(い)?ない|(あり|して)(い)?ません|これから)|介護(保険)?(の)?(申請)?(は|も)?(まだ|未申請)/,
  ],
  [
    'income',
    /非課税|低所得|生活保護(を(受け|もらっ)|で(暮|くら)|受給)|(収入|所得)が(とても)?(少な|すくな|低)/,
    /(?<!非)課税世帯|(収入|所得)は(ある|あり|十分)/,
  ],
  [
    'alone',
    /(一人|ひとり|独り|1人)(で)?(暮らし|ぐらし|住まい|ずまい|で住|で暮ら)|独居|独り身/,
    /(一人|ひとり|独り)((暮|ぐ)らし)?(では|じゃ)(なく|ない|ありません)|(家族|夫|妻|娘|息子|子ども|孫|母|父|両親|親)と(の)?(同居|(一緒|いっしょ|ふたり|二人)?(に|で)?(住ん|暮らし))/,
  ],
  ['single', /(ひとり|一人)親|(母子|父子)家庭|しんぐる(まざ|ふぁざ|まま|ぱぱ)/, undefined],
  [
    'card',
    /手帳を?(持って|もって|お持ち)(い)?(る|ます)|手帳(が)?(あり|ある)/,
    /手帳(は|を|が|も)?(まだ|ない|なく|(持|も)って(い)?(ない|ません))/,
  ],
  ['resident', /市内に(住んで|暮らして)|市民です/, /市民では(ない|ありません)|(私|わたし|自分)は市外に/],
]

/** What may stand between an age and the word for the person it belongs to: 「80代の母」「母（82歳）」「母は82歳」. */
const BESIDE = /^(の|は|が|も|で|と|、|,|・|\(|\)|\s|になる|になった|今年|もうすぐ|現在)*$/

/** Reads the facts that a text says. Never throws; what is not said plainly stays unknown. */
export function factsOf(text: string): Facts {
  const folded = fold(text.slice(0, MAX_LENGTH))
  const about = aboutOf(text.slice(0, MAX_LENGTH))
  const facts: Facts = {}
  const age = ageOf(folded, about)
  if (age) facts.age = age
  // who is named is not always whose trouble it is (「母が病気で、宿題ができない」): only with their age is it taken as said
  if (age && about.words.length > 0) facts.who = about.who
  for (const [name, yes, no] of SAID) {
    if (no?.test(folded)) facts[name] = false
    else if (yes?.test(folded)) facts[name] = true
  }
  return facts
}

/** The age of the person concerned: named beside the word for them, or the only age where nobody else is named. */
function ageOf(folded: string, about: About): Facts['age'] {
  const ages = [
    ...folded.matchAll(/(?<![\d.])(\d{1,3})\s*(歳|才|代)(前半|後半)?(?!(の|ごろの)?(頃|ころ|とき|時)(?!間))/g),
  ].flatMap((match) => {
    const from = Number(match[1])
    if (from > 120) return []
    return [{ from, to: match[2] === '代' ? from + 9 : from, start: match.index, end: match.index + match[0].length }]
  })
  const alone = ages.length === 1 ? ages[0] : undefined
  if (about.words.length === 0) {
    if (alone) return { from: alone.from, to: alone.to }
    const school = /(?<!の)(小学生|中学生|高校生)(です|で、|の(私|わたし|ぼく|僕|俺))/.exec(folded)?.[1]
    return school ? SCHOOL[school] : undefined
  }
  const beside = ages.filter((age) => about.words.some((word) => near(folded, word, age.start, age.end)))
  if (beside.length === 1) return { from: beside[0]!.from, to: beside[0]!.to }
  if (ages.length > 0 || about.who !== 'child') return undefined
  return about.age ?? undefined
}

const SCHOOL: Record<string, { from: number; to: number }> = {
  小学生: { from: 6, to: 12 },
  中学生: { from: 12, to: 15 },
  高校生: { from: 15, to: 18 },
}

function near(text: string, word: string, start: number, end: number): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const between = at >= end ? text.slice(end, at) : text.slice(at + word.length, start)
    if ((at >= end || at + word.length <= start) && BESIDE.test(between)) return true
  }
  return false
}
