// Questions about the person, what is known of them, and for whom a desk is: in words.
import { needName } from '../directory/index.ts'
import {
  type Condition,
  FACT_KINDS,
  type FactKind,
  type Facts,
  type Question,
  type QuestionKind,
  replyOf,
} from '../matching/index.ts'
import { type Lang, words } from '../platform/words.ts'
import type { Shown } from './rules.ts'
import { consultWords } from './words.ts'

export const factWords = words(
  {
    who: 'どなたのことですか',
    age: 'ご本人の年齢は、どのくらいですか',
    alone: 'ご本人は、ひとり暮らしですか',
    income: '住民税がかからない、または収入の少ない世帯ですか',
    certified: 'ご本人は、要介護・要支援の認定を受けていますか',
    factHow: '答えると、合う相談先が先に出ます。答えなくてもかまいません。',
    skip: 'わからない・答えない',
    known: 'わかっていること',
    change: '変える',
    save: 'この内容でさがしなおす',
    unknown: 'わからない・答えない',
    labels: {
      who: '困っている方',
      age: '年齢',
      alone: 'ひとり暮らし',
      income: '住民税非課税・収入が少ない',
      certified: '要介護・要支援の認定',
    },
    yes: 'はい',
    no: 'いいえ',
    self: '自分',
    parent: '親',
    partner: '夫・妻・パートナー',
    child: '子ども',
    relative: 'ほかの親族',
    neighbour: '近所の人・知り合い',
    client: '支援している人',
    bands: { b0: '0〜6歳', b7: '7〜17歳', b18: '18〜39歳', b40: '40〜64歳', b65: '65〜74歳', b75: '75歳以上' },
    years: (from: number, to: number) => (from === to ? `${from}歳` : `${from}〜${to}歳`),
    forWhom: (who: string) => `対象: ${who}`,
    notForWhom: (who: string) => `対象は${who}です。あなたには当てはまらないかもしれません`,
    met: (who: string) => `${who}が対象で、合っています`,
    certifiedPeople: '要介護・要支援の認定を受けた方',
    incomePeople: '収入の少ない方（住民税非課税など）',
    alonePeople: 'ひとり暮らしの方',
    singlePeople: 'ひとり親の方',
    cardPeople: '障害者手帳をお持ちの方',
    residentPeople: 'この地域にお住まいの方',
    agePeople: (from: number, to: number) =>
      from > 0 && to > 0 ? `${from}歳から${to}歳の方` : from > 0 ? `${from}歳以上の方` : `${to}歳までの方`,
    language: (name: string) => `${name}で話せます`,
    access: (offers: string) => `「${offers}」に対応しています`,
    free: 'お金はかかりません',
    open: '今、話せます',
    joined: '、',
  },
  {
    who: 'だれの ことですか',
    age: '困って いる 人は 何歳ですか',
    alone: '困って いる 人は ひとりで 住んで いますか',
    income: '税金（住民税）が ない 家、お金が 少ない 家ですか',
    certified: '困って いる 人は 介護の 認定（要介護・要支援）が ありますか',
    factHow: '答えると、合う ところが 先に 出ます。答えなくても いいです。',
    skip: 'わからない・答えない',
    known: 'わかって いる こと',
    change: 'かえる',
    save: 'もう一度 さがす',
    unknown: 'わからない・答えない',
    labels: {
      who: '困って いる 人',
      age: '年',
      alone: 'ひとりで 住む',
      income: '税金が ない・お金が 少ない',
      certified: '介護の 認定',
    },
    yes: 'はい',
    no: 'いいえ',
    self: 'わたし',
    parent: '親（父・母）',
    partner: '夫・妻・パートナー',
    child: '子ども',
    relative: 'ほかの 家族',
    neighbour: '近所の 人・友だち',
    client: '手伝って いる 人',
    bands: { b0: '0〜6歳', b7: '7〜17歳', b18: '18〜39歳', b40: '40〜64歳', b65: '65〜74歳', b75: '75歳より 上' },
    years: (from, to) => (from === to ? `${from}歳` : `${from}〜${to}歳`),
    forWhom: (who) => `使える 人: ${who}`,
    notForWhom: (who) => `ここは ${who}の ための ところです。あなたは 使えないかもしれません`,
    met: (who) => `${who}の ための ところです。合って います`,
    certifiedPeople: '介護の 認定が ある 人',
    incomePeople: 'お金が 少ない 人',
    alonePeople: 'ひとりで 住む 人',
    singlePeople: 'ひとりで 子どもを そだてる 人',
    cardPeople: '障害者手帳が ある 人',
    residentPeople: 'ここに 住む 人',
    agePeople: (from, to) =>
      from > 0 && to > 0 ? `${from}歳から ${to}歳の 人` : from > 0 ? `${from}歳より 上の 人` : `${to}歳までの 人`,
    language: (name) => `${name}で 話せます`,
    access: (offers) => `「${offers}」が できます`,
    free: 'お金は かかりません',
    open: '今 話せます',
    joined: '、',
  },
  {
    who: 'Whose trouble is it?',
    age: 'How old is the person concerned?',
    alone: 'Does the person concerned live alone?',
    income: 'Is the household exempt from resident tax, or low on income?',
    certified: 'Has the person concerned been certified for long-term care (要介護・要支援)?',
    factHow: 'Your answer puts what fits first. You need not answer.',
    skip: 'Not sure, or rather not say',
    known: 'What we know',
    change: 'Change',
    save: 'Search again',
    unknown: 'Not sure, or rather not say',
    labels: {
      who: 'Person in trouble',
      age: 'Age',
      alone: 'Living alone',
      income: 'Tax-exempt or low income',
      certified: 'Certified for care',
    },
    yes: 'Yes',
    no: 'No',
    self: 'Myself',
    parent: 'My parent',
    partner: 'My husband, wife or partner',
    child: 'My child',
    relative: 'Another relative',
    neighbour: 'A neighbour or friend',
    client: 'Someone I support',
    bands: { b0: '0–6', b7: '7–17', b18: '18–39', b40: '40–64', b65: '65–74', b75: '75 or over' },
    years: (from, to) => (from === to ? `${from}` : `${from}–${to}`),
    forWhom: (who) => `For ${who}`,
    notForWhom: (who) => `This is for ${who}. It may not be for you`,
    met: (who) => `It is for ${who}, which fits`,
    certifiedPeople: 'people certified for long-term care',
    incomePeople: 'people with a low income',
    alonePeople: 'people who live alone',
    singlePeople: 'single parents',
    cardPeople: 'people with a disability certificate',
    residentPeople: 'people who live here',
    agePeople: (from, to) =>
      from > 0 && to > 0
        ? `people aged ${from} to ${to}`
        : from > 0
          ? `people aged ${from} and over`
          : `people up to ${to}`,
    language: (name) => `They speak ${name}`,
    access: (offers) => `They offer 「${offers}」`,
    free: 'It costs nothing',
    open: 'Somebody answers now',
    joined: ', ',
  },
)

/** A reply to a question about the person, as it is offered. */
export function replyName(kind: FactKind, reply: string, lang: Lang): string {
  const t = factWords(lang)
  if (kind === 'age') return t.bands[`b${reply.split('-')[0]}` as keyof typeof t.bands] ?? reply
  return t[reply as 'yes' | 'no' | 'self']
}

export const isFactKind = (kind: QuestionKind | string): kind is FactKind => (FACT_KINDS as string[]).includes(kind)

/** An option of the one question, as it is offered. */
export const optionName = (kind: QuestionKind, value: string, lang: Lang): string =>
  kind === 'need' ? needName(value, lang) : isFactKind(kind) ? replyName(kind, value, lang) : value

/** The one question and how it is put to them. */
export function questionTitle(kind: QuestionKind, lang: Lang): { title: string; how: string } {
  const t = consultWords(lang)
  const f = factWords(lang)
  if (isFactKind(kind)) return { title: f[kind], how: f.factHow }
  return kind === 'ward' ? { title: t.oneQuestion, how: t.oneHow } : { title: t.oneKind, how: t.oneKindHow }
}

/** The one question in a line, each reply with the code that a terminal answers by. */
export const tellQuestion = ({ ask, options }: Question): string => {
  const offered = options.map((value) => {
    const name = optionName(ask, value, 'ja')
    return name === value ? value : `${value}（${name}）`
  })
  return `${questionTitle(ask, 'ja').title}: ${offered.join(' / ')}`
}

/** What is known of the person, as label and value. */
export function tellFacts(facts: Facts, lang: Lang): { kind: FactKind; label: string; value: string }[] {
  const t = factWords(lang)
  return FACT_KINDS.flatMap((kind) => {
    const reply = replyOf(kind, facts)
    const { age } = facts
    const value = kind === 'age' && age && !reply ? t.years(age.from, age.to) : reply && replyName(kind, reply, lang)
    return value ? [{ kind, label: t.labels[kind], value }] : []
  })
}

/** 「65歳以上の方」 */
function peopleOf(condition: Condition, lang: Lang): string {
  const t = factWords(lang)
  return condition.kind === 'age' ? t.agePeople(condition.min ?? 0, condition.max ?? 0) : t[`${condition.kind}People`]
}

type Conditions = Shown['results'][number]['conditions']

/** For whom a desk is, where that is not known to fit: `fails` where the person is known not to be one of them. */
export function tellConditions(
  conditions: Conditions | undefined,
  lang: Lang,
): { fails: boolean; text: string } | null {
  const t = factWords(lang)
  const list = (state: 'fails' | 'unknown') =>
    (conditions ?? [])
      // nearly everything is for those who live here: it is worth a word only to those who do not
      .filter((one) => one.state === state && (state === 'fails' || one.kind !== 'resident'))
      .map((one) => peopleOf(one, lang))
      .join(t.joined)
  const fails = list('fails')
  if (fails) return { fails: true, text: t.notForWhom(fails) }
  const unknown = list('unknown')
  return unknown ? { fails: false, text: t.forWhom(unknown) } : null
}

/** Why a desk suits this person in particular: one sentence, or none. */
export function tellFit(reasons: Shown['results'][number]['reasons'], lang: Lang): string | undefined {
  const t = factWords(lang)
  for (const reason of reasons) {
    if (reason.kind === 'met' && reason.condition.kind !== 'resident') return t.met(peopleOf(reason.condition, lang))
    if (reason.kind === 'access') return t.access(reason.offers)
    if (reason.kind === 'language') {
      const names = new Intl.DisplayNames(lang === 'en' ? 'en' : 'ja', { type: 'language', fallback: 'code' })
      return t.language(names.of(reason.code) ?? reason.code)
    }
    if (reason.kind === 'free' || reason.kind === 'open') return t[reason.kind]
  }
  return undefined
}
