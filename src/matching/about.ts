// Whose trouble it is, how old they are, and how soon something must happen: read from the words alone.
// Patterns are written as text is folded: katakana as hiragana, small letters, half width.
import { fold } from '../platform/japanese.ts'

/** self: the writer · parent, partner, child, relative: of the writer · neighbour: somebody nearby · client: of a supporter. */
export type Who = 'self' | 'parent' | 'partner' | 'child' | 'relative' | 'neighbour' | 'client'
export type About = {
  who: Who
  /** The writer's own words for them, as they stand in the text after folding; empty when nobody is named. */
  words: string[]
  /** Years of age that are named: 「3歳」「80代」; null when none is. */
  age: { from: number; to: number } | null
  /** They live on their own: said, not guessed. */
  alone: boolean
}
export type Urgency = 'now' | 'soon' | 'usual'

/** In order: who speaks as a supporter speaks of a client whoever else is named; a child of one's own before one's parent. */
const PEOPLE: readonly [Who, RegExp][] = [
  [
    'client',
    /利用者(さん|様)?|担当(して|の)(いる)?(方|けーす|世帯)|民生委員(を|です|として)|けあまね(です|をして|じゃーです)|支援して(いる|る)(方|人|世帯)|配達(先|して)|患者(さん|様)/g,
  ],
  [
    'child',
    /(うち|私|わたし|自分)?の?(子(ども|供|)|むすこ|息子|娘|むすめ|赤(ちゃん|ん坊)|乳児|幼児|小学生の子|中学生の子|高校生の子|長男|長女|次男|次女|三男)(?!の頃|のころ|時代)/g,
  ],
  [
    'parent',
    /((?<![祖叔伯])お?(母|かあ|父|とう)(さん|ちゃん|親)?|おふくろ|おやじ|親父|両親|実家の親|義(父|母)|しゅうと(め)?|(?<!ひとり|一人|母|父|片)親(?!子|戚|切|友|権))/g,
  ],
  ['partner', /(夫|旦那|だんな|主人|妻|嫁|家内|彼氏|彼女|恋人|ぱーとなー|配偶者|内縁)/g],
  [
    'relative',
    /(お?(祖父|祖母|じい|ばあ)(さん|ちゃん)?|おじ(さん)?(?=が|は|の|を)|おば(さん)?(?=が|は|の|を)|叔父|叔母|伯父|伯母|兄|弟|姉|妹|孫|甥|姪|いとこ|親戚|きょうだい)/g,
  ],
  [
    'neighbour',
    /(隣|となり|近所|向かい|上の階|下の階|同じ(まんしょん|あぱーと|団地)|知り合い|知人|友(達|だち|人)|同級生|くらすの子|お客さん)/g,
  ],
]
/** 「隣のおばあさん」「友達のお母さん」: the nearer word says whose they are. */
const NEARBY = /(隣|となり|近所|向かい|上の階|下の階|友(達|だち|人)|知り合い|知人)の/

const ALONE = /(一人|ひとり|独り|1人)(で)?(暮らし|ぐらし|住まい|ずまい|で住|で暮ら)|独居|独り身/

const SOON =
  /今日(中|じゅう|の(うち|夜|夕方))|今夜|今晩|明日(まで|には|の朝)|あした(まで|には)|今週(中|まで)|数日(中|以内)|(追い出|立ち退|止め|切)(され|られ|り?)(そう|る)|食べ(る|て)?(もの|物)が(ない|なく)|所持金|残り(\d+|数百|数)円|泊まる(所|ところ|場所)が(ない|なく)|(\d+|数|何)日(も)?(食べて|寝て|眠れて)(い)?ない|もう限界|我慢の限界/

/** Reads whose trouble a text speaks of. Never throws. */
export function aboutOf(text: string): About {
  const folded = fold(text)
  const found = PEOPLE.map(([who, pattern]) => ({
    who,
    words: [...folded.matchAll(pattern)].map((match) => match[0]),
  })).filter(({ words }) => words.length > 0)
  const near = NEARBY.test(folded) ? found.find(({ who }) => who === 'neighbour') : undefined
  const first = found.find(({ who }) => who === 'client') ?? near ?? found[0]
  return {
    who: first?.who ?? 'self',
    words: first ? [...new Set(first.words)].slice(0, 3) : [],
    age: ageIn(folded),
    alone: ALONE.test(folded),
  }
}

function ageIn(folded: string): About['age'] {
  const ages = [...folded.matchAll(/(\d{1,3})\s*(歳|才|代)(前半|後半)?/g)].flatMap((match) => {
    const from = Number(match[1])
    if (from > 120) return []
    return [match[2] === '代' ? { from, to: from + 9 } : { from, to: from }]
  })
  if (ages.length > 0)
    return { from: Math.min(...ages.map((age) => age.from)), to: Math.max(...ages.map((age) => age.to)) }
  const schools: [RegExp, number, number][] = [
    [/赤(ちゃん|ん坊)|新生児|乳児|生後/, 0, 1],
    [/幼稚園|保育園|未就学/, 2, 6],
    [/小学生|小学校|小[1-6一二三四五六]/, 6, 12],
    [/中学生|中学校|中[1-3一二三](?!階)/, 12, 15],
    [/高校生|高校に|高[1-3一二三](?!階)/, 15, 18],
  ]
  const school = schools.find(([pattern]) => pattern.test(folded))
  return school ? { from: school[1], to: school[2] } : null
}

/**
 * How soon something must happen: danger of this moment is `now`; other danger, or a day that is named, is `soon`.
 * @param dangers what was heard as danger
 */
export function urgencyOf(text: string, dangers: readonly { level: 'now' | 'risk' }[]): Urgency {
  if (dangers.some(({ level }) => level === 'now')) return 'now'
  return dangers.length > 0 || SOON.test(fold(text)) ? 'soon' : 'usual'
}
