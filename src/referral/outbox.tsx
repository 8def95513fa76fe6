// The mails that went out, or would have: in the demo this page is the mailbox of every desk.

import { WorkPage } from '../platform/ui/page.tsx'
import { Tag } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import type { Work } from './inbox.tsx'
import { referralWords } from './words.ts'

export type Mail = {
  id: string
  to_address: string
  subject: string
  body: string
  created_at: Date
  sent_at: Date | null
  attempts: number
  last_error: string | null
}

export function OutboxPage({ look, who, nav, mails, kept }: Work & { mails: Mail[]; kept: boolean }) {
  const w = referralWords(look.lang)
  const link = /https?:\/\/\S+/
  return (
    <WorkPage look={look} title={w.outboxTitle} nav={nav} current="/referral/outbox" who={who}>
      <h1>{w.outboxTitle}</h1>
      {kept && <p class="tell">{w.outboxHow}</p>}
      {mails.length === 0 && <p>{w.outboxEmpty}</p>}
      <div class="stack">
        {mails.map((mail) => {
          const found = link.exec(mail.body)?.[0]
          const [before = '', after = ''] = found ? mail.body.split(found) : [mail.body]
          return (
            <article class="sheet stack">
              <h2>{mail.subject}</h2>
              <p class="tags">
                <span class="small">
                  {w.outboxTo} {mail.to_address}
                </span>
                <span class="small">{showMoment(mail.created_at, look.lang)}</span>
                {mail.sent_at ? (
                  <Tag kind="ok" icon="check">
                    {w.sent}
                  </Tag>
                ) : mail.last_error ? (
                  <Tag kind="late" icon="alert">
                    {w.failed(mail.attempts)}
                  </Tag>
                ) : (
                  <Tag icon="mail">{kept ? w.kept : w.waiting}</Tag>
                )}
              </p>
              <p class="mail">
                {before}
                {found && <a href={found}>{found}</a>}
                {after}
              </p>
            </article>
          )
        })}
      </div>
    </WorkPage>
  )
}
