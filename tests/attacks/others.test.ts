// Somebody else's ids, on every address that takes one, by every role: generated from the routes and the rows, not picked
// by hand. Nothing of theirs comes out, and nothing of theirs changes.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createApp } from '../../src/app.tsx'
import { ROLES } from '../../src/people/index.ts'
import { CONFIG, type Started, startApp, type Visitor } from '../app.ts'
import { listRoutes, type Route } from '../routes.ts'
import { type Account, HOLDERS_OF, reachers, UNMOVED } from './reach.ts'

/** How many ids of each table each role tries on each address. */
const EACH = process.env.TEST_DATABASE_URL ? 2 : 1
/** Every role on a server; on the embedded database those that differ most. */
const WHO = process.env.TEST_DATABASE_URL ? [null, ...ROLES] : ([null, 'resident', 'desk', 'staff'] as const)

describe("somebody else's ids", () => {
  let app: Started
  let routes: Route[]
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    // Conversations of strangers, with and without a hand-over.
    for (const trouble of ['介護に疲れました', '家賃が払えません']) {
      const person = app.visitor()
      const answer = await person.submit('/consult', { trouble, place: '麻生区' })
      await person.post(`${answer.path}/hand-over/general`, { phone: '090-0000-0000', relation: 'self', agreed: 'yes' })
    }
    await app.settle()
    routes = listRoutes(await createApp(app.service)).filter(({ path }) => path.includes(':'))
  })
  after(async () => {
    for (const end of ends) await end()
  })

  /** Every row of a locked table that has an id, by table. */
  async function rows(): Promise<Map<string, Record<string, unknown>[]>> {
    const { rows: tables } = await app.database.pool.query(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relrowsecurity and n.nspname <> 'platform'
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id') order by 1`)
    const all = new Map<string, Record<string, unknown>[]>()
    for (const { name } of tables) all.set(name, (await app.database.pool.query(`select * from ${name}`)).rows)
    return all
  }

  /** What must not move: every row of every locked table, but for what a request may add about itself. */
  async function print(): Promise<string> {
    const { rows: tables } = await app.database.pool.query(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relrowsecurity order by 1`)
    const hash = createHash('sha256')
    for (const { name } of tables) {
      if (UNMOVED.includes(name)) continue
      const { rows: all } = await app.database.pool.query(`select t::text as line from ${name} t order by 1`)
      hash.update(name).update(all.map(({ line }) => line).join('\n'))
    }
    return hash.digest('hex')
  }

  const who = async (role: (typeof ROLES)[number] | null): Promise<{ visitor: Visitor; account: Account | null }> => {
    if (!role) return { visitor: app.visitor(), account: null }
    const visitor = await app.signedIn(role)
    const { rows: found } = await app.database.pool.query(
      `select a.* from people.account a join people.session s on s.account_id = a.id where a.role = $1 order by s.created_at desc limit 1`,
      [role],
    )
    return { visitor, account: found[0] as Account }
  }

  for (const role of WHO)
    test(`as ${role ?? 'nobody'}`, async (t) => {
      const { visitor, account } = await who(role)
      const all = await rows()
      const reaches = await reachers(app.database.pool)
      const foreign: { table: string; id: string }[] = []
      for (const [table, list] of all) {
        const rule = reaches[table]
        assert.ok(rule, `tests/attacks/reach.ts: say who reaches ${table}`)
        const others = list.filter((row) => !(account && rule(row, account)))
        for (const row of others.slice(0, EACH)) foreign.push({ table, id: String(row.id) })
      }
      const before = await print()
      let tried = 0
      const wrong: string[] = []
      for (const { method, path, guarding } of routes)
        for (const { table, id } of foreign) {
          // Who holds the address of a conversation or a receipt is meant to open it: that id is the key.
          if (
            guarding?.kind === 'holder' &&
            HOLDERS_OF.some(([start, held]) => path.startsWith(start) && held.includes(table))
          )
            continue
          const at = path.replace(/:\w+/g, id)
          const form: Record<string, string> =
            method === 'GET' ? {} : { ...EVERYTHING, id, person: id, account: id, room: id, task: id }
          const { status, text } = method === 'GET' ? await visitor.get(at) : await visitor.post(at, form)
          tried += 1
          if (status >= 500) wrong.push(`${method} ${path} with an id of ${table}: ${status}`)
          // A page that answers 200 or shows the form again has found something to show.
          if (status === 200 && guarding?.kind !== 'anyone') wrong.push(`${method} ${path} with an id of ${table}: 200`)
          if (/v1\.[\w-]+\./.test(text)) wrong.push(`${method} ${path}: sealed text on the page`)
        }
      assert.deepEqual([...new Set(wrong)], [])
      assert.equal(await print(), before, 'nothing of anybody else has moved')
      t.diagnostic(`${tried} requests`)
    })
})

/** A form that fits many: what is asked for, and what nobody should be able to set. */
const EVERYTHING: Record<string, string> = {
  ...{
    answer: 'accept',
    responder: 'x',
    note: 'x',
    reason: 'other',
    outcome: 'resolved',
    service: 'general',
    ward: '麻生区',
  },
  ...{
    question: 'age',
    kind: 'message',
    words: 'x',
    title: 'x',
    agreed: 'yes',
    phone: '090-0000-0000',
    relation: 'self',
  },
  ...{ municipality: CONFIG.municipality, organization_id: '00000000-0000-4000-8000-000000000000', role: 'admin' },
  ...{
    status: 'completed',
    created_by: 'x',
    fact: 'basic',
    audience: 'team',
    decision: 'publish',
    review: 'justified',
  },
}
