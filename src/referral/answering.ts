// An answer to a referral as a form: the same for a desk by its link and for who is signed in.
import { z } from 'zod'
import { type Ctx, readForm } from '../platform/http.ts'
import {
  acceptReferral,
  type By,
  beginReferral,
  completeReferral,
  declineReferral,
  failReferral,
  holdReferral,
  type Result,
} from './actions.ts'
import { type AnswerForm, type AnswerProblems, EMPTY_ANSWER } from './desk.tsx'
import { DECLINE_REASONS, FAIL_REASONS, OUTCOMES, VIAS, WAITS } from './rules.ts'
import type { Task } from './store.ts'
import { referralWords } from './words.ts'

const text = z.string().trim().max(2000).default('')
const AnswerInput = z.object({
  answer: z.enum(['accept', 'decline', 'begin', 'hold', 'complete', 'fail']),
  responder: z.string().trim().max(100).default(''),
  reason: text,
  note: text,
  outcome: text,
  waits: text,
  via: text,
})

export const given = (form: Record<string, string>): AnswerForm => ({ ...EMPTY_ANSWER, ...form })

type Answered = { ok: true; result: Result } | { ok: false; problems: AnswerProblems; form: AnswerForm }

/** How a desk's answer reached the staff who writes it down; whoever answers for itself does not choose. */
const cameBy = (by: By, via: string): By =>
  by.side === 'staff' ? { ...by, via: VIAS.find((known) => known === via && known !== 'link') ?? 'web' } : by

/**
 * Reads an answer to a referral and acts on it. What is missing comes back beside its field.
 * @param responder who calls when the form names nobody; not when a desk's word came by telephone, fax or paper
 */
export async function answer(c: Ctx, who: By, task: Task, responder: string): Promise<Answered> {
  const w = referralWords(c.var.look.lang)
  const form = await readForm(c, AnswerInput)
  if (!form.ok) return { ok: false, problems: { answer: w.answerTitle }, form: given(form.given) }
  const { answer, reason, note, outcome, waits } = form.value
  const by = cameBy(who, form.value.via)
  const again = (problems: AnswerProblems): Answered => ({ ok: false, problems, form: { ...form.value } })
  const act = async (result: Promise<Result>): Promise<Answered> => ({ ok: true, result: await result })
  const { db } = c.var
  const now = c.var.now()
  switch (answer) {
    case 'accept': {
      const calls = form.value.responder || (by.via && by.via !== 'web' ? '' : responder)
      return calls ? act(acceptReferral(db, by, now, task, { responder: calls })) : again({ responder: w.whoNeed })
    }
    case 'decline': {
      const why = DECLINE_REASONS.find((known) => known === reason)
      return why ? act(declineReferral(db, by, now, task, { reason: why, note })) : again({ reason: w.reasonNeed })
    }
    case 'begin':
      return act(beginReferral(db, by, now, task))
    case 'hold': {
      const waitsFor = WAITS.find((known) => known === waits)
      return waitsFor ? act(holdReferral(db, by, now, task, { waitsFor, note })) : again({ waits: w.holdNeed })
    }
    case 'complete': {
      const what = OUTCOMES.find((known) => known === outcome)
      return what
        ? act(completeReferral(db, by, now, task, { outcome: what, note }))
        : again({ outcome: w.outcomeNeed })
    }
    case 'fail': {
      const why = FAIL_REASONS.find((known) => known === reason)
      return why ? act(failReferral(db, by, now, task, { reason: why, note })) : again({ reason: w.reasonNeed })
    }
  }
}
