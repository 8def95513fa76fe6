import type { Context } from 'hono'
import { mayTouch, type Verb } from '../../people/index.ts'
import { type Env, isId } from '../../platform/http.ts'
import { readNeed, type Told } from '../reads.ts'

/** A need that the actor may touch: staff all of the city, a desk what its organisation was asked or sent on. */
export async function mine(c: Context<Env, '/:id'>, verb: Verb = 'referral.open'): Promise<Told | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await readNeed(c.var.db, c.var.municipality, id, c.var.now()) : undefined
  const { actor } = c.var
  if (!found || mayTouch(actor, verb, {})) return found
  const tasks = found.tasks.filter(({ task }) => {
    // What somebody else is only preparing is not there yet.
    const theirs = task.status === 'draft' ? [] : [task.organization_id]
    return mayTouch(actor, verb, { organizations: [...theirs, task.sender_id] })
  })
  return tasks.length > 0 ? { ...found, tasks } : undefined
}
