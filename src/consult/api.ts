// JSON: the same answer as on the page, for whoever builds on it. Nothing that is asked here is kept.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { findPlace } from '../area/index.ts'
import { findService, needName, type ServiceView, viewServices } from '../directory/index.ts'
import {
  type About,
  aboutOf,
  answer,
  type Condition,
  FACT_QUESTIONS,
  type Facts,
  nextQuestion,
  QUESTION_KINDS,
  type Question,
  urgencyOf,
} from '../matching/index.ts'
import { anyone } from '../people/index.ts'
import type { Db } from '../platform/db.ts'
import { type Env, problem } from '../platform/http.ts'
import { LANGS } from '../platform/words.ts'
import { GENERAL_DESK } from '../referral/index.ts'
import { tellConditions } from './fact-words.ts'
import { tellReasons } from './reasons.ts'
import { LONGEST, tidyWords } from './rules.ts'

const known = z.boolean({ error: '「facts」の はい・いいえ は true か false です' }).optional()

export const MatchInput = z.strictObject({
  text: z.string({ error: '「text」に、困っていることを文字で入れてください' }),
  ward: z.string({ error: '「ward」は文字で入れてください' }).max(100).optional(),
  facts: z
    .strictObject({
      who: z.enum([...FACT_QUESTIONS.who, 'client']).optional(),
      age: z
        .strictObject({ from: z.int().min(0).max(130), to: z.int().min(0).max(130) })
        .refine(({ from, to }) => from <= to, '「age」は from ≦ to にしてください')
        .optional(),
      ...{ alone: known, income: known, certified: known, single: known, card: known, resident: known },
    })
    .optional(),
  answered: z
    .array(z.enum(QUESTION_KINDS, { error: `「answered」は ${QUESTION_KINDS.join('、')} のどれかです` }))
    .max(QUESTION_KINDS.length)
    .optional(),
  lang: z.enum(LANGS, { error: `「lang」は ${LANGS.join('、')} のどれかです` }).optional(),
  limit: z.int({ error: '「limit」は 1 から 50 までの整数です' }).min(1).max(50).optional(),
})
export type MatchInput = z.infer<typeof MatchInput>

export type Matched = {
  safety: { kind: string; level: string; words: string[]; lines: string[] }[]
  /** Danger that is doubtful: to be asked after, with the lines that would help. */
  care: { kind: string; lines: string[] } | null
  needs: { code: string; name: string; words: string[] }[]
  /** What is known of the person: read from the words, then overwritten by what was given. */
  facts: Facts
  /** Whose trouble it seems to be. */
  about: About
  urgency: 'now' | 'soon' | 'usual'
  close: boolean
  /** 0–1: how well the first result answers, whatever else there is. */
  confidence: number
  /** The one question whose answer would change the results most; null when they are settled. */
  question: Question | null
  results: {
    service: { id: string; slug: string; name: string; kind: string }
    organization: { id: string; name: string }
    score: number
    confidence: number
    reasons: string[]
    /** For whom it is, and whether the person is known to be one of them; those that `fail` stand last. */
    conditions: (Condition & { state: 'met' | 'fails' | 'unknown' })[]
    /** The same as a sentence, where the person is not known to be one of them. */
    forWhom: string | null
    phones: { number: string; label: string | null; confidence: string }[]
    open: string
    wards: string[]
  }[]
}

/**
 * The answer to one question as data.
 * @returns `unknown_place` when the ward is none of this municipality.
 */
export async function matchAsData(
  db: Db,
  municipality: string,
  input: MatchInput,
  now: Date,
): Promise<{ ok: true; value: Matched } | { ok: false; reason: 'empty' | 'too_long' | 'unknown_place' }> {
  const text = tidyWords(input.text)
  if (!text) return { ok: false, reason: 'empty' }
  if (text.length > LONGEST) return { ok: false, reason: 'too_long' }
  const place = await findPlace(db, municipality, input.ward ?? '')
  if (!place.ok) return { ok: false, reason: 'unknown_place' }
  const { facts, lang, answered } = input
  const query = {
    text,
    limit: input.limit ?? 10,
    ...place.value,
    ...(facts ? { facts } : {}),
    ...(lang ? { lang } : {}),
  }
  const found = await answer(db, municipality, query, now)
  const results = found.close ? found.results : []
  const services = await viewServices(
    db,
    municipality,
    results.map((result) => result.id),
    now,
  )
  const byId = new Map(results.map((result) => [result.id, result]))
  const shown = services.map((service) => {
    const { score, confidence, conditions, ...result } = byId.get(service.id)!
    const reasons = tellReasons(result, 'ja').map((reason) => reason.text)
    return showAsData(service, { score, confidence, reasons, conditions })
  })
  // Nothing close enough: the general desk is offered, and said to be that.
  const general = found.close ? undefined : await findService(db, municipality, GENERAL_DESK, now)
  if (general)
    shown.push(
      showAsData(general, { score: 0, confidence: 0, reasons: [NOTHING_CLOSE, ...general.why], conditions: [] }),
    )
  return {
    ok: true,
    value: {
      safety: found.safety.map(({ kind, level, words, lines }) => ({ kind, level, words, lines })),
      care: found.care ?? null,
      needs: found.needs.map(({ code, words }) => ({ code, name: needName(code, 'ja'), words })),
      facts: found.facts,
      about: aboutOf(text),
      urgency: urgencyOf(text, found.safety),
      close: found.close,
      confidence: round(found.confidence),
      question: nextQuestion(db, municipality, query, found, answered) ?? null,
      results: shown,
    },
  }
}

const NOTHING_CLOSE = 'ぴったりの相談先は見つかりませんでした。どんなことでも聞ける窓口です'

const showAsData = (
  service: ServiceView,
  {
    score,
    confidence,
    reasons,
    conditions,
  }: Pick<Matched['results'][number], 'score' | 'confidence' | 'reasons' | 'conditions'>,
): Matched['results'][number] => ({
  service: { id: service.id, slug: service.slug, name: service.name, kind: service.kind },
  organization: { id: service.organization.id, name: service.organization.name },
  score: round(score),
  confidence: round(confidence),
  reasons,
  conditions,
  forWhom: tellConditions(conditions, 'ja')?.text ?? null,
  phones: service.phones
    .filter((phone) => phone.type === 'voice')
    .map((phone) => ({ number: phone.number, label: phone.description, confidence: phone.confidence })),
  open: service.open.state,
  wards: service.wards,
})

const round = (n: number) => Math.round(n * 1000) / 1000

export const MATCH_PROBLEMS = {
  empty: '困っていることを、ひとことでもよいので書いてください',
  too_long: `${LONGEST} 文字までで書いてください`,
  unknown_place: 'その区や町は見つかりませんでした。区の名前だけでもさがせます',
} as const

export const consultApi = new Hono<Env>().post(
  '/api/match',
  anyone('anybody may ask; nothing is kept'),
  bodyLimit({ maxSize: 64 * 1024, onError: (c) => problem(c, 413, '大きすぎます', '64 KB までで送ってください') }),
  async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined)
    if (body === undefined) return problem(c, 400, 'JSON ではありません', '本文を JSON で送ってください')
    const input = MatchInput.safeParse(body)
    if (!input.success) {
      const errors = input.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: issue.message }))
      return problem(c, 422, '入力が正しくありません', errors[0]?.detail, { errors })
    }
    const result = await matchAsData(c.var.db, c.var.municipality, input.data, c.var.now())
    return result.ok ? c.json(result.value) : problem(c, 422, '入力が正しくありません', MATCH_PROBLEMS[result.reason])
  },
)
