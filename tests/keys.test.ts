// Keys in the life of a service: nothing personal stands plain in the database, what was plain before is sealed, keys are
// changed while people write, also when it is killed in the middle, and a person who asks is forgotten.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { jobsOf } from '../src/app.tsx'
import { SEALED_CONVERSATION } from '../src/consult/index.ts'
import { erase } from '../src/erase.ts'
import { keys, readySealed, SEALED_TABLES } from '../src/keys.ts'
import { findNeed } from '../src/need/index.ts'
import { SEARCHED } from '../src/need/store.ts'
import { upsertAccount } from '../src/people/index.ts'
import { findAccountByEmail } from '../src/people/store.ts'
import { isSealed, keysNow, lookupHash, openBytes, useKeys } from '../src/platform/cipher.ts'
import { type Database, openDatabase } from '../src/platform/db.ts'
import { type KeySource, startKeys } from '../src/platform/keyring.ts'
import { migrate } from '../src/platform/migrate.ts'
import { listNotices } from '../src/platform/outbox/store.ts'
import { countBehind, countKeys, rekey } from '../src/platform/rekey.ts'
import { openRow, type SealedTable } from '../src/platform/sealed.ts'
import { verifyLog } from '../src/platform/verify.ts'
import { findTask } from '../src/referral/index.ts'
import { CONFIG, plain, type Started, startApp, type Visitor, WEDNESDAY } from './app.ts'
import { KEYS, testDatabase } from './support.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'musubi-keys-'))
after(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => useKeys(KEYS))
const CITY = CONFIG.municipality

/** All that a thief of the database reads: every value of every table, as text. */
async function dump(pool: pg.Pool): Promise<string> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm', 'p') and n.nspname !~ '^(pg_|information_schema)' order by 1`,
    )
    const parts: string[] = []
    for (const { name } of rows)
      for (const row of (await client.query(`select t::text as row from ${name} t`)).rows) parts.push(row.row)
    return parts.join('\n')
  } finally {
    client.release()
  }
}

/** Every sealed value, opened. */
async function opened({ db }: Pick<Database, 'db'>, tables: readonly SealedTable[] = SEALED_TABLES) {
  const all: Record<string, unknown[]> = {}
  for (const of of tables) {
    const rows = (await db
      .selectFrom(of.table as 'need.item')
      .selectAll()
      .execute()) as unknown as Record<string, unknown>[]
    all[of.table] = rows.map((row) => {
      const plain: Record<string, unknown> = openRow(
        { ...of, columns: [...of.columns, ...of.partly.filter((column) => isSealed(String(row[column])))] },
        row,
      )
      for (const column of of.bytes)
        plain[column] = row[column] && openBytes(Buffer.from(row[column] as Buffer), of.place(column, row))
      return {
        ...plain,
        id: Object.keys(of.key)
          .map((name) => row[name])
          .join(' '),
      }
    })
  }
  return all
}

/** What is sealed in a column that no change of keys knows of would be lost with the old key. */
async function listed(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ table: string; column: string; type: string }>(
    `select table_schema || '.' || table_name as table, column_name as column, udt_name as type from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_type = 'BASE TABLE' and table_schema !~ '^(pg_|information_schema|pgboss)' and udt_name in ('text', 'bytea')`,
  )
  const found: string[] = []
  for (const { table, column, type } of rows) {
    const text = type === 'text' ? column : `encode(substring(${column} from 1 for 40), 'escape')`
    const any = await pool.query(`select from ${table} where ${text} ~ '^v1\\.[a-z][a-z0-9_-]*\\.' limit 1`)
    if (any.rowCount) found.push(`${table}.${column}`)
  }
  const known = SEALED_TABLES.flatMap((of) =>
    [...of.columns, ...of.partly, ...of.bytes].map((column) => `${of.table}.${column}`),
  )
  assert.ok(found.length > 10)
  assert.deepEqual(
    found.filter((name) => name !== 'platform.field_key.proof' && !known.includes(name)),
    [],
    'name it in SEALED_TABLES (src/keys.ts)',
  )
}

const PLANTED = {
  trouble: '母の物忘れがひどくて、ガスの火の消し忘れが心配。オウムのピー太郎の世話も',
  word: 'ピー太郎',
  phone: '090-0000-7391',
  email: 'fumi.planted@example.jp',
  name: '架空ふみ',
  time: '夜7時すぎ',
  responder: '担当の架空佐々木',
  held: '娘の架空みどりさんの返事を待つ',
  note: '玄関の鍵は植木鉢の下だそうです',
  account: 'worker.planted@example.jp',
}

/** A person asks and hands over; the desk takes it on, waits, and writes in the file. */
async function story(app: Started): Promise<{ need: string; receipt: string; person: Visitor; answer: string }> {
  const person = app.visitor()
  const answer = await person.submit('/consult', { trouble: PLANTED.trouble, place: '麻生区' })
  const path = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
  const { phone, email, name, time } = PLANTED
  const done = await person.post(path, { phone, email, name, time, relation: 'family', agreed: 'yes' })
  assert.equal(done.status, 303, plain(done.text))
  await app.settle()
  const need = done.location!.split('/').at(-1)!
  const staff = await app.signedIn('staff')
  for (const form of [
    { answer: 'accept', responder: PLANTED.responder },
    { answer: 'begin' },
    { answer: 'hold', waits: 'person', note: PLANTED.held },
  ] as Record<string, string>[])
    assert.equal((await staff.post(`/referral/${need}/answer`, form)).status, 303)
  assert.equal((await staff.post(`/referral/${need}/note`, { note: PLANTED.note })).status, 303)
  await app.settle()
  return { need, receipt: done.location!, person, answer: answer.path }
}

test('a stolen database tells no words, no contact and no note; the service and its search still do', async (t) => {
  const app = await startApp(t)
  const { need, receipt, person } = await story(app)
  const account = { municipality: CITY, id: randomUUID(), name: '働く人', role: 'staff' as const, wards: [] }
  await app.database.db
    .transaction()
    .execute((tx) =>
      upsertAccount(tx, { ...account, email: PLANTED.account, organizationId: null, section: null, demo: false }),
    )
  await listed(app.database.pool)
  const all = await dump(app.database.pool)
  assert.ok(all.includes(need) && all.includes('麻生区'), 'it is the whole database')
  for (const [what, text] of Object.entries(PLANTED)) {
    assert.ok(!all.includes(text), `${what} stands plain`)
    assert.ok(!all.includes(Buffer.from(text).toString('base64').slice(0, -4)), `${what} is only encoded`)
    assert.ok(!all.includes(Buffer.from(text).toString('hex')), `${what} is only encoded`)
  }
  for (const word of [PLANTED.word, '0000-7391']) assert.ok(!all.includes(word), `${word} stands plain`)

  assert.equal((await person.get(receipt)).status, 200)
  const staff = await app.signedIn('staff')
  const page = await staff.get(`/referral/${need}`)
  for (const text of [PLANTED.trouble, PLANTED.note, PLANTED.phone, PLANTED.name, PLANTED.held])
    assert.ok(page.text.includes(text), text)
  const found = await staff.get(`/need?words=${encodeURIComponent(PLANTED.word)}`)
  assert.match(plain(found.text), /1件のうち1件/)
  assert.ok(found.text.includes(need))
  const none = await staff.get(`/need?words=${encodeURIComponent('ピー次郎')}`)
  assert.match(plain(none.text), /当てはまる困りごとはありません/)
  const code = (await findNeed(app.database.db, CITY, need))!.code
  assert.ok((await staff.get(`/need?words=${code.slice(0, 5).toLowerCase()}`)).text.includes(need), 'and by its number')
  const { db } = app.database
  const typed = ' Worker.PLANTED@example.jp'
  assert.deepEqual(
    (await findAccountByEmail(db, CITY, typed)).map((one) => [one.id, one.email]),
    [[account.id, PLANTED.account]],
  )
  assert.deepEqual(await findAccountByEmail(db, CITY, 'nobody@example.jp'), [])
  assert.ok(!all.includes(lookupHash(PLANTED.account, 'elsewhere')), 'the hash belongs to its column')

  // a value moved to another row is refused, and the error does not tell it
  await db
    .updateTable('need.item')
    .set({ words: await wordsOf(db, need) })
    .where('id', '<>', need)
    .execute()
  const other = await db.selectFrom('need.item').select('id').where('id', '<>', need).limit(1).executeTakeFirstOrThrow()
  await assert.rejects(findNeed(db, CITY, other.id), /sealed for another place$/)
})

test('a search in the words of more needs than it opens says so, and still finds any by its number', async (t) => {
  const app = await startApp(t)
  const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  const codes = Array.from({ length: SEARCHED + 50 }, (_, n) => {
    const at = (power: number) => letters[Math.floor(n / 31 ** power) % 31]
    return `QQ${at(3)}-${at(2)}${at(1)}${at(0)}`
  })
  await app.database.pool.query(
    `insert into need.item (municipality, id, code, kind, kinds, urgency, channel, state, created_at)
     select '141305', gen_random_uuid(), code, 'care.home', '{care.home}', 'usual', 'web', 'open', timestamptz '2026-11-01' + n * interval '1 microsecond'
     from unnest($1::text[]) with ordinality as given (code, n)
     on conflict do nothing -- the demo draws its numbers by chance, and may have drawn one of these`,
    [codes],
  )
  const staff = await app.signedIn('staff')
  const oldest = await staff.get(`/need?state=open&group=care&words=${codes[0]}`)
  assert.match(plain(oldest.text), /新しいものから20,000件までをさがしました/)
  assert.ok(oldest.text.includes(codes[0]!))
  const whole = await staff.get(`/need?state=met&words=${codes[0]}`)
  assert.doesNotMatch(plain(whole.text), /までをさがしました/)
  const last = await staff.get(`/need?state=open&group=care&words=QQ&page=${Math.ceil(SEARCHED / 30)}`)
  assert.equal(last.status, 200)
  assert.ok(
    codes.some((code) => last.text.includes(code)),
    'pages to the end',
  )
})

const wordsOf = async (db: Database['db'], id: string) =>
  (await db.selectFrom('need.item').select('words').where('id', '=', id).executeTakeFirstOrThrow()).words

test('what stood plain before there was sealing is sealed at the start, once; another ring is refused', async (t) => {
  const database = await openDatabase({})
  t.after(database.close)
  const { pool, db } = database
  const level = '0023_people_signin.sql'
  await migrate(pool, undefined, level)
  const [need, conversation, old] = [randomUUID(), randomUUID(), randomUUID()]
  await pool.query(`
    insert into area.municipality (code, name, kana, prefecture) values ('141305', '川崎市', 'かわさきし', '神奈川県');
    insert into people.account (municipality, id, name, email, role) values ('141305', '${randomUUID()}', '人', 'Old.Worker@example.jp', 'staff');
    insert into need.item (municipality, id, code, words, kind, kinds, urgency, channel, contact_phone, consented_at, state, created_at)
      values ('141305', '${need}', '222-223', 'むかしの言葉', 'care.home', '{care.home}', 'usual', 'web', '044-000-1', now(), 'open', now());
    insert into consult.conversation (municipality, id, words, lang, channel, answer, created_at, erased_at) values
      ('141305', '${conversation}', 'むかしの言葉', 'ja', 'web', '{"results": [], "safety": []}', now(), null),
      ('141305', '${old}', null, 'ja', 'web', '{}', now(), now());
    insert into platform.mail (id, municipality, to_address, subject, body) values ('${randomUUID()}', '141305', 'old@example.jp', '件名', 'むかしの本文');`)
  for (let n = 0; n < 450; n += 1)
    await pool.query(
      `insert into need.item (municipality, id, code, words, kind, kinds, urgency, channel, state, created_at)
       values ('141305', gen_random_uuid(), $1, $2, 'care.home', '{care.home}', 'usual', 'web', 'open', now())`,
      [codeOf(n), `むかしの言葉${n}`],
    )
  await migrate(pool)
  const said: string[] = []
  assert.equal(await readySealed(database, (line) => said.push(line)), null)
  assert.match(said.join(), /平文だった 454 行/)
  const all = await dump(pool)
  for (const text of ['むかしの', '044-000-1', 'old@example.jp', 'Old.Worker']) assert.ok(!all.includes(text), text)
  assert.equal((await findNeed(db, CITY, need))!.words, 'むかしの言葉')
  const [kept, erased] = [conversation, old].map((id) =>
    db.selectFrom('consult.conversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
  const row = openRow(SEALED_CONVERSATION, await kept!)
  assert.deepEqual([row.words, JSON.parse(row.answer!), row.facts], ['むかしの言葉', { results: [], safety: [] }, '{}'])
  assert.equal((await erased!).answer, null)
  assert.equal((await listNotices(db, CITY, null))[0]!.body, 'むかしの本文')
  assert.equal((await findAccountByEmail(db, CITY, 'old.worker@example.jp'))[0]!.email, 'Old.Worker@example.jp')
  const { rows } = await pool.query(`select conname from pg_constraint where not convalidated`)
  assert.deepEqual(rows, [], 'nothing can be plain from now on')
  await assert.rejects(pool.query(`update need.item set words = 'plain'`), /item_sealed/)
  said.length = 0
  await readySealed(database, (line) => said.push(line))
  assert.deepEqual(said, [], 'a second start has nothing to do')

  useKeys({ current: 'k1', keys: { k1: randomBytes(32) }, lookup: randomBytes(32) })
  assert.match((await readySealed(database, () => {}))!, /鍵 k1 で閉じられています/)
  useKeys({ current: 'k2', keys: { k2: randomBytes(32) }, lookup: randomBytes(32) })
  assert.match((await readySealed(database, () => {}))!, /鍵 k1 で閉じられています/)
})

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const codeOf = (n: number) => `ZZZ-Z${LETTERS[Math.floor(n / 32) % 32]}${LETTERS[n % 32]}`

test('a key is changed while people write; stopped in the middle, it goes on; then the old key is not needed', async (t) => {
  const source: KeySource = { kind: 'file', path: join(folder, 'keys.json') }
  startKeys(source)
  const app = await startApp(t)
  await story(app)
  const place = {
    open: async () => ({ ...app.database, close: async () => {} }),
    ...{ source, municipality: CITY, settle: 0 },
  }
  const told = async (...args: string[]) => {
    const said = await keys(args, place)
    return `${said.ok} ${said.message}`
  }
  assert.match(await told('retire', 'k1'), /^false k1 は、いま閉じる鍵/)
  const before = await opened(app.database)

  let writing = true
  const written: string[] = []
  const writer = (async () => {
    while (writing) {
      const visitor = app.visitor()
      const page = await visitor.submit('/consult', { trouble: PLANTED.trouble, place: '麻生区' })
      assert.equal(page.status, 200)
      assert.ok((await visitor.get(page.path)).text.includes('物忘れ'), 'what was written is read')
      written.push(page.path.split('/').at(-1)!)
      await new Promise((turn) => setTimeout(turn, 5)) // embedded, nothing here would ever let a timer have its turn
    }
  })()
  // stopped after the first table; then as if nothing had happened
  const ending = new AbortController()
  const stopped = await keys(['rotate'], { ...place, signal: ending.signal, onProgress: () => ending.abort() })
  assert.ok(!stopped.ok && /まだ/.test(stopped.message), stopped.message)
  assert.match(await told('retire', 'k1'), /^false k1 で閉じた値が/)
  const resumed = await told('rotate')
  assert.match(resumed, /^true 続きから、鍵 k2 で/)
  while (written.length < 3) await new Promise((wake) => setTimeout(wake, 50))
  writing = false
  await writer
  assert.equal(await countBehind(app.database.db, SEALED_TABLES), 0, 'also what was written meanwhile')
  assert.match(await told('list'), /k2（いま閉じる鍵） {2}\d+/)
  assert.match(await told('retire', 'k1'), /^true 鍵 k1 をはずしました/)
  assert.ok(!readFileSync(source.path, 'utf8').includes('"k1"'))
  assert.deepEqual(Object.keys(keysNow(true).keys), ['k2'])

  const now = await opened(app.database)
  for (const [table, rows] of Object.entries(before)) {
    const known = new Map(now[table]!.map((row) => [(row as { id: string }).id, row]))
    for (const row of rows) assert.deepEqual(known.get((row as { id: string }).id), row, table)
  }
  const uses = await countKeys(app.database.db, SEALED_TABLES)
  assert.deepEqual([...new Set(uses.map((use) => use.key))], ['k2'])
  for (const id of written)
    assert.ok(now['consult.conversation']!.some((row) => (row as { id: string }).id.endsWith(id)))
})

test('one value that nothing opens stops neither the change of keys nor the others', async (t) => {
  const database = await testDatabase(t)
  const { pool, db } = database
  await pool.query(`
    insert into area.municipality (code, name, kana, prefecture) values ('141305', '川崎市', 'かわさきし', '神奈川県');
    insert into platform.notice (id, municipality, to_address, subject, body) values
      ('${randomUUID()}', '141305', 'v1.k1.${'A'.repeat(50)}', 'x', 'v1.k9.${'A'.repeat(50)}');`)
  useKeys({ ...KEYS, current: 'k2', keys: { ...KEYS.keys, k2: randomBytes(32) } })
  const done = await rekey(db, SEALED_TABLES, { wait: 1 })
  assert.deepEqual(done, { rows: 0, broken: 1, left: 1 })
})

/** Runs the command as people do. */
function musubi(args: string[], env: Record<string, string>) {
  const flags = ['--disable-warning=ExperimentalWarning', '--import', './scripts/tsx.mjs']
  const child = spawn(process.execPath, [...flags, 'src/cli.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
  const ended = new Promise<{ code: number | null; said: string }>((done) =>
    child.on('exit', (code) => done({ code, said })),
  )
  return { child, ended, said: () => said }
}

test('kill -9 in the middle of a rotation loses no key and no value; beside a server on PostgreSQL', async (t) => {
  const onServer = process.env.TEST_DATABASE_URL ? await testDatabase(t) : null
  const dataDir = join(folder, 'kill')
  const env = { DATA_DIR: dataDir, DATABASE_URL: onServer?.url ?? '', PORT: '0', FIELD_KEYS: '', FIELD_KEYS_FILE: '' }
  const server = musubi(['serve', '--demo'], env)
  t.after(() => server.child.kill('SIGKILL'))
  while (!/localhost:(\d+)\n/.test(server.said())) await new Promise((wake) => setTimeout(wake, 100))
  const base = `http://127.0.0.1:${/localhost:(\d+)\n/.exec(server.said())![1]}`
  const asks = async () => {
    const body = new URLSearchParams({ trouble: PLANTED.trouble, place: '麻生区' })
    const answer = await fetch(`${base}/consult`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { origin: base },
    })
    assert.equal(answer.status, 303)
    return answer.headers.get('location')!
  }
  const first = await asks()
  if (!onServer) {
    server.child.kill('SIGTERM')
    await server.ended
  }
  let writing = onServer !== null
  const writer = (async () => {
    while (writing) assert.equal((await fetch(base + (await asks()))).status, 200)
  })()
  const rotation = musubi(['keys', 'rotate'], env)
  while (!readFileSync(join(dataDir, 'keys.json'), 'utf8').includes('"k2"'))
    await new Promise((wake) => setTimeout(wake, 5))
  await new Promise((wake) => setTimeout(wake, onServer ? 2600 : 60))
  rotation.child.kill('SIGKILL')
  await rotation.ended
  const again = await musubi(['keys', 'rotate'], env).ended
  assert.equal(again.code, 0, again.said)
  t.diagnostic(again.said.split('\n')[0]!)
  const retired = await musubi(['keys', 'retire', 'k1'], env).ended
  assert.equal(retired.code, 0, retired.said)
  writing = false
  await writer
  if (onServer) {
    assert.equal((await fetch(base + first)).status, 200)
    assert.equal((await fetch(base + (await asks()))).status, 200)
    server.child.kill('SIGTERM')
    await server.ended
  }
  const file = JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as { keys: { id: string }[] }
  assert.ok(!file.keys.some(({ id }) => id === 'k1') && existsSync(join(dataDir, 'keys.json')))
  startKeys({ kind: 'file', path: join(dataDir, 'keys.json') })
  const database = onServer ?? (await openDatabase({ folder: `${dataDir}/db` }))
  const all = await opened(database)
  assert.ok(all['need.item']!.length > 10 && all['consult.conversation']!.length >= 1)
  if (!onServer) await database.close()
})

test('a person asks to be forgotten: no trace of the words, the events untouched, the count stays', async (t) => {
  const app = await startApp(t)
  const { need, receipt, person, answer } = await story(app)
  const { db, pool } = app.database
  const events = async () =>
    (await db.selectFrom('platform.event').selectAll().orderBy('id').execute()) as { id: number }[]
  const before = await events()
  const row = (await findNeed(db, CITY, need))!
  const place = {
    open: async () => ({ ...app.database, close: async () => {} }),
    municipality: CITY,
    now: () => WEDNESDAY,
  }
  assert.match((await erase(['need', '222-222'], place)).message, /ありません/)
  assert.match((await erase(['need', row.code.toLowerCase()], place)).message, /消しました/)

  const tables = await opened(app.database)
  const mine = JSON.stringify(tables)
  for (const word of [PLANTED.word, PLANTED.phone, PLANTED.email, PLANTED.name, PLANTED.held, PLANTED.note])
    assert.ok(!mine.includes(word), `${word} is still there, sealed`)
  const all = await dump(pool)
  for (const text of Object.values(PLANTED)) assert.ok(!all.includes(text), text)
  const after = await events()
  assert.deepEqual(after.slice(0, before.length), before, 'what happened stays')
  assert.deepEqual(
    after.slice(before.length).map((event) => {
      const { name, subject, actor_kind, data } = event as unknown as Record<string, unknown>
      return { name, subject, actor_kind, data }
    }),
    [{ name: 'need.erased', subject: need, actor_kind: 'system', data: {} }],
  )
  assert.ok((await verifyLog(db)).ok)
  const gone = (await findNeed(db, CITY, need))!
  assert.deepEqual([gone.words, gone.contact_phone, gone.town], [null, null, null])
  assert.deepEqual([gone.kind, gone.ward, gone.state], [row.kind, row.ward, row.state])
  await app.settle() // what follows from the event finds nothing left to do
  assert.equal((await events()).length, after.length)

  assert.equal((await person.get(receipt)).status, 200)
  assert.equal((await person.get(answer)).status, 404)
  const staff = await app.signedIn('staff')
  const page = await staff.get(`/referral/${need}`)
  assert.equal(page.status, 200)
  assert.ok(!page.text.includes(PLANTED.word) && !page.text.includes(PLANTED.note))
  const task = await db.selectFrom('referral.task').select('id').where('need_id', '=', need).executeTakeFirstOrThrow()
  assert.deepEqual((await findTask(db, CITY, task.id))!.why, [])
})

test('when its time has come, everything goes by itself', async (t) => {
  const app = await startApp(t)
  const { need, answer } = await story(app)
  const { db } = app.database
  const person = app.visitor()
  const code = (await findNeed(db, CITY, need))!.code
  await person.post('/referral/receipt', { code, last4: '7391' })
  const staff = await app.signedIn('staff')
  await staff.post(`/referral/${need}/answer`, { answer: 'begin' })
  await staff.post(`/referral/${need}/answer`, { answer: 'complete', outcome: 'resolved', note: PLANTED.held })
  assert.equal((await findNeed(db, CITY, need))!.state, 'met')
  await app.settle()
  await db.updateTable('platform.notice').set({ sent_at: WEDNESDAY }).execute()
  await db.updateTable('people.account').set({ left_at: WEDNESDAY }).where('role', '=', 'auditor').execute()

  const nightly = async (days: number) => {
    app.at(new Date(WEDNESDAY.getTime() + days * 24 * 60 * 60 * 1000))
    for (const timer of jobsOf(app.service).timers) if (/erase|sweep/.test(timer.name)) await timer.run(db)
    await app.settle()
  }
  const left = async () => JSON.stringify(await opened(app.database))
  await nightly(29)
  assert.equal((await person.get(answer)).status, 200, 'the answer stands for 30 days')
  assert.ok((await left()).includes(PLANTED.note))
  await nightly(32)
  assert.equal((await person.get(answer)).status, 404)
  assert.deepEqual(await db.selectFrom('people.session').selectAll().execute(), [], 'sessions are over')
  assert.deepEqual(await db.selectFrom('people.entrance').selectAll().execute(), [])
  for (const { body, to_address } of await listNotices(db, CITY, null)) assert.deepEqual([body, to_address], ['', ''])
  assert.ok((await left()).includes(PLANTED.word), 'the need is kept for a year')
  await nightly(366)
  const all = await left()
  for (const text of [PLANTED.word, PLANTED.phone, PLANTED.note, PLANTED.held]) assert.ok(!all.includes(text), text)
  assert.equal((await db.selectFrom('referral.link').selectAll().execute()).length, 0)
  const erased = await db.selectFrom('platform.event').select('subject').where('name', '=', 'need.erased').execute()
  assert.ok(erased.some(({ subject }) => subject === need))
  assert.equal((await findNeed(db, CITY, need))!.state, 'met')
})
