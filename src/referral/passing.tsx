// A desk that came by a link passes a referral on: to whom it could go, and the form.
import { listServices } from '../directory/index.ts'
import type { Need } from '../need/index.ts'
import type { Db } from '../platform/db.ts'
import type { Look } from '../platform/ui/page.tsx'
import { SelectField, TextField } from '../platform/ui/parts.tsx'
import { isClosed } from './rules.ts'
import { type Task, tasksOf } from './store.ts'
import { referralWords } from './words.ts'

export type Other = { id: string; name: string }

/**
 * Services of other organisations that can be asked about a need, where the person lives; organisations that the reader can
 * see to have it already are left out.
 */
export async function othersFor(db: Db, task: Task, need: Need, now: Date): Promise<Other[]> {
  const { municipality } = task
  const filter = { need: need.kind, ...(need.ward ? { ward: need.ward } : {}), perPage: 100 }
  const [{ items }, tasks] = await Promise.all([
    listServices(db, municipality, filter, now),
    tasksOf(db, municipality, [need.id]),
  ])
  const asked = new Set(tasks.filter((one) => !isClosed(one.status)).map((one) => one.organization_id))
  return items
    .filter((service) => service.canRefer && !asked.has(service.organization.id))
    .map(({ id, name }) => ({ id, name }))
}

export type PassProblems = { service?: string }

export function PassForm({
  look,
  others,
  action,
  problems,
}: {
  look: Look
  others: readonly Other[]
  action: string
  problems: PassProblems
}) {
  const w = referralWords(look.lang)
  if (others.length === 0) return null
  return (
    <form method="post" action={action} class="form sheet" novalidate>
      <h2>{w.forward}</h2>
      <p class="small">{w.passOnHow}</p>
      <SelectField
        lang={look.lang}
        name="service"
        label={w.forwardTo}
        error={problems.service}
        choices={[{ value: '', label: w.choose }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <TextField lang={look.lang} name="note" id="pass-note" label={w.word} optional={w.optional} maxlength={500} />
      <button type="submit" class="btn">
        {w.forwardGo}
      </button>
    </form>
  )
}
