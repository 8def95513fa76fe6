// Web push (RFC 8030), the text sealed for the browser (RFC 8291), the service known by its key (RFC 8292).
import webpush from 'web-push'
import { z } from 'zod'
import type { PushConfig } from '../config.ts'
import type { Sender } from './deliver.ts'
import { isPushService } from './rules.ts'

const base64url = (bytes: number) =>
  z.string().refine((text) => /^[\w-]+={0,2}$/.test(text) && Buffer.from(text, 'base64url').length === bytes)

/** What a browser gives (PushSubscription.toJSON): where to send, and for whom to seal. */
export const Subscription = z.object({
  endpoint: z.url().max(1500),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
})
export type Subscription = z.infer<typeof Subscription>

const PATIENCE = 20_000
/** Seconds for which a push service keeps it for a browser that is away. */
const KEPT = 3 * 24 * 60 * 60

/** Sends notices to browsers: that there is one, and the address of the page. */
export function pushSender({ publicKey, privateKey, contact, hosts }: PushConfig): Sender {
  const vapidDetails = { subject: contact, publicKey, privateKey }
  return async ({ to_address, subject, body }) => {
    const subscription = Subscription.parse(JSON.parse(to_address))
    if (!isPushService(subscription.endpoint, hosts)) return { ok: false, reason: 'refused', lasting: true }
    const payload = JSON.stringify({ title: subject, url: body })
    const {
      endpoint,
      method,
      headers,
      body: sealed,
    } = webpush.generateRequestDetails(subscription, payload, {
      vapidDetails,
      TTL: KEPT,
    })
    // By hand: the package's own way of sending follows neither our time limit nor our refusal of redirects.
    const { 'Content-Length': _length, ...named } = headers as Record<string, string>
    const answer = await fetch(endpoint, {
      ...{ method, headers: named, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) },
      body: sealed as Buffer<ArrayBuffer>,
    }).catch(() => null)
    await answer?.body?.cancel()
    if (!answer) return { ok: false, reason: 'unreachable', lasting: false }
    if (answer.ok) return { ok: true }
    if (answer.status === 404 || answer.status === 410) return { ok: false, reason: 'gone', lasting: true }
    if (answer.status === 429 || answer.status >= 500) return { ok: false, reason: 'busy', lasting: false }
    return { ok: false, reason: 'refused', lasting: true }
  }
}
