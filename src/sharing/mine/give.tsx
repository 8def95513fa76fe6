// The person decides by themselves who may know what, without being asked first.
import { PublicPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary } from '../../platform/ui/parts.tsx'
import { AskFields, type AskFormProps } from '../consent/parts.tsx'
import { askFormWords } from '../consent/words.ts'
import type { Person } from '../person/store.ts'
import { MINE } from './pages.tsx'
import { mineWords } from './words.ts'

export function GivePage({ look, person, ...form }: AskFormProps & { person: Person }) {
  const w = mineWords(look.lang)
  return (
    <PublicPage look={look} title={w.give} noindex urgent={false} wrong={Object.keys(form.problems).length > 0}>
      <div class="print-large stack">
        <Crumb href={`${MINE}/${person.id}`}>{w.back}</Crumb>
        <h1>{w.give}</h1>
        <p>{askFormWords(look.lang).lead}</p>
        <ErrorSummary lang={look.lang} problems={form.problems} />
        <AskFields look={look} {...form} />
      </div>
    </PublicPage>
  )
}
