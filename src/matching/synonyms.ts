// Words of general Japanese that may stand for each other (届け出、申請), from the Sudachi synonym dictionary: vectors/synonyms.txt,
// one group a line, base forms with tabs between; scripts/synonyms.ts writes it. Beside the groups of the word list, which are
// about troubles and speak first. Without the file there are none.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = join(import.meta.dirname, '../../vectors/synonyms.txt')
/** After the sign of a group, so that a name never meets one of the word list. */
const MARK = '=~'

const NONE: readonly string[] = []
const byWord = new Map<string, string[]>()
const byName = new Map<string, readonly string[]>()

for (const line of existsSync(FILE) ? readFileSync(FILE, 'utf8').trimEnd().split('\n') : []) {
  const words = line.split('\t')
  const first = MARK + words[0]
  const name = byName.has(first) ? `${first} ${words[1]}` : first
  byName.set(name, words)
  for (const word of words) byWord.set(word, [...(byWord.get(word) ?? []), name])
}

/** The names of the groups that a base form belongs to. */
export const synonymsOf = (base: string): readonly string[] => byWord.get(base) ?? NONE

/** The words of a group by its name. */
export const synonymsIn = (name: string): readonly string[] => byName.get(name) ?? NONE
