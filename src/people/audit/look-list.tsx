// Who looked, when and why: in sentences, wherever somebody reads about themselves.
import type { Look } from '../../platform/ui/page.tsx'
import { showMoment } from '../../platform/words.ts'
import { lookWords } from './look-words.ts'
import type { LookLine } from './looks.ts'
import { whyOf } from './rules.ts'

/** One line as a sentence. @param me the account that reads: it is told as «you». */
export function tellLook(line: LookLine, lang: Look['lang'], me: string | null = null): string {
  const w = lookWords(lang)
  const mine = line.actor.id !== null && line.actor.id === me
  const name = mine ? w.you : (line.name ?? (line.actor.kind === 'link' ? w.byMail : w.somebody))
  const who = line.organization && !mine ? w.of(name, line.organization) : name
  const why = [...new Set(line.verbs.map((verb) => w.whys[whyOf(verb)]))].join(w.and)
  return w.look(showMoment(line.from, lang, true), who, why, line.times > 1 ? w.times(line.times) : '')
}

type Props = { look: Look; lines: readonly LookLine[]; me?: string | null; older?: string | null }

/** @param older the address of what lies further back. */
export function LookList({ look, lines, me = null, older = null }: Props) {
  const w = lookWords(look.lang)
  return (
    <>
      {lines.length === 0 ? (
        <p>{w.none}</p>
      ) : (
        <ul class="stack">
          {lines.map((line) => (
            <li>{tellLook(line, look.lang, me)}</li>
          ))}
        </ul>
      )}
      {older && (
        <a class="alone" href={older}>
          {w.older}
        </a>
      )}
    </>
  )
}
