// LINE Messaging API, as its OpenAPI description says (line/line-openapi, messaging-api.yml and webhook.yml).
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { LineConfig } from '../config.ts'
import type { Sender } from './deliver.ts'

const PATIENCE = 20_000

const post = (line: LineConfig, path: string, body: unknown, more: Record<string, string> = {}) =>
  fetch(`${line.api}${path}`, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE),
    headers: { authorization: `Bearer ${line.token}`, 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  }).then(
    async (answer) => {
      await answer.body?.cancel()
      return answer
    },
    () => null,
  )

const text = (words: string) => [{ type: 'text', text: words }]

/** Sends notices to LINE users. The key of a retry is the notice's own id: sent twice, it is shown once. */
export const lineSender =
  (line: LineConfig): Sender =>
  async ({ id, to_address, body }) => {
    const message = { to: to_address, messages: text(body) }
    const answer = await post(line, '/v2/bot/message/push', message, { 'x-line-retry-key': id })
    if (!answer) return { ok: false, reason: 'unreachable', lasting: false, down: true }
    // 409: a request with this key was accepted before.
    if (answer.ok || answer.status === 409) return { ok: true }
    if (answer.status === 401) return { ok: false, reason: 'settings', lasting: false, down: true }
    if (answer.status === 429 || answer.status >= 500) return { ok: false, reason: 'busy', lasting: false, down: true }
    return { ok: false, reason: 'refused', lasting: true }
  }

/** Answers what somebody wrote to the account. A token works once, for about a minute: nothing is kept or tried again. */
export async function replyLine(line: LineConfig, replyToken: string, words: string): Promise<boolean> {
  const answer = await post(line, '/v2/bot/message/reply', { replyToken, messages: text(words) })
  return answer?.ok ?? false
}

/**
 * Whether LINE sent this: `x-line-signature` is the HMAC-SHA256 of the very bytes with the channel's secret, in base64.
 */
export function isFromLine(line: LineConfig, body: Uint8Array, signature: string | undefined): boolean {
  const mine = createHmac('sha256', line.secret).update(body).digest()
  const theirs = Buffer.from(signature ?? '', 'base64')
  return theirs.length === mine.length && timingSafeEqual(mine, theirs)
}
