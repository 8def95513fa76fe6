// The one-time code behind the link in a mail: asked for, and typed in.
import type { Look } from '../platform/ui/page.tsx'
import { ErrorSummary, TextField } from '../platform/ui/parts.tsx'
import { referralWords } from './words.ts'

/** Where a code was sent (masked), and what was wrong with the last one. */
export type CodeState = { sentTo: string | null; problem: 'wrong' | 'too_many' | null }

/** What to say of a code that did not open; undefined when nothing is wrong. */
export const codeProblem = (look: Look, problem: CodeState['problem']): string | undefined => {
  const w = referralWords(look.lang)
  return problem === 'wrong' ? w.codeWrong : problem === 'too_many' ? w.tooMany : undefined
}

/** Says what became of the last code, above the forms. */
export function CodeSaid({ look, sentTo, problem }: { look: Look } & CodeState) {
  const wrong = codeProblem(look, problem)
  return (
    <>
      {wrong && <ErrorSummary lang={look.lang} problems={{ code: wrong }} />}
      {sentTo && <p class="tell ok">{referralWords(look.lang).codeSent(sentTo)}</p>}
    </>
  )
}

/** @param at address below which `/code` sends one and `/open` takes it */
export function CodeForms({ look, at, sentTo, problem }: { look: Look; at: string } & CodeState) {
  const w = referralWords(look.lang)
  const asked = Boolean(sentTo || problem)
  return (
    <>
      {asked && (
        <form method="post" action={`${at}/open`} class="form" novalidate>
          <TextField
            lang={look.lang}
            name="code"
            label={w.codeLabel}
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength={12}
            error={codeProblem(look, problem)}
            required
          />
          <button type="submit" class="btn go">
            {w.open}
          </button>
        </form>
      )}
      <form method="post" action={`${at}/code`}>
        <button type="submit" class={asked ? 'btn plain' : 'btn go'}>
          {w.sendCode}
        </button>
      </form>
    </>
  )
}
