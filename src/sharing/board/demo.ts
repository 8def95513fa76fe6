// The board of the demo, told through the same actions that people use.
import { dayText, findService, organizationId, uuidV5 } from '../../directory/index.ts'
import type { Db } from '../../platform/db.ts'
import type { DemoAccount } from '../room/demo.ts'
import { answerQuestion, askQuestion, closeQuestion, thankFor } from './actions.ts'
import { type Boarder, type Facts, WANTED_DAYS } from './rules.ts'

type AnswerStory = {
  /** Days ago. */
  ago: number
  /** An id of people.json. */
  by: string
  words: string
  /** The slug of a service. */
  service?: string
  facts?: Facts
  best?: boolean
}
export type BoardStory = {
  ago: number
  by: string
  kind: string
  ward: string | null
  title: string
  words: string
  answers: AnswerStory[]
  /** Days ago that it was closed. */
  closed?: number
}

const DAY = 24 * 60 * 60 * 1000

/**
 * Tells the questions of a demo and their answers.
 * @throws Error when a text could lead to somebody: the demo keeps to the rule, too.
 */
export async function tellBoard(
  db: Db,
  municipality: string,
  stories: readonly BoardStory[],
  accounts: readonly DemoAccount[],
  now: Date,
): Promise<void> {
  const at = (ago: number) => new Date(now.getTime() - ago * DAY)
  const who = (key: string): Boarder => {
    const organization = accounts.find(({ id }) => id === key)?.organization
    return {
      ...{ municipality, account: uuidV5(`${municipality}/account/${key}`), keeps: false },
      organization: organization ? organizationId(municipality, organization) : null,
    }
  }
  for (const { ago, by, answers, closed, ...asked } of stories) {
    const wanted = dayText(new Date(at(ago).getTime() + WANTED_DAYS.usual * DAY))
    const question = await askQuestion(db, who(by), at(ago), { ...asked, wanted_until: wanted })
    if (!question.ok) throw new Error(`「${asked.title}」は、このままでは出せません`)
    const { id } = question.value
    for (const { ago, words, service: slug, facts = null, ...answer } of answers) {
      const service = slug ? await findService(db, municipality, slug, now) : undefined
      if (slug && !service) throw new Error(`sharing-board.json: ${slug} は目録にありません`)
      const told = { words, service: service?.id ?? null, facts }
      const done = await answerQuestion(db, who(answer.by), at(ago), id, told)
      if (!done.ok) throw new Error(`「${asked.title}」への答えは、このままでは出せません（${done.reason}）`)
      if (answer.best) await thankFor(db, who(by), at(ago), id, done.value.id)
    }
    if (closed !== undefined) await closeQuestion(db, who(by), at(closed), id)
  }
}
