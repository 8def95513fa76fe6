// Lines of danger and calm lines that sound like it, in three sets written before the rules had seen them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dangers } from './safety.ts'
import lines from './safety-lines.json' with { type: 'json' }

type Line = { kind: string | null; level?: string | null; text: string }

/** Lines that the rules get wrong knowingly, each with its reason. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'ゴミをあさられたり、郵便物を盗まれたりしている。別れた男です':
    'theft and the former partner stand in two sentences; either alone is calm',
  '母を怒鳴ってしまいそうになる前に休みたい、ショートステイを使いたい': 'close to the edge: a number too many',
  子どもがすぐ手を出して友達をたたく: 'who hits whom is not read; a number too many',
}

/** What is wrong with how a line is heard, or undefined. */
function wrong({ kind, level, text }: Line): string | undefined {
  const heard = dangers(text)
  if (kind === null) return heard.length > 0 ? `false alarm: ${text}: ${heard[0]!.words}` : undefined
  if (heard.length === 0) return `not heard: ${text}`
  if (!heard.some((one) => one.kind === kind)) return `not heard as ${kind}: ${text}`
  return level === 'now' && heard[0]!.level !== 'now' ? `not urgent: ${text}` : undefined
}

for (const [name, set] of Object.entries(lines as Record<string, Line[]>)) {
  test(`set ${name} is heard as it is meant`, () => {
    const found = set.filter(({ text }) => !(text in ACCEPTED)).flatMap((line) => wrong(line) ?? [])
    assert.deepEqual(found, [])
  })
}

test('every line accepted is still wrong', () => {
  const all = Object.values(lines as Record<string, Line[]>).flat()
  for (const text of Object.keys(ACCEPTED)) {
    const line = all.find((one) => one.text === text)
    assert.ok(line && wrong(line), text)
  }
})
