// The file of a need as an answer: who may open it, which of its referrals is meant, and the page with all of it.
import type { Context } from 'hono'
import { sameContact } from '../need/index.ts'
import { findNames, opened } from '../people/index.ts'
import { type Ctx, type Env, page } from '../platform/http.ts'
import type { Refusal } from './actions.ts'
import { type AnswerForm, type AnswerProblems, EMPTY_ANSWER } from './desk.tsx'
import type { DeskLine } from './desks.tsx'
import { NeedPage } from './inbox.tsx'
import { readAround, readHistory, type Told } from './reads.ts'
import { isClosed, isUnanswered } from './rules.ts'
import type { Task } from './store.ts'
import { handsFor, othersFor } from './work/choices.ts'
import { mine } from './work/mine.ts'
import { EMPTY_PASS, type PassForm, type PassProblems } from './work/pass.tsx'
import { ofDesk, work } from './work/seat.ts'

const has = (c: Ctx, task: Task) => !ofDesk(c) || task.organization_id === c.var.actor.organizationId

/** Referrals that the actor can answer: they have a desk, and are not over. */
export const openTo = (c: Ctx, { tasks }: Told): Told['tasks'] =>
  tasks.filter(({ task }) => has(c, task) && task.organization_id && task.status !== 'draft' && !isClosed(task.status))

/** What can be taken back: by staff anything that goes on, by who sent it as long as nobody has answered. */
export const canCancel = (c: Ctx, task: Task): boolean =>
  !isClosed(task.status) &&
  (!ofDesk(c) ||
    (task.sender_id === c.var.actor.organizationId && (isUnanswered(task.status) || task.status === 'draft')))

/** The referral that a form is about, among those it may be; without a word about which, the only one there is. */
export function meant(tasks: Told['tasks'], id: string | undefined): Task | undefined {
  if (id) return tasks.find(({ task }) => task.id === id)?.task
  return tasks.length === 1 ? tasks[0]!.task : undefined
}

export type More = {
  form?: AnswerForm
  problems?: AnswerProblems & PassProblems
  pass?: PassForm
  audience?: string
  said?: Refusal | 'not_there'
  /** The referral that was acted on. */
  task?: string
}

export async function showNeed(c: Ctx, found: Told, more: More = {}) {
  const { db, municipality } = c.var
  const at = work(c)
  const now = c.var.now()
  const { need, tasks } = found
  const open = openTo(c, found)
  const chosen = more.task ?? c.req.query('task')
  const live = open.find(({ task }) => task.id === chosen) ?? open.at(-1) ?? null
  const asked = new Set(tasks.filter(({ task }) => !isClosed(task.status)).map(({ task }) => task.organization_id))
  const [same, around, history, others, colleagues, names] = await Promise.all([
    at.staff ? sameContact(db, municipality, need, now) : [],
    at.staff ? [] : readAround(db, municipality, need.id, now),
    readHistory(db, municipality, found),
    at.staff || live ? othersFor(db, need, asked.add(c.var.actor.organizationId), now) : [],
    handsFor(c, live?.task),
    findNames(
      db,
      municipality,
      tasks.flatMap(({ task }) => (task.assignee_id ? [task.assignee_id] : [])),
    ),
  ])
  // Codes and kinds of other needs are on this page: they count as looked at.
  opened(c, [need.id, ...same.map(({ id }) => id)])
  const lines = tasks.map(({ task, desk }): DeskLine => {
    const acts = [
      ...(open.some((one) => one.task === task) && task !== live?.task ? (['open'] as const) : []),
      ...(at.staff && task.status === 'draft' ? (['send'] as const) : []),
      ...(canCancel(c, task) ? (['cancel'] as const) : []),
    ]
    return { task, desk, hand: (task.assignee_id && names.get(task.assignee_id)?.name) || null, acts }
  })
  return page(
    c,
    <NeedPage
      {...at}
      look={{ ...at.look, path: `/referral/${need.id}` }}
      {...found}
      {...history}
      live={live}
      seenBy={live?.task ?? tasks.findLast(({ task }) => has(c, task))?.task ?? null}
      lines={lines}
      same={same}
      around={around}
      others={others}
      colleagues={colleagues}
      form={more.form ?? EMPTY_ANSWER}
      problems={more.problems ?? {}}
      pass={more.pass ?? EMPTY_PASS}
      audience={more.audience ?? ''}
      said={more.said ?? null}
    />,
    more.problems ? 422 : more.said ? 409 : 200,
  )
}

/** Where a step leads: back to the file, or to the inbox with a word of thanks when it is closed to the actor now. */
export async function onward(c: Context<Env, '/:id'>, said: 'declined' | 'forwarded' | 'done') {
  const found = await mine(c)
  return c.redirect(found ? `/referral/${found.need.id}` : `/referral?said=${said}`, 303)
}
