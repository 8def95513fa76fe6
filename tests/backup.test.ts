// A backup is one moment of everything, sealed; it comes back whole on either kind of database, or not at all.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type pg from 'pg'
import { createApp, jobsOf } from '../src/app.tsx'
import { backup, FROM_MIGRATIONS, LEFT_OUT, restore } from '../src/backup.ts'
import { CAPABILITIES } from '../src/map.ts'
import { restoreBackup, verifyBackup } from '../src/platform/backup/read.ts'
import { readKey } from '../src/platform/backup/seal.ts'
import { writeBackup } from '../src/platform/backup/write.ts'
import { type Database, openDatabase } from '../src/platform/db.ts'
import { record } from '../src/platform/events.ts'
import { settle, startJobs } from '../src/platform/jobs.ts'
import { listMigrations, migrate } from '../src/platform/migrate.ts'
import { CONFIG, demoAt, startApp, WEDNESDAY } from './app.ts'
import { BLANK, embedded, type TestDatabase, testDatabase } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'musubi-backup-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let demo: TestDatabase
before(async () => {
  demo = await testDatabase(undefined, demoAt(WEDNESDAY))
})
after(() => demo.close())
let files = 0
const newFile = () => join(folder, `${++files}.backup`)

const KEY = readKey(randomBytes(32).toString('base64'))!
const contents = { schemas: CAPABILITIES, leftOut: Object.keys(LEFT_OUT), fromMigrations: FROM_MIGRATIONS, key: KEY }
const write = async (pool: pg.Pool, path = newFile()) => {
  assert.ok(await writeBackup(pool, path, { ...contents, now: WEDNESDAY }))
  return path
}

/** An embedded database with nothing in it, not even a migration. */
async function blank(t: Pick<TestContext, 'after'>): Promise<Database> {
  const database = await embedded(BLANK)
  t.after(database.close)
  return database
}

/** The other kind: a server's when the run has one, and always an embedded one. */
async function targets(t: Pick<TestContext, 'after'>): Promise<[string, Database][]> {
  const server = process.env.TEST_DATABASE_URL ? ([['server', await testDatabase(t)]] as [string, Database][]) : []
  return [...server, ['embedded', await blank(t)]]
}

const tablesOf = async (pool: Pick<pg.Pool, 'query'>): Promise<string[]> =>
  (
    await pool.query(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema = any($1) order by 1`,
      [CAPABILITIES],
    )
  ).rows.map(({ name }) => name)

/** Every row of every table as the database itself writes it; not the way in which a backup reads it. */
async function everything(pool: pg.Pool): Promise<Record<string, string[]>> {
  const client = await pool.connect()
  try {
    await client.query("set timezone = 'UTC'")
    const all: Record<string, string[]> = {}
    for (const name of await tablesOf(client))
      if (!(name in LEFT_OUT))
        all[name] = (await client.query(`select t::text collate "C" as row from ${name} t order by 1`)).rows.map(
          ({ row }) => row,
        )
    return all
  } finally {
    await client.query('reset timezone')
    client.release()
  }
}

/** What guards the rows: references, checks, triggers. */
const guards = async (pool: pg.Pool): Promise<string[]> =>
  (
    await pool.query(
      `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as one from pg_constraint
         where contype <> 'n' and connamespace::regnamespace::text = any($1)
       union all
       select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger t join pg_class c on c.oid = tgrelid
         where not tgisinternal and relnamespace::regnamespace::text = any($1)
       order by 1`,
      [CAPABILITIES],
    )
  ).rows.map(({ one }) => one)

describe('backup', () => {
  test('the demo moves from one database to another, row by row, and goes on there', async (t) => {
    const app = await startApp(t)
    await app.settle()
    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble: '介護に疲れました', place: '' })
    const handed = await person.post(`${answer.path}/hand-over/general`, {
      phone: '090-0000-0000',
      relation: 'self',
      agreed: 'yes',
    })
    const path = await write(app.database.pool)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const before = await everything(app.database.pool)
    assert.ok(before['platform.event']!.length > 100 && before['platform.event_todo']!.length > 0)
    const text = readFileSync(path).toString('latin1')
    for (const open of ['090-0000-0000', 'platform.event', '"rows"']) assert.ok(!text.includes(open), 'it is sealed')

    for (const [kind, target] of await targets(t)) {
      const read = await restoreBackup(target.pool, path, contents)
      assert.ok(read.ok, `${kind}: ${JSON.stringify(read)}`)
      assert.deepEqual(await everything(target.pool), before, kind)
      assert.deepEqual(await guards(target.pool), await guards(app.database.pool), kind)
      // The log stays append-only, the numbers go on, and what had not been done yet is done now.
      await assert.rejects(target.pool.query('delete from platform.event'), /append-only/)
      const last = Math.max(...(await target.pool.query('select id from platform.event')).rows.map(({ id }) => id))
      const next = await target.db.transaction().execute((tx) =>
        record(tx, {
          municipality: CONFIG.municipality,
          name: 'test.happened',
          actor: { kind: 'system' },
          subject: randomUUID(),
        }),
      )
      assert.ok(next > last)
      const service = { ...app.service, db: target.db }
      const mails = () => target.pool.query("select from platform.notice where subject like '%届いています%'")
      const sent = (await mails()).rowCount!
      await settle(target.db, jobsOf(service))
      assert.equal((await mails()).rowCount, sent + 1)
      const moved = await createApp(service)
      assert.equal((await moved.request(handed.location!)).status, 200, 'the receipt opens')
    }
  })

  test('what was handed to the job queue and not done is work again; what was done stays done', async (t) => {
    const { db, pool } = await testDatabase(t)
    const happen = () =>
      db.transaction().execute((tx) =>
        record(tx, {
          municipality: CONFIG.municipality,
          name: 'test.happened',
          actor: { kind: 'system' },
          subject: randomUUID(),
        }),
      )
    const done: number[] = []
    const failing = new Set<number>()
    const reaction = {
      name: 'test.react',
      on: 'test.happened',
      run: async (_tx: unknown, event: { id: number }) => {
        if (!failing.has(event.id)) done.push(event.id)
        else throw new Error('not now')
      },
    }
    const good = await happen()
    const bad = await happen()
    failing.add(bad)
    const stop = await startJobs(db, pool, { reactions: [reaction], timers: [] }, () => {})
    const states = "select state from pgboss.job where name = 'reaction' order by state"
    for (let waited = 0; waited < 300; waited += 1) {
      const { rows } = await pool.query(states)
      if (rows.some(({ state }) => state === 'completed') && rows.some(({ state }) => state === 'retry')) break
      await new Promise((wake) => setTimeout(wake, 100))
    }
    await stop()
    assert.deepEqual(done, [good])
    assert.equal((await pool.query('select from platform.event_todo')).rowCount, 0, 'all was handed on')

    const path = await write(pool)
    failing.clear()
    const target = await blank(t)
    assert.ok((await restoreBackup(target.pool, path, contents)).ok)
    await settle(target.db, { reactions: [reaction], timers: [] })
    assert.deepEqual(done, [good, bad])
  })

  test('any row of any type in use comes back as it was', async (t) => {
    const source = await testDatabase(t)
    const { rows: used } = await source.pool.query(
      `select distinct udt_name as type from information_schema.columns where table_schema = any($1) order by 1`,
      [CAPABILITIES],
    )
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replaceAll('\0', '').toWellFormed())
    const moment = fc
      .tuple(fc.date({ min: new Date('0001-01-02'), max: new Date('9999-01-01'), noInvalidDate: true }), fc.nat(999))
      .map(([date, micros]) => date.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`))
    const array = (of: fc.Arbitrary<string>) => fc.array(fc.option(of), { maxLength: 4 })
    const kinds: Record<string, fc.Arbitrary<unknown>> = {
      text: fc.oneof(text, fc.constantFrom('', 'null', '\n', '\u2028', '\\N', '"', '{"table":"x"}', '[1]', '𠮟る')),
      uuid: fc.uuid(),
      date: fc.oneof(
        moment.map((m) => m.slice(0, 10)),
        fc.constantFrom('infinity', '0044-03-15 BC'),
      ),
      bool: fc.boolean(),
      int2: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
      int4: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      int8: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
      float8: fc.oneof(fc.double(), fc.constantFrom(-0, 0.1 + 0.2, 5e-324)).map(String),
      numeric: fc.tuple(fc.bigInt(), fc.nat(20)).map(([n, places]) => `${n}e-${places}`),
      timestamptz: fc.oneof(moment, fc.constantFrom('infinity', '0044-03-15 12:00:00.000001+00 BC')),
      jsonb: fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', '')),
      bytea: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      _text: array(text),
      _uuid: array(fc.uuid()),
    }
    const types = used.map(({ type }) => type as string)
    assert.deepEqual(
      types.filter((type) => !(type in kinds)),
      [],
      'a new type is tried here too',
    )
    const columns = types.map((type) => `c${type} ${type}`)
    const make = `create table platform.sample (id int8 generated always as identity primary key, ${columns.join(', ')},
      words text generated always as (ctext || '!') stored)`
    await source.pool.query(make)
    const row = fc.tuple(...types.map((type) => fc.option(kinds[type]!)))
    for (const values of fc.sample(row, 400))
      await source.pool.query(
        `insert into platform.sample (${types.map((type) => `c${type}`)}) values (${types.map((_type, at) => `$${at + 1}`)})`,
        values,
      )
    await source.pool.query("insert into platform.sample (cbytea) values (decode(repeat('00ff', 2000000), 'hex'))")
    const before = await everything(source.pool)
    assert.equal(before['platform.sample']!.length, 401)
    const path = await write(source.pool)
    for (const [kind, target] of await targets(t)) {
      await migrate(target.pool)
      await target.pool.query(make)
      const read = await restoreBackup(target.pool, path, contents)
      assert.ok(read.ok, `${kind}: ${JSON.stringify(read)}`)
      assert.deepEqual(await everything(target.pool), before, kind)
    }
  })

  test('a file that was cut, changed or mixed is refused, and nothing is written', async (t) => {
    const { pool } = demo
    const path = await write(pool)
    const whole = readFileSync(path)
    const frame = 64 * 1024 + 16
    const head = whole.indexOf('\n') + 1
    const piece = (n: number) => whole.subarray(head + n * frame, head + (n + 1) * frame)
    assert.ok(whole.length > head + 3 * frame, 'long enough to mix')
    const bad = newFile()
    const reasonOf = async (bytes: Uint8Array, key = KEY as typeof KEY | null) => {
      writeFileSync(bad, bytes)
      const read = await verifyBackup(bad, key)
      return read.ok ? 'ok' : read.reason
    }
    assert.equal(await reasonOf(whole), 'ok')
    const begun = whole.subarray(0, head)
    const last = whole.subarray(head + Math.floor((whole.length - head - 1) / frame) * frame)
    const mixed: Record<string, Buffer> = {
      'two pieces changed places': Buffer.concat([begun, piece(1), piece(0), whole.subarray(head + 2 * frame)]),
      'a piece is missing': Buffer.concat([begun, piece(0), whole.subarray(head + 2 * frame)]),
      'a piece stands twice': Buffer.concat([begun, piece(0), whole.subarray(head)]),
      'the last piece is missing': whole.subarray(0, whole.length - last.length),
      'only the first line': begun,
      'something follows': Buffer.concat([whole, last]),
    }
    for (const [what, bytes] of Object.entries(mixed)) assert.equal(await reasonOf(bytes), 'damaged', what)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          assert.notEqual(await reasonOf(whole.subarray(0, at)), 'ok', `cut at ${at}`)
          const changed = Buffer.from(whole)
          changed[at]! ^= by
          assert.notEqual(await reasonOf(changed), 'ok', `changed at ${at}`)
        },
      ),
      { numRuns: 40 },
    )
    assert.equal(await reasonOf(whole, null), 'needs_key')
    assert.equal(await reasonOf(whole, readKey(randomBytes(32).toString('hex'))), 'wrong_key')
    assert.equal(await reasonOf(whole, readKey('a passphrase of words')), 'wrong_key')
    assert.equal(await reasonOf(randomBytes(5000)), 'not_backup')
    assert.equal(await reasonOf(Buffer.alloc(0)), 'not_backup')
    assert.equal(await reasonOf(Buffer.from('musubi-backup 2 plain\n')), 'newer_format')
    assert.deepEqual(await verifyBackup(join(folder, 'nowhere'), KEY), { ok: false, reason: 'missing' })

    const target = await blank(t)
    writeFileSync(bad, whole.subarray(0, -1))
    const place = { open: async () => ({ ...target, close: async () => {} }), municipality: CONFIG.municipality }
    const surroundings = { ...place, now: () => WEDNESDAY, env: { BACKUP_KEY: KEY.bytes.toString('hex') } }
    const said = await restore([bad], surroundings)
    assert.ok(!said.ok && said.message.includes('途中で切れているか、書き換えられています'), said.message)
    const wrong = await restore([path], {
      ...surroundings,
      env: { BACKUP_KEY: 'ちがう言葉をならべたとても長い合言葉' },
    })
    assert.ok(!wrong.ok && wrong.message.includes('鍵が違います'), wrong.message)
    assert.deepEqual(await tablesOf(target.pool), [], 'the database was not touched')
  })

  test('a plain file that was written by hand cannot bring in what the tables refuse', async (t) => {
    const { pool } = demo
    const path = newFile()
    const { gunzipSync, gzipSync } = await import('node:zlib')
    const { counter } = await import('../src/platform/backup/lines.ts')
    await writeBackup(pool, path, { ...contents, key: null, now: WEDNESDAY })
    const file = readFileSync(path)
    const head = file.indexOf('\n') + 1
    const lines = gunzipSync(file.subarray(head)).toString().trimEnd().split('\n')
    /** Changes the rows of one table, and makes its number and digest fit. */
    const forge = (table: string, change: (rows: string[]) => string[]) => {
      const from = lines.findIndex((line) => line.startsWith(`{"table":"${table}"`)) + 1
      const to = lines.findIndex((line) => line.startsWith(`{"end":"${table}"`))
      const rows = change(lines.slice(from, to))
      const count = counter()
      rows.forEach(count.add)
      const counted = count.end()
      const { manifest } = JSON.parse(lines.at(-1)!)
      manifest.tables[table] = counted
      const end = JSON.stringify({ end: table, ...counted })
      const all = [...lines.slice(0, from), ...rows, end, ...lines.slice(to + 1, -1), JSON.stringify({ manifest })]
      writeFileSync(path, Buffer.concat([file.subarray(0, head), gzipSync(`${all.join('\n')}\n`)]))
    }
    const target = await blank(t)
    const forged: [string, (rows: string[]) => string[]][] = [
      ['need.item', (rows) => rows.map((row) => row.replace(/"(open|met)"/, '"won"'))], // a check
      ['need.item', (rows) => [...rows, rows[0]!]], // a key
      ['area.municipality', () => []], // a reference
      ['platform.event', (rows) => rows.map((row) => row.replace(/\d+/, 'x'))], // a type
      ['need.item', (rows) => rows.map((row) => row.replace(']', ', "more"]'))], // a row that is too long
    ]
    for (const [table, change] of forged) {
      forge(table, change)
      assert.ok((await verifyBackup(path, null)).ok, 'in itself it is whole')
      const read = await restoreBackup(target.pool, path, { ...contents, key: null })
      assert.deepEqual(read, { ok: false, reason: 'does_not_fit' }, table)
      assert.equal((await target.pool.query('select from area.ward')).rowCount, 0)
    }
  })

  test('only an empty database takes a backup', async () => {
    const { pool } = demo
    const path = await write(pool)
    const before = await everything(pool)
    assert.deepEqual(await restoreBackup(pool, path, contents), { ok: false, reason: 'not_empty' })
    assert.deepEqual(await everything(pool), before)
  })

  test('an older backup is restored at its own migrations and brought forward; a newer one waits for its program', async (t) => {
    const old = await blank(t)
    const earlier = '0008_consult.sql'
    await migrate(old.pool, undefined, earlier)
    await old.pool.query(
      "insert into area.municipality (code, name, kana, prefecture) values ('141305', '川崎市', 'かわさきし', '神奈川県')",
    )
    await old.pool.query(
      `insert into directory.organization (municipality, id, slug, name, kind)
       values ('141305', gen_random_uuid(), 'city', '川崎市', 'city')`,
    )
    await old.pool.query(
      `insert into directory.service (municipality, id, slug, family, organization_id, kind, name, scope)
       select municipality, gen_random_uuid(), 'desk', 'desk', id, 'desk', '窓口', 'city' from directory.organization`,
    )
    const path = await write(old.pool)
    // Migrated further already, and empty: made anew at the level of the file, then brought forward.
    for (const target of [await blank(t), await testDatabase(t)]) {
      const read = await restoreBackup(target.pool, path, contents)
      assert.ok(read.ok, JSON.stringify(read))
      const { rows } = await target.pool.query('select name from platform.migration order by name')
      assert.deepEqual(
        rows.map(({ name }) => name),
        listMigrations().map(({ name }) => name),
      )
      assert.equal((await target.pool.query('select from directory.edition')).rowCount, 1, 'migrations saw the rows')
    }
    await old.pool.query("update platform.migration set sha256 = 'other' where name = $1", [earlier])
    const other = await write(old.pool)
    await migrate(old.pool).catch(() => {})
    const fresh = await blank(t)
    assert.deepEqual(await restoreBackup(fresh.pool, other, contents), { ok: false, reason: 'other_program' })
    await fresh.pool.query('create schema platform')
    await migrate(fresh.pool)
    await fresh.pool.query("insert into platform.migration (name, sha256) values ('9999_later.sql', 'x')")
    const newer = await write(fresh.pool)
    assert.deepEqual(await restoreBackup(old.pool, newer, contents), { ok: false, reason: 'newer_program' })
  })

  test('every table is in it, or left out for a reason', async (t) => {
    const { pool } = await testDatabase(t)
    const { rows } = await pool.query(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'pgboss')`,
    )
    for (const { schema, name } of rows) assert.ok(CAPABILITIES.includes(schema), `${schema}.${name}`)
    const path = await write(pool)
    const read = await verifyBackup(path, KEY)
    assert.ok(read.ok)
    const all = rows.map(({ schema, name }) => `${schema}.${name}`)
    assert.deepEqual([...Object.keys(read.value.tables), ...Object.keys(LEFT_OUT)].sort(), all.sort())
    for (const [name, { rows }] of Object.entries(read.value.tables))
      assert.equal(rows > 0, FROM_MIGRATIONS.includes(name), `${name} after migrating: see FROM_MIGRATIONS`)
    const refers = await pool.query(
      "select conrelid::regclass::text as by from pg_constraint where contype = 'f' and confrelid::regclass::text = any($1)",
      [Object.keys(LEFT_OUT)],
    )
    assert.deepEqual(refers.rows, [], 'nothing refers to a row that will not be there')
  })
})

describe('musubi backup', () => {
  test('says what it did, asks for a key, keeps what is there, and writes itself into the log', async (t) => {
    const { db, pool, kind } = demo
    const open = async (): Promise<Database> => ({ db, pool, kind, close: async () => {} })
    const place = { open, municipality: CONFIG.municipality, now: () => WEDNESDAY, env: {} }
    const path = newFile()
    const sealed = { ...place, env: { BACKUP_KEY: '春はあけぼのやうやう白くなりゆく' } }
    const noKey = await backup([path], place)
    assert.ok(!noKey.ok && noKey.message.includes('--plain') && !existsSync(path))
    const short = await backup([path], { ...place, env: { BACKUP_KEY: '短い' } })
    assert.ok(!short.ok && short.message.includes('16文字以上') && !existsSync(path))
    const said = await backup([path], sealed)
    assert.ok(said.ok && said.message.includes('FIELD_KEYS') && said.message.includes('入っていません'), said.message)
    const verified = await backup(['--verify', path], sealed)
    assert.ok(verified.ok && verified.message.includes('無事です'), verified.message)
    const before = readFileSync(path)
    const again = await backup([path], sealed)
    assert.ok(!again.ok && again.message.includes('もうあります'))
    assert.deepEqual(readFileSync(path), before)
    const { rows } = await pool.query("select data from platform.event where name = 'platform.backed_up'")
    assert.deepEqual(
      rows.map(({ data }) => data.sealed),
      [true],
    )
    const keyFile = join(folder, 'key')
    writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
    const second = newFile()
    assert.ok((await backup([second, '--key-file', keyFile], place)).ok)
    const target = await blank(t)
    const there = { ...place, open: async () => ({ ...target, close: async () => {} }) }
    const restored = await restore([second, '--key-file', keyFile], there)
    assert.ok(restored.ok && restored.message.includes('戻しました'), restored.message)
    const log = await target.pool.query("select from platform.event where name = 'platform.restored'")
    assert.equal(log.rowCount, 1)
  })

  test('one that is ended or killed leaves no file under its name', async () => {
    const data = join(folder, 'data')
    const database = await openDatabase({ folder: `${data}/db` })
    await migrate(database.pool)
    await database.close()
    const path = join(folder, 'killed.backup')
    const partial = () => readdirSync(folder).filter((name) => name.startsWith('killed.backup.'))
    const start = (): ChildProcess =>
      spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', '--import', './scripts/tsx.mjs', 'src/cli.ts', 'backup', path],
        {
          cwd: fileURLToPath(new URL('..', import.meta.url)),
          env: { ...process.env, DATABASE_URL: '', DATA_DIR: data, BACKUP_KEY: 'words enough to make a key' },
          stdio: 'ignore',
        },
      )
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const child = start()
      const ended = new Promise((done) => child.on('exit', done))
      while (partial().length === 0 && child.exitCode === null) await new Promise((wake) => setTimeout(wake, 2))
      child.kill(signal)
      await ended
      assert.ok(!existsSync(path), signal)
      assert.equal(partial().length, signal === 'SIGKILL' ? 1 : 0, signal)
    }
    const child = start()
    assert.equal(await new Promise((done) => child.on('exit', done)), 0)
    assert.deepEqual(partial(), [], 'what the killed one left is gone')
    assert.ok((await verifyBackup(path, readKey('words enough to make a key'))).ok)
  })
})
