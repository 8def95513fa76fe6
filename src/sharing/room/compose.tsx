// Writing an entry. To the team and to the family look different, and what goes to the family is asked once more.
import type { Named } from '../../people/index.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { ErrorSummary, Picks, SelectField, TextArea } from '../../platform/ui/parts.tsx'
import type { Standing } from '../basis/rules.ts'
import { FACTS } from '../consent/rules.ts'
import { type DraftFault, ENTRY_KINDS, LONGEST } from './rules.ts'
import { type Head, nameOf, RoomShell } from './shell.tsx'
import type { Member, Room } from './store.ts'
import { roomWords } from './words.ts'

/** What was typed, as the form has it. */
export type DraftForm = {
  words: string
  kind: string
  fact: string
  audience: string
  important: boolean
  mentions: string[]
  answers: string
}
export const EMPTY_DRAFT: DraftForm = {
  words: '',
  kind: 'message',
  fact: '',
  audience: 'team',
  important: false,
  mentions: [],
  answers: '',
}

export type ComposeProps = {
  look: Look
  room: Room
  standing: Standing
  members: readonly Member[]
  names: ReadonlyMap<string, Named>
  form: DraftForm
  problem: DraftFault | 'empty' | null
}

export function Compose({ look, room, standing, members, names, form, problem }: ComposeProps) {
  const w = roomWords(look.lang)
  const inTeam = standing.part === 'keeper' || standing.part === 'team'
  const others = members.filter(({ accountId, leftAt }) => !leftAt && accountId !== standing.accountId)
  const family = others.some(({ part }) => part === 'person' || part === 'family')
  return (
    <section class="sheet stack no-print" aria-labelledby="write">
      <h2 id="write">{w.writeTo}</h2>
      {problem && <ErrorSummary lang={look.lang} problems={{ words: w.problems[problem] }} />}
      <form class="form" method="post" action={`/sharing/rooms/${room.id}/entries`}>
        <TextArea
          lang={look.lang}
          name="words"
          label={form.answers ? w.answer : w.write}
          value={form.words}
          rows={3}
          maxlength={LONGEST}
          error={problem ? w.problems[problem] : undefined}
        />
        {form.answers && <input type="hidden" name="answers" value={form.answers} />}
        {inTeam && family && (
          <Picks
            lang={look.lang}
            name="audience"
            legend={w.forWhom}
            value={form.audience}
            choices={[
              { value: 'team', label: w.audiences.team, note: w.teamNote },
              { value: 'all', label: w.audiences.all, note: w.allNote },
            ]}
          />
        )}
        {inTeam && (
          <details open={form.kind !== 'message' || form.fact !== '' || form.important}>
            <summary>{w.kindAndFact}</summary>
            <div class="stack">
              <div class="row">
                <SelectField
                  lang={look.lang}
                  name="kind"
                  label={w.whatKind}
                  value={form.kind}
                  choices={ENTRY_KINDS.map((kind) => ({ value: kind, label: w.kinds[kind] }))}
                />
                <SelectField
                  lang={look.lang}
                  name="fact"
                  label={w.whichFact}
                  hint={w.factHint}
                  value={form.fact}
                  choices={[
                    { value: '', label: w.factUsual },
                    ...FACTS.map((fact) => ({ value: fact, label: w.facts[fact] })),
                  ]}
                />
              </div>
              <label class="pick">
                <input type="checkbox" name="important" value="yes" checked={form.important} />
                <span>{w.markImportant}</span>
              </label>
            </div>
          </details>
        )}
        {others.length > 0 && (
          <details open={form.mentions.length > 0}>
            <summary>{w.mention}</summary>
            <div class="picks">
              {others.map(({ accountId, profession, part }) => (
                <label class="pick">
                  <input
                    type="checkbox"
                    name="mentions"
                    value={accountId}
                    checked={form.mentions.includes(accountId)}
                  />
                  <span>
                    {nameOf(names, accountId)}
                    <small>{profession ?? w.parts[part]}</small>
                  </span>
                </label>
              ))}
            </div>
          </details>
        )}
        <button type="submit" class="btn go">
          {w.send}
        </button>
      </form>
    </section>
  )
}

/** Asked once more, with the names of those who will read it. */
export function ConfirmPage(
  props: Head & { room: Room; form: DraftForm; family: readonly Member[]; names: ReadonlyMap<string, Named> },
) {
  const { look, room, form, family, names } = props
  const w = roomWords(look.lang)
  return (
    <RoomShell {...props} title={w.confirm}>
      <div class="narrow stack">
        <h1>{w.confirm}</h1>
        <p class="lead">{w.confirmLead}</p>
        <ul class="prose">
          {family.map(({ accountId, part }) => (
            <li>
              <b>{nameOf(names, accountId)}</b>（{w.parts[part]}）
            </li>
          ))}
        </ul>
        <div class="sheet said all">
          <p class="text">{form.words}</p>
        </div>
        <form class="acts side" method="post" action={`/sharing/rooms/${room.id}/entries`}>
          <input type="hidden" name="words" value={form.words} />
          <input type="hidden" name="kind" value={form.kind} />
          <input type="hidden" name="fact" value={form.fact} />
          <input type="hidden" name="answers" value={form.answers} />
          {form.important && <input type="hidden" name="important" value="yes" />}
          {form.mentions.map((id) => (
            <input type="hidden" name="mentions" value={id} />
          ))}
          <button type="submit" class="btn go" name="audience" value="confirmed">
            {w.confirmGo}
          </button>
          <button type="submit" class="btn" name="audience" value="team">
            {w.confirmBack}
          </button>
        </form>
      </div>
    </RoomShell>
  )
}
