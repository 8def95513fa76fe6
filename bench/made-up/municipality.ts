// Made-up municipalities from the demo catalogue: its entries again and again, one word in eight another in each copy, each
// copy with families and wards of its own. As entries for an index, and as rows of the real directory tables.
import type pg from 'pg'
import { ensureDemo } from '../../src/demo.ts'
import { readEntries } from '../../src/directory/index.ts'
import { ANALYSER_VERSION, type Analysed, analyse } from '../../src/matching/analyse.ts'
import { entryOf, refresh } from '../../src/matching/engine.ts'
import { keptOf, leanOf } from '../../src/matching/lean.ts'
import { readConfig } from '../../src/platform/config.ts'
import type { Database } from '../../src/platform/db.ts'
import { tokens } from '../../src/platform/japanese.ts'
import { startKeys } from '../../src/platform/keyring.ts'
import { migrate } from '../../src/platform/migrate.ts'
import type { Doc } from '../rivals/search.ts'

/** Another municipality's word in place of this one: one word in eight, the same way for every system. */
function varied(word: string, copy: number): string {
  if (copy === 0) return word
  let hash = copy * 31
  for (let i = 0; i < word.length; i += 1) hash = (hash * 33 + word.charCodeAt(i)) % 1_000_003
  return hash % 8 === 0 ? `${word}x${copy % 97}` : word
}
const suffix = (copy: number) => (copy === 0 ? '' : `@${copy}`)

export type Demo = { now: Date; code: string; analysed: Analysed[]; docs: Doc[] }

/** Brings the demo into an empty database, and reads it for every system. */
export async function loadDemo(database: Database, folder: string): Promise<Demo> {
  const now = new Date()
  const config = { ...readConfig({ ...process.env, DATA_DIR: folder, SECRET: 'x'.repeat(40) }), databaseUrl: undefined }
  startKeys(config.fieldKeys)
  await migrate(database.pool)
  await ensureDemo(database.db, config, now)
  await refresh(database.db, config.municipality, now)
  const entries = (await readEntries(database.db, config.municipality, now)).sort((a, b) => (a.slug < b.slug ? -1 : 1))
  const docs = entries.map((entry): Doc => {
    const lines = [entry.name, ...entry.says, entry.description]
    const words = lines.flatMap((line) => tokens(line).map(({ base }) => base))
    return { slug: entry.slug, family: entry.family, wards: entry.wards, words, lines }
  })
  return { now, code: config.municipality, analysed: entries.map((entry) => analyse(entryOf(entry))), docs }
}

/** The i-th of any number of entries. */
export function madeUp({ analysed }: Demo, i: number): Analysed {
  const [one, copy] = [analysed[i % analysed.length]!, Math.floor(i / analysed.length)]
  const terms: Analysed['terms'] = {}
  for (const [term, [strong, weak]] of Object.entries(one.terms)) terms[varied(term, copy)] = [strong, weak]
  const lines = (list: string[][]) => list.map((line) => line.map((term) => varied(term, copy)))
  return {
    ...one,
    id: one.id + suffix(copy),
    family: one.family + suffix(copy),
    wards: one.wards.map((ward) => ward + suffix(copy)),
    terms,
    lines: lines(one.lines),
    reasons: lines(one.reasons),
  }
}

/** The same for the other systems. */
export function madeUpDoc({ docs }: Demo, i: number): Doc {
  const [doc, copy] = [docs[i % docs.length]!, Math.floor(i / docs.length)]
  return {
    slug: doc.slug + suffix(copy),
    family: doc.family + suffix(copy),
    wards: doc.wards.map((ward) => ward + suffix(copy)),
    words: doc.words.map((word) => varied(word, copy)),
    lines: doc.lines.map((line) => (copy === 0 ? line : `${copy}市の${line}`)),
  }
}

/** Variants of a municipality, kept in the database: rows are multiplied there. */
export async function stage(pool: pg.Pool, demo: Demo, variants: number, size: number): Promise<void> {
  await pool.query(`create schema scale`)
  await pool.query(`
    create table scale.variant (variant int, n int, base uuid, ward text, kept jsonb, words text, lines text, primary key (variant, n))`)
  const per = Math.ceil(size / demo.docs.length)
  for (let variant = 0; variant < variants; variant += 1)
    for (let from = 0; from < size; from += 500) {
      const rows = Array.from({ length: Math.min(500, size - from) }, (_, k) => {
        const i = variant * per * demo.docs.length + from + k
        const copy = Math.floor(i / demo.docs.length)
        const { words, lines } = madeUpDoc(demo, i)
        const kept = JSON.stringify(keptOf(leanOf(madeUp(demo, i))))
        const base = demo.analysed[i % demo.docs.length]!.id
        return [variant, from + k, base, suffix(copy), kept, words.join(' '), lines.join('\n')]
      })
      const column = (at: number) => rows.map((row) => row[at])
      await pool.query(
        `insert into scale.variant select * from unnest($1::int[], $2::int[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::text[])`,
        Array.from({ length: 7 }, (_, at) => column(at)),
      )
    }
}

/** One municipality with all its rows, its analyses kept as after a first start, in one transaction. */
export async function settle(pool: pg.Pool, demo: Demo, code: string, variant: number): Promise<void> {
  const client = await pool.connect()
  const run = (text: string, ...values: unknown[]) => client.query(text, [code, ...values])
  const rows = `scale.variant v join directory.service b on b.municipality = '${demo.code}' and b.id = v.base`
  const of = `where v.variant = $2`
  const id = `md5($1 || v.n)::uuid`
  try {
    await client.query('begin')
    await run(`insert into area.municipality values ($1, '町' || $1, 'まち', '県')`)
    await run(
      `insert into directory.organization (municipality, id, slug, name, kind) values ($1, md5($1)::uuid, 'city', '役場', 'city')`,
    )
    await run(
      `insert into directory.service (municipality, id, slug, family, organization_id, kind, name, kana, description, why, says,
        application_process, eligibility_description, minimum_age, maximum_age, cost, url, scope, details, assured_date, source)
      select $1, ${id}, b.slug || '-' || v.n, v.kept->>'family', md5($1)::uuid, b.kind, b.name, b.kana, b.description, b.why, b.says,
        b.application_process, b.eligibility_description, b.minimum_age, b.maximum_age, b.cost, b.url, b.scope, b.details, b.assured_date, b.source
      from ${rows} ${of}`,
      variant,
    )
    await run(
      `insert into directory.attribute select $1, ${id}, a.position, a.need from scale.variant v
        join directory.attribute a on a.municipality = '${demo.code}' and a.service_id = v.base ${of}`,
      variant,
    )
    await run(
      `insert into directory.service_area select $1, ${id}, a.position, a.ward || v.ward, a.town from scale.variant v
        join directory.service_area a on a.municipality = '${demo.code}' and a.service_id = v.base ${of}`,
      variant,
    )
    await run(
      `insert into directory.phone select $1, ${id}, p.position, p.number, p.type, p.description, p.confidence from scale.variant v
        join directory.phone p on p.municipality = '${demo.code}' and p.service_id = v.base ${of}`,
      variant,
    )
    await run(
      `insert into matching.entry (municipality, service_id, revision, analyser, analysed)
      select $1, s.id, s.revision, ${ANALYSER_VERSION}, v.kept from scale.variant v
        join directory.service s on s.municipality = $1 and s.id = ${id} ${of}`,
      variant,
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}
