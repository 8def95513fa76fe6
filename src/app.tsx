// The whole service on one page: the life of a request, then each capability.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { findMunicipality, listWards } from './area/index.ts'
import { consultApi, consultReactions, consultRoutes, consultTimers } from './consult/index.ts'
import { directoryRoutes, listOrganizations } from './directory/index.ts'
import { insightRoutes } from './insight/index.ts'
import { matchingLabours, matchingRoutes, matchingTimers } from './matching/index.ts'
import { needReactions, needRoutes, needTimers } from './need/index.ts'
import { openapi } from './openapi.ts'
import { auditOutside } from './outside.ts'
import {
  ANONYMOUS,
  anyone,
  auditRoutes,
  auditTimers,
  peopleRoutes,
  readActor,
  signinReactions,
  signinTimers,
} from './people/index.ts'
import { anchorTimer } from './platform/anchor.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Db } from './platform/db.ts'
import { type Ctx, type Env, page, problem, protect, readLook } from './platform/http.ts'
import type { Jobs } from './platform/jobs.ts'
import { outboxTimers } from './platform/outbox/jobs.ts'
import { actingAs } from './platform/scope.ts'
import { sealTimer } from './platform/seal.ts'
import { assetAt, FOR_EVER } from './platform/ui/assets.ts'
import { PublicPage } from './platform/ui/page.tsx'
import { Crumb } from './platform/ui/parts.tsx'
import { referralReactions, referralRoutes, referralTimers } from './referral/index.ts'
import { LARGEST_UPLOAD, sharingReactions, sharingRoutes, sharingTimers, takesFiles } from './sharing/index.ts'
import { wrongWords } from './words.ts'

export type Service = {
  db: Db
  config: Config
  now: Clock
  demo: boolean
  /** One line per request and per fault: method, route, status, time. Never a body, a query or a person. */
  log: (line: string) => void
}

/** Largest form or JSON that is read, in bytes. */
const LARGEST = 256 * 1024

export async function createApp(service: Service) {
  const { db, config, now, demo, log } = service
  const municipality = await findMunicipality(db, config.municipality)
  const place = municipality?.name ?? '市'
  const wards = municipality ? await listWards(db, municipality.code) : []
  const readings = Object.fromEntries([municipality, ...wards].flatMap((one) => (one ? [[one.name, one.kana]] : [])))

  const app = new Hono<Env>()
  app.use(async (c, next) => {
    const start = performance.now()
    c.set('db', actingAs(db, { kind: 'anonymous', municipality: config.municipality }))
    c.set('config', config)
    c.set('municipality', config.municipality)
    c.set('place', place)
    c.set('now', now)
    c.set('demo', demo)
    c.set('actor', ANONYMOUS)
    c.set('look', { lang: 'ja', size: 'standard', path: '/', place })
    await next()
    log(`${c.req.method} ${routeOf(c)} ${c.res.status} ${(performance.now() - start).toFixed(1)}ms`)
  })
  app.use(protect(config.baseUrl.startsWith('https:')))
  app.use(compress())
  app.get('/assets/*', anyone('files of the look'), (c) => {
    const found = assetAt(c.req.path)
    if (!found) return c.notFound()
    return c.body(found.body, 200, { 'content-type': found.type, 'cache-control': FOR_EVER })
  })
  app.get('/healthz', anyone('a probe: the process is up'), (c) => c.json({ status: 'ok' }))
  app.get('/readyz', anyone('a probe: the database answers'), async (c) => {
    const ready = await findMunicipality(db, config.municipality).then(Boolean, () => false)
    return ready ? c.json({ status: 'ok' }) : c.json({ status: 'unavailable' }, 503)
  })
  app.get('/openapi.json', anyone('the description of the API'), (c) => c.json(openapi(config.baseUrl)))
  const limit = (maxSize: number) => bodyLimit({ maxSize, onError: (c) => wrong(c as Ctx, 413) })
  const [forms, files] = [limit(LARGEST), limit(LARGEST_UPLOAD)]
  app.use((c, next) => (takesFiles(c.req.path) ? files : forms)(c, next))
  app.use(csrf({ origin: (origin, c) => origin === new URL(c.req.url).origin || origin === config.baseUrl }))
  app.use(readLook)
  app.use((c, next) => {
    c.var.look.readings = readings
    return next()
  })
  app.use(readActor)

  app
    .route('/', consultApi)
    .route('/', consultRoutes)
    .route('/', directoryRoutes)
    .route('/', referralRoutes)
    .route('/', needRoutes)
    .route('/', insightRoutes)
    .route('/', matchingRoutes)
    .route('/', sharingRoutes)
    .route('/', peopleRoutes(listOrganizations))
    .route('/', auditRoutes(auditOutside(db)))

  app.notFound((c) => wrong(c, 404))
  app.onError((error, c) => {
    if (error instanceof HTTPException) return wrong(c, error.status === 403 ? 403 : 400)
    // The message may hold what somebody wrote; its kind and place do not.
    const at =
      error.stack
        ?.split('\n')
        .find((line) => line.includes('/src/'))
        ?.trim() ?? ''
    log(`${c.req.method} ${routeOf(c)} ${error.name} ${(error as { code?: string }).code ?? ''} ${at}`)
    return wrong(c, 500)
  })
  return app
}

/** The route as written, with its parameters' names: addresses hold ids and tokens. */
const routeOf = (c: Ctx): string => {
  const matched = c.req.matchedRoutes.filter((route) => !route.path.includes('*')).at(-1)
  return matched?.path ?? '(no route)'
}

function wrong(c: Ctx, status: 400 | 403 | 404 | 413 | 500) {
  const { look } = c.var
  const w = wrongWords(look.lang)[`e${status}`]
  if (c.req.path.startsWith('/api/')) return problem(c, status, w.title, w.how)
  const shown = status === 400 ? 422 : status
  return page(
    c,
    <PublicPage look={{ ...look, path: '/' }} title={w.title} noindex>
      <div class="narrow stack">
        <h1>{w.title}</h1>
        <p>{w.how}</p>
        <Crumb href="/">{wrongWords(look.lang).home}</Crumb>
      </div>
    </PublicPage>,
    shown,
  )
}

/** What happens besides requests: reactions to events, and the clock. */
export function jobsOf({ config, now }: Pick<Service, 'config' | 'now'>): Jobs {
  return {
    reactions: [
      ...referralReactions(config.baseUrl, now),
      ...needReactions(),
      ...consultReactions(),
      ...sharingReactions(config, now),
      ...signinReactions(config.baseUrl, now),
    ],
    labours: matchingLabours(now),
    timers: [
      ...consultTimers(now, config.municipality),
      ...matchingTimers(now),
      ...needTimers(now),
      ...referralTimers(now),
      ...outboxTimers(config, now),
      ...auditTimers(now, config.municipality),
      sealTimer(now),
      anchorTimer(now),
      ...signinTimers(now),
      ...sharingTimers(config, now),
    ],
  }
}
