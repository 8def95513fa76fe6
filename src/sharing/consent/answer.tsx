// What the person reads: on their own page, on a tablet that is held out to them, on paper.
import { type Look, PublicPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, inJapanese, Picks, Qr, SelectField, TextField } from '../../platform/ui/parts.tsx'
import type { Tie } from '../person/rules.ts'
import { groundWords } from '../person/words.ts'
import { ConsentText } from './parts.tsx'
import type { Choosable } from './recipients.ts'
import type { Asking } from './store.ts'
import { answerWords } from './words.ts'

type ReadProps = {
  look: Look
  asking: Asking
  named: readonly Choosable[]
  text: string
  action: string
  back: string
  given: { recipients: string[]; speaker: string; heard: string }
  problems: Partial<Record<'recipients' | 'heard' | 'speaker' | 'form', string>>
  /** On a tablet held out by somebody at work: who was there is written down, and who answers. */
  tablet?: { agents: readonly Tie[]; agentNames: ReadonlyMap<string, string> }
}

/** Nothing is chosen beforehand: who reads nothing agrees to nothing. */
export function ReadPage({ look, asking, named, text, action, back, given, problems, tablet }: ReadProps) {
  const { lang } = look
  const w = answerWords(lang)
  const grounds = groundWords(lang)
  return (
    <PublicPage look={look} title={w.title} noindex urgent={false} wrong={Object.keys(problems).length > 0}>
      <div class="print-large stack">
        <Crumb href={back}>{w.back}</Crumb>
        <h1>{w.title}</h1>
        <ErrorSummary lang={lang} problems={problems} />
        <ConsentText text={text} />
        <form method="post" action={action} class="form" novalidate>
          <input type="hidden" name="way" value="screen" />
          <Picks
            lang={lang}
            name="recipients"
            legend={w.whom}
            hint={w.whomHow}
            many
            value={given.recipients}
            error={problems.recipients}
            choices={named.map(({ key, name }) => ({ value: key, label: <span {...inJapanese(lang)}>{name}</span> }))}
          />
          {tablet && tablet.agents.length > 0 && (
            <SelectField
              lang={lang}
              name="speaker"
              label={w.speaker}
              value={given.speaker}
              error={problems.speaker}
              choices={[
                { value: 'self', label: w.self },
                ...tablet.agents.map((tie) => ({
                  value: tie.id,
                  label: `${tablet.agentNames.get(tie.accountId) ?? '—'} ${w.agent(grounds[tie.ground!])}`,
                })),
              ]}
            />
          )}
          {tablet && (
            <TextField
              lang={lang}
              name="heard"
              label={w.who}
              hint={w.whoHow}
              value={given.heard}
              error={problems.heard}
              maxlength={100}
            />
          )}
          <div class="acts">
            <button type="submit" class="btn go" name="answer" value="yes">
              {w.yes}
            </button>
            <button type="submit" class="btn" name="answer" value="no">
              {w.no}
            </button>
          </div>
        </form>
        <p class="tiny">
          {w.number} {asking.code}・{w.version(asking.textVersion)}
        </p>
      </div>
    </PublicPage>
  )
}

type PaperProps = {
  look: Look
  asking: Asking
  named: readonly Choosable[]
  text: string
  url: string
}

/** The form on paper. It carries a number and no name: the name is written by who signs. */
export function PaperPage({ look, asking, named, text, url }: PaperProps) {
  const w = answerWords(look.lang)
  return (
    <PublicPage look={look} title={w.title} noindex flow="plain" urgent={false}>
      <div class="print-large stack">
        <Crumb href={`/sharing/asking/${asking.id}`}>{asking.code}</Crumb>
        <h1>{w.title}</h1>
        <ConsentText text={text} />
        <div class="one-desk">
          <p>{w.paperHow}</p>
          {named.map(({ name }) => (
            <p {...inJapanese(look.lang)}>{w.box(name)}</p>
          ))}
          <p>{w.boxNo}</p>
          <p>{w.sign}</p>
          <p>＿＿＿＿＿＿＿＿＿＿＿＿＿＿</p>
          <p>{w.signedOn}</p>
        </div>
        <p class="code">{asking.code}</p>
        <div class="one-desk again">
          <Qr text={url} label={w.qr} />
          <div>
            <p class="small">{w.paperStop}</p>
            <p class="tiny">{w.version(asking.textVersion)}</p>
          </div>
        </div>
      </div>
    </PublicPage>
  )
}
