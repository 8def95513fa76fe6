// The second lock, tried from outside: the service's own role in the database, with nothing of the code between. Whatever
// a handler forgets, a row of another organisation does not come out.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { ROLES, upsertAccount } from '../src/people/index.ts'
import { actingAs, type Scope } from '../src/platform/scope.ts'
import { CONFIG, type Started, startApp } from './app.ts'
import { OPEN_TABLES, SEEN } from './second-lock.ts'

const CITY = CONFIG.municipality
/** What is written to be read by others: published reports, and the board. */
const FOR_ALL = ['sharing.report', 'sharing.question', 'sharing.answer']
const COMMISSIONERS_WARD = '麻生区'

describe('the second lock', () => {
  let app: Started
  let guarded: string[]
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    await app.settle()
    const { rows } = await app.database.pool.query(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relrowsecurity order by 1`)
    guarded = rows.map((row) => row.name)
  })
  after(async () => {
    for (const end of ends) await end()
  })

  /** How many rows of each guarded table somebody reaches by plain SQL. */
  async function reach(scope: Scope): Promise<Record<string, number>> {
    const db = actingAs(app.database.db, scope)
    const counts: Record<string, number> = {}
    for (const table of guarded)
      counts[table] = Number(
        (
          (await db
            .selectFrom(table as never)
            .select((e) => e.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()) as { n: number }
        ).n,
      )
    return counts
  }

  const stranger = async (role: (typeof ROLES)[number]): Promise<Scope> => {
    const id = randomUUID()
    const organizationId = role === 'desk' || role === 'chief' ? randomUUID() : null
    const wards = role === 'commissioner' ? [COMMISSIONERS_WARD] : []
    await app.database.db.transaction().execute((tx) =>
      upsertAccount(tx, {
        ...{ municipality: CITY, id, name: '新しい人', email: null, role, organizationId, wards, section: null },
        demo: false,
      }),
    )
    return { kind: 'account', municipality: CITY, account: id, role, organization: organizationId, wards }
  }

  test('every table is locked by row, or stands in the list of open ones with a reason', async () => {
    const { rows } = await app.database.pool.query(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema|pgboss)' and not c.relrowsecurity order by 1`)
    const open = rows.map((row) => row.name as string)
    const reason = (name: string) => (name in OPEN_TABLES ? name : `${name.split('.')[0]}.*`)
    const unexplained = open.filter((name) => !(reason(name) in OPEN_TABLES))
    assert.deepEqual(unexplained, [], 'lock it (platform.guard_rows), or say why it is open')
    const stale = Object.keys(OPEN_TABLES).filter((name) => !open.some((one) => reason(one) === name))
    assert.deepEqual(stale, [], 'an exception for nothing')
  })

  test('the role of the service owns nothing, passes no lock, and cannot touch the log but by appending', async () => {
    const { rows } = await app.database.pool.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        (select count(*)::int from pg_class c where c.relowner = r.oid) as owns from pg_roles r where rolname = 'musubi_app'`,
    )
    assert.deepEqual(rows, [
      { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: 0 },
    ])
    const { db } = app.database
    for (const change of [
      'update platform.event set name = name',
      'delete from platform.event',
      'truncate platform.event',
      `insert into platform.event (municipality, name, actor_kind, subject) values ('141305', 'a.b', 'system', gen_random_uuid())`,
    ])
      await assert.rejects(
        app.database.db.executeQuery({ sql: change, parameters: [], query: {} as never, queryId: {} as never }),
        /permission denied|append-only/,
        change,
      )
    const somebody = await stranger('staff')
    await assert.rejects(
      actingAs(db, somebody)
        .selectNoFrom((e) =>
          e
            .fn('platform.append', [
              e.val(
                JSON.stringify([
                  {
                    municipality: CITY,
                    name: 'people.entered',
                    actor_kind: 'account',
                    actor_id: randomUUID(),
                    subject: randomUUID(),
                    data: {},
                  },
                ]),
              ),
            ])
            .as('id'),
        )
        .execute(),
      /another account/,
      'nobody signs with another name',
    )
  })

  test('a connection that says nothing of itself, or of another municipality, reaches nothing', async () => {
    for (const scope of [
      { kind: 'anonymous' },
      { kind: 'anonymous', municipality: CITY },
      { kind: 'account', municipality: '131130', account: randomUUID(), role: 'admin' },
      { kind: 'link', municipality: CITY, holds: [randomUUID()] },
    ] satisfies Scope[]) {
      const counts = await reach(scope)
      for (const [table, n] of Object.entries(counts)) {
        const published = table === 'sharing.report' && (scope as Scope).municipality === CITY
        if (!published) assert.equal(n, 0, `${table} as ${JSON.stringify(scope)}`)
      }
    }
  })

  test('what each role reaches of each table, without belonging anywhere, is what was decided', async () => {
    const all = await reach({ kind: 'system' })
    const table: string[] = []
    const odd: string[] = []
    for (const role of ROLES) {
      const counts = await reach(await stranger(role))
      for (const name of guarded) {
        const n = counts[name]!
        const said = n === 0 ? 'none' : n >= all[name]! ? 'all' : 'some'
        const wanted = SEEN[name]?.[role] ?? 'none'
        const fits = said === wanted || (wanted === 'some' && said === 'all')
        table.push(`${name} ${role}: ${said}`)
        if (name === 'people.account' && wanted === 'own') assert.equal(n, 1, `${name} ${role}`)
        else if (all[name]! > 0 && !fits) odd.push(`${name} as ${role}: ${n} of ${all[name]}, decided ${wanted}`)
      }
    }
    assert.deepEqual(odd, [])
    console.log(
      table
        .filter((line) => !line.endsWith('none'))
        .map((line) => `    ${line}`)
        .join('\n'),
    )
  })

  test('two organisations that share nothing have no row in common, in any table', async () => {
    const accounts = await app.database.db
      .selectFrom('people.account')
      .selectAll()
      .where('role', 'in', ['desk', 'chief'])
      .execute()
    const organisations = [...new Set(accounts.map((account) => account.organization_id!))]
    const seen = new Map<string, Map<string, string>>()
    for (const organization of organisations) {
      const id = randomUUID() // a member who is in no room: only what the organisation itself was asked
      const scope: Scope = { kind: 'account', municipality: CITY, account: id, role: 'desk', organization }
      const db = actingAs(app.database.db, scope)
      for (const name of guarded) {
        const { rows } = await db.executeQuery<{ at: string }>({
          sql: `select ctid::text as at from ${name}`,
          parameters: [],
          query: {} as never,
          queryId: {} as never,
        })
        for (const { at } of rows) {
          const rowsOf = seen.get(name) ?? new Map<string, string>()
          seen.set(name, rowsOf)
          const other = rowsOf.get(at)
          const shared = FOR_ALL.includes(name) || (await shares(name, at, organization, other))
          assert.ok(!other || other === organization || shared, `${name} ${at} is reached by two organisations`)
          rowsOf.set(at, organization)
        }
      }
    }
    assert.ok((seen.get('referral.task')?.size ?? 0) > 0, 'there was something to see')
  })

  /** A need that was forwarded belongs to both desks, with its events and notes; anything else to one. */
  async function shares(table: string, at: string, one: string, other: string | undefined): Promise<boolean> {
    if (!other || other === one) return true
    // A person who agreed to both is known to both.
    const person = { 'sharing.person': 'id', 'sharing.tie': 'person_id', 'sharing.consent': 'person_id' }[table]
    if (person) {
      const { rows } = await app.database.pool.query(
        `select count(distinct organization_id)::int as n from sharing.consent where organization_id = any($2)
          and withdrawn_at is null and person_id in (select ${person} from ${table} where ctid = $1::tid)`,
        [at, [one, other]],
      )
      return rows[0].n === 2
    }
    const need = { 'need.item': 'id', 'referral.note': 'need_id', 'platform.event': 'subject' }[table]
    if (!need) return false
    const { rows } = await app.database.pool.query(
      `select count(distinct organization_id)::int as n from referral.task where organization_id = any($2)
        and need_id in (select ${need} from ${table} where ctid = $1::tid)`,
      [at, [one, other]],
    )
    return rows[0].n === 2
  }

  test('on a server: a login that has only the role of the service meets the same locks', async (t) => {
    const { url, pool } = app.database
    if (!url) return t.skip('PGlite は接続が一つ')
    const name = `musubi_probe_${process.pid}`
    await pool.query(`create role ${name} login password 'probe' in role musubi_app`)
    const at = Object.assign(new URL(url), { username: name, password: 'probe' }).href
    const client = new pg.Client({ connectionString: at })
    try {
      await client.connect()
      for (const table of guarded) {
        const { rows } = await client.query(`select count(*)::int as n from ${table}`)
        assert.equal(rows[0].n, 0, table)
        await assert.rejects(client.query(`alter table ${table} disable row level security`), /owner/, table)
      }
      await assert.rejects(client.query('set role postgres'), /permission denied|does not exist/)
    } finally {
      await client.end()
      await pool.query(`drop role ${name}`)
    }
  })
})
