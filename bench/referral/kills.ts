// kill -9 in the middle of the work, many times; then what was promised is counted.
import type { ChildProcess } from 'node:child_process'
import type { Interface } from 'node:readline'
import { SMTPServer } from 'smtp-server'
import { jobsOf } from '../../src/app.tsx'
import type { Config } from '../../src/platform/config.ts'
import type { Database } from '../../src/platform/db.ts'
import { settle } from '../../src/platform/jobs.ts'

type Worker = { child: ChildProcess; lines: Interface; died: Promise<void> }

/** A mail server that notes the id of every message it has taken. */
export async function mailbox(): Promise<{ url: string; got: string[]; stop: () => Promise<void> }> {
  const got: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk) => (text += chunk))
      stream.on('end', () => {
        got.push(/^Message-ID: <([^@>]+)/im.exec(text)?.[1] ?? '?')
        done()
      })
    },
  })
  // Whoever is killed leaves a connection behind.
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as { port: number }
  return { url: `smtp://127.0.0.1:${port}`, got, stop: () => new Promise((done) => server.close(() => done())) }
}

/**
 * Kills a worker `kills` times, lets what is left happen, and counts.
 * @returns false when something that was acknowledged is missing, or happened twice
 */
export async function killAndCount(
  database: Database,
  {
    kills,
    start,
    config,
    now,
    got,
  }: { kills: number; start: () => Worker; config: Config; now: () => Date; got: string[] },
): Promise<boolean> {
  const said: string[] = []
  for (let kill = 1; kill <= kills; kill += 1) {
    const { child, lines, died } = start()
    const before = said.length
    lines.on('line', (line) => line !== 'ready' && said.push(line))
    // After the first steps, at a moment that differs from one to the next.
    while (said.length < before + 5) await wait(20)
    await wait(20 + ((kill * 137) % 300))
    child.kill('SIGKILL')
    await died
    if (kill % 20 === 0) console.log(`  ${kill} kills, ${said.length} steps acknowledged`)
  }
  // What is left: jobs that were begun, and the mails. pg-boss may hold some; here they are run by their books.
  const { pool, db } = database
  const jobs = jobsOf({ config, now })
  await pool.query(`insert into platform.event_todo (event_id) select distinct (data ->> 'event')::bigint from pgboss.job
    where name = 'reaction' and state not in ('completed', 'cancelled') on conflict do nothing`)
  await settle(db, jobs)
  const deliver = jobs.timers.find(({ name }) => name.endsWith('.deliver'))!
  const due = `select count(*)::int as n from platform.notice
    where sent_at is null and failed_at is null and erased_at is null`
  for (let left = 1; left > 0; left = (await pool.query(due)).rows[0].n) {
    // A worker that was killed leaves its notice on loan for a while; here nobody else is at work.
    await pool.query('update platform.notice set next_attempt_at = null where sent_at is null and failed_at is null')
    await deliver.run(db)
  }
  const count = async (sql: string, values: unknown[] = []) => Number((await pool.query(sql, values)).rows[0].n)
  const acknowledged = said.map((line) => line.split(' '))
  const missing = await count(
    `select count(*) as n from unnest($1::uuid[], $2::text[]) as said (task, name)
     where not exists (select from platform.event e where e.subject::text = said.task::text and e.name = said.name)`,
    [acknowledged.map(([task]) => task), acknowledged.map(([, name]) => name)],
  )
  const twice = await count(
    `select count(*) as n from (select subject, name from platform.event
       where name in ('referral.requested', 'referral.seen', 'referral.accepted', 'referral.held', 'referral.begun', 'referral.completed')
       group by 1, 2 having count(*) > 1) as again`,
  )
  const torn = await count(
    `select count(*) as n from referral.task t where t.status <> coalesce((select case e.name
         when 'referral.requested' then 'sent' when 'referral.seen' then 'seen' when 'referral.accepted' then 'accepted'
         when 'referral.held' then 'on_hold' when 'referral.begun' then 'in_progress' else 'completed' end
       from platform.event e where e.subject::text = t.id::text order by e.id desc limit 1), t.status)
     and exists (select from need.item n where n.id = t.need_id and n.contact_email is not null and n.kind = 'civic.where')`,
  )
  // Promised: to the person when it is taken on, and when it is done.
  const promised = `select e.id, e.data ->> 'need' as about from platform.event e
    where e.name in ('referral.accepted', 'referral.completed') and e.subject::text = any($1::text[])`
  const tasks = [...new Set(acknowledged.flatMap(([task, name]) => (name === 'referral.requested' ? [task] : [])))]
  const notices = await count(`select count(*) as n from (${promised}) as p`, [tasks])
  const wrong = await count(
    `with p as (select about, count(*) as n from (${promised}) as p group by 1),
       m as (select about::text as about, count(*) as n from platform.notice group by 1)
     select count(*) as n from p left join m using (about) where coalesce(m.n, 0) <> p.n`,
    [tasks],
  )
  const ids = new Set(got)
  const unsent = (await pool.query('select id from platform.notice where erased_at is null')).rows.filter(
    ({ id }) => !ids.has(id),
  )
  console.log(
    `${kills} × kill -9: ${acknowledged.length} acknowledged steps, ${missing} missing, ${twice} twice, ${torn} torn; ` +
      `${notices} promised notices, ${wrong} not written exactly once, ${unsent.length} not delivered, ` +
      `${got.length - ids.size} delivered again under the same Message-ID`,
  )
  return missing + twice + torn + wrong + unsent.length === 0
}

export const wait = (ms: number) => new Promise((done) => setTimeout(done, ms))
