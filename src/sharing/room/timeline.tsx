// The timeline of a room: what was said, to whom, who has read it, and the way to say something.
import type { Named } from '../../people/index.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Crumb, Facts, Icon, SelectField, Tag, TextField } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import { mayTakeOut } from '../basis/rules.ts'
import type { FileView } from '../file/pages.tsx'
import { Files } from '../file/pages.tsx'
import { Compose, type ComposeProps } from './compose.tsx'
import type { Mark } from './entry-store.ts'
import type { Inside, Line, Sought, Timeline } from './reads.ts'
import { ENTRY_KINDS } from './rules.ts'
import { type Head, nameOf, RoomShell } from './shell.tsx'
import { keepWords, roomWords } from './words.ts'

export type TimelineProps = Head & {
  inside: Inside
  timeline: Timeline
  names: ReadonlyMap<string, Named>
  files: ReadonlyMap<string, readonly FileView[]>
  sought: Sought | null
  form: ComposeProps['form']
  problem: ComposeProps['problem']
  /** What stands above the timeline because of the room's basis. */
  above?: unknown
}

export function TimelinePage(props: TimelineProps) {
  const { look, inside, timeline, sought, names, problem } = props
  const { room, person, standing, members } = inside
  const w = roomWords(look.lang)
  const inTeam = standing.part === 'keeper' || standing.part === 'team'
  const here = `/sharing/rooms/${room.id}`
  return (
    <RoomShell {...props} title={person ? w.around(person.name) : w.room(room.code)} wrong={problem !== null}>
      <div class="stack">
        <Crumb href="/sharing">{w.toRooms}</Crumb>
        <h1>{person ? w.around(person.name) : w.room(room.code)}</h1>
        <p class="tags">
          <Tag kind={room.basis === 'emergency' ? 'heed' : 'tie'}>{w.bases[room.basis]}</Tag>
          <Tag>{w.purposes[room.purpose]}</Tag>
          <span class="soft small">{room.code}</span>
        </p>
        <nav class="chips no-print" aria-label={w.room(room.code)}>
          <a href={`${here}/list`}>{w.list}</a>
          <a href={`${here}/members`}>
            {w.members}（{members.filter(({ leftAt }) => !leftAt).length}）
          </a>
          {mayTakeOut(room) && inTeam && <a href={`${here}/print`}>{w.print}</a>}
        </nav>
      </div>
      {props.above as never}
      <div class="cols">
        <section class="stack" aria-label={w.room(room.code)}>
          {!sought && (
            <Compose
              look={look}
              room={room}
              standing={standing}
              members={members}
              names={names}
              form={props.form}
              problem={problem}
            />
          )}
          <Lines {...props} />
          <nav class="pager" aria-label={w.older}>
            {timeline.next && !sought && (
              <a href={`${here}?before=${timeline.next}`} rel="next">
                {w.older}
                <Icon name="right" />
              </a>
            )}
            {(sought || look.path.includes('before=')) && <a href={here}>{w.newest}</a>}
          </nav>
        </section>
        <div class="stack-l">
          <Search look={look} inside={inside} names={names} sought={sought} />
          <Contact {...props} />
        </div>
      </div>
    </RoomShell>
  )
}

const Contact = ({ look, inside: { person } }: TimelineProps) => {
  const k = keepWords(look.lang)
  if (!person || (!person.phone && !person.address)) return null
  return (
    <section class="sheet stack" aria-labelledby="contact">
      <h2 id="contact">{k.contact}</h2>
      <Facts
        facts={[
          person.phone ? { label: k.phone, value: person.phone } : null,
          person.address ? { label: k.address, value: person.address } : null,
        ]}
      />
    </section>
  )
}

type LinesProps = Pick<TimelineProps, 'look' | 'inside' | 'timeline' | 'names' | 'files' | 'sought'> & {
  quiet?: boolean
}

/** The lines of a timeline; `quiet` leaves out what can be pressed, for paper. */
export function Lines(props: LinesProps) {
  const { look, timeline, sought } = props
  const w = roomWords(look.lang)
  return (
    <div class="stack">
      {sought && <p role="status">{timeline.lines.length > 0 ? w.found(timeline.lines.length) : w.noneFound}</p>}
      {timeline.capped && <p class="soft small">{w.capped}</p>}
      {!sought && timeline.lines.length === 0 && <p>{w.none}</p>}
      <ol class="stack">
        {timeline.lines.map((line) => (
          <LineItem {...props} line={line} />
        ))}
      </ol>
    </div>
  )
}

function LineItem({ look, inside, timeline, names, files, line, quiet }: LinesProps & { line: Line }) {
  const w = roomWords(look.lang)
  if (line.kind === 'veiled')
    return (
      <li class="sheet said veiled">
        <p class="small">
          {nameOf(names, line.veiled.authorId)}　{showMoment(line.at, look.lang)}
        </p>
        <p>{w.veiled(w.facts[line.veiled.fact], w.veils[line.why])}</p>
      </li>
    )
  const { entry, marks, from } = line
  const me = inside.standing.accountId
  const own = entry.authorId === me
  // Where one had stopped reading: what came since is marked until the page is opened again.
  const fresh = !own && entry.writtenAt > (inside.member.seenUntil ?? inside.member.joinedAt)
  const gone = entry.takenBackAt !== null
  const here = `/sharing/rooms/${inside.room.id}/entries/${entry.id}`
  const answered = entry.answers && timeline.answered.get(entry.answers)
  return (
    <li class={entry.audience === 'all' ? 'sheet said all' : 'sheet said'} id={`e-${entry.id}`}>
      <div class="said-head">
        <p>
          <b>{nameOf(names, entry.authorId)}</b>
          <small class="soft">
            　<span class="keep">{showMoment(entry.writtenAt, look.lang)}</span>
          </small>
        </p>
        <p class="tags">
          <Tag
            kind={entry.audience === 'all' ? 'heed' : undefined}
            icon={entry.audience === 'all' ? 'home' : undefined}
          >
            {w.audiences[entry.audience]}
          </Tag>
          <Tag>{w.kinds[entry.kind]}</Tag>
          <Tag>{w.facts[entry.fact]}</Tag>
          {fresh && <Tag kind="ok">{w.fresh}</Tag>}
          {entry.important && (
            <Tag kind="heed" icon="alert">
              {w.important}
            </Tag>
          )}
          {entry.mentions.includes(me) && (
            <Tag kind="tie" icon="chat">
              {w.toYou}
            </Tag>
          )}
        </p>
      </div>
      {from && <p class="small soft">{w.fromRoom(from.code)}</p>}
      {answered && <p class="small soft">{w.answerTo(nameOf(names, answered))}</p>}
      {entry.mentions.length > 0 && (
        <p class="small soft">{w.to(entry.mentions.map((id) => nameOf(names, id)).join('、'))}</p>
      )}
      {gone ? <p class="soft">{w.takenBack}</p> : <p class="text">{entry.words}</p>}
      {!gone && !from && <Files look={look} room={inside.room} files={files.get(entry.id) ?? []} />}
      {!gone && (
        <div class="said-foot">
          <Readers look={look} marks={marks} names={names} />
          {!quiet && !from && (
            <div class="row no-print">
              {!own && (
                <Understand
                  look={look}
                  here={here}
                  understood={marks.some((m) => m.accountId === me && m.understoodAt)}
                />
              )}
              <a class="alone" href={`/sharing/rooms/${inside.room.id}?answer=${entry.id}#words`}>
                {w.answer}
              </a>
              {own && inside.room.basis !== 'emergency' && (
                <a class="alone" href={`/sharing/rooms/${inside.room.id}/files?entry=${entry.id}`}>
                  {w.attach}
                </a>
              )}
              {own && (
                <form method="post" action={`${here}/take-back`}>
                  <button type="submit" class="btn slim plain">
                    {w.takeBack}
                  </button>
                </form>
              )}
            </div>
          )}
        </div>
      )}
    </li>
  )
}

const Understand = ({ look, here, understood }: { look: Look; here: string; understood: boolean }) => {
  const w = roomWords(look.lang)
  if (understood)
    return (
      <Tag kind="ok" icon="check">
        {w.youUnderstood}
      </Tag>
    )
  return (
    <form method="post" action={`${here}/understood`}>
      <button type="submit" class="btn slim">
        <Icon name="check" />
        {w.understand}
      </button>
    </form>
  )
}

const Readers = ({ look, marks, names }: { look: Look; marks: Mark[]; names: ReadonlyMap<string, Named> }) => {
  const w = roomWords(look.lang)
  const understood = marks.filter((mark) => mark.understoodAt)
  if (marks.length === 0) return null
  const list = (some: Mark[]) => some.map(({ accountId }) => nameOf(names, accountId)).join('、') || w.nobody
  return (
    <details class="small">
      <summary>{w.readBy(marks.length, understood.length)}</summary>
      <p>
        {w.whoRead}：{list(marks)}
      </p>
      <p>
        {w.whoUnderstood}：{list(understood)}
      </p>
    </details>
  )
}

function Search({
  look,
  inside,
  names,
  sought,
}: {
  look: Look
  inside: Inside
  names: ReadonlyMap<string, Named>
  sought: Sought | null
}) {
  const w = roomWords(look.lang)
  const day = (at: Date | null | undefined) => at?.toISOString().slice(0, 10) ?? ''
  return (
    <section class="sheet stack no-print" aria-labelledby="search">
      <h2 id="search">{w.search}</h2>
      <form class="form" method="get" action={`/sharing/rooms/${inside.room.id}`}>
        <TextField lang={look.lang} name="q" type="search" label={w.words} value={sought?.q} maxlength={100} />
        <SelectField
          lang={look.lang}
          name="author"
          label={w.author}
          value={sought?.author}
          choices={[
            { value: '', label: w.anybody },
            ...inside.members.map(({ accountId }) => ({ value: accountId, label: nameOf(names, accountId) })),
          ]}
        />
        <SelectField
          lang={look.lang}
          name="kind"
          label={w.whatKind}
          value={sought?.kind}
          choices={[
            { value: '', label: w.anyKind },
            ...ENTRY_KINDS.map((kind) => ({ value: kind, label: w.kinds[kind] })),
          ]}
        />
        <TextField lang={look.lang} name="from" type="date" label={w.from} value={day(sought?.from)} />
        <TextField lang={look.lang} name="until" type="date" label={w.until} value={day(sought?.until)} />
        <button type="submit" class="btn">
          {w.go}
        </button>
      </form>
    </section>
  )
}
