import { countShown, type Helped, keepCase, keepResponse, type Said, takeBackCase } from '../matching/index.ts'
import { findNeed } from '../need/index.ts'
import type { Tx } from '../platform/db.ts'
import { type Event, type Reaction, tally } from '../platform/events.ts'
import type { Timer } from '../platform/jobs.ts'
import { findTask, type Outcome, type Helped as PersonSaid, type Task, tasksOf } from '../referral/index.ts'
import { FIRST, KEPT_DAYS } from './rules.ts'
import { eraseConversations, eraseConversationsOf } from './store.ts'

/** What an ending says of its desk: one that sent the person elsewhere was not the right one. */
const HELPED: Record<Outcome, Helped> = {
  resolved: 'helped',
  continuing: 'helped',
  partly: 'partly',
  referred: 'not',
  no_change: 'not',
}

/** The person knows better than the desk whether it helped. */
const SAID: Record<PersonSaid, Helped> = { yes: 'helped', partly: 'partly', no: 'not' }

const outcomeOf = (outcome: Outcome, said: PersonSaid | null): Helped => (said ? SAID[said] : HELPED[outcome])

/** What a case is about: the words, where, which desk, when it ended. Undefined when nothing can be learned from it. */
async function aboutOf(tx: Tx, event: Event) {
  const task = await findTask(tx, event.municipality, event.subject)
  const need = task && (await findNeed(tx, event.municipality, task.need_id))
  if (!need?.words || !task?.service_id || !task.outcome || !task.closed_at) return undefined
  const places = [need.ward, need.town].filter((place) => place !== null)
  return { need, task, words: { municipality: event.municipality, words: need.words, places } }
}

/** What a desk's answer tells of whom to ask next; whoever is helped already, or says something else, tells nothing. */
const TELLS: Partial<Record<string, Said>> = { full: 'full', scope: 'scope', area: 'area', silent: 'silent' }

/** Counts how the desk of a referral answered. */
const heard =
  (saidOf: (task: Task) => Said | undefined): Reaction['run'] =>
  async (tx, event) => {
    const task = await findTask(tx, event.municipality, event.subject)
    const said = task && saidOf(task)
    if (!said || !task.service_id) return
    const { municipality, service_id: serviceId, kind, ward } = task
    await keepResponse(tx, { municipality, serviceId, said, kind, ward, at: event.at })
  }

/**
 * A need that came to its end teaches which desk it was for: the one that completed it, after all forwarding, as the person
 * judged it where they did. 「どれも合わない」 teaches nothing: it says where not, and not where. How a desk answered is counted,
 * and orders whom to ask next.
 */
export const consultReactions = (): Reaction[] => [
  {
    name: 'consult.learn',
    on: 'referral.completed',
    run: async (tx, event) => {
      const about = await aboutOf(tx, event)
      if (!about) return
      const { need, task, words } = about
      // Taken up again after an earlier end: that desk was not the last one.
      for (const other of await tasksOf(tx, event.municipality, [need.id]))
        if (
          other.outcome &&
          other.service_id &&
          other.closed_at &&
          other.id !== task.id &&
          other.closed_at <= task.closed_at!
        )
          await takeBackCase(tx, {
            ...{ ...words, serviceId: other.service_id, at: other.closed_at },
            outcome: outcomeOf(other.outcome, other.helped),
          })
      const outcome = HELPED[task.outcome!]
      await keepCase(tx, { ...words, serviceId: task.service_id!, outcome, at: task.closed_at! })
    },
  },
  {
    name: 'consult.learn_judged',
    on: 'referral.judged',
    run: async (tx, event) => {
      const about = await aboutOf(tx, event)
      if (!about) return
      const { task, words } = about
      const ended = { ...words, serviceId: task.service_id!, at: task.closed_at! }
      const { helped, before } = event.data as { helped: PersonSaid; before: PersonSaid | null }
      if (await takeBackCase(tx, { ...ended, outcome: outcomeOf(task.outcome!, before) }))
        await keepCase(tx, { ...ended, outcome: SAID[helped] })
    },
  },
  { name: 'consult.learn_taken', on: 'referral.accepted', run: heard(() => 'taken') },
  { name: 'consult.learn_claimed', on: 'referral.claimed', run: heard(() => 'taken') },
  { name: 'consult.learn_declined', on: 'referral.declined', run: heard((task) => TELLS[task.status_reason ?? '']) },
  { name: 'consult.learn_silent', on: 'referral.expired', run: heard((task) => TELLS[task.status_reason ?? '']) },
  {
    name: 'consult.erase_need',
    on: 'need.erased',
    run: async (tx, event) => {
      await eraseConversationsOf(tx, event.municipality, event.subject, event.at)
    },
  },
]

/** Seconds an event has to be old before it is counted: transactions end out of order. */
const SETTLED = 60

export const consultTimers = (now: () => Date, municipality: string): Timer[] => [
  {
    name: 'consult.count',
    every: 60,
    run: (db) => {
      const shown = { municipality, list: 'shown', first: FIRST, where: { close: true } }
      const names = ['consult.asked', 'consult.placed', 'consult.specified']
      const before = new Date(now().getTime() - SETTLED * 1000)
      return countShown(db, municipality, (tx, after) => tally(tx, { ...shown, names, after, before }))
    },
  },
  {
    name: 'consult.erase',
    cron: '20 3 * * *',
    run: async (db) => {
      const before = new Date(now().getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000)
      await eraseConversations(db, before, now())
    },
  },
]
