// Statements that come again are prepared: the server reads and plans them once per connection, which with row-level
// security is most of what a short statement costs.
import { createHash } from 'node:crypto'
import type pg from 'pg'

/** A text is prepared when it comes for this time; lists of changing length come once or twice. */
const COMES_AGAIN = 3
/** Texts prepared at most: each takes memory on every connection. */
const MOST = 400
/** Texts that are counted at most, before the count begins anew. */
const COUNTED = 5000

/** A page of a list is planned with its values each time: how many rows a filter leaves decides how it is best read. */
const PAGED = /\bcount\(\*\) over \(\)/

type Query = (text: unknown, values?: unknown, ...rest: unknown[]) => unknown

/** Names a text once it has come often enough; undefined: send it as it is. */
function namer() {
  const seen = new Map<string, number>()
  const names = new Map<string, string>()
  let generation = 0
  return {
    name: (text: string): string | undefined => {
      const known = names.get(text)
      if (known) return known
      if (names.size >= MOST || PAGED.test(text)) return undefined
      const times = (seen.get(text) ?? 0) + 1
      if (times < COMES_AGAIN) {
        if (seen.size >= COUNTED) seen.clear()
        seen.set(text, times)
        return undefined
      }
      seen.delete(text)
      const name = `m${generation}_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`
      names.set(text, name)
      return name
    },
    /** After a migration beside us, what was prepared has other columns than the table: prepare anew under new names. */
    forget: () => {
      generation += 1
      names.clear()
    },
  }
}

/** Error of a prepared `select *` after its table got another column (feature_not_supported). */
const STALE = '0A000'

/** Makes every connection of a pool prepare what it is asked often. */
export function prepareOften(pool: pg.Pool): void {
  const { name, forget } = namer()
  pool.on('connect', (client) => {
    const plain = client.query.bind(client) as Query
    const query: Query = (text, values, ...rest) => {
      if (typeof text !== 'string' || !Array.isArray(values) || rest.length > 0) return plain(text, values, ...rest)
      const known = name(text)
      if (!known) return plain(text, values)
      return (plain({ name: known, text, values }) as Promise<unknown>).catch((error: { code?: string }) => {
        if (error.code === STALE) forget()
        throw error
      })
    }
    client.query = query as typeof client.query
  })
}
