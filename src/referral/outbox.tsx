// The notices that did not arrive, with what to do about each; those that wait, and those that went out. In a demo without
// a mail server this page is the mailbox of every desk.
import { isNight, morningOf, REASONS } from '../platform/outbox/rules.ts'
import { type Notice, TABS, type Tab } from '../platform/outbox/store.ts'
import { WorkPage } from '../platform/ui/page.tsx'
import { Facts, Tag, TextField, telHref } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import type { Post } from './outbox-reads.ts'
import { outboxWords } from './outbox-words.ts'
import type { Work } from './work/seat.ts'

export type OutboxProps = Work & {
  tab: Tab
  posts: readonly Post[]
  counts: Record<Tab, number>
  /** No mail server is set up: mails stay here, and are read here. */
  kept: boolean
  /** An address that was typed and is none, and for which notice. */
  wrong: { id: string; typed: string } | null
}

export function OutboxPage({ look, who, nav, now, tab, posts, counts, kept, wrong }: OutboxProps) {
  const w = outboxWords(look.lang)
  return (
    <WorkPage look={look} title={w.title} nav={nav} current="/referral/outbox" who={who} wrong={wrong !== null}>
      <h1>{w.title}</h1>
      {kept && <p class="tell">{w.kept}</p>}
      <nav aria-label={w.title}>
        <ul class="counts">
          {TABS.map((one) => (
            <li>
              <a
                class={one === 'undelivered' && counts[one] > 0 ? 'late' : undefined}
                href={`/referral/outbox?tab=${one}`}
                aria-current={one === tab ? 'page' : undefined}
              >
                <b>{counts[one]}</b>
                {w.tabs[one]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {posts.length === 0 && <p>{w.empty[tab]}</p>}
      <div class="stack">
        {posts.map((post) => (
          <article class="sheet stack" id={post.notice.id}>
            <h2>{post.notice.subject}</h2>
            <Head {...{ look, now, post }} />
            {tab === 'undelivered' && (
              <Undelivered {...{ look, post }} typed={wrong?.id === post.notice.id ? wrong.typed : undefined} />
            )}
            {kept && post.notice.channel === 'mail' && <Body text={post.notice.body} />}
          </article>
        ))}
      </div>
    </WorkPage>
  )
}

type Of = Pick<OutboxProps, 'look'> & { post: Post }

function Head({ look, now, post: { notice, to } }: Of & { now: Date }) {
  const w = outboxWords(look.lang)
  const name = [to.name, to.kind === 'person' && to.need ? w.need(to.need.code) : null, to.address]
  return (
    <p class="tags">
      <span class="small">
        {w.to} {name.filter(Boolean).join('　') || w.channels[notice.channel]}
      </span>
      <span class="small">
        {w.channels[notice.channel]}　{showMoment(notice.created_at, look.lang)}
      </span>
      <State {...{ look, now, notice }} />
    </p>
  )
}

function State({ look, now, notice }: Pick<OutboxProps, 'look' | 'now'> & { notice: Notice }) {
  const w = outboxWords(look.lang)
  if (notice.sent_at || notice.settled_at)
    return (
      <Tag kind="ok" icon="check">
        {notice.sent_at ? w.sent : w.told}
      </Tag>
    )
  if (notice.failed_at)
    return (
      <Tag kind="late" icon="alert">
        {w.tabs.undelivered}
      </Tag>
    )
  if (notice.last_error && notice.next_attempt_at)
    return (
      <Tag kind="heed" icon="clock">
        {w.retry(notice.attempts, showMoment(notice.next_attempt_at, look.lang))}
      </Tag>
    )
  const night = notice.quiet && isNight(now)
  return <Tag icon="mail">{night ? w.night(showMoment(morningOf(now), look.lang)) : w.waiting}</Tag>
}

function Undelivered({ look, post: { notice, to }, typed }: Of & { typed?: string | undefined }) {
  const w = outboxWords(look.lang)
  const reason = REASONS.find((known) => known === notice.last_error) ?? 'error'
  const at = `/referral/outbox/${notice.id}`
  return (
    <>
      <Facts
        facts={[
          { label: w.why, value: w.reasons[reason] },
          { label: w.todo, value: w.todos[reason === 'settings' ? 'settings' : to.kind] },
          to.phone !== null && { label: w.call, value: <a href={telHref(to.phone)}>{to.phone}</a> },
          to.need !== null && { label: w.to, value: <a href={`/referral/${to.need.id}`}>{w.need(to.need.code)}</a> },
        ]}
      />
      <div class="acts">
        {reason !== 'gone' && (
          <form method="post" action={`${at}/again`} class="stack" novalidate>
            {notice.channel === 'mail' && (
              <TextField
                lang={look.lang}
                name={`to_${notice.id}`}
                type="email"
                label={w.newAddress}
                value={typed}
                error={typed === undefined ? undefined : w.wrongAddress}
                maxlength={254}
              />
            )}
            <button type="submit" class="btn">
              {w.again}
            </button>
          </form>
        )}
        <form method="post" action={`${at}/told`}>
          <button type="submit" class="btn">
            {w.phone}
          </button>
        </form>
      </div>
    </>
  )
}

/** What stands in a mail, with its link to be followed. */
function Body({ text }: { text: string }) {
  const found = /https?:\/\/\S+/.exec(text)?.[0]
  const [before = '', after = ''] = found ? text.split(found) : [text]
  return (
    <p class="mail">
      {before}
      {found && <a href={found}>{found}</a>}
      {after}
    </p>
  )
}
