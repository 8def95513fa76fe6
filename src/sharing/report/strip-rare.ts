// What is rare leads to somebody by itself, and what is common does when enough of it stands together.
import { foldWithOffsets } from '../../platform/japanese.ts'
import { type Around, FEW, type Flag } from './strip.ts'

export const QUASI = ['place', 'age', 'sex', 'household', 'condition', 'origin', 'occupation', 'event'] as const
export type Quasi = (typeof QUASI)[number]

/** One of the things that stand together. `replace`: without it, enough is taken away. */
export type Part = {
  what: Quasi
  start: number
  end: number
  substitute: string
  weight: number
  replace: boolean
}

/** From this weight on, what stands together could lead to somebody. */
const ENOUGH = 5
/** A word of this weight is rare enough alone. */
const RARE = 3

type Entry = { what: Quasi; weight: number; substitute: string; words: RegExp }

const JOBS_RARE =
  '船員|船長|力士|宮大工|漁師|猟師|海女|芸者|棋士|落語家|俳優|女優|歌手|作曲家|作家|小説家|漫画家|画家|彫刻家|陶芸家|音楽家|指揮者|外交官|パイロット|機長|客室乗務員|議員|市長|区長|村長|住職|僧侶|神主|宮司|牧師|神父|校長|園長|裁判官|検事|プロ野球選手|オリンピック選手|騎手|杜氏|刀鍛冶|ヤクザ|暴力団員|アナウンサー|新聞記者|大学教授|研究者|獣医師|獣医'
const JOBS =
  '教員|教師|先生|警察官|消防士|自衛官|自衛隊員|看護師|医師|歯科医|薬剤師|美容師|理容師|大工|板前|料理人|調理師|運転手|公務員|銀行員|会社役員|社長|職人|農家|畳屋|時計屋|花屋|酒屋|魚屋|保育士|介護士|弁護士|税理士|営業マン|工場長|駅員|郵便局員|建築士|設計士|写真家|カメラマン|デザイナー|プログラマー|トラック運転手|ピアノの?先生'
const k = (words: string) => words.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
const re = (words: string) => new RegExp(k(words), 'gu')

const ENTRIES: Entry[] = [
  {
    what: 'condition',
    weight: 3,
    substitute: '重い病気',
    words: re(
      'als(?![a-z])|筋萎縮性側索硬化症|多系統萎縮症|ハンチントン病|筋ジストロフィー|クロイツフェルト・?ヤコブ病|血友病|ハンセン病|hiv|エイズ(?!ン)|白血病|多発性硬化症|脊髄小脳変性症|重症筋無力症|潰瘍性大腸炎|ベーチェット病|全身性エリテマトーデス|再生不良性貧血|骨形成不全|ムコ多糖症|ゴーシェ病|プラダー・?ウィリ|ウィルソン病|進行性核上性麻痺|ギラン・?バレー|結核|若年性認知症|若年性アルツハイマー|移植(?:手術)?(?:を受け|後)|人工呼吸器|全盲|盲ろう|四肢麻痺|植物状態|医療的ケア児|無脳症|水俣病|被爆',
    ),
  },
  {
    what: 'condition',
    weight: 2,
    substitute: '続く治療',
    words: re(
      '人工透析|透析(?!液)|腎不全|難病|パーキンソン病?|統合失調症|てんかん|アルコール依存症?|ギャンブル依存症?|薬物依存症?|依存症|膠原病|ストーマ|人工肛門|胃ろう|気管切開|在宅酸素|ダウン症|自閉症|聴覚障害|視覚障害|ろう者|弱視|失語症|高次脳機能障害|レビー小体型?|前頭側頭型?|性同一性障害|性別違和|トランスジェンダー|摂食障害|拒食症|解離性|車椅子バスケ|切断',
    ),
  },
  {
    what: 'condition',
    weight: 1,
    substitute: '病気',
    words: re(
      '脳梗塞|脳出血|脳卒中|認知症|がん(?=の|で|を|に|と|、|。|治療|患者)|癌|糖尿病|心臓病|うつ病?|鬱病|骨折|精神疾患|知的障害|身体障害|発達障害|障害のある|障害者|生活保護|要介護[1-5一二三四五]|寝たきり',
    ),
  },
  {
    what: 'occupation',
    weight: 3,
    substitute: '以前の仕事',
    words: re(
      `(?:元|もと)(?:プロ)?(?:[市県区国都府町村]議?会?)?(?:${JOBS_RARE})|(?:お?寺の住職|[市県区国町村](?:議会)?議員|(?:${JOBS_RARE})(?=を(?:して|つとめ|勤め|務め)|だった|の(?:男性|女性|方|父|母|夫|妻)|として))`,
    ),
  },
  {
    what: 'occupation',
    weight: 2,
    substitute: '以前の仕事',
    words: re(
      `(?:元|もと)(?:${JOBS})|(?:[ぁ-ん]{1,4}|[\\p{Script=Han}]{1,2})?(?:農家|酪農家|果樹園)(?=だった|をして|の(?:男性|女性|方|父|母|夫|妻))|(?:${JOBS})(?=だった|をして(?:い|お)|を(?:定年|退職|引退)|として(?:働|勤))`,
    ),
  },
  {
    what: 'event',
    weight: 3,
    substitute: '大きなできごと',
    words: re(
      '無理心中|心中|殺人|殺され|逮捕され?|刑務所|服役|出所し|受刑|少年院|新聞に(?:載|の|出)[っりた]*|ニュースに(?:な|出)[っりた]*|テレビに(?:出|映)[たりまし]*|表彰され?|受賞し?|叙勲|勲章|自殺し?|自死|飛び降り|首をつ|行方不明|誘拐|立てこもり|遺体|孤独死|性被害|強姦|レイプ|虐待死',
    ),
  },
  {
    what: 'event',
    weight: 2,
    substitute: 'できごと',
    words: re(
      '火事|火災(?!警報|報知|保険)|交通事故|ひき逃げ|強盗|空き巣|震災|土砂崩れ|洪水|津波|転落|倒産|自己破産|夜逃げ|家出|離婚(?:して|し、|した|後)|流産|死産|亡命|難民|ゴミ屋敷|ごみ屋敷|裁判|訴え',
    ),
  },
  {
    what: 'household',
    weight: 3,
    substitute: '子どものいる',
    words: re('三つ子|みつご|四つ子|五つ子|(?:6|7|8|9|10|六|七|八|九|十)人(?:きょうだい|兄弟|姉妹|の子)'),
  },
  {
    what: 'household',
    weight: 2,
    substitute: '家族',
    words: re(
      '双子|ふたご|里親|里子|養子|養親|同性(?:の)?(?:パートナー|カップル|婚)|(?:5|五)人(?:きょうだい|兄弟|の子)|父子家庭|多胎',
    ),
  },
  {
    what: 'household',
    weight: 1,
    substitute: '家族',
    words: re(
      'ひとり暮らし|一人暮らし|独居|夫婦(?:ふたり|二人)|母子家庭|ひとり親|シングルマザー|シングルファーザー|(?:母|父|弟|兄|姉|妹|息子|娘|妻|夫)と?(?:の)?(?:ふたり|二人)暮らし|(?:ふたり|二人)暮らし|ひとりで(?:[^、。]{0,10})?(?:育て|介護)|(?:母|父|妻|夫|祖母|祖父|弟|妹|兄|姉|家族|息子|娘)(?:の介護|の世話|を介護|を世話)|(?:妻|夫|母|父|息子|娘)と暮ら|妊婦|妊娠',
    ),
  },
  {
    what: 'origin',
    weight: 2,
    substitute: '外国',
    words: re(
      'フィリピン|ベトナム|ネパール|ブラジル|ペルー|インドネシア|ミャンマー|タイ人|タイから|タイ出身|インド(?!ネシア)|スリランカ|バングラデシュ|パキスタン|モンゴル|ロシア|ウクライナ|アフガニスタン|シリア|イラン|ナイジェリア|ガーナ|台湾|韓国|北朝鮮|中国(?:人|籍|出身|から)|アメリカ人|アイヌ|中国残留|引揚者|ボリビア|コロンビア|メキシコ|トルコ|クルド|カンボジア|ラオス|エチオピア|ウズベキスタン',
    ),
  },
  { what: 'age', weight: 2, substitute: '高齢', words: re('(?:90|100)代|九十代|90歳以上|百歳(?:以上)?') },
  { what: 'age', weight: 1, substitute: '', words: re('(?<!\\d)[1-8]0代|[二三四五六七八]?十代') },
  {
    what: 'sex',
    weight: 0.5,
    substitute: '方',
    words: re(
      '女性|男性|女の子|男の子|母親|父親|おばあさん|おじいさん|おばあちゃん|おじいちゃん|祖母|祖父|(?<![\\p{Script=Han}])(?:母|父|妻|夫|娘|息子)(?![\\p{Script=Han}子])',
    ),
  },
]

type Found = Part & { rare: boolean }

function quasi(source: string): Found[] {
  const { text, from } = foldWithOffsets(source)
  const found = ENTRIES.flatMap(({ words, ...entry }) =>
    [...text.matchAll(words)].map((match) => {
      const stop = match.index + match[0].length
      return {
        ...entry,
        start: from(match.index),
        end: stop >= text.length ? source.length : from(stop),
        replace: false,
        rare: entry.weight >= RARE,
      }
    }),
  )
  // the heavier word first; a lighter one inside it says nothing more
  const kept: Found[] = []
  for (const one of found.sort((a, b) => b.weight - a.weight || b.end - b.start - (a.end - a.start)))
    if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one)
  return kept
}

/** Words that are rare enough to lead to somebody alone. */
export const findRare = (source: string): Flag[] =>
  quasi(source)
    .filter(({ rare }) => rare)
    .map(({ start, end, substitute }) => ({ kind: 'rare', start, end, substitute }))

/**
 * What stands together: ward or town, age, sex, household, illness, origin, work, event. Each kind counts once, by its
 * heaviest word; a ward with few needs of this kind counts more.
 */
export function findCombination(source: string, flags: readonly Flag[], around: Around): Flag | null {
  const parts: Part[] = [...quasi(source)]
  const wards = around.wards.flatMap((ward) => {
    const short = ward.replace(/区$/, '')
    const at = source.indexOf(ward) >= 0 ? source.indexOf(ward) : short.length >= 2 ? source.indexOf(short) : -1
    return at < 0 ? [] : [{ ward, start: at, end: at + (source.startsWith(ward, at) ? ward.length : short.length) }]
  })
  const counts = wards.map(({ ward }) => around.alike[ward] ?? (Object.keys(around.alike).length > 0 ? 0 : null))
  const known = counts.filter((n) => n !== null)
  const alike = known.length > 0 ? Math.min(...known) : null
  const few = alike !== null && alike < FEW
  for (const { start, end } of wards)
    parts.push({ what: 'place', start, end, substitute: '市内', weight: few ? 3 : 1, replace: false })
  for (const { kind, start, end, substitute } of flags) {
    if (kind === 'place' || kind === 'address')
      parts.push({ what: 'place', start, end, substitute, weight: 3, replace: false })
    if (kind === 'age' || kind === 'birth')
      parts.push({ what: 'age', start, end, substitute, weight: 2, replace: false })
    if (kind === 'organization') parts.push({ what: 'place', start, end, substitute, weight: 2, replace: false })
  }
  const heaviest = QUASI.flatMap((what) => {
    const [first] = parts.filter((part) => part.what === what).sort((a, b) => b.weight - a.weight)
    return first ? [first] : []
  })
  // the ward that is told beside the text stands with it
  const told = around.ward !== null && !heaviest.some(({ what }) => what === 'place') ? 1 : 0
  const total = heaviest.reduce((sum, { weight }) => sum + weight, told)
  if (heaviest.length + told < 3 || total < ENOUGH) return null
  let left = total
  for (const part of heaviest.toSorted((a, b) => b.weight - a.weight)) {
    if (left < ENOUGH) break
    part.replace = true
    left -= part.weight
  }
  const inOrder = heaviest.toSorted((a, b) => a.start - b.start)
  return {
    kind: 'combination',
    start: inOrder[0]!.start,
    end: Math.max(...inOrder.map(({ end }) => end)),
    substitute: '',
    parts: inOrder,
    alike: few ? alike : null,
  }
}
