import type { Context } from 'hono'
import { mayTouch, type Verb } from '../../people/index.ts'
import { type Env, isId } from '../../platform/http.ts'
import { readNeed, type Told } from '../reads.ts'

/** The need in the address, when the actor may touch it: staff all of the city, a desk only what its organisation was asked. */
export async function mine(c: Context<Env, '/:id'>, verb: Verb = 'referral.open'): Promise<Told | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await readNeed(c.var.db, c.var.municipality, id, c.var.now()) : undefined
  const { actor } = c.var
  if (!found || mayTouch(actor, verb, {})) return found
  const tasks = found.tasks.filter(({ task }) => mayTouch(actor, verb, { organizations: [task.organization_id] }))
  return tasks.length > 0 ? { ...found, tasks } : undefined
}
