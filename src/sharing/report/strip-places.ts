// Places finer than a ward, and names of organisations: 丁目番地, buildings, stations, hospitals, schools, shops.
import { foldKey, foldKeyWithOffsets, foldWithOffsets, type Morph, morphs } from '../../platform/japanese.ts'
import type { Around, Flag } from './strip.ts'

const DASH = '[-‐‑‒–—―−ー]'
const NUM = '(?:\\d{1,4}|[〇一二三四五六七八九十百]{1,4})'
const HAN = /[\p{Script=Han}々〆ヶケがノの]/u
/** What people count: 「2-3回」 is no address. */
const COUNTED =
  '(?!\\s?(?:\\d|回|日|人|時|か月|ヶ月|カ月|週|年|件|個|名|分|本|枚|度|割|歳|才|代|階建|%|円|km|m|番目|つ|品|食|錠|組|世帯))'

type Around2 = Pick<Around, 'wards' | 'towns' | 'municipality' | 'organizations'>
type Place = { start: number; end: number }

/** Flags of addresses, places and organisations. */
export function findPlaces(source: string, around: Around2): Flag[] {
  const list = morphs(source)
  return [
    ...addresses(source).map((place) => ({ ...place, kind: 'address' as const, substitute: '（住所）' })),
    ...buildings(source, list),
    ...towns(source, around),
    ...regions(source, list, around),
    ...known(source, around),
    ...organizations(source, list, around),
  ]
}

// ——— addresses ———

const ADDRESSES = [
  `${NUM}丁目(?:\\s?の?${NUM}番地?(?:\\s?の?${NUM}号?)?|(?:\\s?${DASH}?\\s?\\d{1,4}){1,3})?`,
  `${NUM}番地(?:\\s?の?${NUM})?|${NUM}番\\s?${NUM}号`,
  `(?<![\\d./-])\\d{1,4}${DASH}\\d{1,4}(?:${DASH}\\d{1,4}){1,2}${COUNTED}(?![\\d-])`,
  `(?<=[\\p{Script=Han}ヶ]\\s?)(?<![第約計全各毎]|午前|午後)\\d{1,4}${DASH}\\d{1,4}${COUNTED}(?!${DASH}?\\d)`,
  `${NUM}号室|${NUM}号棟|(?<![第])\\d{3,4}号(?![線車])`,
].map((pattern) => new RegExp(pattern, 'gu'))

/** Numbers of an address with the name of the place before them. */
function addresses(source: string): Place[] {
  const { text, from } = foldWithOffsets(source)
  const end = (at: number) => (at >= text.length ? source.length : from(at))
  return ADDRESSES.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      let start = match.index
      const rooms = /号|室/.test(match[0]) && !/番/.test(match[0])
      while (
        !rooms &&
        start > 0 &&
        match.index - start < 12 &&
        HAN.test(text[start - 1]!) &&
        !/[のがは]/.test(text[start - 1]!)
      )
        start -= 1
      return { start: from(start), end: end(match.index + match[0].length) }
    }),
  )
}

// ——— names that end or begin with what they are ———

/** Words beside 病院, 小学校 … that name nothing: 総合病院, 市立小学校. */
const PLAIN = new Set(
  (
    '総合 大学 市立 県立 都立 公立 国立 私立 区立 市 県 区 町 地域 包括 支援 特別 養護 老人 有料 グループ 介護 救急 精神 科 眼科 整形 外科 内科 小児 ' +
    '小児科 歯科 皮膚 耳鼻 産婦 人 訪問 調剤 認定 子ども こども 子育て 児童 福祉 障害 者 障害者 相談 保健 健康 高齢 高齢者 市民 区民 地元 近所 近隣 市内 区内 市営 ' +
    '県営 公営 都営 デイ サービス ケア 専門 一般 指定 協力 連携 中核 基幹 大型 大 小 各 同 別 新 前 元 他 他の 複数 中学 高等 小学 ' +
    '保育 幼稚 学童 放課後 就労 自立 生活 就業 見守り みまもり 医療 看護 リハビリ 急性期 回復期 療養 夜間 休日 当番 かかりつけ 担当 提携 入院 ' +
    '転院 通院 外来 退院 母子 多機能 小規模 複合 公共 民間 全国 賃貸 木造 高層 古 空 単身 分譲 家族 向け 職業 技術 通信 定時 特 支 商業 娯楽 ' +
    '文化 交流 国際 情報 総 消費 法律 権利 擁護 法 発達 若者 女性 男性 男女 共同 参画 青少年 教育 療育 ひとり 親 ボランティア 地区 行政 ' +
    '出張 連絡 本 当 お 御 ご 宅 配 配達 食 食堂 一 二 三 つ 数 何 この その あの 隣 母 父 妻 夫 娘 息子 兄 姉 弟 妹 私 自分 みんな 集合 ' +
    '認知 症 物忘れ もの忘れ 対策 推進 心身 リハ 身体 知的 緩和 ホスピス 在宅 居宅 通所 入所 短期 ショート ステイ 高専 賃 社 員 独身 女子 男子 学生 留学生 ' +
    '仏教 キリスト 教 浄土 宗 日曜 朝市 産 地 直 売 青果 鮮魚 精肉 惣菜 大手 チェーン 老舗 個人 経営 人気 行きつけ なじみ 駅 前 角 裏 ' +
    '本日 昨日 今日 明日 以前 以上 以外 毎日 日中 時間 利用 町内 自治 社会 管理 協同 連合 労働 健康保険 保険 共済 農業 漁業 商工 観光 安全 交通 防犯 防災 消防 婦人 敬老 長寿 警察 清掃 環境 水道 税務 年金 運転 免許 市役所 区役所 役所 窓口 かな 平日'
  )
    .split(' ')
    .map((word) => foldKey(word)),
)

type Ending = { end: RegExp; kind: 'organization' | 'address'; instead: (ending: string) => string }
const ENDINGS: Ending[] = [
  {
    kind: 'organization',
    end: /(?:病院|医院|クリニック|診療所|療養所|歯科|薬局|ドラッグ|小学校|中学校|高等学校|高校|大学|学校|学園|学院|専門学校|幼稚園|保育園|保育所|こども園|養護学校|塾|デイサービス|デイケア|ケアセンター|支援センター|センター|ステーション|老人ホーム|グループホーム|ホーム|作業所|事業所|施設|会館|公民館|児童館|図書館|食堂|商店|商会|書店|酒店|鮮魚店|青果店|本店|支店|店|スーパー|(?<!ス)マート|ストア|カフェ|レストラン|美容室|理髪店|整骨院|接骨院|鍼灸院|寺|神社|教会|工業|工務店|製作所|建設|運輸|運送|交通|タクシー|町内会|自治会|老人会|子ども会|薬剤師会|医師会|歯科医師会|協議会|協会|財団|組合|農協|生協|株式会社|有限会社|合同会社|クラブ|サークル|新聞店|販売店|信用金庫|銀行|支部|苑|園)$/,
    instead: (ending) => (/^(?:苑|園|ホーム)$/.test(ending) ? '施設' : ending === '店' ? 'お店' : ending),
  },
  {
    kind: 'address',
    end: /(?:ハイツ|コーポ|マンション|アパート|荘|メゾン|レジデンス|ビル|団地|ヴィラ|コート|パレス|ハウス|住宅|寮|タワー|ハイム|社宅|第[一二三四五\d]寮)$/,
    instead: () => '集合住宅',
  },
]
const BEGINNINGS: { begin: RegExp; kind: 'organization' | 'address'; instead: string }[] = [
  {
    kind: 'organization',
    begin: /株式会社|有限会社|合同会社|医療法人|社会福祉法人|(?:NPO|ＮＰＯ)法人|一般社団法人|㈱|㈲/g,
    instead: '事業者',
  },
  {
    kind: 'organization',
    begin: /特別養護老人ホーム|有料老人ホーム|グループホーム|デイサービス|デイケア|特養|老健|ケアハウス/g,
    instead: '施設',
  },
  {
    kind: 'organization',
    begin:
      /喫茶|スナック|スーパー|コープ|生協|イオン|カフェ|レストラン|居酒屋|美容室|理容室|食堂|ベーカリー|ラーメン|パン工房/g,
    instead: 'お店',
  },
  { kind: 'address', begin: /コーポ|メゾン|ハイム|ハイツ|サンハイツ|レジデンス|パレス|ヴィラ/g, instead: '集合住宅' },
]

/** Whether a word of a name's beginning tells something of its own. */
const plain = (text: string) => PLAIN.has(foldKey(text)) || /^[のとやっ・\s]$/.test(text)

/** Walks back from an ending over the words that can belong to the name. */
function nameBefore(source: string, list: readonly Morph[], last: number): { start: number; own: boolean } {
  let start = list[last + 1]?.start ?? source.length
  let own = false
  for (let i = last; i >= 0 && i > last - 7; i -= 1) {
    const morph = list[i]!
    if (morph.end !== start) break
    const text = source.slice(morph.start, morph.end)
    const mimic = morph.pos === '副詞' && /^(..)\1$/u.test(text)
    const noun =
      (morph.pos === '名詞' &&
        !['副詞可能', '代名詞', '非自立'].includes(morph.detail) &&
        !/^(?:後|前|時|中|間|的|用|側|内|外|等|方)$/.test(text)) ||
      morph.pos === '接頭詞' ||
      (morph.pos === '未知語' && /[\p{L}\p{N}]/u.test(text))
    if (!noun && !mimic) break
    if (!plain(text) && !/^[\d０-９〇一二三四五六七八九十]+$/.test(text)) own = true
    start = morph.start
  }
  return { start, own }
}

function endingsOf(source: string, list: readonly Morph[], around: Around2, kind: Ending['kind']): Flag[] {
  const flags: Flag[] = []
  const publicOnes = publicNames(around)
  for (const [i, morph] of list.entries())
    for (const { end, instead } of ENDINGS.filter((one) => one.kind === kind)) {
      if (!morph.pos.startsWith('名詞') && morph.pos !== '未知語') continue
      // the ending may be two words: 支援 センター
      const before = list[i - 1]
      const joined = before && before.end === morph.start ? source.slice(before.start, morph.end) : ''
      const text = source.slice(morph.start, morph.end)
      const two = end.exec(joined)
      const one = end.exec(text)
      const match = two && two[0].length > text.length ? two : one
      if (!match) continue
      const next = list[i + 1]
      if (next?.start === morph.end && end.test(source.slice(morph.start, next.end)) && next.pos === '名詞') continue
      const head = (match === two ? joined : text).slice(0, match.index)
      const headStart = morph.end - match[0].length - head.length
      const walked = nameBefore(source, list, match === two ? i - 2 : i - 1)
      const start = walked.start > headStart ? headStart : walked.start
      const whole = source.slice(start, morph.end)
      const own = walked.own || (head !== '' && !plain(head))
      if (!own || publicOnes.some((name) => foldKey(whole) === name)) continue
      flags.push({ kind, start, end: morph.end, substitute: instead(match[0]) })
    }
  return flags
}

/** Offices that everybody knows, and that lead to nobody. */
const publicNames = (around: Around2): string[] =>
  [around.municipality.name, around.municipality.prefecture, ...around.wards].flatMap((name) =>
    ['', '役所', '社会福祉協議会', '地域みまもり支援センター', '保健所', '教育委員会', '消防署', '警察署'].map((end) =>
      foldKey(name + end),
    ),
  )

const AFTER =
  /^[「『\s]?((?:[\p{Script=Katakana}ー・&＆]{2,12}|[\p{Script=Han}々]{1,6}|[A-Za-zＡ-Ｚａ-ｚ]{2,12}|[ぁ-んー]{2,8}?(?=[のがはをにでともへ、。・「」\s\p{Script=Han}\p{Script=Katakana}]|$))+(?:の[\p{Script=Han}]{1,2}(?=[にでがはをへ、。]))?)/u

function beginningsOf(source: string, list: readonly Morph[], kind: Ending['kind']): Flag[] {
  return BEGINNINGS.filter((one) => one.kind === kind).flatMap(({ begin, instead }) =>
    [...source.matchAll(begin)].flatMap((match) => {
      const at = match.index + match[0].length
      const next = list.find((morph) => morph.start >= at)
      if (!next || next.start > at + 1 || ['助詞', '助動詞', '記号', '動詞'].includes(next.pos)) return []
      const name = AFTER.exec(source.slice(at))
      if (!name) return []
      const inside = list.filter((morph) => morph.start >= at && morph.end <= at + name[0].length)
      if (
        inside.length > 0 &&
        inside.every(
          (morph) =>
            plain(source.slice(morph.start, morph.end)) || morph.detail === 'サ変接続' || morph.detail === '接尾',
        )
      )
        return []
      return [{ kind, start: match.index, end: at + name[0].length, substitute: instead }]
    }),
  )
}

const organizations = (source: string, list: readonly Morph[], around: Around2): Flag[] => [
  ...endingsOf(source, list, around, 'organization'),
  ...beginningsOf(source, list, 'organization'),
  // ひだまりの家, すずらんの会: named by a word in hiragana
  ...[
    ...source.matchAll(
      /(?<![\p{Script=Han}\p{Script=Hiragana}])(?!みんな|おとな|こども|ひとり|ふたり|かいご|おかあ|おとう|それぞれ|あなた|わたし|自分)[ぁ-んー]{3,8}(?<!さん|たち|から|まで|との|での|への)の(?:家|里|郷|会)(?=[にでがはをへのと、。]|$)/gu,
    ),
  ].map((match) => ({
    kind: 'organization' as const,
    start: match.index,
    end: match.index + match[0].length,
    substitute: '施設',
  })),
  // a foreign name that no dictionary has, where somebody works: モスバーガーで働く
  ...list
    .filter(
      ({ pos, start, end }) =>
        pos === '未知語' &&
        /^[\p{Script=Katakana}ー]{4,}$/u.test(source.slice(start, end)) &&
        /^(?:で働|に勤|でパート|の店長|の店員|に就職)/.test(source.slice(end)),
    )
    .map(({ start, end }) => ({ kind: 'organization' as const, start, end, substitute: '勤め先' })),
  ...list
    .filter(
      (morph) =>
        morph.proper === '組織' &&
        morph.end - morph.start >= 2 &&
        !/^(?:国|市|県|厚労省|厚生労働省|政府|国会|ＮＨＫ|nhk|警察庁|文科省|内閣府|公民館)$/i.test(morph.surface),
    )
    .map(({ start, end }) => ({ kind: 'organization' as const, start, end, substitute: '団体' })),
]

function buildings(source: string, list: readonly Morph[]): Flag[] {
  const none = { wards: [], towns: [], organizations: [], municipality: { name: '', prefecture: '' } }
  const found = [...endingsOf(source, list, none, 'address'), ...beginningsOf(source, list, 'address')]
  // the number of the room after the building: の８０１, 203
  return found.map((flag) => {
    const tail = /^[\p{Script=Han}々]{0,4}(?:の|\s)?[0-9０-９]{2,4}(?:号室?)?(?![0-9０-９年月日人回件])/u.exec(
      source.slice(flag.end),
    )
    return tail ? { ...flag, end: flag.end + tail[0].length } : flag
  })
}

// ——— known by name ———

/** Towns of the municipality, in any spelling, with or without 丁目. */
function towns(source: string, around: Around2): Flag[] {
  const { text, from, to } = foldKeyWithOffsets(source)
  const names = new Set(around.towns.map((town) => foldKey(town.replace(/[0-9０-９一二三四五六七八九十]+丁目$/, ''))))
  const wards = around.wards.flatMap((ward) => [foldKey(ward), foldKey(ward).replace(/区$/, '')])
  return [...names]
    .filter((name) => name.length >= 2 && !wards.includes(name))
    .flatMap((name) => everywhere(text, name).map((at) => ({ start: from(at), end: to(at + name.length - 1) })))
    .map((place) => ({ ...place, kind: 'place', substitute: '近所' }))
}

/** Organisations of the directory by their names; 「市内の病院」 names none. */
function known(source: string, around: Around2): Flag[] {
  const { text, from, to } = foldKeyWithOffsets(source)
  return around.organizations
    .flatMap((name) => [name, name.replace(/[（(].*$/, '')])
    .filter((name) => text.includes(foldKey(name)) && name.length >= 4 && !isCommon(name))
    .map(foldKey)
    .flatMap((name) => everywhere(text, name).map((at) => ({ start: from(at), end: to(at + name.length - 1) })))
    .map((place) => ({ ...place, kind: 'organization', substitute: '相談先' }))
}

/** Made of words of every day only. */
const isCommon = (name: string) =>
  morphs(name).every(
    ({ pos, detail }) => pos === '助詞' || pos === '接頭詞' || (pos === '名詞' && detail !== '固有名詞'),
  )

function everywhere(text: string, part: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at)
  return found
}

const PREFECTURES = new Set(
  '北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄 日本 関東 関西 東北 九州 四国 首都圏 全国'.split(
    ' ',
  ),
)
const PLACE_ENDS = /^(?:駅|町|村|台|ヶ丘|が丘|坂|川|橋|通り|商店街|公園|地区|方面|小学校区|市|インター|峠|山|峰)/

/** Places that the dictionary knows, or that are built like one; wards, the municipality and prefectures lead to nobody. */
function regions(source: string, list: readonly Morph[], { wards, municipality }: Around2): Flag[] {
  const silent = new Set(
    [municipality.name, municipality.prefecture, ...wards]
      .flatMap((name) => [name, name.replace(/[区市町村都道府県]$/, '')])
      .map(foldKey),
  )
  // The dictionary may cut a ward's name in two, 高 and 津 and 区: what stands inside it is no place of its own.
  const inside = wards.flatMap((ward) => everywhere(source, ward).map((at) => ({ start: at, end: at + ward.length })))
  const flags: Flag[] = []
  for (const [i, morph] of list.entries()) {
    if (inside.some(({ start, end }) => morph.start >= start && morph.end <= end)) continue
    const text = source.slice(morph.start, morph.end)
    const next = list[i + 1]
    const after = source.slice(morph.end)
    const station = after.startsWith('駅')
    const place = morph.proper === '地域・一般' || morph.proper === '地域'
    const person =
      morph.proper.startsWith('人名') && next?.start === morph.end && PLACE_ENDS.test(after) && next.detail === '接尾'
    if (!place && !person && !(station && morph.detail === '固有名詞')) continue
    const key = foldKey(text)
    if (!station && (silent.has(key) || PREFECTURES.has(text) || /^[ぁ-ゖ]{1,2}$/.test(text))) continue
    if (!station && PREFECTURES.has(text.replace(/[都道府県]$/, ''))) continue
    // 川崎 市: the municipality in two words
    if (silent.has(foldKey(text + (after[0] ?? '')))) continue
    const tail = PLACE_ENDS.exec(after)?.[0] ?? ''
    flags.push({
      kind: 'place',
      start: morph.start,
      end: morph.end + tail.length,
      substitute: tail === '市' ? '市外' : station ? '駅' : '近所',
    })
  }
  const built =
    /[\p{Script=Han}]{1,4}(?:ヶ|ケ|が)(?:丘|谷|原|崎|浜|台)|(?<!\p{Script=Han})[\p{Script=Han}](?:の|ノ)(?:口|谷|台)(?=[のにでからへ、駅])|[\p{Script=Han}々]{1,4}(?:台団地|商店街|小学校区|銀座通り)/gu
  for (const match of source.matchAll(built))
    flags.push({ kind: 'place', start: match.index, end: match.index + match[0].length, substitute: '近所' })
  return flags
}
