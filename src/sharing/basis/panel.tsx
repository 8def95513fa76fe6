// What stands above the timeline, or before a shut gate, because of the room's legal basis.
import type { Ctx } from '../../platform/http.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { ErrorSummary, Facts, Tell, TextArea } from '../../platform/ui/parts.tsx'
import { showDay, showMoment } from '../../platform/words.ts'
import type { Inside } from '../room/reads.ts'
import { LONGEST } from '../room/rules.ts'
import { readReasons } from '../room/store.ts'
import { keepWords } from '../room/words.ts'
import { PLEDGE_VERSION } from './rules.ts'
import { basisWords } from './words.ts'

/** Inside the gate. */
export async function basisPanel(c: Ctx, { room, standing }: Inside) {
  const { look, db } = c.var
  const w = basisWords(look.lang)
  if (room.basis === 'emergency') {
    const { reason } = await readReasons(db, room.municipality, room.id)
    return (
      <Tell kind="heed">
        <p>
          <b>{w.emergencyInside(showMoment(room.endsAt!, look.lang))}</b>
        </p>
        <p>{w.emergencySeen}</p>
        <p class="small">
          {w.reason}：{reason}
        </p>
      </Tell>
    )
  }
  if (room.basis !== 'conference') return null
  const here = `/sharing/rooms/${room.id}`
  return (
    <section class="sheet stack" aria-label={w.convene}>
      <Facts
        facts={[
          { label: w.convenedBy, value: room.convenedBy },
          { label: w.meets, value: room.meetsAt && showDay(room.meetsAt, look.lang, true) },
          { label: w.fixed, value: room.fixedAt && w.fixedAt(showMoment(room.fixedAt, look.lang)) },
          { label: w.held, value: room.heldAt ? showMoment(room.heldAt, look.lang) : w.notHeld },
        ]}
      />
      <p class="small">{w.inside}</p>
      {standing.part === 'keeper' && (
        <div class="row">
          {!room.heldAt && (
            <details>
              <summary>{w.hold}</summary>
              <form class="form" method="post" action={`${here}/held`}>
                <TextArea lang={look.lang} name="minutes" label={w.minutes} rows={5} maxlength={LONGEST} />
                <button type="submit" class="btn">
                  {w.holdGo}
                </button>
              </form>
            </details>
          )}
          <a class="alone" href={`${here}/move`}>
            {w.move}
          </a>
        </div>
      )}
    </section>
  )
}

/** Before the gate: the pledge, or what the keeper has to do so that it opens, or how to close what stays shut. */
export function beforeGate(look: Look, { room, standing, gate }: Inside, problem: string | null = null) {
  if (gate.open) return null
  const w = basisWords(look.lang)
  const here = `/sharing/rooms/${room.id}`
  const keeper = standing.part === 'keeper' && room.basis !== 'emergency'
  if (gate.reason === 'not_pledged')
    return (
      <section class="sheet stack" aria-labelledby="pledge">
        <h2 id="pledge">{w.pledgeTitle}</h2>
        <p>{w.pledgeLead}</p>
        <ol class="prose">
          {w.pledge.map((line) => (
            <li>{line}</li>
          ))}
        </ol>
        <p class="tiny soft">{w.pledgeVersion(PLEDGE_VERSION)}</p>
        <ErrorSummary lang={look.lang} problems={problem ? { agreed: problem } : {}} />
        <form class="form" method="post" action={`${here}/pledge`}>
          <label class="pick">
            <input type="checkbox" id="agreed" name="agreed" value="yes" />
            <span>{w.pledgeAgree}</span>
          </label>
          <button type="submit" class="btn go">
            {w.pledgeGo}
          </button>
        </form>
      </section>
    )
  if (!keeper || room.closedAt) return null
  if (gate.reason === 'not_fixed')
    return (
      <section class="sheet stack" aria-labelledby="fix">
        <h2 id="fix">{w.fix}</h2>
        <p>{w.fixLead}</p>
        <ErrorSummary lang={look.lang} problems={problem ? { fix: problem } : {}} />
        <div class="acts side">
          <a class="btn slim" href={`${here}/members`}>
            {w.inviteGo}
          </a>
          <form method="post" action={`${here}/fix`}>
            <button type="submit" class="btn go">
              {w.fixGo}
            </button>
          </form>
        </div>
      </section>
    )
  return (
    <p>
      <a class="btn slim" href={`${here}/members`}>
        {keepWords(look.lang).close}
      </a>
    </p>
  )
}
