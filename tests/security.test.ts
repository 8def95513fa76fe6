// What the security documents claim can be looked up: every file and every test that they name is there.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Line, OPEN, readLines, render, STATES } from '../scripts/security.ts'
import { root } from './tidy.ts'

const TABLES = ['asvs', 'guideline'] as const
const read = (path: string) => readFileSync(root + path, 'utf8')
/** A path that is named in a text between backquotes. */
const NAMED = /`((?:src|tests|scripts|docs|migrations|bench|\.ci)\/[\w./-]+\.\w+)`/g

/** What a line claims and cannot show. */
function faults({ of, state, how, files, tests }: Line): string[] {
  const open = state.endsWith(OPEN)
  const bare = state.replace(OPEN, '')
  const wrong: string[] = []
  if (!(STATES as readonly string[]).includes(bare)) wrong.push(`${of}: ${state}`)
  if (bare !== '運用者' && how === '') wrong.push(`${of}: does not say how`)
  if (bare === '満たす' && files.length === 0) wrong.push(`${of}: met, but nowhere`)
  for (const path of files) if (!open && !existsSync(root + path)) wrong.push(`${of}: no ${path}`)
  for (const one of tests) {
    const [path, name] = one.split('#') as [string, string]
    if (!existsSync(root + path)) wrong.push(`${of}: no ${path}`)
    else if (!new RegExp(`(test|describe)\\(\\s*['"\`]${RegExp.escape(name)}`).test(read(path)))
      wrong.push(`${of}: no test “${name}” in ${path}`)
  }
  return wrong
}

for (const name of TABLES) {
  test(`${name}: every file and every test that is named is there`, () => {
    const lines = readLines(name)
    assert.ok(lines.length > 40)
    assert.deepEqual(lines.flatMap(faults), [])
    if (name === 'asvs') assert.equal(new Set(lines.map(({ of }) => of)).size, 253, 'levels 1 and 2 of ASVS 5.0.0')
  })
  test(`${name}: the page is written from the table`, () => {
    assert.equal(read(`docs/security/${name}.md`), render(name), 'npm run security')
  })
}

test('a claim without a proof is found', () => {
  const line = { of: '1', asks: 'a', state: '満たす', how: 'b', files: ['package.json'], tests: [] }
  assert.deepEqual(faults(line), [])
  for (const changed of [
    { state: '満たした' },
    { how: '' },
    { files: [] },
    { files: ['src/nowhere.ts'] },
    { tests: ['tests/nowhere.test.ts#x'] },
    { tests: ['tests/security.test.ts#a claim that nobody makes'] },
  ])
    assert.equal(faults({ ...line, ...changed }).length, 1, JSON.stringify(changed))
  assert.deepEqual(faults({ ...line, state: `満たす${OPEN}`, files: ['src/later.ts'] }), [])
})

test('docs/security.md and SECURITY.md name only what there is', () => {
  for (const path of ['docs/security.md', 'SECURITY.md'])
    for (const row of read(path).split('\n'))
      for (const [, named] of row.matchAll(NAMED))
        assert.ok(row.includes(OPEN) || existsSync(root + named!), `${path}: ${named}`)
})
