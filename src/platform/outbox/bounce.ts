// Mail that came back: reads a delivery status notification (RFC 3464) in a multipart/report (RFC 6522).
import PostalMime, { type Email } from 'postal-mime'
import { type Reason, reasonOf } from './rules.ts'

/** A message of ours that failed. `id` is that of the notice. */
export type Bounce = { id: string; reason: Reason }
export type NoBounce = 'no_report' | 'not_ours' | 'not_failed'

/** The id that outbox/mail.ts gave the message. */
const OURS = /<([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})@musubi>/

const parse = (raw: string | Uint8Array): Promise<Email> => PostalMime.parse(raw, { forceRfc822Attachments: true })

const field = (email: Email, name: string) => email.headers.find(({ key }) => key === name)?.value

/**
 * Reads one message as it came, bytes and all.
 * A report of a delay, or of a success, is none of a failure: the server goes on trying, or has done it.
 */
export async function readBounce(
  raw: Uint8Array,
): Promise<{ ok: true; value: Bounce } | { ok: false; reason: NoBounce }> {
  const { attachments } = await parse(raw)
  const part = (...types: string[]) => attachments.find(({ mimeType }) => types.includes(mimeType))?.content
  const report = part('message/delivery-status')
  if (!report) return { ok: false, reason: 'no_report' }
  // The first group of fields is about the message, each other about one recipient; ours have one.
  const text = typeof report === 'string' ? report : new TextDecoder().decode(report)
  const groups = await Promise.all(
    text
      .split(/\r?\n[ \t]*\r?\n/)
      .filter((group) => group.trim() !== '')
      .map((group) => parse(`${group.trim()}\r\n\r\n`)),
  )
  const failed = groups.find((group) => field(group, 'action')?.trim().toLowerCase() === 'failed')
  if (!failed) return { ok: false, reason: 'not_failed' }
  // The message comes back whole, or only its head.
  const returned = part('message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global')
  const head =
    returned && (await parse(typeof returned === 'string' ? returned : new Uint8Array(returned as ArrayBuffer)))
  const id = OURS.exec((head && field(head, 'message-id')) ?? '')?.[1]
  if (!id) return { ok: false, reason: 'not_ours' }
  return {
    ok: true,
    value: { id, reason: reasonOf(field(failed, 'status') ?? field(failed, 'diagnostic-code') ?? '') },
  }
}
