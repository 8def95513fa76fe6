// The description of the API, OpenAPI 3.1, from the schemas that check it.
import { z } from 'zod'
import { MatchInput } from './consult/index.ts'
import { QUESTION_KINDS } from './matching/index.ts'

const text = { type: 'string' } as const
const list = (items: object) => ({ type: 'array', items })
const strings = list(text)
const flag = { type: 'boolean' } as const
const object = (properties: Record<string, object>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})

const problemAnswer = (description: string) => ({
  description,
  content: {
    'application/problem+json': {
      schema: object({ type: text, title: text, status: { type: 'integer' } }),
    },
  },
})

export const openapi = (baseUrl: string) => ({
  openapi: '3.1.0',
  info: {
    title: '結び（Musubi）',
    version: '1',
    description: '困りごとを自分の言葉で送ると、助けられる窓口・制度・サービスを、理由とともに返します。',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: baseUrl }],
  paths: {
    '/api/match': {
      post: {
        operationId: 'match',
        summary: '困りごとに合う窓口をさがす。送られた言葉は保存しません',
        requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(MatchInput) } } },
        responses: {
          200: {
            description: '危険、困りごとの種類、合う順の窓口',
            content: {
              'application/json': {
                schema: object({
                  safety: list(
                    object({ kind: text, level: { enum: ['now', 'risk'] }, words: strings, lines: strings }),
                  ),
                  care: {
                    type: ['object', 'null'],
                    description: '疑わしい危険: やわらかく尋ねるときの種類と電話',
                  },
                  needs: list(object({ code: text, name: text, words: strings })),
                  facts: {
                    type: 'object',
                    description:
                      'わかっていること: 言葉から読み、送られた facts で上書きしたもの。ない項目はわからない',
                    properties: {
                      ...{ who: text, age: object({ from: { type: 'integer' }, to: { type: 'integer' } }) },
                      ...{ alone: flag, income: flag, certified: flag, single: flag, card: flag, resident: flag },
                    },
                  },
                  about: object({
                    who: { enum: ['self', 'parent', 'partner', 'child', 'relative', 'neighbour', 'client'] },
                    words: strings,
                    age: { type: ['object', 'null'] },
                    alone: { type: 'boolean' },
                  }),
                  urgency: { enum: ['now', 'soon', 'usual'] },
                  close: { type: 'boolean', description: 'false: 十分に近い窓口がない' },
                  confidence: { type: 'number', description: 'はじめの3つのどれかが合う見込み（0から1）' },
                  question: {
                    description:
                      '答えがいちばん変わる、ひとつの質問。ward・need のほかは、答えを facts で送る。null: 聞くことはない',
                    anyOf: [
                      object({ ask: { enum: QUESTION_KINDS }, options: strings, gain: { type: 'number' } }),
                      { type: 'null' },
                    ],
                  },
                  results: list(
                    object({
                      service: object({ id: text, slug: text, name: text, kind: text }),
                      organization: object({ id: text, name: text }),
                      score: { type: 'number' },
                      confidence: { type: 'number' },
                      reasons: strings,
                      conditions: {
                        ...list({
                          type: 'object',
                          required: ['kind', 'state'],
                          properties: {
                            kind: { enum: ['age', 'certified', 'income', 'alone', 'single', 'card', 'resident'] },
                            min: { type: 'integer' },
                            max: { type: 'integer' },
                            state: { enum: ['met', 'fails', 'unknown'] },
                          },
                        }),
                        description: '対象の条件。fails（当てはまらないとわかっている）窓口は、最後に並ぶ',
                      },
                      forWhom: { type: ['string', 'null'] },
                      phones: list(object({ number: text, label: { type: ['string', 'null'] }, confidence: text })),
                      open: { enum: ['always', 'open', 'closed', 'unknown'] },
                      wards: strings,
                    }),
                  ),
                }),
              },
            },
          },
          400: problemAnswer('JSON ではない'),
          413: problemAnswer('大きすぎる'),
          422: problemAnswer('入力が正しくない'),
        },
      },
    },
    '/api/needs': {
      get: {
        operationId: 'needs',
        summary: '困りごとの種類の一覧（HSDS の taxonomy と taxonomy_term）と、Open Eligibility の符号',
        responses: {
          200: {
            description: '二つの分類と、その語',
            content: {
              'application/json': {
                schema: object({
                  taxonomies: list({
                    type: 'object',
                    required: ['id', 'name', 'description'],
                    properties: { id: text, name: text, description: text, uri: text, version: text },
                  }),
                  taxonomy_terms: list({
                    type: 'object',
                    required: ['id', 'code', 'name', 'parent_id', 'taxonomy_id', 'language'],
                    properties: {
                      id: text,
                      code: text,
                      name: text,
                      names: object({ easy: text, en: text }),
                      parent_id: { type: ['string', 'null'] },
                      taxonomy_id: text,
                      language: text,
                      open_eligibility: { ...strings, description: '近いサービスの種類（CC BY-SA 3.0）' },
                    },
                  }),
                }),
              },
            },
          },
        },
      },
    },
    '/api/stories': {
      get: {
        operationId: 'stories',
        summary: '公開された小さな成功体験と届いた声。だれのことか分からない形で、月ごとに、新しい順',
        responses: {
          200: {
            description: '公開中のもの（200件まで）',
            content: {
              'application/json': {
                schema: object({
                  stories: list({
                    type: 'object',
                    required: [
                      'id',
                      'kind',
                      'topic',
                      'topic_name',
                      'ward',
                      'title',
                      'words',
                      'outcome',
                      'changed',
                      'month',
                    ],
                    properties: {
                      ...{ id: text, kind: { enum: ['report', 'story'] }, topic: text, topic_name: text },
                      ward: { type: ['string', 'null'], description: '同じ種類の困りごとが少ない区は null' },
                      ...{ title: text, words: text },
                      outcome: { enum: ['resolved', 'partly', 'continuing', 'referred', 'no_change', null] },
                      changed: { type: ['string', 'null'], description: 'これを受けて市で変わったこと' },
                      month: { ...text, description: 'YYYY-MM' },
                    },
                  }),
                }),
              },
            },
          },
        },
      },
    },
    '/healthz': { get: { operationId: 'healthz', responses: { 200: { description: '動いています' } } } },
    '/readyz': {
      get: {
        operationId: 'readyz',
        responses: { 200: { description: '答えられます' }, 503: { description: 'データベースが答えません' } },
      },
    },
  },
})
