// What was agreed: every desk sees it, the city sets it.
import { Hono } from 'hono'
import { z } from 'zod'
import { listOrganizations } from '../../directory/index.ts'
import { may, mayDo } from '../../people/index.ts'
import { type Ctx, type Env, page, readForm } from '../../platform/http.ts'
import type { Terms } from '../promise.ts'
import { agreeTerms } from './agree.ts'
import { inOrder, isTerm } from './rules.ts'
import { byAccount, work } from './seat.ts'
import { EMPTY_TERMS, TermsPage, type TermsProblems, type TermsProps, UNITS, URGENCIES } from './terms.tsx'
import { termsWords } from './words.ts'
import { listTerms } from './work-store.ts'

async function show(c: Ctx, more: Partial<Pick<TermsProps, 'form' | 'problems'>> = {}) {
  const { db, municipality, actor } = c.var
  const [rows, organizations] = await Promise.all([listTerms(db, municipality), listOrganizations(db, municipality)])
  const by = Map.groupBy(rows, (row) => row.organization_id)
  const at = work(c)
  return page(
    c,
    <TermsPage
      {...at}
      look={{ ...at.look, path: '/referral/terms' }}
      agreed={organizations.flatMap(({ id, name }) => {
        const terms = by.get(id)?.map((row) => [
          row.urgency,
          {
            answer: { n: row.answer_in, unit: row.answer_unit },
            contact: { n: row.contact_in, unit: row.contact_unit },
          },
        ])
        return terms ? [{ id, name, terms: Object.fromEntries(terms) }] : []
      })}
      organizations={mayDo(actor.role, 'referral.agree') ? organizations : null}
      form={more.form ?? EMPTY_TERMS}
      problems={more.problems ?? {}}
    />,
    more.problems ? 422 : 200,
  )
}

const text = z.string().trim().max(100).default('')
const TermsInput = z.object({
  ...{ organization: text, urgency: text, answer: text, answer_unit: text, contact: text, contact_unit: text },
})

export const termsRoutes = new Hono<Env>()
  .get('/referral/terms', may('referral.terms'), (c) => show(c))
  .post('/referral/terms', may('referral.agree'), async (c) => {
    const { db, municipality } = c.var
    const w = termsWords(c.var.look.lang).problems
    const read = await readForm(c, TermsInput)
    const form = { ...EMPTY_TERMS, ...(read.ok ? read.value : read.given) }
    const within = (what: 'answer' | 'contact') => {
      const digits = form[what].normalize('NFKC')
      return {
        n: /^\d{1,3}$/.test(digits) ? Number(digits) : -1,
        unit: UNITS.find((known) => known === form[`${what}_unit`]) ?? 'days',
      }
    }
    const terms: Terms = { answer: within('answer'), contact: within('contact') }
    const urgency = URGENCIES.find((known) => known === form.urgency)
    const known = (await listOrganizations(db, municipality)).find(({ id }) => id === form.organization)
    const problems: TermsProblems = {
      ...(known ? {} : { organization: w.organization }),
      ...(urgency ? {} : { urgency: w.urgency }),
      ...(isTerm(terms.answer) ? {} : { answer: w.answer }),
      ...(isTerm(terms.contact) ? {} : { contact: w.contact }),
    }
    if (Object.keys(problems).length === 0 && !inOrder(terms)) problems.contact = w.order
    if (!known || !urgency || Object.keys(problems).length > 0) return show(c, { form, problems })
    const key = { municipality, organization_id: known.id, urgency }
    await agreeTerms(db, byAccount(c).actor, c.var.now(), key, terms)
    return c.redirect('/referral/terms', 303)
  })
