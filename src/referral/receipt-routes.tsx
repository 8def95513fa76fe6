// The person: receipt, withdraw, find again.
import { Hono } from 'hono'
import { z } from 'zod'
import { findOrganizations } from '../directory/index.ts'
import { findNeedByCode, keepNames, readReceiptCode, waysOf } from '../need/index.ts'
import { anyone, holder, holding, looksAt, mayTry } from '../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../platform/http.ts'
import { type By, cancelReferral, sayHelped, withdrawNeed } from './actions.ts'
import { reopenReferral } from './asking.ts'
import { generalDesk, readNeed, type Told } from './reads.ts'
import { FindReceiptPage, LooksPage, ReceiptPage, WithdrawPage } from './receipt.tsx'
import { StopDeskPage } from './receipt-hands.tsx'
import { HELPED, isClosed } from './rules.ts'
import type { WaysProblem } from './ways.tsx'

/** The need behind a receipt's address, with its referrals. */
export async function told(c: Ctx): Promise<Told | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await readNeed(c.var.db, c.var.municipality, id, c.var.now()) : undefined
  // A need that stands without a name has no receipt to show.
  return found?.need.consented_at ? found : undefined
}

/** Answers with the receipt, and with what was wrong: the question left open, or a way of being told that is none. */
export async function showReceipt(c: Ctx, found: Told, wrong: { helped?: boolean; way?: WaysProblem } = {}) {
  const { look, db, municipality, config } = c.var
  const now = c.var.now()
  const path = `/referral/receipt/${found.need.id}`
  const [general, ways] = await Promise.all([
    generalDesk(db, municipality, now),
    waysOf(db, municipality, found.need.id),
  ])
  const told = { pushKey: config.push?.publicKey ?? null, line: config.line !== undefined, problem: wrong.way ?? null }
  return page(
    c,
    <ReceiptPage
      look={{ ...look, path }}
      {...found}
      general={general}
      url={`${config.baseUrl}${path}`}
      now={now}
      wrong={wrong.helped ?? false}
      told={{ ways, ...told }}
    />,
    wrong.helped || wrong.way ? 422 : 200,
  )
}

/** Who holds the receipt is whom it is about, or speaks for them. */
const person: By = { actor: { kind: 'anonymous' }, side: 'person' }

/** An unfinished referral of the need, when the address names one. */
const unfinished = (found: Told | undefined, id: string) =>
  found?.tasks.find(({ task }) => task.id === id && task.organization_id && !isClosed(task.status))

export const receiptRoutes = new Hono<Env>()
  .get('/referral/receipt', anyone('finds a receipt by its number'), (c) =>
    page(c, <FindReceiptPage look={c.var.look} given={{ code: '', last4: '' }} wrong={false} />),
  )
  .post('/referral/receipt', anyone('finds a receipt by its number and the phone number that was left'), async (c) => {
    const form = await readForm(
      c,
      z.object({ code: z.string().max(50).default(''), last4: z.string().max(50).default('') }),
    )
    const typed = form.ok ? form.value : { code: '', last4: '' }
    const code = readReceiptCode(typed.code)
    // The number opens the one need it names; only with the telephone number does the answer say so.
    // Four digits are soon tried through, so only a few are answered for one number; more look like a wrong one.
    const answered = code !== null && (await mayTry(c, 'receipt', code))
    if (answered) holding(c, [code])
    const need = answered ? await findNeedByCode(c.var.db, c.var.municipality, code) : undefined
    const digits = need?.contact_phone?.replace(/\D/g, '').slice(-4)
    if (need && digits && digits === typed.last4.normalize('NFKC').replace(/\D/g, ''))
      return c.redirect(`/referral/receipt/${need.id}`, 303)
    return page(c, <FindReceiptPage look={{ ...c.var.look, path: '/referral/receipt' }} given={typed} wrong />, 422)
  })
  .get('/referral/receipt/:id', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    return showReceipt(c, found)
  })
  .get('/referral/receipt/:id/looks', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    const { look, db, municipality } = c.var
    const { lines } = await looksAt(db, municipality, [found.need.id], findOrganizations)
    return page(c, <LooksPage look={look} need={found.need} lines={lines} />)
  })
  .get('/referral/receipt/:id/withdraw', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    if (found.need.state !== 'open') return c.redirect(`/referral/receipt/${found.need.id}`, 303)
    return page(c, <WithdrawPage look={c.var.look} need={found.need} />)
  })
  .post('/referral/receipt/:id/names', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    await keepNames(c.var.db, { kind: 'anonymous' }, c.var.now(), found.need)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
  .post('/referral/receipt/:id/withdraw', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    await withdrawNeed(c.var.db, { kind: 'anonymous' }, c.var.now(), found.need)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
  .get('/referral/receipt/:id/stop/:task', holder('the receipt address'), async (c) => {
    const found = await told(c)
    const asked = unfinished(found, c.req.param('task'))
    return found && asked ? page(c, <StopDeskPage look={c.var.look} need={found.need} {...asked} />) : c.notFound()
  })
  .post('/referral/receipt/:id/stop/:task', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    const asked = unfinished(found, c.req.param('task'))
    if (asked) await cancelReferral(c.var.db, person, c.var.now(), asked.task)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
  .post('/referral/receipt/:id/helped', holder('the receipt address'), async (c) => {
    const found = await told(c)
    const form = await readForm(c, z.object({ task: z.uuid(), helped: z.enum(HELPED) }))
    if (!found) return c.notFound()
    if (!form.ok) return showReceipt(c, found, { helped: true })
    const { task: id, helped } = form.value
    const done = found.tasks.find(({ task }) => task.id === id)
    if (!done) return c.notFound()
    await sayHelped(c.var.db, person.actor, c.var.now(), done.task, helped)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
  .post('/referral/receipt/:id/reopen', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    await reopenReferral(c.var.db, person.actor, c.var.now(), found.need)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })
