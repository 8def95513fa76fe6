// Which needs get no answer, and why: beside the counts of those that nobody met.
import type { Look } from '../platform/ui/page.tsx'
import { ScrollTable } from '../platform/ui/parts.tsx'
import type { NamedFlow } from './flow.tsx'
import { flowWords } from './flow-words.ts'
import { insightWords } from './words.ts'

const REASONS = ['area', 'scope', 'full', 'already', 'other', 'silent'] as const

export function Unanswered({ look, kinds }: { look: Look; kinds: NamedFlow[] }) {
  const w = flowWords(look.lang)
  const rows = kinds.filter(({ declined }) => Object.keys(declined).length > 0)
  return (
    <div class="stack">
      {rows.length > 0 && (
        <>
          <h2>{w.unanswered}</h2>
          <ScrollTable label={`${w.unanswered} ${insightWords(look.lang).tableOf}`}>
            <caption>{w.unansweredHow}</caption>
            <thead>
              <tr>
                <th scope="col">{w.byKind}</th>
                {REASONS.map((reason) => (
                  <th scope="col" class="n">
                    {w.reasons[reason]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, declined }) => (
                <tr>
                  <th scope="row">{name}</th>
                  {REASONS.map((reason) => (
                    <td class="n">{declined[reason] ?? 0}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </>
      )}
      <p>
        <a href="/insight/staff/flow">{w.open}</a>
      </p>
    </div>
  )
}
