// Keeping a room: opening it, who belongs to it, closing it.
import type { Named } from '../../people/index.ts'
import { Crumb, ErrorSummary, Picks, SelectField, Tag, TextField } from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import { sharesAny } from '../basis/rules.ts'
import { PURPOSES } from '../consent/rules.ts'
import type { Person } from '../person/store.ts'
import type { Inside } from './reads.ts'
import { PROFESSIONS } from './rules.ts'
import { type Head, nameOf, RoomShell } from './shell.tsx'
import type { Member } from './store.ts'
import { keepWords, roomWords } from './words.ts'
import type { Worker } from './worker-store.ts'

const Professions = () => (
  <datalist id="professions">
    {PROFESSIONS.map((profession) => (
      <option value={profession}></option>
    ))}
  </datalist>
)

export type OpenForm = { person: string; purpose: string; profession: string }

export function OpenPage(
  props: Head & { persons: readonly Person[]; form: OpenForm; problem: 'who' | 'no_consent' | null },
) {
  const { look, persons, form, problem } = props
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  const wrong = problem === 'who' ? { person: k.chooseWho } : problem ? { purpose: k.openRefused } : {}
  return (
    <RoomShell {...props} title={k.open} wrong={problem !== null}>
      <div class="narrow stack">
        <Crumb href="/sharing">{w.toRooms}</Crumb>
        <h1>{k.open}</h1>
        <p class="lead">{k.openLead}</p>
        <ErrorSummary lang={look.lang} problems={wrong} />
        {persons.length === 0 ? (
          <p>{k.nobodyKnown}</p>
        ) : (
          <form class="form" method="post" action="/sharing/rooms">
            <SelectField
              lang={look.lang}
              name="person"
              label={k.who}
              value={form.person}
              error={wrong.person}
              choices={[
                { value: '', label: '—' },
                ...persons.map(({ id, name, ward }) => ({ value: id, label: ward ? `${name}（${ward}）` : name })),
              ]}
            />
            <Picks
              lang={look.lang}
              name="purpose"
              legend={k.purpose}
              value={form.purpose}
              error={wrong.purpose}
              choices={PURPOSES.map((purpose) => ({ value: purpose, label: w.purposes[purpose] }))}
            />
            <TextField
              lang={look.lang}
              name="profession"
              label={k.profession}
              hint={PROFESSIONS.slice(0, 6).join('、')}
              value={form.profession}
              maxlength={50}
            />
            <Professions />
            <button type="submit" class="btn go">
              {k.openGo}
            </button>
          </form>
        )}
      </div>
    </RoomShell>
  )
}

export type MembersProps = Head & {
  inside: Inside
  sought: string | null
  workers: readonly Worker[]
  ties: readonly { accountId: string; part: 'person' | 'family' }[]
  names: ReadonlyMap<string, Named>
  problem: string | null
}

export function MembersPage(props: MembersProps) {
  const { look, inside, sought, workers, ties, names, problem } = props
  const { room, person, members, standing } = inside
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  const here = `/sharing/rooms/${room.id}`
  const keeper = standing.part === 'keeper' && room.basis !== 'emergency'
  const now = members.filter(({ leftAt }) => !leftAt)
  const inRoom = new Set(now.map(({ accountId }) => accountId))
  const tied = ties.filter(({ accountId }) => !inRoom.has(accountId))
  return (
    <RoomShell {...props} title={w.members} wrong={problem !== null}>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href={here}>{w.back}</Crumb>
          <h1>{w.members}</h1>
          <p class="soft">{person ? w.around(person.name) : w.room(room.code)}</p>
          <ErrorSummary lang={look.lang} problems={problem ? { members: problem } : {}} />
          <ul class="stack" id="members">
            {members.map((member) => (
              <MemberLine {...props} member={member} keeper={keeper} />
            ))}
          </ul>
        </div>
        {keeper && !room.fixedAt && (
          <section class="sheet stack" aria-labelledby="add">
            <h2 id="add">{k.add}</h2>
            <p class="hint">{k.addLead}</p>
            <form class="form" method="get" action={`${here}/members`}>
              <TextField
                lang={look.lang}
                name="q"
                type="search"
                label={k.findName}
                value={sought ?? ''}
                maxlength={50}
              />
              <button type="submit" class="btn slim">
                {k.find}
              </button>
            </form>
            {sought && workers.length === 0 && <p role="status">{k.noneFound}</p>}
            {workers
              .filter(({ id }) => !inRoom.has(id))
              .map((worker) => (
                <form class="form" method="post" action={`${here}/members`}>
                  <input type="hidden" name="account" value={worker.id} />
                  <p>
                    <b>{worker.name}</b>
                  </p>
                  <TextField
                    lang={look.lang}
                    name="profession"
                    id={`p-${worker.id}`}
                    label={k.profession}
                    maxlength={50}
                  />
                  <button type="submit" class="btn slim">
                    {k.addGo}
                  </button>
                </form>
              ))}
            {tied.length > 0 && room.basis === 'consent' && (
              <>
                <h3>{k.tied}</h3>
                {tied.map(({ accountId, part }) => (
                  <form class="row" method="post" action={`${here}/members`}>
                    <input type="hidden" name="account" value={accountId} />
                    <input type="hidden" name="part" value={part} />
                    <span>
                      {nameOf(names, accountId)}（{w.parts[part]}）
                    </span>
                    <button type="submit" class="btn slim">
                      {k.addGo}
                    </button>
                  </form>
                ))}
              </>
            )}
          </section>
        )}
        {keeper && (
          <section class="sheet stack" aria-labelledby="close">
            <h2 id="close">{k.close}</h2>
            <p>{k.closeLead}</p>
            <form class="form" method="post" action={`${here}/close`}>
              <label class="pick">
                <input type="checkbox" name="agreed" value="yes" />
                <span>{k.closeAgree}</span>
              </label>
              <button type="submit" class="btn stop slim">
                {k.close}
              </button>
            </form>
          </section>
        )}
      </div>
    </RoomShell>
  )
}

const MemberLine = ({
  look,
  inside,
  names,
  now,
  member,
  keeper,
}: MembersProps & { member: Member; keeper: boolean }) => {
  const { room, consents, standing } = inside
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  const agreed = sharesAny(consents, member, room.purpose, now) === true
  const works = member.part === 'keeper' || member.part === 'team'
  const self = member.accountId === standing.accountId
  return (
    <li class="sheet stack">
      <p>
        <b>{nameOf(names, member.accountId)}</b>
        {member.profession && `　${member.profession}`}
      </p>
      <p class="tags">
        <Tag kind={member.part === 'keeper' ? 'tie' : undefined}>{w.parts[member.part]}</Tag>
        {room.basis === 'consent' && !member.leftAt && works && (
          <Tag kind={agreed ? 'ok' : 'heed'} icon={agreed ? 'check' : 'alert'}>
            {agreed ? k.consentYes : k.consentNo}
          </Tag>
        )}
        {room.basis === 'conference' && (
          <Tag kind={member.pledgedAt ? 'ok' : 'heed'}>{member.pledgedAt ? k.pledged : k.notPledged}</Tag>
        )}
        <span class="small soft">
          {member.leftAt ? k.left(showDay(member.leftAt, look.lang)) : k.joined(showDay(member.joinedAt, look.lang))}
        </span>
      </p>
      {!member.leftAt && (keeper || self) && room.basis !== 'emergency' && (
        <form method="post" action={`/sharing/rooms/${room.id}/members/${member.accountId}/end`}>
          <button type="submit" class="btn slim plain">
            {self ? k.leave : k.end}
          </button>
        </form>
      )}
    </li>
  )
}
