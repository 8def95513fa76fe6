// Whom an entry suits beyond what it is about: small terms of the score, each bounded, each able to give a reason.
// They only order entries for which there is evidence in words or needs: none of them counts for the confidence.
import { holidayName, isYearEnd, tokyo } from '../platform/clock.ts'
import { fold } from '../platform/japanese.ts'
import { urgencyOf } from './about.ts'
import { type Condition, check, conditionsOf, type Stage, type State, stageOf } from './conditions.ts'
import type { Facts } from './facts.ts'

/** What is kept of an entry for its fit; what is not known is missing. */
export type Fit = {
  conditions: Condition[]
  stage?: Stage
  access?: string[]
  languages?: string[]
  cost?: 'free' | 'paid' | 'varies'
  hours?: { days: string[]; opens: number; closes: number }[]
  /** Whether holidays are closed days; missing: nobody knows. */
  holidays?: 'closed' | 'open'
  /** Day on which the facts were last seen to be true, YYYY-MM-DD. */
  verified?: string
  /** Whether it can take somebody on, believed until a day (YYYY-MM-DD). */
  capacity?: Capacity
  /** The emergency number that the entry is: 119 or 110. */
  emergency?: string
}

type Capacity = { state: 'open' | 'waiting' | 'assessment' | 'full'; until: string }

const EMERGENCIES = ['119', '110']

/** What the directory says of an entry, as its fit is made from. */
export type FitSource = {
  forWhom: string | null
  ages: { min: number | null; max: number | null }
  accessibility: readonly string[]
  languages: readonly string[]
  cost: 'free' | 'paid' | 'varies' | 'unknown'
  hours: readonly { days: string[]; opens: number; closes: number }[]
  holidays: 'closed' | 'open' | null
  verified: string | null
  phones?: readonly { number: string }[]
  capacity?: Capacity | null
}

/** The fit of an entry, without what is unknown. */
export function fitOf(source: FitSource): Fit {
  const { forWhom, ages, accessibility, languages, cost, hours, holidays, verified } = source
  const stage = stageOf(forWhom ?? '', ages)
  const emergency = source.phones?.find(({ number }) => EMERGENCIES.includes(number))?.number
  return {
    conditions: conditionsOf(forWhom ?? '', ages),
    ...(stage ? { stage } : {}),
    ...(accessibility.length > 0 ? { access: [...accessibility] } : {}),
    ...(languages.length > 0 ? { languages: [...languages] } : {}),
    ...(cost === 'unknown' ? {} : { cost }),
    ...(hours.length > 0 ? { hours: hours.map((one) => ({ ...one })) } : {}),
    ...(holidays ? { holidays } : {}),
    ...(verified ? { verified } : {}),
    ...(source.capacity ? { capacity: source.capacity } : {}),
    ...(emergency ? { emergency } : {}),
  }
}

/** The asker's side: what was said beside the trouble itself. */
export type Circumstances = {
  /** Codes of languages other than Japanese that would help; `*`: any of them (やさしい日本語). */
  languages: string[]
  /** What an entry must offer so that the asker can speak with it, as patterns of its accessibility. */
  access: RegExp[]
  /** There is no money. */
  poor: boolean
  /** Something must happen soon. */
  soon: boolean
  /** Danger was heard: then nobody is put back for whom they are. */
  danger: boolean
  moment: Moment | undefined
}

/** A moment as hours of opening see it, today and yesterday (for hours past midnight). */
export type Moment = { day: string; today: string; yesterday: string; minute: number; closed: [boolean, boolean] }

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** @param at milliseconds since 1970 */
export function momentOf(at: number): Moment {
  const now = tokyo(new Date(at))
  const today = now.toPlainDate()
  const before = today.subtract({ days: 1 })
  const closed = (day: Temporal.PlainDate) => holidayName(day) !== undefined || isYearEnd(day)
  return {
    day: today.toString(),
    today: DAYS[today.dayOfWeek - 1]!,
    yesterday: DAYS[before.dayOfWeek - 1]!,
    minute: now.hour * 60 + now.minute,
    closed: [closed(today), closed(before)],
  }
}

const ACCESS: readonly [said: RegExp, offered: RegExp][] = [
  [/車(いす|椅子)|歩けない|足が(悪|不自由)/, /車いす|車椅子|エレベーター|訪問/],
  [
    /耳が(聞|き)こえ|聞こえ(ない|にく|づら)|きこえ(ない|にく)|難聴|ろう(者|の)|聴覚|手話/,
    /手話|筆談|要約筆記|FAX|オンライン|メール|チャット/,
  ],
  [/筆談|(声|言葉|ことば)が(出|で)ない|話せない|失語/, /筆談|要約筆記|FAX|オンライン|メール|チャット/],
  [/目が(見|み)え|見え(ない|にく|づら)|弱視|全盲|視覚/, /点字|音声|拡大|代読|訪問/],
]
const POOR = /お金が(ない|な[くい]|無|足りない|ありません)|所持金|(収入|給料)が(ない|なく|無)|一文|払えない|無料/

/**
 * Reads the circumstances of a question.
 * @param needs codes of the needs that were heard
 * @param lang the language the asker reads in
 */
export function circumstancesOf(
  text: string,
  needs: readonly string[],
  dangers: readonly { level: 'now' | 'risk' }[],
  lang?: 'ja' | 'easy' | 'en',
  at?: number,
): Circumstances {
  const folded = fold(text)
  const foreign = languageOf(text)
  const spoken = foreign ?? (lang === 'en' ? 'en' : lang === 'easy' ? '*' : undefined)
  return {
    languages: spoken ? [spoken] : [],
    access: ACCESS.flatMap(([said, offered]) => (said.test(folded) ? [offered] : [])),
    poor: POOR.test(folded) || needs.some((code) => ['money.living', 'money.food', 'money.welfare'].includes(code)),
    soon: urgencyOf(text, dangers) !== 'usual',
    danger: dangers.length > 0,
    moment: at === undefined ? undefined : momentOf(at),
  }
}

/** The language of a text that is not Japanese, as far as its letters tell. */
export function languageOf(text: string): string | undefined {
  if (/[\u3041-\u30ff]/.test(text)) return undefined
  if (/[\uac00-\ud7af]{2}/.test(text)) return 'ko'
  if (/[们这说没请问吗您为时药医钱难]|我不|怎么/.test(text)) return 'zh'
  if (/[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i.test(text)) return 'vi'
  if (/[\u0900-\u097f]{2}/.test(text)) return 'ne'
  return /[a-z]{2,}\W+[a-z]{2,}/i.test(text) ? 'en' : undefined
}

/**
 * What each term counts. `stage` and the sum of the others were looked at on the dev half of the utterances, which says
 * little of the rest (few lines speak of language, access or hours): those are small by design.
 */
export const FIT_WEIGHTS = {
  met: 0.08,
  stage: 0.25,
  language: 0.2,
  access: 0.2,
  cost: 0.06,
  open: 0.08,
  room: 0.12,
  fresh: 0.02,
}
export type FitTerms = Record<keyof typeof FIT_WEIGHTS, number>
const NAMES = Object.keys(FIT_WEIGHTS) as (keyof FitTerms)[]

/** 1 where at least one condition is known to be met and none to fail. */
export const metTerm = (states: readonly State[]): number =>
  states.includes('met') && !states.includes('fails') ? 1 : 0

/** −1 where an entry for children meets a grown-up's trouble, or one for old people a young person's; 1 where it is the right one. */
export function stageTerm(stage: Stage | undefined, { who, age }: Facts): number {
  if (!stage) return 0
  if (age) {
    if (age.to <= 20) return stage === 'child' ? 1 : -1
    if (stage === 'child') return who === undefined ? 0 : -1
    return age.from >= 65 ? 1 : age.to < 50 && who !== undefined ? -1 : 0
  }
  if (stage === 'child') return who === 'parent' || who === 'partner' ? -1 : who === 'child' ? 0.5 : 0
  return who === 'child' ? -1 : who === 'parent' ? 0.5 : 0
}

/** 1 where somebody speaks the language; half where the asker reads easy Japanese and other languages are spoken. */
export function languageTerm(languages: readonly string[], wanted: readonly string[]): number {
  if (wanted.length === 0 || languages.length === 0) return 0
  if (wanted.some((code) => languages.includes(code))) return 1
  return wanted.includes('*') ? 0.5 : 0
}

/** The share of what the asker needs to be able to speak with them that is offered. */
export const accessTerm = (access: readonly string[], wanted: readonly RegExp[]): number =>
  wanted.length === 0 ? 0 : wanted.filter((one) => access.some((name) => one.test(name))).length / wanted.length

/** 1 for what is free, where there is no money. */
export const costTerm = (cost: Fit['cost'], poor: boolean): number => (poor && cost === 'free' ? 1 : 0)

/** 1 where somebody answers at the moment, where something must happen soon. Unknown hours count as closed. */
export const openTerm = (fit: Fit, moment: Moment | undefined, soon: boolean): number =>
  soon && moment && isOpen(fit, moment) ? 1 : 0

/** How a service that can take somebody on stands beside one that cannot; what nobody knows any more counts nothing. */
const ROOM = { open: 1, assessment: 0, waiting: -0.5, full: -1 } as const
export const roomTerm = (capacity: Fit['capacity'], moment: Moment | undefined): number =>
  capacity && saysRoom(capacity, moment) ? ROOM[capacity.state] : 0

/** Whether a desk itself says how much room it has, and that is believed still. */
export const saysRoom = (capacity: Fit['capacity'], moment: Moment | undefined): boolean =>
  capacity !== undefined && moment !== undefined && moment.day <= capacity.until

/** 1 on the day the facts were seen to be true, falling to 0 over two years; 0 where nobody knows. */
export function freshTerm(verified: string | undefined, moment: Moment | undefined): number {
  if (!verified || !moment) return 0
  const days = (Date.parse(moment.day) - Date.parse(verified)) / 86_400_000
  return Number.isFinite(days) ? Math.min(1, Math.max(0, 1 - days / 730)) : 0
}

function isOpen({ hours = [], holidays }: Fit, moment: Moment): boolean {
  const opens = (day: string, minute: number, closed: boolean) =>
    !(closed && holidays !== 'open') &&
    hours.some((one) => one.days.includes(day) && one.opens <= minute && minute < one.closes)
  return (
    opens(moment.today, moment.minute, moment.closed[0]) ||
    opens(moment.yesterday, moment.minute + 1440, moment.closed[1])
  )
}

/** A condition of an entry and whether the asker meets it, as a card shows it. */
export type Shown = Condition & { state: State }
/** Why an entry suits this person in particular. */
export type FitReason =
  | { kind: 'met'; condition: Condition }
  | { kind: 'language'; code: string }
  | { kind: 'access'; offers: string }
  | { kind: 'free' }
  | { kind: 'open' }

export type Judged = { bonus: number; fails: boolean; conditions: Shown[]; reasons: FitReason[] }
const NOTHING: Judged = { bonus: 0, fails: false, conditions: [], reasons: [] }

/** All terms of one entry for one person, each within −1 to 1. */
export function fitTerms(
  fit: Fit,
  asked: Circumstances,
  facts: Facts,
  conditions: readonly { state: State }[] = fit.conditions.map((one) => ({ state: check(one, facts, fit.stage) })),
): FitTerms {
  return {
    met: metTerm(conditions.map(({ state }) => state)),
    stage: stageTerm(fit.stage, facts),
    language: languageTerm(fit.languages ?? [], asked.languages),
    access: accessTerm(fit.access ?? [], asked.access),
    cost: costTerm(fit.cost, asked.poor || facts.income === true),
    open: openTerm(fit, asked.moment, asked.soon),
    room: roomTerm(fit.capacity, asked.moment),
    fresh: freshTerm(fit.verified, asked.moment),
  }
}

/** What the fit adds to an entry's score, whether a condition is known to fail, and what to say of it. */
export function judge(fit: Fit | undefined, asked: Circumstances, facts: Facts): Judged {
  if (!fit) return NOTHING
  const conditions = fit.conditions.map((one) => ({ ...one, state: check(one, facts, fit.stage) }))
  const terms = fitTerms(fit, asked, facts, conditions)
  let bonus = 0
  for (const name of NAMES) bonus += FIT_WEIGHTS[name] * terms[name]
  return {
    bonus,
    fails: !asked.danger && conditions.some(({ state }) => state === 'fails'),
    conditions,
    reasons: tell(fit, asked, terms, conditions),
  }
}

function tell(fit: Fit, asked: Circumstances, terms: FitTerms, conditions: readonly Shown[]): FitReason[] {
  const reasons: FitReason[] = []
  if (terms.met > 0)
    for (const { state, ...condition } of conditions) if (state === 'met') reasons.push({ kind: 'met', condition })
  const code = fit.languages?.find((one) => asked.languages.includes(one))
  if (code) reasons.push({ kind: 'language', code })
  if (terms.access > 0) {
    const offers = fit.access?.find((name) => asked.access.some((one) => one.test(name)))
    if (offers) reasons.push({ kind: 'access', offers })
  }
  if (terms.cost > 0) reasons.push({ kind: 'free' })
  if (terms.open > 0) reasons.push({ kind: 'open' })
  return reasons
}
