// Convening, moving to consent, breaking in.
import type { Named } from '../../people/index.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Facts, Picks, Tell, TextArea, TextField } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import { type Fact, PURPOSES } from '../consent/rules.ts'
import type { Person } from '../person/store.ts'
import type { Entry } from '../room/entry-store.ts'
import { type Head, nameOf, RoomShell } from '../room/shell.tsx'
import type { Member, Room } from '../room/store.ts'
import { roomWords } from '../room/words.ts'
import { EMERGENCY_HOURS } from './rules.ts'
import { basisWords } from './words.ts'

type Problems = Readonly<Record<string, string | undefined>>
export type ConveneForm = { name: string; person: string; section: string; meets: string; purpose: string }

/** The name of somebody who is not known yet; of several of one name, which. */
const WhoFields = ({
  look,
  form,
  same,
  problems,
}: {
  look: Look
  form: { name: string; person: string }
  same: readonly Person[]
  problems: Problems
}) => {
  const w = basisWords(look.lang)
  return (
    <>
      <TextField
        lang={look.lang}
        name="name"
        label={w.name}
        hint={w.nameHint}
        value={form.name}
        error={problems.name}
        maxlength={100}
        autocomplete="off"
      />
      {same.length > 1 && (
        <Picks
          lang={look.lang}
          name="person"
          legend={w.which}
          value={form.person}
          error={problems.person}
          choices={same.map(({ id, name, ward }) => ({ value: id, label: `${name}（${ward ?? w.noWard}）` }))}
        />
      )}
    </>
  )
}

export function ConvenePage(props: Head & { form: ConveneForm; same: readonly Person[]; problems: Problems }) {
  const { look, form, same, problems } = props
  const w = basisWords(look.lang)
  const r = roomWords(look.lang)
  return (
    <RoomShell {...props} title={w.convene} wrong={Object.keys(problems).length > 0}>
      <div class="narrow stack">
        <Crumb href="/sharing">{r.toRooms}</Crumb>
        <h1>{w.convene}</h1>
        <p class="lead">{w.conveneLead}</p>
        <ErrorSummary lang={look.lang} problems={problems} />
        <form class="form" method="post" action="/sharing/conferences">
          <WhoFields look={look} form={form} same={same} problems={problems} />
          <TextField
            lang={look.lang}
            name="section"
            label={w.section}
            value={form.section}
            error={problems.section}
            maxlength={100}
          />
          <TextField
            lang={look.lang}
            name="meets"
            type="date"
            label={w.meets}
            value={form.meets}
            error={problems.meets}
          />
          <Picks
            lang={look.lang}
            name="purpose"
            legend={w.purpose}
            value={form.purpose}
            choices={PURPOSES.map((purpose) => ({ value: purpose, label: r.purposes[purpose] }))}
          />
          <button type="submit" class="btn go">
            {w.conveneGo}
          </button>
        </form>
      </div>
    </RoomShell>
  )
}

export type MoveProps = Head & {
  room: Room
  coming: readonly Member[]
  staying: readonly Member[]
  facts: readonly Fact[]
  entries: readonly Entry[]
  names: ReadonlyMap<string, Named>
}

export function MovePage(props: MoveProps) {
  const { look, room, coming, staying, facts, entries, names } = props
  const w = basisWords(look.lang)
  const r = roomWords(look.lang)
  const all = (members: readonly Member[]) => members.map(({ accountId }) => nameOf(names, accountId)).join('、') || '—'
  return (
    <RoomShell {...props} title={w.move}>
      <div class="narrow stack">
        <Crumb href={`/sharing/rooms/${room.id}`}>{r.back}</Crumb>
        <h1>{w.move}</h1>
        <p class="lead">{w.moveLead}</p>
        {coming.length === 0 ? (
          <Tell kind="heed">
            <p>{w.moveNobody}</p>
          </Tell>
        ) : (
          <form class="form" method="post" action={`/sharing/rooms/${room.id}/move`}>
            <Facts
              facts={[
                { label: w.moveComing, value: all(coming) },
                { label: w.moveStaying, value: all(staying) },
                { label: w.moveFacts, value: facts.map((fact) => r.facts[fact]).join('・') },
              ]}
            />
            <fieldset class="picks">
              <legend>{w.moveEntries}</legend>
              {entries.length === 0 && <p class="hint">{w.moveNone}</p>}
              {entries.map((entry) => (
                <label class="pick">
                  <input type="checkbox" name="entry" value={entry.id} />
                  <span>
                    {entry.words}
                    <small>
                      {nameOf(names, entry.authorId)}　{showMoment(entry.writtenAt, look.lang)}　{r.facts[entry.fact]}
                    </small>
                  </span>
                </label>
              ))}
            </fieldset>
            <button type="submit" class="btn go">
              {w.moveGo}
            </button>
          </form>
        )}
      </div>
    </RoomShell>
  )
}

export type EmergencyForm = { name: string; person: string; reason: string; hours: string }

export function EmergencyPage(props: Head & { form: EmergencyForm; same: readonly Person[]; problems: Problems }) {
  const { look, form, same, problems } = props
  const w = basisWords(look.lang)
  return (
    <RoomShell {...props} title={w.emergency} wrong={Object.keys(problems).length > 0}>
      <div class="narrow stack">
        <Crumb href="/sharing">{roomWords(look.lang).toRooms}</Crumb>
        <h1>{w.emergency}</h1>
        <Tell kind="warm">
          <p>
            <b>{w.danger119}</b>
          </p>
        </Tell>
        <p>{w.emergencyLead}</p>
        <ErrorSummary lang={look.lang} problems={problems} />
        <form class="form" method="post" action="/sharing/emergency">
          <WhoFields look={look} form={form} same={same} problems={problems} />
          <TextArea
            lang={look.lang}
            name="reason"
            label={w.reason}
            hint={w.reasonHint}
            value={form.reason}
            error={problems.reason}
            maxlength={1000}
          />
          <Picks
            lang={look.lang}
            name="hours"
            legend={w.hours}
            value={form.hours}
            choices={EMERGENCY_HOURS.map((hours) => ({ value: String(hours), label: w.hoursOf(hours) }))}
          />
          <button type="submit" class="btn go">
            {w.emergencyNext}
          </button>
        </form>
      </div>
    </RoomShell>
  )
}

export function EmergencyConfirmPage(
  props: Head & { form: EmergencyForm; person: Person; told: readonly string[]; until: Date },
) {
  const { look, form, person, told, until } = props
  const w = basisWords(look.lang)
  return (
    <RoomShell {...props} title={w.emergencyConfirm}>
      <div class="narrow stack">
        <h1>{w.emergencyConfirm}</h1>
        <Facts
          facts={[
            { label: w.name, value: `${person.name}${person.ward ? `（${person.ward}）` : ''}` },
            { label: w.reason, value: form.reason },
            { label: w.toldAtOnce, value: told.join('、') },
            { label: w.hours, value: w.until(showMoment(until, look.lang)) },
          ]}
        />
        <p>{w.emergencySeen}</p>
        <form class="acts side" method="post" action="/sharing/emergency">
          <input type="hidden" name="name" value={form.name} />
          <input type="hidden" name="person" value={person.id} />
          <input type="hidden" name="reason" value={form.reason} />
          <input type="hidden" name="hours" value={form.hours} />
          <button type="submit" class="btn stop" name="confirmed" value="yes">
            {w.emergencyGo}
          </button>
          <a class="btn plain" href="/sharing">
            {w.cancel}
          </a>
        </form>
      </div>
    </RoomShell>
  )
}
