// The test set of utterances: what bench/matching.ts measures with. Its shape, its honesty, its spread.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { z } from 'zod'
import { foldKey } from '../src/platform/japanese.ts'

const catalogue = new URL('../catalogue/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, catalogue), 'utf8')

const { wards } = JSON.parse(read('kawasaki/area.json')) as { wards: { slug: string; name: string }[] }
const needs = (JSON.parse(read('needs.json')) as { code: string }[]).map((need) => need.code)
type Entry = { id: string; says: string[]; each_ward?: Record<string, unknown>; area: { wards?: string[] } }
const entries = readdirSync(new URL('kawasaki/', catalogue))
  .filter((name) => /^services-.*\.json$/.test(name))
  .flatMap((name) => JSON.parse(read(`kawasaki/${name}`)) as Entry[])
/** Id → the wards it serves; none: all. */
const places = new Map(
  entries.flatMap((entry): [string, string[]][] =>
    entry.each_ward
      ? Object.keys(entry.each_ward).map((ward) => [
          `${entry.id}-${wards.find(({ name }) => name === ward)?.slug}`,
          [ward],
        ])
      : [[entry.id, entry.area.wards ?? []]],
  ),
)
/** The ids that a pattern stands for: itself, or with a `*` at its end all that begin so. */
const named = (pattern: string) =>
  [...places.keys()].filter((id) => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern))

const Pattern = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*(-?\*)?$/)
const SPEAKERS = [
  'carer',
  'disabled',
  'elderly',
  'foreigner',
  'neighbour',
  'parent',
  'patient',
  'resident',
  'supporter',
  'teen',
  'worker',
] as const
const Utterance = z.strictObject({
  id: z.string().regex(/^[uf]\d{3}$/),
  text: z.string().trim().min(1).max(1000),
  ward: z.enum(wards.map((ward) => ward.name)).nullable(),
  needs: z.array(z.enum(needs)),
  accept: z.array(Pattern),
  must_not: z.array(Pattern).min(1).optional(),
  danger: z
    .strictObject({
      kind: z.enum(['suicide', 'violence', 'abuse', 'fire', 'medical', 'sexual']),
      level: z.enum(['now', 'risk']),
    })
    .nullable(),
  /** What only one of the two readers took for danger: counted neither as heard nor as a false alarm. */
  doubt: z.strictObject({ kind: z.string(), level: z.enum(['now', 'risk']) }).optional(),
  speaker: z.enum(SPEAKERS),
  half: z.enum(['dev', 'test', 'fresh']),
})

const parse = (name: string) =>
  z.array(Utterance).parse(
    read(name)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  )
const all = parse('utterances.jsonl')
/** Written later by another hand: for looking at errors, and like the others never learned from. */
const fresh = parse('utterances-fresh.jsonl')
const both = [...all, ...fresh]
const count = (of: (one: z.infer<typeof Utterance>) => unknown) => all.filter(of).length
/** For comparing texts: neither punctuation nor width nor script of kana tells two apart. */
const plain = (text: string) => foldKey(text).replace(/[\p{P}\p{S}]/gu, '') || text

test('utterances: ids and texts are unique, and none is a wording of the catalogue', () => {
  assert.equal(new Set(both.map(({ id }) => id)).size, both.length)
  const seen = new Map<string, string>()
  const says = new Set(entries.flatMap((entry) => entry.says.map(plain)))
  for (const { id, text } of both) {
    assert.ok(!seen.has(plain(text)), `${id} says the same as ${seen.get(plain(text))}: ${text}`)
    assert.ok(!says.has(plain(text)), `${id} is a wording of the catalogue: ${text}`)
    seen.set(plain(text), id)
  }
})

test('utterances: every accepted or excluded id is in the catalogue and serves the ward', () => {
  for (const { id, accept, must_not = [], ward } of both) {
    for (const pattern of [...accept, ...must_not])
      assert.ok(named(pattern).length > 0, `${id}: nothing in the catalogue is called ${pattern}`)
    const good = accept.flatMap(named)
    const here = good.filter((one) => ward === null || !places.get(one)!.length || places.get(one)!.includes(ward))
    assert.ok(accept.length === 0 || here.length > 0, `${id}: nothing accepted serves ${ward}`)
    for (const one of must_not.flatMap(named)) assert.ok(!good.includes(one), `${id}: ${one} is accepted and excluded`)
  }
})

test('utterances: every kind of need at least four times; danger, off-topic, long and short lines are there', () => {
  for (const code of needs.filter((one) => one.includes('.'))) {
    const lines = count((one) => one.needs.includes(code))
    assert.ok(lines >= 4, `${code}: ${lines} lines`)
  }
  assert.ok(all.length >= 420)
  assert.ok(count((one) => one.danger) >= 55)
  assert.ok(count((one) => one.accept.length === 0) >= 20)
  assert.ok(count((one) => one.text.length >= 200) >= 8)
  assert.ok(count((one) => [...one.text].length <= 4) >= 15)
  // What nothing should be close to names no need and no danger.
  for (const { id, accept, needs, danger } of all)
    assert.ok(accept.length > 0 || (needs.length === 0 && danger === null), id)
})

test('utterances: the halves are drawn by a hash of the id, and are about even', () => {
  for (const { id, half } of all) {
    const drawn = createHash('sha256').update(id).digest()[0]! % 2 === 1 ? 'test' : 'dev'
    assert.equal(half, drawn, `${id} belongs to ${drawn}`)
  }
  const share = count((one) => one.half === 'test') / all.length
  assert.ok(share > 0.4 && share < 0.6, `${Math.round(share * 100)}% are in the test half`)
})

/** The pieces of three letters of a text, the whole of a shorter one. */
const pieces = (text: string) =>
  new Set(text.length < 3 ? [text] : Array.from({ length: text.length - 2 }, (_, i) => text.slice(i, i + 3)))

test('utterances: nothing that hearing learns from is one of them, or shares half of its letters with one', () => {
  const holders = new Map<string, number[]>()
  const known = both.map(({ text }) => pieces(plain(text)))
  for (const [i, own] of known.entries())
    for (const piece of own) holders.set(piece, [...(holders.get(piece) ?? []), i])
  const met: string[] = []
  for (const name of readdirSync(new URL('said/', catalogue)))
    for (const line of read(`said/${name}`).trimEnd().split('\n')) {
      const { text } = JSON.parse(line) as { text: string }
      const own = pieces(plain(text))
      const shared = new Map<number, number>()
      for (const piece of own) for (const i of holders.get(piece) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1)
      for (const [i, count] of shared)
        if (count / (own.size + known[i]!.size - count) >= 0.5) met.push(`${name}: ${text} ~ ${both[i]!.id}`)
    }
  assert.deepEqual(met, [])
})
