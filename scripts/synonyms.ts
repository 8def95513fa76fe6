// Writes vectors/synonyms.txt, words that mean the same, from the Sudachi synonym dictionary (npm, into a temporary folder):
//   node scripts/with-node.mjs scripts/synonyms.ts
// Kept are words of the language that are one word to our dictionary and may always stand for each other; names of companies,
// people and places, and spellings in Latin letters, are not. A few seconds; the same package gives the same file.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isContent, morphs } from '../src/platform/japanese.ts'

const PACKAGE = 'sudachi-synonyms-dictionary'
const VERSION = '18.0.0'
const LATIN = 'アルファベット表記'
/** 0: may always stand for the others; 1: only the others for it; 2: withdrawn. */
const ALWAYS = 0
/** A group of more words than this is a field and no meaning. */
const MOST = 12

type Item = { expandControl: number; hyoukiYure: string; bunya: string[]; midashi: string }
type Group = { id: string; items: Item[] }

const folder = mkdtempSync(join(tmpdir(), 'musubi-synonyms-'))
execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${PACKAGE}@${VERSION}`], {
  stdio: 'ignore',
})
const file = join(folder, 'node_modules', PACKAGE, `${PACKAGE}.json`)
const groups = JSON.parse(readFileSync(file, 'utf8')) as Group[]
rmSync(folder, { recursive: true, force: true })

/** The base form of what is one content word; undefined for anything else. */
function wordOf(text: string): string | undefined {
  const [one, ...more] = morphs(text)
  return one && more.length === 0 && isContent(one) ? one.base : undefined
}

const lines = new Set<string>()
for (const { items } of groups) {
  if (items.some(({ bunya }) => bunya.some((field) => /名$/.test(field)))) continue
  const own = items.filter(({ expandControl, hyoukiYure }) => expandControl === ALWAYS && hyoukiYure !== LATIN)
  const words = [...new Set(own.flatMap(({ midashi }) => wordOf(midashi) ?? []))]
  if (words.length > 1 && words.length <= MOST) lines.add(words.join('\t'))
}
const text = `${[...lines].join('\n')}\n`
writeFileSync(new URL('../vectors/synonyms.txt', import.meta.url), text)
console.log(`${lines.size} groups, ${(text.length / 1000).toFixed(0)} thousand letters`)
