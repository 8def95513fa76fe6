// Other needs of the same contact, as the city's staff meet them in the file of one.
import { needName } from '../directory/index.ts'
import type { sameContact } from '../need/index.ts'
import type { Look } from '../platform/ui/page.tsx'
import { Tag } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import { referralWords } from './words.ts'

export type Same = Awaited<ReturnType<typeof sameContact>>[number]

/** 「同じ連絡先の相談が、ほかに N 件あります」, with a link to each; nothing where there is none. */
export function SameContact({ look, same }: { look: Look; same: Same[] }) {
  if (same.length === 0) return null
  const w = referralWords(look.lang)
  return (
    <section class="tell heed stack" aria-labelledby="same">
      <h2 id="same">{w.same(same.length)}</h2>
      <ul>
        {same.map(({ id, code, kind, created_at, repeated }) => (
          <li>
            <a class="alone" href={`/referral/${id}`}>
              {code}
            </a>{' '}
            {needName(kind, look.lang)}　{showMoment(created_at, look.lang)}{' '}
            {repeated && <Tag kind="heed">{w.repeated}</Tag>}
          </li>
        ))}
      </ul>
      <p class="small soft">{w.sameHow}</p>
    </section>
  )
}
