// What is to be done around going into and coming home from hospital: data of the catalogue.
import { readFileSync } from 'node:fs'
import type { TemplateItem } from './rules.ts'

type Told = TemplateItem & { ja: string; en: string }

/** The template 入退院支援, in its order. */
export const DISCHARGE = (
  JSON.parse(readFileSync(new URL('../../../catalogue/sharing/discharge.json', import.meta.url), 'utf8')) as {
    items: Told[]
  }
).items
const byKey = new Map(DISCHARGE.map((item) => [item.key, item]))

/** What an item of the template says. */
export const templateWords = (key: string, lang: 'ja' | 'easy' | 'en'): string =>
  byKey.get(key)?.[lang === 'en' ? 'en' : 'ja'] ?? key
