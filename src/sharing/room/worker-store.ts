// Colleagues whom a keeper can bring into a room.
import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'

export type Worker = { id: string; name: string; role: string; organizationId: string | null; section: string | null }

/** People at work whose name holds what is sought; at most thirty. */
export async function findWorkers(db: Db, sought: string): Promise<Worker[]> {
  const { rows } = await sql<Worker>`
    select id, name, role, organization_id as "organizationId", section from sharing.workers(${sought})`.execute(db)
  return rows
}
