// Consent: asked for, given, withdrawn. Each recipient is a record of its own, so that each can end by itself.
import { randomInt, randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { By } from '../person/actions.ts'
import { holds, paperCode, speaksAs, type Tie } from '../person/rules.ts'
import { tiesOf } from '../person/store.ts'
import {
  type Asked,
  type AskProblem,
  askProblems,
  lapsesAt,
  readRecipients,
  type SaidProblem,
  saidProblems,
  type Way,
} from './rules.ts'
import { keepScan, type Scan, scanProblem } from './scan.ts'
import {
  type Asking,
  answerAskingRow,
  insertAsking,
  insertConsents,
  isAskingCodeTaken,
  type NewConsent,
  withdrawRow,
} from './store.ts'
import { VERSION } from './text.ts'

/** Puts a question to a person: it waits on their page, and on paper under its number. */
export function askFor(
  db: Db,
  { actor, municipality, at }: By,
  personId: string,
  organizationId: string | null,
  asked: Asked,
): Promise<{ ok: true; value: Asking } | { ok: false; reason: AskProblem[] }> {
  return db.transaction().execute(async (tx) => {
    const problems = askProblems(asked)
    if (problems.length > 0) return { ok: false, reason: problems } as const
    let code = newCode()
    while (await isAskingCodeTaken(tx, municipality, code)) code = newCode()
    const asking: Asking = {
      ...{ municipality, id: randomUUID(), code, personId, days: asked.days, facts: asked.facts },
      ...{ organizations: asked.organizations, accounts: asked.accounts, purpose: asked.purpose! },
      ...{ textVersion: VERSION, createdBy: actor.id, organizationId, createdAt: at, state: 'open', answeredAt: null },
    }
    await insertAsking(tx, asking)
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.asked',
      subject: personId,
      data: { asking: asking.id, purpose: asking.purpose, facts: asking.facts, days: asking.days },
    })
    return { ok: true, value: asking } as const
  })
}

const newCode = () =>
  paperCode(
    Array.from({ length: 6 }, () => randomInt(2 ** 16)),
    3,
  )

export type Answer = {
  way: Way
  /** Recipients that were agreed to, as the form names them; none is a no. */
  recipients: readonly string[]
  /** The tie of the agent who spoke; null when the person did. Read only when somebody at work writes it down. */
  agentTie: string | null
  heardBy: string
  scan: Scan | null
  /** The text for a recipient as it was shown. */
  shown: string
}

export type AnswerProblem = SaidProblem | 'recipients' | 'scan_kind' | 'scan_size' | 'answered'

/**
 * Writes down what was said to an asking.
 * @param own the person or their agent presses the button themselves; otherwise somebody at work writes it down.
 */
export function answerAsking(
  db: Db,
  { actor, municipality, at }: By,
  asking: Asking,
  own: boolean,
  answer: Answer,
): Promise<{ ok: true; value: NewConsent[] } | { ok: false; reason: AnswerProblem[] }> {
  return db.transaction().execute(async (tx) => {
    const speaker = await whoSpeaks(await tiesOf(tx, municipality, asking.personId), actor.id, own, answer.agentTie, at)
    const problems: AnswerProblem[] = saidProblems({
      ...{ way: answer.way, own, heardBy: answer.heardBy, scanned: answer.scan !== null },
      agentHolds: speaker === null ? null : speaker !== 'nobody',
    })
    const wrong = answer.scan && scanProblem(answer.scan)
    if (wrong) problems.push(wrong === 'kind' ? 'scan_kind' : 'scan_size')
    const agreed = readRecipients(answer.recipients)
    const asked = (id: string) => asking.organizations.includes(id) || asking.accounts.includes(id)
    if (![...agreed.organizations, ...agreed.accounts].every(asked)) problems.push('recipients')
    if (problems.length > 0) return { ok: false, reason: problems } as const
    if (lapsesAt(asking) <= at) return { ok: false, reason: ['answered'] } as const
    const some = agreed.organizations.length + agreed.accounts.length > 0
    if (!(await answerAskingRow(tx, asking, some ? 'agreed' : 'declined', at)))
      return { ok: false, reason: ['answered'] } as const
    if (!some) {
      await record(tx, {
        ...{ municipality, actor, at },
        name: 'sharing.declined',
        subject: asking.personId,
        data: { asking: asking.id },
      })
      return { ok: true, value: [] } as const
    }
    const added = { municipality, personId: asking.personId, addedBy: actor.id, addedAt: at }
    const scanId = answer.scan && (await keepScan(tx, answer.scan, added))
    const agentTie = speaker !== null && speaker !== 'nobody' ? speaker.id : null
    const consents = [
      ...agreed.organizations.map((id) => ({ organizationId: id, accountId: null })),
      ...agreed.accounts.map((id) => ({ organizationId: null, accountId: id })),
    ].map(
      (to): NewConsent => ({
        ...{ municipality, id: randomUUID(), personId: asking.personId, ...to, facts: asking.facts },
        ...{ purpose: asking.purpose, since: at, until: lapsesAt(asking), textVersion: asking.textVersion },
        ...{ textShown: answer.shown, givenBy: agentTie ? 'agent' : 'self', agentTie, way: answer.way },
        ...{ scanId, heardBy: own ? null : answer.heardBy || null, askingId: asking.id },
        ...{ recordedBy: actor.id, recordedAt: at },
      }),
    )
    await insertConsents(tx, consents)
    for (const consent of consents)
      await record(tx, {
        ...{ municipality, actor, at },
        name: 'sharing.consented',
        subject: asking.personId,
        data: {
          ...{ consent: consent.id, organization: consent.organizationId, account: consent.accountId },
          ...{ facts: consent.facts, purpose: consent.purpose, way: consent.way, by: consent.givenBy },
        },
      })
    return { ok: true, value: consents } as const
  })
}

/** The agent's tie, null for the person, `nobody` for whoever may not speak for them. */
async function whoSpeaks(ties: readonly Tie[], account: string, own: boolean, agentTie: string | null, at: Date) {
  if (own) {
    const tie = speaksAs(ties, account, at)
    return tie === undefined ? ('nobody' as const) : tie.kind === 'self' ? null : tie
  }
  if (agentTie === null) return null
  const tie = ties.find((one) => one.id === agentTie && one.kind === 'agent' && holds(one, at))
  return tie ?? ('nobody' as const)
}

/**
 * Withdraws a consent: the recipient's next request shows nothing. Asks for no reason.
 * @returns false when it is not there for this actor, or was withdrawn before.
 */
export function withdraw(db: Db, { actor, municipality, at }: By, consentId: string, way: Way): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const gone = await withdrawRow(tx, municipality, consentId, actor.id, way, at)
    if (!gone) return false
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.withdrawn',
      subject: gone.personId,
      data: { consent: consentId, organization: gone.organizationId, account: gone.accountId, way },
    })
    return true
  })
}
