// The desks that were asked about a need: where each stands, how its answer came, and the slip for those without a screen.
import type { Need } from '../need/index.ts'
import type { Event } from '../platform/events.ts'
import type { Look } from '../platform/ui/page.tsx'
import { ScrollTable } from '../platform/ui/parts.tsx'
import { StatusTag } from './inbox.tsx'
import type { Told } from './reads.ts'
import { isUnanswered, VIAS } from './rules.ts'
import { slipWords } from './slip/words.ts'
import { referralWords } from './words.ts'

/** （電話）, after what happened; nothing when it was done on this screen. */
export function cameBy(look: Look, data: Event['data']): string {
  const w = referralWords(look.lang)
  const via = VIAS.find((known) => known === data?.via)
  return via ? w.came(w.vias[via]) : ''
}

type DesksProps = { look: Look; need: Need; tasks: Told['tasks']; staff: boolean }

export const Desks = ({ look, need, tasks, staff }: DesksProps) => {
  const w = referralWords(look.lang)
  const s = slipWords(look.lang)
  const slip = tasks.filter(({ task }) => staff && task.service_id && isUnanswered(task.status))
  return (
    <section class="stack" aria-labelledby="desks">
      <h2 id="desks">{w.desks}</h2>
      <ScrollTable label={w.desksTable}>
        <thead>
          <tr>
            <th scope="col">{w.columns.desk}</th>
            <th scope="col">{w.columns.state}</th>
            <th scope="col">{w.reason}</th>
            <th scope="col">{w.viaColumn}</th>
            <th scope="col">{w.word}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map(({ task, desk }) => (
            <tr>
              <th scope="row">{desk.name}</th>
              <td>
                <StatusTag look={look} status={task.status} />
              </td>
              <td>
                {task.outcome
                  ? w.outcomes[task.outcome]
                  : task.status_reason
                    ? w.reasons[task.status_reason as keyof typeof w.reasons]
                    : w.noDue}
              </td>
              <td>{task.via ? w.vias[task.via] : w.noDue}</td>
              <td>{task.status_note ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {slip.map(({ task, desk }) => (
        <form method="post" action={`/referral/${need.id}/slip/${task.id}`} class="row">
          <button type="submit" class="btn slim">
            {s.make(desk.name)}
          </button>
        </form>
      ))}
      <p class="small">
        <a href={`/referral/${need.id}/fhir.json`}>{s.fhir}</a>
      </p>
    </section>
  )
}
