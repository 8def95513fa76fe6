// One process of the service under load. MODE=steps: clients that step through referrals that are there. MODE=all: they
// also hand people over, and the jobs run beside them: what follows from events, the clock, the mail. Each step is said
// after its commit, so that what was said must be there after kill -9.
import { jobsOf } from '../../src/app.tsx'
import { findService } from '../../src/directory/index.ts'
import { registerNeed } from '../../src/need/index.ts'
import { readConfig } from '../../src/platform/config.ts'
import { openDatabase } from '../../src/platform/db.ts'
import { startJobs } from '../../src/platform/jobs.ts'
import { startKeys } from '../../src/platform/keyring.ts'
import { actingAs } from '../../src/platform/scope.ts'
import { type By, GENERAL_DESK, requestReferral } from '../../src/referral/index.ts'
import { NEXT, type Target } from './load.ts'

const { MODE, CLIENTS = '4', SHARE = '0/1', NOW } = process.env
const [mine, shares] = SHARE.split('/').map(Number) as [number, number]
const clients = Number(CLIENTS)
const config = readConfig(process.env)
startKeys(config.fieldKeys)
const database = await openDatabase({ url: config.databaseUrl!, poolSize: clients + (MODE === 'all' ? 4 : 0) })
/** In opening hours, whatever the time is: notices wait in the night. */
const offset = NOW ? Date.parse(NOW) - Date.now() : 0
const now = () => new Date(Date.now() + offset)
const { municipality } = config
const { rows: people } = await database.pool.query(
  `select id from people.account where demo and role = 'staff' limit 1`,
)
const account: string = people[0].id
const db = actingAs(database.db, { kind: 'account', municipality, account, role: 'staff' })
const by: By = { actor: { kind: 'account', id: account }, side: 'staff' }

const { rows: open } = await database.pool.query(
  `select t.id, t.status from referral.task t join need.item n using (municipality)
   where n.id = t.need_id and t.closed_at is null and t.organization_id is not null and t.part_of is null
     and abs(hashtext(t.id::text)) % $1 = $2 and ($3 = 'steps' or n.contact_email is not null)`,
  [shares, mine, MODE],
)

let done = 0
/** Milliseconds of CPU that this process has used since it was last asked. */
let used = process.cpuUsage()
const cpuSince = () => {
  const { user, system } = process.cpuUsage(used)
  used = process.cpuUsage()
  return (user + system) / 1000
}
const say = (line: string) => void process.stdout.write(`${line}\n`)

async function walk(target: Target, from: keyof typeof NEXT) {
  for (let at = NEXT[from]; at; at = NEXT[at.to]) {
    await at.take(db, by, now(), target)
    if (MODE === 'all') say(`${target.id} ${at.event}`)
    else if (++done % 20 === 0) say(`20 ${cpuSince()}`)
  }
}

/** Somebody asks, with a mailbox of their own. */
async function handOver(): Promise<Target> {
  const service = (await findService(database.db, municipality, GENERAL_DESK, now()))!
  const task = await db.transaction().execute(async (tx) => {
    const email = `n${Math.random().toString(36).slice(2)}@example.jp`
    const need = await registerNeed(tx, by.actor, now(), {
      ...{ municipality, words: 'くらしのこと', kinds: ['civic.where'], ward: null, town: null },
      ...{ urgency: 'usual', channel: 'web', relation: 'self' },
      contact: { name: null, phone: null, email, time: null, consent: '2026-11' },
    })
    return requestReferral(tx, by.actor, now(), { municipality, needId: need.id, service, why: [] })
  })
  say(`${task.id} referral.requested`)
  return { municipality, id: task.id }
}

if (MODE === 'all') await startJobs(database.db, database.pool, jobsOf({ config, now }), (line) => console.error(line))
say('ready')
await Promise.all(
  Array.from({ length: clients }, async () => {
    for (let one = open.pop(); one; one = open.pop()) await walk({ municipality, ...one }, one.status)
    while (MODE === 'all') await walk(await handOver(), 'sent')
  }),
)
