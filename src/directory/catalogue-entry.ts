// What the files of the catalogue may say (catalogue/README.md): every field, checked.
import { z } from 'zod'
import { COSTS, KINDS, ORGANIZATION_KINDS, SCOPES } from './rules.ts'
import { isKind } from './taxonomy.ts'

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '英小文字・数字・ハイフンで書く')
const text = z.string().trim().min(1)
const ward = z.string().regex(/区$/, '「麻生区」のように書く')
const clock = z.string().regex(/^([01]\d|2[0-9]):[0-5]\d$/, '「08:30」のように書く')
const source = z.strictObject({ url: z.url().optional(), seen: text.optional(), note: text.optional() })

/** A number that can be called, in ASCII digits and hyphens, as the directory keeps it. */
export const phoneNumber = z
  .string()
  .transform((number) => number.normalize('NFKC').replace(/[‐‑–—−ー]/g, '-'))
  .pipe(z.string().regex(/^(?:#\d{3,5}|\d{3}|0\d{1,4}-?\d{1,4}-?\d{3,4})$/, '電話番号ではありません'))

export const AreaFile = z.strictObject({
  municipality: z.strictObject({ code: z.string().regex(/^\d{6}$/), name: text, kana: text, prefecture: text }),
  wards: z.array(
    z.strictObject({
      slug: z.string().regex(/^[a-z]+$/),
      name: text,
      kana: text,
      position: z.int(),
      postal_prefixes: z.array(z.string().regex(/^\d{3}$/)),
    }),
  ),
  source: source.optional(),
})

export const OrganizationEntry = z.strictObject({
  id: slug,
  name: text.max(200),
  kana: text.optional(),
  kind: z.enum(ORGANIZATION_KINDS),
  url: z.url().optional(),
  description: z.string(),
  corporate_number: z
    .string()
    .regex(/^\d{13}$/)
    .optional(),
  source: source.optional(),
})

const Facts = z.strictObject({
  name: text.max(300),
  kana: text.optional(),
  organization: text,
  description: text,
  why: z.array(text).min(1).max(4),
  says: z.array(text),
  needs: z.array(z.string().refine(isKind, 'needs.json にない符号です')).min(1).max(8),
  area: z.strictObject({
    scope: z.enum(SCOPES),
    wards: z.array(ward).optional(),
    towns: z.array(text).optional(),
    note: text.optional(),
  }),
  for_whom: text.optional(),
  eligibility: z
    .strictObject({
      age_min: z.int().min(0).max(150).optional(),
      age_max: z.int().min(0).max(150).optional(),
      note: text.optional(),
    })
    .optional(),
  phones: z
    .array(
      z.strictObject({
        number: phoneNumber,
        label: text.optional(),
        hours_note: text.optional(),
        confidence: z.enum(['high', 'medium']).default('high'),
        type: z.enum(['voice', 'fax']).optional(),
      }),
    )
    .optional(),
  hours: z
    .array(
      z.strictObject({
        days: z.array(z.enum(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])).min(1),
        opens: clock,
        closes: clock,
      }),
    )
    .optional(),
  holidays: z.enum(['closed', 'open']).optional(),
  hours_note: text.optional(),
  address: z
    .strictObject({
      postal_code: z
        .string()
        .regex(/^\d{3}-\d{4}$/)
        .optional(),
      ward: ward.optional(),
      line: text,
      note: text.optional(),
      city: text.optional(),
      prefecture: text.optional(),
    })
    .optional(),
  capacity: z
    .strictObject({ state: z.enum(['open', 'waiting', 'assessment', 'full']), until: z.iso.date() })
    .optional(),
  url: z.url().optional(),
  cost: z.strictObject({ kind: z.enum(COSTS), note: text.optional() }).optional(),
  apply: text.optional(),
  accessibility: z.array(text).optional(),
  languages: z.array(z.string().regex(/^[a-z]{2,3}(-[A-Za-z]+)?$/)).optional(),
  endorsed: z.boolean().optional(),
  verified: z
    .string()
    .regex(/^\d{4}-\d{2}(-\d{2})?$/, '「2026-11-01」のように書く')
    .transform((day) => (day.length === 7 ? `${day}-01` : day))
    .optional(),
  source: source.optional(),
})
export type Facts = z.infer<typeof Facts>

export const ServiceEntry = Facts.extend({
  id: slug,
  kind: z.enum(KINDS),
  each_ward: z.record(ward, Facts.partial()).optional(),
})
