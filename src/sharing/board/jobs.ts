// Whoever asked is told that there is an answer, and never what it says. And what the clock does on the board.
import { findEmails } from '../../people/index.ts'
import type { Config } from '../../platform/config.ts'
import type { Reaction } from '../../platform/events.ts'
import type { Timer } from '../../platform/jobs.ts'
import { writeMail } from '../../platform/mail.ts'
import { tidyBoard } from './actions.ts'
import { findQuestion } from './store.ts'
import { boardMail } from './words.ts'

export const boardReactions = ({ baseUrl }: Pick<Config, 'baseUrl'>): Reaction[] => [
  {
    name: 'sharing.tell_answered',
    on: 'sharing.question_answered',
    run: async (tx, event) => {
      const { municipality } = event
      const question = await findQuestion(tx, municipality, event.subject)
      if (!question || question.hidden_at || question.asked_by === event.actor_id) return
      const to = (await findEmails(tx, municipality, [question.asked_by])).get(question.asked_by)
      if (!to) return
      const body = boardMail.body(`${baseUrl}/sharing/board/${question.id}`)
      await writeMail(tx, { municipality, to, subject: boardMail.subject, body, about: question.id })
    },
  },
]

export const boardTimers = (now: () => Date): Timer[] => [
  {
    name: 'sharing.board',
    cron: '55 3 * * *',
    run: async (db) => {
      await tidyBoard(db, now())
    },
  },
]
