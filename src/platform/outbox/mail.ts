// Mail by SMTP.
import nodemailer from 'nodemailer'
import type { Sender } from './deliver.ts'
import { reasonOf, type Sent } from './rules.ts'

/** The id of a mail stays the same over retries, so that one that went out twice shows once, and one that comes back is known. */
export const messageId = (id: string): string => `<${id}@musubi>`

/** Milliseconds of silence after which a server is given up for now. */
const PATIENCE = 30_000

/** What nodemailer's errors mean. Replies of class 5 to a recipient or a text are lasting (RFC 5321, 4.2.1). */
export function readSmtpError(error: unknown): Sent & { ok: false } {
  const { code, command, responseCode, response } = error as Record<
    'code' | 'command' | 'response',
    string | undefined
  > & {
    responseCode?: number
  }
  const said = response ?? String(responseCode ?? '')
  if (code === 'EAUTH' || code === 'ENOAUTH') return { ok: false, reason: 'settings', lasting: false, down: true }
  if (code === 'EENVELOPE' && command === 'API') return { ok: false, reason: 'address', lasting: true }
  // Our own address is refused: nothing is wrong with whom it goes to.
  if (code === 'EENVELOPE' && command === 'MAIL FROM')
    return { ok: false, reason: (responseCode ?? 0) >= 500 ? 'settings' : 'busy', lasting: false, down: true }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    const lasting = (responseCode ?? 0) >= 500
    return { ok: false, reason: lasting ? reasonOf(said) : 'busy', lasting }
  }
  return { ok: false, reason: 'unreachable', lasting: false, down: true }
}

/**
 * Sends mails.
 * @param url of the server, e.g. `smtps://mail.example.jp:465`.
 * @param from the sender, also of the envelope: what comes back goes there.
 */
export function mailSender(url: string, from: string): Sender {
  const patience = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: 2 * PATIENCE }
  const transport = nodemailer.createTransport({ url, ...patience })
  return async ({ id, to_address, subject, body }) => {
    try {
      await transport.sendMail({ from, to: to_address, subject, text: body, messageId: messageId(id) })
      return { ok: true }
    } catch (error) {
      return readSmtpError(error)
    }
  }
}
