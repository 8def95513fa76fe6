import { findOrganization, findService } from '../directory/index.ts'
import { findNeed, tellPerson } from '../need/index.ts'
import type { Tx } from '../platform/db.ts'
import type { Event, Reaction } from '../platform/events.ts'
import type { Timer } from '../platform/jobs.ts'
import { writeMail } from '../platform/mail.ts'
import { settleNeed } from './actions.ts'
import { askNext, GENERAL_DESK } from './asking.ts'
import { lookAround } from './clock.ts'
import { eraseFile } from './file.ts'
import { announce, announceOffer, type Occasion } from './link.ts'
import { mailWords } from './mail-words.ts'
import { asksNext } from './rules.ts'
import { deleteOver, findTask, type Task } from './store.ts'
import { workReactions } from './work/notices.ts'

/** What the person is told of, and no more than that there is something to see. */
const TELLS_PERSON = [
  'referral.accepted',
  'referral.claimed',
  'referral.declined',
  'referral.forwarded',
  'referral.expired',
  'referral.completed',
  'referral.overdue',
  'referral.asked',
] as const

/** Which mail a desk gets with a fresh link. */
const TELLS_DESK = {
  'referral.requested': 'request',
  'referral.reminded': 'reminder',
  'referral.overdue': 'overdue',
  'referral.nudged': 'nudge',
} as const satisfies Record<string, Occasion>

/** What follows from a referral's events. `now` and the public address come from outside. */
export function referralReactions(baseUrl: string, now: () => Date): Reaction[] {
  /** The referral an event is about. */
  const about = (name: string, on: string, run: (tx: Tx, task: Task, event: Event) => Promise<unknown>): Reaction => ({
    name,
    on,
    run: async (tx, event) => {
      const task = await findTask(tx, event.municipality, event.subject)
      if (task) await run(tx, task, event)
    },
  })
  const mailTo = async (
    tx: Tx,
    task: Task,
    organizationId: string | null,
    subject: string,
    body: (name: string) => string,
  ) => {
    const { municipality, id } = task
    const organization = organizationId ? await findOrganization(tx, municipality, organizationId) : undefined
    if (organization?.email)
      await writeMail(tx, { municipality, to: organization.email, subject, body: body(organization.name), about: id })
  }
  const ended = (on: 'referral.cancelled' | 'referral.expired', what: 'cancelled' | 'expired') =>
    about(`${on}_desk`, on, async (tx, task) => {
      const need = await findNeed(tx, task.municipality, task.need_id)
      if (!need) return
      await mailTo(tx, task, task.organization_id, mailWords.endedSubject, (name) =>
        mailWords.endedBody(name, mailWords.ended[what], need.code),
      )
    })
  const tellCity = (on: 'referral.overdue' | 'referral.stranded') =>
    about(`${on}_city`, on, async (tx, task) => {
      const general = await findService(tx, task.municipality, GENERAL_DESK, now())
      await mailTo(tx, task, general?.organization.id ?? null, mailWords.citySubject, () =>
        mailWords.cityBody(`${baseUrl}/referral/${task.need_id}`),
      )
    })
  return [
    ...Object.entries(TELLS_DESK).map(([on, occasion]) =>
      about(on === 'referral.requested' ? 'referral.announce' : `${on}_desk`, on, async (tx, task) => {
        if (!task.closed_at) await announce(tx, task, occasion, baseUrl, now())
      }),
    ),
    about('referral.offer', 'referral.offered', async (tx, task) => {
      if (task.closed_at || task.organization_id) return
      for (const id of task.offered) await announceOffer(tx, task, id, baseUrl, now())
    }),
    ended('referral.cancelled', 'cancelled'),
    ended('referral.expired', 'expired'),
    tellCity('referral.overdue'),
    tellCity('referral.stranded'),
    about('referral.next', 'referral.declined', async (tx, task) => {
      if (asksNext(task.status_reason)) await askNext(tx, now(), task, false)
    }),
    ...(['referral.declined', 'referral.failed', 'referral.cancelled'] as const).map((on) =>
      about(`${on}_settle`, on, (tx, task) => settleNeed(tx, now(), task)),
    ),
    ...TELLS_PERSON.map((on) =>
      about(`${on}_notice`, on, async (tx, task) => {
        const need = await findNeed(tx, task.municipality, task.need_id)
        if (need) await tellPerson(tx, need, `${baseUrl}/referral/receipt/${need.id}`, now())
      }),
    ),
    ...workReactions(baseUrl, now),
    {
      name: 'referral.erase',
      on: 'need.erased',
      run: (tx, event) => eraseFile(tx, event.municipality, event.subject, event.at),
    },
  ]
}

/** Days after which a link that has ended is dropped. */
export const LINK_KEPT_DAYS = 30

export const referralTimers = (now: () => Date): Timer[] => [
  {
    name: 'referral.clock',
    every: 20,
    run: async (db) => {
      await lookAround(db, now())
    },
  },
  {
    name: 'referral.sweep',
    cron: '17 * * * *',
    run: (db) => deleteOver(db, now(), new Date(now().getTime() - LINK_KEPT_DAYS * 24 * 60 * 60 * 1000)),
  },
]
