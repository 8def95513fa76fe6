// Who looked, when and why: in sentences.
import { type Look, PublicPage } from '../../platform/ui/page.tsx'
import { Crumb, Pager } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import type { Person } from '../person/store.ts'
import type { NamedVisit } from './reads.ts'
import { mineWords } from './words.ts'

/** One visit as a sentence. */
export function visitSentence(visit: NamedVisit, lang: Look['lang'], me: string | null): string {
  const w = mineWords(lang)
  const name = visit.actorId === null ? w.someone : visit.actorId === me ? w.you : (visit.who ?? w.system)
  const who = visit.organization && visit.actorId !== me ? w.of(name, visit.organization) : name
  const why = visit.why.map((one) => w.whys[one]).join(w.and)
  return w.look(showMoment(visit.from, lang, true), who, why, visit.times > 1 ? w.times(visit.times) : '')
}

type ListProps = { look: Look; visits: readonly NamedVisit[]; me: string | null }

export function VisitList({ look, visits, me }: ListProps) {
  if (visits.length === 0) return <p>{mineWords(look.lang).looksNone}</p>
  return (
    <ul class="stack">
      {visits.map((visit) => (
        <li>{visitSentence(visit, look.lang, me)}</li>
      ))}
    </ul>
  )
}

type PageProps = ListProps & { person: Person; page: number; more: boolean }

export function LooksPage({ look, person, visits, me, page, more }: PageProps) {
  const w = mineWords(look.lang)
  const here = `/sharing/mine/${person.id}`
  return (
    <PublicPage look={look} title={w.looks} noindex urgent={false}>
      <div class="print-large stack">
        <Crumb href={here}>{w.back}</Crumb>
        <h1>{w.looks}</h1>
        <p>{w.looksLead}</p>
        <VisitList {...{ look, visits, me }} />
        <Pager lang={look.lang} page={page} pages={more ? page + 1 : page} href={(to) => `${here}/looks?page=${to}`} />
      </div>
    </PublicPage>
  )
}
