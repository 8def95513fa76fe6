// Every page of the conversation with made-up people and desks, as the tests of the pages look at them.
import type { ServiceView } from '../directory/index.ts'
import { GROUPS, kindsOf, needName } from '../directory/index.ts'
import { FACT_QUESTIONS } from '../matching/index.ts'
import { type Look, renderPage } from '../platform/ui/page.tsx'
import type { Lang } from '../platform/words.ts'
import { optionName, tellConditions, tellFacts } from './fact-words.ts'
import {
  AccessibilityPage,
  AccuracyPage,
  AnswerPage,
  AskPage,
  CALL_TIMES,
  type Danger,
  type Desk,
  EmergencyPage,
  HandOverPage,
  MenuPage,
  NothingPage,
  PrintPage,
  PrivacyPage,
} from './pages.tsx'

const at = (text: string) => new Date(`${text}+09:00`)
const OFFICE_DAYS = ['MO', 'TU', 'WE', 'TH', 'FR']

const service = (over: Partial<ServiceView>): ServiceView => ({
  id: '00000000-0000-4000-8000-000000000001',
  slug: 'kosugi-houkatsu',
  family: 'houkatsu',
  kind: 'desk',
  name: 'こすぎ地域包括支援センター',
  kana: 'こすぎちいきほうかつしえんセンター',
  organization: { id: 'o1', name: '社会福祉法人こすぎ会', kind: 'npo', url: null },
  description: '高齢の方とご家族の相談を受けます。',
  why: [],
  needs: ['care.dementia'],
  scope: 'ward',
  wards: ['中原区'],
  towns: ['小杉町'],
  phones: [
    { number: '044-000-0101', type: 'voice', description: null, confidence: 'high' },
    { number: '044-000-0102', type: 'voice', description: '夜間・休日', confidence: 'high' },
    { number: '044-000-0109', type: 'fax', description: null, confidence: 'high' },
  ],
  open: { state: 'open', until: at('2026-11-20T17:00') },
  hours: [{ days: OFFICE_DAYS, opens: 510, closes: 1020 }],
  hoursNote: null,
  holidays: 'closed',
  capacity: null,
  address: {
    postalCode: '211-0063',
    prefecture: '神奈川県',
    city: '川崎市',
    ward: '中原区',
    line: '小杉町0-0-0',
    transportation: '武蔵小杉駅から歩いて6分',
    latitude: 35.5766,
    longitude: 139.6588,
  },
  forWhom: 'ご本人、ご家族、近所の方、ケアマネジャー',
  ages: { min: 65, max: null },
  cost: 'free',
  costNote: null,
  apply: '電話または窓口で',
  accessibility: ['車いす可', '手話通訳', '筆談'],
  languages: ['en', 'zh'],
  url: 'https://www.example.jp/kosugi',
  details: {},
  verified: '2026-11-10',
  stale: false,
  endorsement: { by: '川崎市', scope: '高齢の方の相談', until: '2027-03-31' },
  source: '川崎市',
  sourceUrl: null,
  canRefer: true,
  ...over,
})

const DESKS: Desk[] = [
  {
    service: service({}),
    reasons: [
      { text: '「物忘れ」が気になる方とご家族の相談を、専門の職員が受けています', marks: ['物忘れ'] },
      { text: '「火の消し忘れ」を防ぐ道具や、見守りの手配ができます', marks: ['火の消し忘れ', '消し忘れ'] },
      { text: '中原区小杉町を担当しています', marks: ['中原区小杉町'] },
    ],
    similar: '母がガスの火を消し忘れる',
  },
  {
    service: service({
      id: '00000000-0000-4000-8000-000000000002',
      slug: 'nakahara-mimamori',
      name: '中原区役所 地域みまもり支援センター',
      kana: 'なかはらくやくしょ ちいきみまもりしえんセンター',
      phones: [{ number: '044-744-3252', type: 'voice', description: null, confidence: 'high' }],
      open: { state: 'closed', at: at('2026-11-24T08:30'), holiday: '勤労感謝の日' },
      stale: true,
      verified: '2026-02-01',
      canRefer: false,
    }),
    reasons: [{ text: '「物忘れ」について、保健師に相談できます', marks: ['物忘れ'] }],
  },
  {
    service: service({
      id: '00000000-0000-4000-8000-000000000003',
      slug: 'kurashi-mimamori',
      kind: 'service',
      name: 'くらし見守りサービス',
      kana: null,
      phones: [],
      open: { state: 'unknown' },
      hours: [],
      hoursNote: 'ホームページで確かめてください',
      address: null,
      cost: 'paid',
      costNote: '月額あり',
      endorsement: null,
      verified: null,
      canRefer: true,
    }),
    reasons: [
      { text: '離れて暮らすご家族が、「心配」なときに、いつも通りかを確かめられます', marks: ['心配'] },
      { text: 'ガスの消し忘れを、電話で知らせてもらえます', marks: ['消し忘れ'] },
    ],
  },
]

const FOR_WHOM: Parameters<typeof tellConditions>[0][] = [
  [],
  [
    { kind: 'certified', state: 'unknown' },
    { kind: 'age', min: 65, state: 'unknown' },
  ],
  [{ kind: 'income', state: 'fails' }],
]
const ID = '7b1f7a52-0000-4000-8000-0000000000aa'
const WORDS = '母の物忘れがひどくて、火の消し忘れが心配'
const WARDS = ['川崎区', '幸区', '中原区', '高津区', '宮前区', '多摩区', '麻生区']
const FORM = { phone: '', email: '', name: '', time: CALL_TIMES[0]!, relation: 'self', agreed: false, names: false }

/** Name of the page → finished html, in a language. */
export function samplePages(lang: Lang, size: Look['size'] = 'standard'): Record<string, string> {
  const look: Look = { lang, size, path: '/', place: '川崎市', readings: { 麻生: 'あさお', 小杉町: 'こすぎまち' } }
  const groups = GROUPS.filter((group) => group.pict).map((group) => ({
    code: group.code,
    name: needName(group.code, lang),
    hint: lang === 'ja' ? group.hint : undefined,
    pict: group.pict,
  }))
  const care = {
    group: { code: 'care', name: needName('care', lang) },
    kinds: kindsOf('care').map(({ code }) => ({ code, name: needName(code, lang) })),
  }
  const heard = { look, id: ID, words: WORDS, chosen: [], place: '中原区小杉町', dangers: [] as Danger[] }
  const more = [{ id: 'm1', name: '認知症カフェ', note: '第2土曜、予約なしで行けます' }]
  const answer = { ...heard, desks: DESKS, more, ask: null }
  const promise = { by: at('2026-11-25T17:00'), caller: 'こすぎ地域包括支援センター' }
  const danger = (kind: string, level: Danger['level'], lines?: string[]) => [{ kind, level, lines }]
  const pages = {
    ask: AskPage({ look, groups, form: { trouble: '', place: '' } }),
    'ask-wrong': AskPage({
      look,
      groups,
      form: { trouble: '', place: '中原区小杉町99丁目' },
      problems: { trouble: 'empty', place: 'unknown_place' },
    }),
    menu: MenuPage({ look, ...care, ward: '中原区' }),
    answer: AnswerPage({
      ...answer,
      ask: { question: 'ward', options: WARDS.map((ward) => ({ value: ward, name: ward })) },
      place: null,
    }),
    'answer-fact': AnswerPage({
      ...answer,
      desks: DESKS.map((desk, index) => ({ ...desk, forWhom: tellConditions(FOR_WHOM[index], lang) })),
      ask: {
        question: 'age',
        options: FACT_QUESTIONS.age.map((value) => ({ value, name: optionName('age', value, lang) })),
      },
      facts: tellFacts({ who: 'parent', age: { from: 82, to: 82 }, certified: false }, lang),
      answers: { certified: false },
    }),
    'answer-place': AnswerPage({ ...answer, words: null, chosen: [needName('care.dementia', lang)] }),
    'answer-suicide': AnswerPage({
      ...answer,
      words: '消えてしまいたい',
      dangers: danger('suicide', 'risk', ['suicide']),
    }),
    'answer-dv': AnswerPage({ ...answer, words: '夫になぐられた', dangers: danger('violence', 'risk', ['dv', '110']) }),
    'answer-crime': AnswerPage({
      ...answer,
      words: 'あとをつけられている',
      dangers: danger('violence', 'now', ['110']),
    }),
    'answer-abuse': AnswerPage({ ...answer, dangers: danger('abuse', 'risk', ['child', '110']) }),
    'answer-fire': AnswerPage({ ...answer, words: '台所から火が出た', dangers: danger('fire', 'now') }),
    'answer-both': AnswerPage({
      ...answer,
      dangers: [...danger('medical', 'now', ['119']), ...danger('sexual', 'risk')],
    }),
    nothing: NothingPage({ ...heard, words: '夜に車いすで帰れる移動手段がない' }),
    'nothing-danger': NothingPage({ ...heard, dangers: danger('medical', 'risk', ['7119']) }),
    print: PrintPage({
      look,
      id: ID,
      url: `https://musubi.example/consult/${ID}`,
      desks: DESKS,
      printed: at('2026-11-20T10:24'),
    }),
    emergency: EmergencyPage({ look }),
    'hand-over': HandOverPage({ look, id: ID, service: DESKS[0]!.service, form: FORM, promise }),
    'hand-over-full': HandOverPage({
      look,
      id: ID,
      service: {
        ...DESKS[0]!.service,
        capacity: { state: 'full', until: '2026-12-09' },
        apply: '電話で。介護保険証をお持ちください',
      },
      next: { id: DESKS[2]!.service.id, name: DESKS[2]!.service.name },
      form: FORM,
      promise,
    }),
    'hand-over-wrong': HandOverPage({
      look,
      id: ID,
      service: null,
      form: { ...FORM, email: 'a@' },
      problems: { phone: 'no_contact', email: 'bad_email', agreed: 'no_consent' },
      promise,
    }),
    privacy: PrivacyPage({ look, kept: { conversationDays: 30, needDays: 365 } }),
    accessibility: AccessibilityPage({ look }),
    accuracy: AccuracyPage({
      look,
      measured: {
        day: '2026-11-22',
        count: 400,
        first: { hits: 301, of: 400 },
        firstThree: { hits: 362, of: 400 },
        danger: { hits: 58, of: 60 },
      },
    }),
    'accuracy-empty': AccuracyPage({ look, measured: null }),
  }
  return Object.fromEntries(Object.entries(pages).map(([name, node]) => [name, renderPage(node, look)]))
}
