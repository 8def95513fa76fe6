// What the engine is measured against: Okapi BM25 as in the books, MiniSearch, Orama, PostgreSQL. All but pg_trgm get the
// same words, those of the same dictionary.
import { create, insertMultiple, search as searchOrama } from '@orama/orama'
import MiniSearch from 'minisearch'
import type pg from 'pg'
import { tokens } from '../../src/platform/japanese.ts'

/** An entry as words; `lines` are its name, wordings and description as written. */
export type Doc = { slug: string; family: string; wards: string[]; words: string[]; lines: string[] }
export type Found = { slug: string; score: number }
export type Search = (text: string, limit: number, ward?: string | null) => Found[] | Promise<Found[]>

/** The words of a text, each once. */
export const wordsOf = (text: string): string[] => [...new Set(tokens(text).map(({ base }) => base))]

/** Okapi BM25 as in the books: k1 1.2, b .75. */
export function plainBm25(docs: readonly Doc[]): Search {
  const [k1, b] = [1.2, 0.75]
  const average = docs.reduce((sum, doc) => sum + doc.words.length, 0) / docs.length
  const postings = new Map<string, { doc: number; tf: number }[]>()
  for (const [doc, { words }] of docs.entries()) {
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    for (const [word, tf] of counts) {
      const list = postings.get(word)
      if (list) list.push({ doc, tf })
      else postings.set(word, [{ doc, tf }])
    }
  }
  return (text, limit) => {
    const scores = new Map<number, number>()
    for (const word of wordsOf(text)) {
      const list = postings.get(word) ?? []
      const idf = Math.log(1 + (docs.length - list.length + 0.5) / (list.length + 0.5))
      for (const { doc, tf } of list) {
        const norm = k1 * (1 - b + (b * docs[doc]!.words.length) / average)
        scores.set(doc, (scores.get(doc) ?? 0) + (idf * tf * (k1 + 1)) / (tf + norm))
      }
    }
    const best = [...scores].sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, limit)
    return best.map(([doc, score]) => ({ slug: docs[doc]!.slug, score }))
  }
}

export function miniSearch(docs: readonly Doc[]): Search {
  const index = new MiniSearch<{ id: string; words: string }>({
    fields: ['words'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
  })
  index.addAll(docs.map((doc) => ({ id: doc.slug, words: doc.words.join(' ') })))
  return (text, limit) =>
    index
      .search(wordsOf(text).join(' '))
      .slice(0, limit)
      .map(({ id, score }) => ({ slug: id as string, score }))
}

/** `threshold: 1`: any of the words may be there, as with the others. */
export async function orama(docs: readonly Doc[]): Promise<Search> {
  const db = create({
    schema: { words: 'string' } as const,
    components: {
      tokenizer: { language: 'japanese', normalizationCache: new Map(), tokenize: (text: string) => text.split(' ') },
    },
  })
  await insertMultiple(
    db,
    docs.map((doc) => ({ id: doc.slug, words: doc.words.join(' ') })),
  )
  return async (text, limit) => {
    const term = wordsOf(text).join(' ')
    if (term === '') return []
    const { hits } = await searchOrama(db, { term, properties: ['words'], threshold: 1, limit })
    return hits.map(({ id, score }) => ({ slug: id, score }))
  }
}

export async function fullText(client: pg.Client, docs: readonly Doc[]): Promise<Search> {
  await client.query('drop table if exists entry')
  await client.query('create table entry (slug text, words tsvector)')
  for (let from = 0; from < docs.length; from += 1000) {
    const some = docs.slice(from, from + 1000)
    await client.query(
      `insert into entry select slug, to_tsvector('simple', words) from unnest($1::text[], $2::text[]) as t (slug, words)`,
      [some.map((doc) => doc.slug), some.map((doc) => doc.words.join(' '))],
    )
  }
  await client.query('create index on entry using gin (words)')
  await client.query('analyze entry')
  const sql = `with q as (select replace(plainto_tsquery('simple', $1)::text, '&', '|')::tsquery as q)
    select slug, ts_rank(words, q, 1) as score from entry, q where words @@ q order by score desc, slug limit $2`
  return async (text, limit) => (await client.query(sql, [wordsOf(text).join(' '), limit])).rows as Found[]
}

/** The most similar line of each entry, as written: trigrams need no words. */
export async function trigrams(client: pg.Client, docs: readonly Doc[]): Promise<Search> {
  await client.query('create extension if not exists pg_trgm')
  await client.query('drop table if exists line')
  await client.query('create table line (slug text, line text)')
  for (let from = 0; from < docs.length; from += 500) {
    const some = docs.slice(from, from + 500).flatMap(({ slug, lines }) => lines.map((line) => ({ slug, line })))
    await client.query('insert into line select * from unnest($1::text[], $2::text[])', [
      some.map(({ slug }) => slug),
      some.map(({ line }) => line),
    ])
  }
  await client.query('create index on line using gin (line gin_trgm_ops)')
  await client.query('analyze line')
  await client.query('set pg_trgm.similarity_threshold = 0.05')
  const sql = `select slug, max(similarity(line, $1))::float8 as score from line where line % $1
    group by slug order by score desc, slug limit $2`
  return async (text, limit) => (await client.query(sql, [text, limit])).rows as Found[]
}
