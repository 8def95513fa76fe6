// Listens. In the demo and in small places it runs the jobs too; else src/worker.ts does.
import { serve } from '@hono/node-server'
import { createApp, jobsOf, type Service } from './app.tsx'
import { refresh } from './matching/index.ts'
import type { Database } from './platform/db.ts'
import { startJobs } from './platform/jobs.ts'

export type Running = { port: number; stop: () => Promise<void> }

/**
 * Starts serving.
 * @param port 0 for any free one.
 * @throws NodeJS.ErrnoException EADDRINUSE when the port is taken.
 */
export async function startServer(service: Service, database: Database, withJobs: boolean): Promise<Running> {
  const app = await createApp(service)
  await refresh(service.db, service.config.municipality, service.now())
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, port: service.config.port, hostname: service.config.host }, () =>
      resolve(listening),
    )
    listening.on('error', reject)
  })
  const stopJobs = withJobs ? await startJobs(service.db, database.pool, jobsOf(service), service.log) : async () => {}
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : service.config.port,
    stop: async () => {
      await new Promise<void>((done) => {
        server.close(() => done())
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      })
      await stopJobs()
    },
  }
}
