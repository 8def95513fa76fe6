// Helplines that stand above everything in danger. National lines as of 2026-07 to 2026-09 at the publishers named below;
// the city's line for abuse of disabled people as of 2016, its medical information centre as of 2023.
import { words } from '../platform/words.ts'

export const HOTLINE_IDS = [
  'yorisoi',
  'inochi',
  'kokoro',
  'dvPlus',
  'dvNavi',
  'sexual',
  'child',
  'disabled',
  'medical',
  'hospital',
  'police',
] as const
export type HotlineId = (typeof HOTLINE_IDS)[number]

type Hotline = { number: string; allDay: boolean; free: boolean }

/** Numbers and hours. Sources: 厚生労働省, 内閣府, こども家庭庁, 警察庁, 神奈川県, 川崎市医師会. */
export const HOTLINES: Record<HotlineId, Hotline> = {
  yorisoi: { number: '0120-279-338', allDay: true, free: true },
  inochi: { number: '0120-061-338', allDay: true, free: true },
  kokoro: { number: '0570-064-556', allDay: false, free: false },
  dvPlus: { number: '0120-279-889', allDay: true, free: true },
  dvNavi: { number: '#8008', allDay: false, free: false },
  sexual: { number: '#8891', allDay: false, free: true },
  child: { number: '189', allDay: true, free: true },
  disabled: { number: '044-200-0193', allDay: true, free: false },
  medical: { number: '#7119', allDay: true, free: false },
  hospital: { number: '044-739-1919', allDay: true, free: false },
  police: { number: '#9110', allDay: false, free: false },
}

/** 「あなたのいばしょ」: talk in writing, 24 hours, free. Named by 厚生労働省「まもろうよ こころ」. */
export const CHAT = 'https://talkme.jp/'

/** The city's own number, for everything. */
export const CITY_PHONE = { name: 'サンキューコールかわさき', number: '044-200-3939', from: 8, to: 21 }

export const hotlineWords = words(
  {
    now: '24時間、いま話せます',
    someHours: '受付時間は地域により違います',
    free: '無料',
    paid: '通話料あり',
    yorisoi: ['よりそいホットライン', 'どんな悩みでも、人が聴きます。外国語でも話せます。'],
    inochi: ['#いのちSOS', '死にたい、消えたいと思うとき、専門の相談員が聴きます。'],
    kokoro: ['こころの健康相談統一ダイヤル', 'お住まいの地域の相談員につながります。'],
    dvPlus: ['DV相談プラス', '電話のほか、メールとチャットでも話せます。'],
    dvNavi: ['DV相談ナビ', 'お近くの相談窓口につながります。'],
    sexual: ['性犯罪・性暴力の相談', 'お近くのワンストップ支援センターにつながります。'],
    child: ['児童相談所虐待対応ダイヤル', '子どもの虐待かもしれないと思ったら。名前を言わなくても話せます。'],
    disabled: ['障害者虐待の通報ダイヤル', '障害のある方への虐待かもしれないと思ったら。'],
    medical: ['かながわ救急相談センター', '救急車を呼ぶか迷うとき、看護師などに聞けます。'],
    hospital: ['川崎市救急医療情報センター', 'いま診てもらえる病院を教えます（歯科をのぞく）。'],
    police: ['警察相談専用電話', 'ストーカーや、身の危険の心配を相談できます。'],
  },
  {
    now: '24時間、今 話せます',
    someHours: '時間は 場所で ちがいます',
    free: 'お金は かかりません',
    paid: '電話の お金が かかります',
    yorisoi: ['よりそいホットライン', 'どんな ことでも 話せます。外国語でも 話せます。'],
    inochi: ['#いのちSOS', '死にたいと 思う とき、話を 聞きます。'],
    kokoro: ['こころの健康相談統一ダイヤル', '近い ところの 相談する 人に つながります。'],
    dvPlus: ['DV相談プラス', '夫や 妻、恋人の 暴力の 相談。メールや チャットでも 話せます。'],
    dvNavi: ['DV相談ナビ', '近い 相談の ところに つながります。'],
    sexual: ['性犯罪・性暴力の相談', '近い センターに つながります。'],
    child: ['児童相談所虐待対応ダイヤル', '子どもが 暴力を 受けて いると 思ったら。名前は 言わなくて いいです。'],
    disabled: ['障害者虐待の通報ダイヤル', '障害の ある 人が 暴力を 受けて いると 思ったら。'],
    medical: ['かながわ救急相談センター', '救急車を よぶか わからない とき、聞けます。'],
    hospital: ['川崎市救急医療情報センター', '今 行ける 病院を 教えます。'],
    police: ['警察相談専用電話', 'こわい ことを 警察に 相談できます。'],
  },
  {
    now: 'Open 24 hours, answering now',
    someHours: 'Hours differ by area',
    free: 'Free',
    paid: 'Call charges apply',
    yorisoi: ['Yorisoi Hotline', 'A person listens, whatever it is. Foreign languages are spoken.'],
    inochi: ['#Inochi SOS', 'Trained listeners, for when you want to die or disappear.'],
    kokoro: ['Mental health helpline', 'Connects you to counsellors in your area.'],
    dvPlus: ['DV Helpline Plus', 'By telephone, and also by mail and chat.'],
    dvNavi: ['DV Navi', 'Connects you to the nearest advice centre.'],
    sexual: ['Sexual violence helpline', 'Connects you to the nearest one-stop support centre.'],
    child: ['Child abuse helpline', 'If you think a child may be abused. You need not give your name.'],
    disabled: ['Abuse of disabled people', 'If you think a disabled person may be abused. In Japanese.'],
    medical: ['Kanagawa emergency advice', 'When you are not sure whether to call an ambulance. Mostly in Japanese.'],
    hospital: ['Kawasaki medical information', 'Tells you which hospitals can see you now (not dentists).'],
    police: ['Police advice line', 'For stalking and other fears for your safety.'],
  },
)
