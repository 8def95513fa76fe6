// The person's own page: which rooms there are and why, who may know what, who looked.
import { LookList } from '../../people/index.ts'
import { type Look, PublicPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Facts, inJapanese, Tag, Tell, TextField } from '../../platform/ui/parts.tsx'
import { type Lang, showDay, showMoment } from '../../platform/words.ts'
import { ConsentCards } from '../consent/parts.tsx'
import { REMIND_DAYS, standsAt } from '../consent/rules.ts'
import type { StoredConsent } from '../consent/store.ts'
import { factWords } from '../consent/words.ts'
import { holds } from '../person/rules.ts'
import type { Person } from '../person/store.ts'
import { groundWords } from '../person/words.ts'
import type { About, Standing } from './reads.ts'
import type { OwnRoom, ToldEntry } from './store.ts'
import { mineWords } from './words.ts'

export const MINE = '/sharing/mine'

type CodeProps = { look: Look; given: { code: string; born: string }; problem?: 'wrong' | 'gone' | 'already' }

/** Type the code that one was given. */
function CodeForm({ look, given, problem }: CodeProps) {
  const { lang } = look
  const w = mineWords(lang)
  const at = problem === 'wrong' ? 'born' : 'code'
  const error = (name: string) => (problem && name === at ? w.codeWrong[problem] : undefined)
  return (
    <form method="post" action={`${MINE}/code`} class="form" novalidate>
      <p>{w.codeLead}</p>
      <TextField
        lang={lang}
        name="code"
        label={w.code}
        value={given.code}
        error={error('code')}
        maxlength={20}
        required
      />
      <TextField lang={lang} name="born" type="date" label={w.born} value={given.born} error={error('born')} required />
      <button type="submit" class="btn go">
        {w.codeGo}
      </button>
    </form>
  )
}

/** Whose page: oneself, whom one is the agent of, whose family one is; and a code to be tied to another. */
export function ChoosePage({ look, given, problem, standings }: CodeProps & { standings: readonly Standing[] }) {
  const w = mineWords(look.lang)
  return (
    <PublicPage look={look} title={w.title} noindex urgent={false} wrong={Boolean(problem)}>
      <div class="print-large stack">
        <h1>{w.title}</h1>
        {problem && (
          <ErrorSummary lang={look.lang} problems={{ [problem === 'wrong' ? 'born' : 'code']: w.codeWrong[problem] }} />
        )}
        {standings.length === 0 ? (
          <p>{w.none}</p>
        ) : (
          <>
            <h2>{w.choose}</h2>
            <ul class="more">
              {standings.map(({ person, tie }) => (
                <li>
                  <a href={`${MINE}/${person.id}`} {...inJapanese(look.lang)}>
                    {person.name}
                    <small>{w.tieKinds[tie.kind]}</small>
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>{w.codeTitle}</h2>
        <CodeForm {...{ look, given, problem }} />
      </div>
    </PublicPage>
  )
}

export const RoomList = ({ look, rooms }: { look: Look; rooms: readonly OwnRoom[] }) => {
  const { lang } = look
  const w = mineWords(lang)
  const day = (at: Date | null) => at && showDay(at, lang, true)
  if (rooms.length === 0) return <p>{w.roomsNone}</p>
  return (
    <ul class="stack">
      {rooms.map((room) => (
        <li class="sheet stack">
          <h3>{w.basis[room.basis]}</h3>
          <p>{w.means[room.basis]}</p>
          <Facts
            facts={[
              { label: w.purpose, value: factWords(lang).purposes[room.purpose] },
              { label: w.convened, value: room.convenedBy },
              { label: w.opened, value: day(room.openedAt) },
              { label: w.held, value: day(room.heldAt) },
              { label: w.until, value: day(room.endsAt) },
              { label: w.closed, value: day(room.closedAt) },
            ]}
          />
          {room.review && <p>{w.review[room.review]}</p>}
        </li>
      ))}
    </ul>
  )
}

type ToldProps = { look: Look; entries: readonly ToldEntry[]; names: ReadonlyMap<string, string> }

export function ToldList({ look, entries, names }: ToldProps) {
  const { lang } = look
  const w = mineWords(lang)
  if (entries.length === 0) return <p>{w.toldNone}</p>
  return (
    <ul class="stack">
      {entries.map((entry) => (
        <li class="sheet">
          <p class="mail" {...inJapanese(lang)}>
            {entry.words}
          </p>
          <p class="small soft">
            {names.get(entry.authorId) ?? '—'}・{showMoment(entry.writtenAt, lang, true)}・
            {factWords(lang).short[entry.fact]}
            {entry.onRequest ? `・${w.onRequest}` : ''}
          </p>
        </li>
      ))}
    </ul>
  )
}

/** Consents that end soon. */
function Ending({ consents, now, lang }: { consents: readonly StoredConsent[]; now: Date; lang: Lang }) {
  const soon = now.getTime() + REMIND_DAYS * 24 * 60 * 60 * 1000
  const ending = consents.filter((one) => standsAt(one, now) === 'stands' && one.until.getTime() < soon)
  const first = ending.sort((a, b) => a.until.getTime() - b.until.getTime())[0]
  return first ? <Tell kind="heed">{mineWords(lang).expires(showDay(first.until, lang, true))}</Tell> : null
}

export type MineProps = { look: Look; me: string; standing: Standing; about: About; now: Date }

/** The whole of it on one page, in large letters. */
export function MinePage({ look, me, standing, about, now }: MineProps) {
  const { lang } = look
  const w = mineWords(lang)
  const { person, tie } = standing
  const title = tie.kind === 'self' ? w.title : w.titleOf(person.name)
  const here = `${MINE}/${person.id}`
  const { consents, recipients, askings, names } = about
  return (
    <PublicPage look={look} title={title} noindex urgent={false}>
      <div class="print-large stack-l">
        <div class="stack">
          <Crumb href={MINE}>{w.choose}</Crumb>
          <h1>{title}</h1>
          <p>{tie.ground ? w.agentLead(groundWords(lang)[tie.ground]) : w.lead}</p>
          <Ending {...{ consents, now, lang }} />
        </div>
        {askings.length > 0 && (
          <section class="stack" aria-labelledby="askings">
            <h2 id="askings">{w.askings}</h2>
            <ul class="more">
              {askings.map((asking) => (
                <li>
                  <a href={`${here}/asking/${asking.id}`}>
                    {w.askingOf(asking.createdBy === me ? w.you : (names.get(asking.createdBy) ?? '—'))}
                    <small>{w.read}</small>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section class="stack" aria-labelledby="consents">
          <h2 id="consents">{w.consents}</h2>
          <p>{w.consentsLead}</p>
          {consents.length === 0 ? (
            <p>{w.consentsNone}</p>
          ) : (
            <ConsentCards
              {...{ look, consents, now }}
              names={recipients}
              columns={w.columns}
              by={w.by}
              scan={(consent) => `${here}/consents/${consent.id}/scan`}
              act={(consent) => (
                <a class="btn slim stop" href={`${here}/consents/${consent.id}/stop`}>
                  {w.stop}
                </a>
              )}
            />
          )}
          <p>
            <a class="btn" href={`${here}/give`}>
              {w.give}
            </a>
          </p>
        </section>
        <section class="stack" aria-labelledby="rooms">
          <h2 id="rooms">{w.rooms}</h2>
          <p>{w.roomsLead}</p>
          <RoomList look={look} rooms={about.rooms} />
        </section>
        <section class="stack" aria-labelledby="told">
          <h2 id="told">{w.told}</h2>
          <ToldList {...{ look, names }} entries={about.entries.slice(0, 10)} />
        </section>
        <section class="stack" aria-labelledby="looks">
          <h2 id="looks">{w.looks}</h2>
          <p>{w.looksLead}</p>
          <LookList {...{ look, me }} lines={about.looks.lines.slice(0, 5)} />
          <p>
            <a class="alone" href={`${here}/looks`}>
              {w.looksMore}
            </a>
          </p>
        </section>
        <section class="stack" aria-labelledby="ties">
          <h2 id="ties">{w.ties}</h2>
          <OwnTies {...{ look, person, about, now, me }} />
          <h3>{w.familyTitle}</h3>
          <p>{w.familyLeadHow}</p>
          <form method="post" action={`${here}/family`}>
            <button type="submit" class="btn">
              {w.familyGo}
            </button>
          </form>
        </section>
        <ul class="more">
          <li>
            <a href={`${here}/data`}>{w.data}</a>
          </li>
          <li>
            <a href={`${here}/requests`}>{w.requests}</a>
          </li>
        </ul>
      </div>
    </PublicPage>
  )
}

type TiesProps = { look: Look; person: Person; about: About; now: Date; me: string }

const OwnTies = ({ look, person, about, now, me }: TiesProps) => {
  const w = mineWords(look.lang)
  return (
    <ul class="stack">
      {about.ties
        .filter((tie) => holds(tie, now))
        .map((tie) => (
          <li class="row">
            <Tag>{tie.ground ? groundWords(look.lang)[tie.ground] : w.tieKinds[tie.kind]}</Tag>
            <span {...inJapanese(look.lang)}>
              {tie.accountId === me ? w.you : (about.names.get(tie.accountId) ?? '—')}
            </span>
            {/* nobody shuts themselves out by one press: a desk ends that tie */}
            {tie.kind !== 'self' && (
              <form method="post" action={`${MINE}/${person.id}/ties/${tie.id}/end`}>
                <button type="submit" class="btn slim">
                  {w.end}
                </button>
              </form>
            )}
          </li>
        ))}
    </ul>
  )
}

type FamilyProps = { look: Look; standing: Standing; entries: readonly ToldEntry[]; names: ReadonlyMap<string, string> }

/** Family sees what the person agreed to tell them, and nothing beside it. */
export function FamilyPage({ look, standing, entries, names }: FamilyProps) {
  const w = mineWords(look.lang)
  const { person, tie } = standing
  return (
    <PublicPage look={look} title={w.titleOf(person.name)} noindex urgent={false}>
      <div class="print-large stack">
        <Crumb href={MINE}>{w.choose}</Crumb>
        <h1>{w.titleOf(person.name)}</h1>
        <p>{w.familyLead}</p>
        <h2>{w.told}</h2>
        <ToldList {...{ look, entries, names }} />
        <form method="post" action={`${MINE}/${person.id}/ties/${tie.id}/end`}>
          <button type="submit" class="btn slim">
            {w.end}
          </button>
        </form>
      </div>
    </PublicPage>
  )
}

type StopProps = { look: Look; person: Person; consent: StoredConsent; to: string }

export function StopPage({ look, person, consent, to }: StopProps) {
  const w = mineWords(look.lang)
  return (
    <PublicPage look={look} title={w.stopTitle} noindex urgent={false}>
      <div class="print-large stack">
        <h1>{w.stopTitle}</h1>
        <p>{w.stopWhat(to)}</p>
        <p>{w.stopHow}</p>
        <form method="post" action={`${MINE}/${person.id}/consents/${consent.id}/stop`} class="acts side">
          <button type="submit" class="btn stop">
            {w.stopGo}
          </button>
          <a class="btn plain" href={`${MINE}/${person.id}`}>
            {w.keep}
          </a>
        </form>
      </div>
    </PublicPage>
  )
}

/** A code for family, shown once. */
export function FamilyCodePage({
  look,
  person,
  code,
  until,
}: {
  look: Look
  person: Person
  code: string
  until: Date
}) {
  const w = mineWords(look.lang)
  return (
    <PublicPage look={look} title={w.familyMade} noindex urgent={false}>
      <div class="print-large stack">
        <Crumb href={`${MINE}/${person.id}`}>{w.back}</Crumb>
        <h1>{w.familyMade}</h1>
        <p class="code">{code}</p>
        <p>{w.familyMadeHow(showDay(until, look.lang, true))}</p>
        <p>{w.codeLead}</p>
      </div>
    </PublicPage>
  )
}
