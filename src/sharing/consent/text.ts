// The words of consent, by version and language, as they were read: catalogue/consent/. A version is never changed; the
// next one is written beside it.
import { readFileSync } from 'node:fs'
import { LANGS, type Lang } from '../../platform/words.ts'

/** The version that is read now. */
export const VERSION = '2026-11'

const folder = new URL('../../../catalogue/consent/', import.meta.url)
const kept = new Map<string, string>()

function template(version: string, lang: Lang): string {
  const name = `${version}.${lang}.md`
  const text = kept.get(name) ?? readFileSync(new URL(name, folder), 'utf8')
  kept.set(name, text)
  return text
}

export type Filling = { recipients: readonly string[]; facts: readonly string[]; purpose: string; until: string }

/** The text of a version with what is asked for put in: what the person reads, and what is kept with their answer. */
export const consentText = (version: string, lang: Lang, { recipients, facts, purpose, until }: Filling): string =>
  template(version, LANGS.includes(lang) ? lang : 'ja')
    .replace('{recipients}', () => recipients.map((name) => `- ${name}`).join('\n'))
    .replace('{facts}', () => facts.map((name) => `- ${name}`).join('\n'))
    .replace('{purpose}', () => purpose)
    .replace('{until}', () => until)

export type Block = { kind: 'title' | 'head' | 'line'; text: string } | { kind: 'list'; items: string[] }

/** Headings, lines and lists of a text, for pages: nothing else stands in these texts. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const last = blocks.at(-1)
    if (line.startsWith('# ')) blocks.push({ kind: 'title', text: line.slice(2) })
    else if (line.startsWith('## ')) blocks.push({ kind: 'head', text: line.slice(3) })
    else if (!line.startsWith('- ')) blocks.push({ kind: 'line', text: line })
    else if (last?.kind === 'list') last.items.push(line.slice(2))
    else blocks.push({ kind: 'list', items: [line.slice(2)] })
  }
  return blocks
}
