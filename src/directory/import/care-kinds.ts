// Kinds of care services (介護保険法): what they do in plain words, which needs they answer, how people ask for them.

export type CareKind = {
  /** サービスコード of 介護サービス情報公表システム. */
  code: string
  name: string
  /** Completes 「中原区の〜で、」. */
  what: string
  needs: string[]
  says: string[]
}

const kind = (code: string, name: string, what: string, needs: string, ...says: string[]): CareKind => ({
  code,
  name,
  what,
  needs: needs.split(' '),
  says,
})

const DAY = '日中に通い、食事や入浴、体を動かすことなどを手伝ってもらえます'
const SPECIAL = '介護や食事の世話を受けながら暮らせます'

const CARE_KINDS: readonly CareKind[] = [
  kind(
    '110',
    '訪問介護',
    '家に来て、入浴や食事、掃除などを手伝います',
    'care.home alone.daily',
    'ヘルパーさんに家に来てほしい',
    '一人でお風呂に入るのが難しくなった',
    '掃除や食事のしたくを手伝ってほしい',
  ),
  kind(
    '120',
    '訪問入浴介護',
    '家に浴槽を運び、入浴を手伝います',
    'care.home',
    '寝たきりの親をお風呂に入れてあげたい',
    '家でお風呂に入れない',
  ),
  kind(
    '130',
    '訪問看護',
    '看護師が家に来て、病気の世話や療養の相談をします',
    'medical.home care.home medical.discharge',
    '看護師さんに家に来てほしい',
    '退院したあと家で世話ができるか不安',
  ),
  kind(
    '140',
    '訪問リハビリテーション',
    '専門の職員が家に来て、体を動かす訓練をします',
    'care.home medical.discharge',
    '家でリハビリを続けたい',
    '退院したあと歩けるようになりたい',
  ),
  kind(
    '150',
    '通所介護',
    DAY,
    'care.home care.burden',
    'デイサービスに通いたい',
    '日中だけ親を見てもらいたい',
    '昼間ひとりにするのが心配',
  ),
  kind(
    '155',
    '指定療養通所介護',
    '看護を受けながら日中に通えます',
    'care.home medical.home',
    '医療の世話がいる家族を日中見てもらいたい',
  ),
  kind(
    '160',
    '通所リハビリテーション',
    '日中に通い、体を動かす訓練をします',
    'care.home medical.discharge',
    'リハビリに通いたい',
    '退院したあと体を動かす練習がしたい',
  ),
  kind(
    '170',
    '福祉用具貸与',
    '介護ベッドや車いす、手すりなどを借りられます',
    'care.home',
    '介護ベッドを借りたい',
    '車いすをレンタルしたい',
    '手すりや歩行器がほしい',
  ),
  kind(
    '210',
    '短期入所生活介護',
    '数日のあいだ泊まり、介護を受けられます',
    'care.burden care.home',
    'ショートステイを使いたい',
    '数日だけ親を預かってほしい',
  ),
  kind(
    '220',
    '短期入所療養介護（介護老人保健施設）',
    '数日のあいだ泊まり、看護や介護、訓練を受けられます',
    'care.burden care.home',
    'ショートステイを使いたい',
    '介護を少し休みたい',
  ),
  kind(
    '320',
    '認知症対応型共同生活介護',
    '認知症の方が少人数で、介護を受けながら暮らせます',
    'care.dementia care.facility',
    'グループホームをさがしている',
    '認知症の親が暮らせるところがほしい',
  ),
  kind(
    '331',
    '特定施設入居者生活介護（有料老人ホーム）',
    SPECIAL,
    'care.facility',
    '老人ホームをさがしている',
    '介護つきの住まいに入りたい',
  ),
  kind(
    '332',
    '特定施設入居者生活介護（軽費老人ホーム）',
    SPECIAL,
    'care.facility',
    '費用の安い老人ホームをさがしている',
  ),
  kind(
    '334',
    '特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））',
    SPECIAL,
    'care.facility',
    'サービス付きの高齢者の住まいをさがしている',
  ),
  kind(
    '410',
    '特定福祉用具販売',
    '腰かけ便座や入浴用のいすなど、介護の道具を買えます',
    'care.home',
    '介護用のトイレや入浴いすを買いたい',
  ),
  kind(
    '430',
    '居宅介護支援',
    'ケアマネジャーが、介護サービスの計画を一緒に立てます',
    'care.start care.home',
    'ケアマネジャーをさがしている',
    '介護の計画を立ててほしい',
  ),
  kind(
    '510',
    '介護老人福祉施設',
    '常に介護がいる方が、世話を受けながら暮らせます',
    'care.facility',
    '特養に入りたい',
    '家での介護が限界で、施設をさがしている',
  ),
  kind(
    '520',
    '介護老人保健施設',
    '家に戻るための訓練や看護、介護を受けられます',
    'care.facility medical.discharge',
    '老健をさがしている',
    '退院したあと、家に帰る前にリハビリをしたい',
  ),
  kind(
    '540',
    '地域密着型介護老人福祉施設入所者生活介護',
    '常に介護がいる方が、少人数の施設で暮らせます',
    'care.facility',
    '小さな特養をさがしている',
    '家での介護が限界で、施設をさがしている',
  ),
  kind(
    '550',
    '介護医療院',
    '医療と介護を受けながら長く暮らせます',
    'care.facility medical.home',
    '医療の世話がいる親の施設をさがしている',
  ),
  kind(
    '710',
    '夜間対応型訪問介護',
    '夜のあいだ、決まった時間や呼んだときに家に来ます',
    'care.home',
    '夜中の介護を手伝ってほしい',
    '夜トイレに行くときが心配',
  ),
  kind(
    '720',
    '認知症対応型通所介護',
    '認知症の方が少人数で日中に通えます',
    'care.dementia care.home care.burden',
    '認知症の親を日中見てもらいたい',
    '認知症でも通えるデイサービスをさがしている',
  ),
  kind(
    '730',
    '小規模多機能型居宅介護',
    '通い・泊まり・訪問を、なじみの職員から受けられます',
    'care.home care.burden care.dementia',
    '通うのも泊まるのも同じところがいい',
    '家で暮らしながら、ときどき泊まれるところがほしい',
  ),
  kind(
    '760',
    '定期巡回・随時対応型訪問介護看護',
    '昼も夜も、決まった時間と呼んだときに、介護や看護の職員が家に来ます',
    'care.home medical.home',
    '一日に何回も家に来てほしい',
    '夜中でも呼べば来てくれるところがいい',
  ),
  kind(
    '770',
    '看護小規模多機能型居宅介護（複合型サービス）',
    '看護も受けながら、通い・泊まり・訪問を組み合わせて使えます',
    'care.home medical.home care.burden',
    '医療の世話がいる家族を、通いや泊まりで見てもらいたい',
    '退院したあと家で暮らせるか心配',
  ),
  kind(
    '780',
    '地域密着型通所介護',
    `少人数で${DAY}`,
    'care.home care.burden',
    '小さなデイサービスに通いたい',
    '日中だけ親を見てもらいたい',
  ),
]

const key = (name: string) => name.normalize('NFKC').replace(/\s/g, '')
const BY_NAME = new Map(CARE_KINDS.map((known) => [key(known.name), known]))

/** The kind of care service by its name as published; undefined for one that the law has added since. */
export const findCareKind = (name: string): CareKind | undefined => {
  const wanted = key(name)
  return (
    BY_NAME.get(wanted) ??
    CARE_KINDS.find((known) => wanted === `介護予防${key(known.name)}`) ??
    CARE_KINDS.find((known) => known.name.includes('（') && wanted.startsWith(key(known.name).split('(')[0]!))
  )
}
