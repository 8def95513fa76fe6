// What LINE tells us: somebody sent the code of their receipt, or left the account.
import { Hono } from 'hono'
import { z } from 'zod'
import { anyone, holding, mayTry } from '../people/index.ts'
import { type Ctx, type Env, problem } from '../platform/http.ts'
import { isFromLine, replyLine } from '../platform/outbox/line.ts'
import { noticeWords } from './notice-words.ts'
import { LINE_EVENT_LASTS, readLineCode } from './rules.ts'
import { hearLine } from './ways.ts'
import { addressHash } from './ways-store.ts'

/** What we act on of a webhook event; all else that LINE tells, now or later, is passed over. */
const Event = z.object({
  type: z.enum(['message', 'unfollow']),
  mode: z.literal('active'),
  timestamp: z.int(),
  webhookEventId: z.string().regex(/^\w{1,100}$/),
  source: z.object({ type: z.literal('user'), userId: z.string().min(1).max(100) }),
  replyToken: z.string().max(500).optional(),
  message: z.object({ type: z.string(), text: z.string().optional() }).optional(),
})
const Told = z.object({ events: z.array(z.unknown()).max(100) })

async function hear(c: Ctx, event: z.infer<typeof Event>): Promise<keyof typeof noticeWords | null> {
  const { municipality } = c.var
  const now = c.var.now()
  if (event.timestamp < now.getTime() - LINE_EVENT_LASTS) return null
  const { userId: user } = event.source
  const seen = [event.webhookEventId, addressHash('line', user)]
  const by = { eventId: event.webhookEventId, user }
  if (event.type === 'unfollow') {
    holding(c, seen)
    await hearLine(c.var.db, municipality, now, { ...by, kind: 'left' })
    return null
  }
  const code = event.message?.type === 'text' ? readLineCode(event.message.text ?? '') : null
  // Whatever else people write to the account is not for us.
  if (!code) return null
  if (!(await mayTry(c, 'lineCode', user))) return 'tooMany'
  holding(c, [...seen, code])
  const heard = await hearLine(c.var.db, municipality, now, { ...by, kind: 'wrote', code })
  return heard === 'bound' ? 'bound' : heard === 'unknown_code' ? 'unknownCode' : null
}

export const lineRoutes = new Hono<Env>().post('/need/line', anyone('LINE, known by its signature'), async (c) => {
  const { line } = c.var.config
  if (!line) return c.notFound()
  const body = new Uint8Array(await c.req.arrayBuffer())
  if (!isFromLine(line, body, c.req.header('x-line-signature'))) return problem(c, 403, 'signature')
  const told = Told.safeParse(JSON.parse(new TextDecoder().decode(body)))
  for (const one of told.success ? told.data.events : []) {
    const event = Event.safeParse(one)
    const say = event.success ? await hear(c, event.data) : null
    if (say && event.data?.replyToken) await replyLine(line, event.data.replyToken, noticeWords[say] as string)
  }
  return c.json({})
})
