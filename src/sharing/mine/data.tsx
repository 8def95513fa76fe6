// All that is here about a person: on a page that can be printed, and as a file.
import { needName } from '../../directory/index.ts'
import type { Need } from '../../need/index.ts'
import { LookList, tellLook } from '../../people/index.ts'
import { type Look, PublicPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Facts, inJapanese, TextField } from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import { ConsentCards } from '../consent/parts.tsx'
import { standsAt } from '../consent/rules.ts'
import { MINE, RoomList, ToldList } from './pages.tsx'
import { type About, recipientOf, type Standing } from './reads.ts'
import { mineWords } from './words.ts'

const FIELDS = ['name', 'kana', 'born', 'phone', 'address', 'ward'] as const

type DataProps = {
  look: Look
  me: string
  standing: Standing
  about: About
  now: Date
  need: Need | null
  given: { code: string; last4: string }
  wrong: boolean
}

export function DataPage({ look, me, standing, about, now, need, given, wrong }: DataProps) {
  const { lang } = look
  const w = mineWords(lang)
  const { person } = standing
  const here = `${MINE}/${person.id}`
  return (
    <PublicPage look={look} title={w.data} noindex urgent={false} wrong={wrong}>
      <div class="print-large stack-l">
        <div class="stack">
          <Crumb href={here}>{w.back}</Crumb>
          <h1>{w.data}</h1>
          {wrong && <ErrorSummary lang={lang} problems={{ code: w.needWrong }} />}
          <p>{w.dataLead}</p>
          <p class="no-print">
            <a class="btn" href={`${here}/data.json`}>
              {w.download}
            </a>
          </p>
        </div>
        <section class="stack" aria-labelledby="record">
          <h2 id="record">{w.record}</h2>
          <Facts
            facts={FIELDS.map((field) => ({
              label: w.fields[field],
              value: person[field] && <span {...inJapanese(lang)}>{person[field]}</span>,
            }))}
          />
        </section>
        <section class="stack" aria-labelledby="consents">
          <h2 id="consents">{w.consents}</h2>
          {about.consents.length === 0 ? (
            <p>{w.consentsNone}</p>
          ) : (
            <ConsentCards
              {...{ look, now }}
              consents={about.consents}
              names={about.recipients}
              columns={w.columns}
              by={w.by}
              scan={(consent) => `${here}/consents/${consent.id}/scan`}
              act={() => null}
            />
          )}
        </section>
        <section class="stack" aria-labelledby="rooms">
          <h2 id="rooms">{w.rooms}</h2>
          <RoomList look={look} rooms={about.rooms} />
        </section>
        <section class="stack" aria-labelledby="told">
          <h2 id="told">{w.told}</h2>
          <ToldList look={look} entries={about.entries} names={about.names} />
        </section>
        {about.files.length > 0 && (
          <section class="stack" aria-labelledby="files">
            <h2 id="files">{w.files}</h2>
            <ul>
              {about.files.map((file) => (
                <li>
                  {file.name}・{showDay(file.addedAt, lang, true)}
                </li>
              ))}
            </ul>
          </section>
        )}
        <section class="stack" aria-labelledby="needs">
          <h2 id="needs">{w.needs}</h2>
          {need ? <NeedFacts look={look} need={need} /> : <p class="no-print">{w.needsLead}</p>}
          <form method="post" action={`${here}/data`} class="form no-print" novalidate>
            <TextField
              lang={lang}
              name="code"
              label={w.needCode}
              value={given.code}
              error={wrong ? w.needWrong : undefined}
              maxlength={12}
            />
            <TextField
              lang={lang}
              name="last4"
              label={w.needLast4}
              value={given.last4}
              inputmode="numeric"
              maxlength={8}
            />
            <button type="submit" class="btn">
              {w.needGo}
            </button>
          </form>
        </section>
        <section class="stack" aria-labelledby="looks">
          <h2 id="looks">{w.looks}</h2>
          <LookList {...{ look, me }} lines={about.looks.lines} />
        </section>
        <section class="stack prose" aria-labelledby="left">
          <h2 id="left">{w.left}</h2>
          <ul>
            {w.leftWhy.map((why) => (
              <li>{why}</li>
            ))}
          </ul>
        </section>
      </div>
    </PublicPage>
  )
}

const NeedFacts = ({ look, need }: { look: Look; need: Need }) => {
  const { lang } = look
  const w = mineWords(lang)
  return (
    <Facts
      facts={[
        { label: w.needCode, value: need.code },
        { label: w.needWords, value: <span {...inJapanese(lang)}>{need.words ?? needName(need.kind, lang)}</span> },
        { label: w.opened, value: showDay(need.created_at, lang, true) },
        { label: w.columns.state, value: w.needState[need.state] },
      ]}
    />
  )
}

/** The same as data: for another program. Names of those who acted for the person are in it; nothing of others is. */
export function exportOf({ look, me, standing, about, now }: Omit<DataProps, 'need' | 'given' | 'wrong'>) {
  const { person } = standing
  const w = mineWords(look.lang)
  const name = (id: string) => (id === me ? w.you : (about.names.get(id) ?? null))
  return {
    made: now,
    record: Object.fromEntries([...FIELDS.map((field) => [field, person[field]]), ['begun', person.createdAt]]),
    ties: about.ties.map(({ kind, ground, proof, reach, since, until, accountId }) => ({
      ...{ kind, ground, proof, reach, since, until, name: name(accountId) },
    })),
    consents: about.consents.map((one) => ({
      ...{ to: recipientOf(about, one), facts: one.facts, purpose: one.purpose, since: one.since, until: one.until },
      ...{
        state: standsAt(one, now),
        given_by: one.givenBy,
        way: one.way,
        heard_by: one.heardBy,
        text_version: one.textVersion,
      },
      ...{ text: one.textShown, withdrawn_at: one.withdrawnAt, withdrawn_way: one.withdrawnWay },
    })),
    rooms: about.rooms.map(({ code, basis, purpose, openedAt, closedAt, heldAt, convenedBy, review }) => ({
      ...{ code, basis, law: w.basis[basis], purpose, opened: openedAt, closed: closedAt, held: heldAt },
      ...{ convened_by: convenedBy, review },
    })),
    entries: about.entries.map(({ roomCode, authorId, kind, fact, words, writtenAt, onRequest }) => ({
      ...{ room: roomCode, by: name(authorId), kind, fact, words, written: writtenAt, on_request: onRequest },
    })),
    files: about.files.map(({ name: file, type, size, addedAt }) => ({ name: file, type, size, added: addedAt })),
    requests: about.requests.map(({ kind, state, askedAt, answeredAt, reason, note }) => ({
      ...{ kind, state, asked: askedAt, answered: answeredAt, reason, note },
    })),
    looks: about.looks.lines.map((line) => ({
      ...{ at: line.from, times: line.times, sentence: tellLook(line, look.lang, me) },
    })),
    left_out: w.leftWhy,
  }
}
