// Runs the jobs only: reactions to events, mail, what the clock says. Needs DATABASE_URL; several may run at once.
import { jobsOf } from './app.tsx'
import { ringFrom, useKeys } from './platform/cipher.ts'
import { systemClock } from './platform/clock.ts'
import { readConfig } from './platform/config.ts'
import { openDatabase } from './platform/db.ts'
import { startJobs } from './platform/jobs.ts'

const config = readConfig()
useKeys(ringFrom(config.secret))
if (!config.databaseUrl)
  throw new Error('DATABASE_URL を設定してください。埋め込みのデータベースでは、サーバーが仕事も行います。')
const database = await openDatabase({ url: config.databaseUrl })
const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`)
const stop = await startJobs(database.db, database.pool, jobsOf({ config, now: systemClock }), log)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await stop()
    await database.close()
    process.exit(0)
  })
