// What was found in a text, shown where it stands, and the choice about each. For every page that takes a person out.
import type { Child } from 'hono/jsx'
import { Picks, SelectField } from '../../platform/ui/parts.tsx'
import type { Lang } from '../../platform/words.ts'
import { type Flag, wordOfFlag } from './strip.ts'
import { reportWords } from './words.ts'

/** The text with what was flagged in `<mark>`, line by line. */
export function Marked({ text, flags }: { text: string; flags: readonly Flag[] }) {
  const spans = flags
    .flatMap((flag) => (flag.parts ?? [flag]).map(({ start, end }) => ({ start, end })))
    .sort((a, b) => a.start - b.start || b.end - a.end)
  const children: Child[] = []
  let at = 0
  for (const { start, end } of spans) {
    if (end <= at) continue
    children.push(text.slice(at, Math.max(at, start)), <mark>{text.slice(Math.max(at, start), end)}</mark>)
    at = end
  }
  children.push(text.slice(at))
  return <>{children}</>
}

type Choices = {
  lang: Lang
  text: string
  flags: readonly Flag[]
  /** What each is called in the form: its fields are `f.…` and `why.…`. */
  keyOf: (flag: Flag) => string
  /** Why a word may stay, in the reader's words. */
  reasons: readonly { value: string; label: string }[]
  /** What was chosen, by the names of the fields. */
  given: Readonly<Record<string, string>>
  problems: Readonly<Record<string, string | undefined>>
}

/** For each flag: other words in its place, or that it stays and why. */
export function FlagChoices({ lang, text, flags, keyOf, reasons, given, problems }: Choices) {
  const w = reportWords(lang)
  return (
    <>
      {flags.map((flag) => {
        const key = keyOf(flag)
        const name = `f.${key}`
        const word = wordOfFlag(text, flag)
        const hint = flag.parts
          ? `${w.together(word, flag.parts.length)}${flag.alike != null ? ` ${w.fewHere}` : ''}`
          : flag.kind === 'rare'
            ? w.rareHow
            : undefined
        const wide = flag.parts
          ?.filter(({ replace }) => replace)
          .map(({ start, end }) => `「${text.slice(start, end)}」`)
        return (
          <Picks
            lang={lang}
            name={name}
            legend={
              <>
                {w.flagKinds[flag.kind]}: <mark>{word}</mark>
              </>
            }
            hint={hint}
            error={problems[name]}
            value={given[name]}
            choices={[
              { value: 'replace', label: wide ? w.replaceParts(wide.join('')) : w.replaceBy(flag.substitute) },
              {
                value: 'keep',
                label: w.keep,
                note: w.keepNote,
                follows: (
                  <SelectField
                    lang={lang}
                    name={`why.${key}`}
                    label={w.why}
                    value={given[`why.${key}`]}
                    choices={[{ value: '', label: w.whyNone }, ...reasons]}
                  />
                ),
              },
            ]}
          />
        )
      })}
    </>
  )
}
