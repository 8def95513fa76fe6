// The desks that were asked about a need: where each stands, how its answer came, and the slip for those without a screen.
import type { Event } from '../platform/events.ts'
import type { Look } from '../platform/ui/page.tsx'
import { ScrollTable } from '../platform/ui/parts.tsx'
import type { Desk } from './reads.ts'
import { isUnanswered, VIAS } from './rules.ts'
import { slipWords } from './slip/words.ts'
import { StatusTag } from './status.tsx'
import type { Task } from './store.ts'
import { referralWords } from './words.ts'
import { passWords } from './work/words.ts'

/** （電話）, after what happened; nothing when it was done on this screen. */
export function cameBy(look: Look, data: Event['data']): string {
  const w = referralWords(look.lang)
  const via = VIAS.find((known) => known === data?.via)
  return via ? w.came(w.vias[via]) : ''
}

export type DeskLine = { task: Task; desk: Desk; hand: string | null; acts: readonly ('open' | 'send' | 'cancel')[] }

type DesksProps = { look: Look; needId: string; lines: DeskLine[]; staff: boolean }

/** Every referral of the need that one may see, and what can be done with each. */
export function Desks({ look, needId, lines, staff }: DesksProps) {
  const w = referralWords(look.lang)
  const p = passWords(look.lang)
  const s = slipWords(look.lang)
  const slip = lines.filter(({ task }) => staff && task.service_id && isUnanswered(task.status))
  return (
    <section class="stack" aria-labelledby="desks">
      <h2 id="desks">{w.desks}</h2>
      <ScrollTable label={w.desksTable}>
        <thead>
          <tr>
            <th scope="col">{w.columns.desk}</th>
            <th scope="col">{w.columns.state}</th>
            <th scope="col">{p.hand}</th>
            <th scope="col">{w.reason}</th>
            <th scope="col">{w.viaColumn}</th>
            <th scope="col">{w.word}</th>
            <th scope="col">{p.act}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ task, desk, hand, acts }) => (
            <tr>
              <th scope="row">{desk.name}</th>
              <td>
                <StatusTag look={look} status={task.status} />
              </td>
              <td>{hand ?? w.noDue}</td>
              <td>
                {task.outcome
                  ? w.outcomes[task.outcome]
                  : task.status_reason
                    ? w.reasons[task.status_reason as keyof typeof w.reasons]
                    : w.noDue}
              </td>
              <td>{task.via ? w.vias[task.via] : w.noDue}</td>
              <td>{task.status_note ?? ''}</td>
              <td>
                {acts.map((act) =>
                  act === 'open' ? (
                    <a href={`/referral/${needId}?task=${task.id}`}>{w.next}</a>
                  ) : (
                    <form method="post" action={`/referral/${needId}/${act}`}>
                      <input type="hidden" name="task" value={task.id} />
                      <button type="submit" class="btn slim plain">
                        {p[act]}
                        <span class="vh">（{desk.name}）</span>
                      </button>
                    </form>
                  ),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {slip.map(({ task, desk }) => (
        <form method="post" action={`/referral/${needId}/slip/${task.id}`} class="row">
          <button type="submit" class="btn slim">
            {s.make(desk.name)}
          </button>
        </form>
      ))}
      <p class="small">
        <a href={`/referral/${needId}/fhir.json`}>{s.fhir}</a>
      </p>
    </section>
  )
}
