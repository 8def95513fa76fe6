import type { Labour, Timer } from '../../platform/jobs.ts'
import { KEPT_WEEKS } from '../responses.ts'
import { askTraining, isOn, somethingNew, train } from './actions.ts'
import { deleteResponses } from './response-store.ts'
import { weekOf, weeksBefore } from './rules.ts'
import { listTaught } from './store.ts'

/** Every night, each municipality whose catalogue or cases have changed asks for a training. */
export const matchingTimers = (now: () => Date): Timer[] => [
  {
    name: 'matching.train',
    cron: '10 2 * * *',
    run: async (db) => {
      for (const municipality of await listTaught(db))
        if ((await isOn(db, municipality)) && (await somethingNew(db, municipality)))
          await askTraining(db, { kind: 'system' }, now(), municipality)
    },
  },
  {
    name: 'matching.forget',
    cron: '40 3 * * 1',
    run: async (db) => {
      await deleteResponses(db, weeksBefore(weekOf(now()), KEPT_WEEKS))
    },
  },
]

/** The training itself: minutes of work, outside any transaction. Staff who ask get one also when nothing has changed. */
export const matchingLabours = (now: () => Date): Labour[] => [
  {
    name: 'matching.training',
    on: 'matching.training_asked',
    run: async (db, event, stop) => {
      await train(db, event.municipality, now, { anyway: event.actor_kind !== 'system', stop })
    },
  },
]
