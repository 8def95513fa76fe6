// Who looked, when and why: all of it.
import { type LookLine, LookList } from '../../people/index.ts'
import { type Look, PublicPage } from '../../platform/ui/page.tsx'
import { Crumb } from '../../platform/ui/parts.tsx'
import type { Person } from '../person/store.ts'
import { mineWords } from './words.ts'

type Props = { look: Look; person: Person; lines: readonly LookLine[]; next?: number; me: string | null }

export function LooksPage({ look, person, lines, next, me }: Props) {
  const w = mineWords(look.lang)
  const here = `/sharing/mine/${person.id}`
  return (
    <PublicPage look={look} title={w.looks} noindex urgent={false}>
      <div class="print-large stack">
        <Crumb href={here}>{w.back}</Crumb>
        <h1>{w.looks}</h1>
        <p>{w.looksLead}</p>
        <LookList {...{ look, lines, me }} older={next ? `${here}/looks?before=${next}` : null} />
      </div>
    </PublicPage>
  )
}
