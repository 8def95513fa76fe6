// The service as its visitors meet it: real routes on a real database, a clock that can be moved, cookies that are kept.

import type { TestContext } from 'node:test'
import { createApp, jobsOf, type Service } from '../src/app.tsx'
import { demoLinks, ensureDemo } from '../src/demo.ts'
import { listDemoAccounts, type Role, upsertAccount } from '../src/people/index.ts'
import { keysNow } from '../src/platform/cipher.ts'
import type { Config } from '../src/platform/config.ts'
import { settle } from '../src/platform/jobs.ts'
import { listNotices } from '../src/platform/outbox/store.ts'
import { type Contents, KEYS, MIGRATED, type TestDatabase, testDatabase } from './support.ts'

/** A Wednesday morning between holidays: the city's desks are open. */
export const WEDNESDAY = new Date('2026-11-25T10:24:00+09:00')

export const CONFIG: Config = {
  databaseUrl: undefined,
  dataDir: '/nonexistent',
  port: 0,
  host: '127.0.0.1',
  baseUrl: 'http://localhost:3000',
  secret: 'a secret of the tests, long enough to sign',
  fieldKeys: { kind: 'env', ring: KEYS },
  smtpUrl: undefined,
  mailFrom: '結び <noreply@musubi.example>',
  push: undefined,
  line: undefined,
  scan: 'none',
  municipality: '141305',
  proxies: 0,
  oidc: [],
}

export type Started = {
  database: TestDatabase
  service: Service
  fetch: (request: Request) => Response | Promise<Response>
  /** Moves the clock. */
  at: (time: Date) => void
  /** Lets everything happen that follows from what was recorded. */
  settle: () => Promise<void>
  /** Lines of the log so far. */
  log: string[]
  mails: () => Promise<{ to: string; subject: string; body: string }[]>
  visitor: () => Visitor
  /** Somebody signed in by a demo link. */
  signedIn: (role: Role, name?: string) => Promise<Visitor>
  /** Gives demo accounts whose name holds this a mail address. */
  address: (name: string, email: string) => Promise<void>
}

/** The receipt number, from where the receipt shows it: an id in an address may look like one. */
export function receiptNumber(page: string): string {
  const code = /class="code">([2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3})</.exec(page)?.[1]
  if (!code) throw new Error('no receipt number on this page')
  return code
}

const HOUR = 60 * 60 * 1000

/** The demo as it is told at a moment; for another one than WEDNESDAY, at the beginning of its hour. */
export function demoAt(now: Date): Contents {
  const told = now.getTime() === WEDNESDAY.getTime() ? now : new Date(now.getTime() - (now.getTime() % HOUR))
  return { name: `demo_${told.getTime() / 1000}`, upon: MIGRATED, load: ({ db }) => ensureDemo(db, CONFIG, told) }
}

/** The service with the demo loaded, on the database of this run. */
export async function startApp(
  t: Pick<TestContext, 'after'>,
  now: Date = WEDNESDAY,
  other: Partial<Config> = {},
): Promise<Started> {
  const config = { ...CONFIG, ...other }
  // What was prepared is sealed with the keys of the tests; a test with keys of its own is told the demo anew.
  const prepared = keysNow() === KEYS
  const database = await testDatabase(t, prepared ? demoAt(now) : MIGRATED)
  if (!prepared) await ensureDemo(database.db, config, now)
  let time = now
  const log: string[] = []
  const service: Service = {
    db: database.db,
    config,
    now: () => time,
    demo: true,
    log: (line) => log.push(line),
  }
  const app = await createApp(service)
  const fetch = (request: Request) => app.fetch(request)
  const visitor = () => new Visitor(fetch)
  return {
    database,
    service,
    fetch,
    log,
    visitor,
    at: (moment) => {
      time = moment
    },
    settle: () => settle(database.db, jobsOf(service)),
    mails: async () =>
      (await listNotices(database.db, CONFIG.municipality, null, 1000))
        .filter(({ channel }) => channel === 'mail')
        .map(({ to_address, subject, body }) => ({ to: to_address, subject, body })),
    address: async (name, email) => {
      const accounts = await listDemoAccounts(database.db, config.municipality)
      for (const account of accounts.filter((one) => one.name.includes(name)))
        await database.db.transaction().execute((tx) => upsertAccount(tx, { ...account, email, demo: true }))
    },
    signedIn: async (role, name = '') => {
      const links = await demoLinks(database.db, config, time)
      const found = links.find(({ account }) => account.role === role && account.name.includes(name))
      if (!found) throw new Error(`no demo account for ${role} ${name}`)
      const somebody = visitor()
      await somebody.post(new URL(found.link).pathname, {})
      return somebody
    },
  }
}

export type Page = { status: number; text: string; location: string | null; headers: Headers; path: string }

/** A browser without a window or scripts: it keeps cookies, and does not follow redirects by itself. */
export class Visitor {
  readonly #cookies = new Map<string, string>()
  readonly #fetch: Started['fetch']
  constructor(fetch: Started['fetch']) {
    this.#fetch = fetch
  }

  async send(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await this.#fetch(new Request(new URL(path, CONFIG.baseUrl), { ...init, headers }))
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      if (/max-age=0/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value.join('='))
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location'),
      headers: response.headers,
      path,
    }
  }

  get(path: string): Promise<Page> {
    return this.send(path)
  }

  /** Posts a form; a list of pairs when a field comes several times, a FormData when there is a file in it. */
  post(path: string, form: Record<string, string> | [string, string][] | FormData): Promise<Page> {
    const body = form instanceof FormData ? form : new URLSearchParams(form)
    return this.send(path, { method: 'POST', body, headers: { origin: CONFIG.baseUrl } })
  }

  /** Posts a form and opens the page it leads to. */
  async submit(path: string, form: Parameters<Visitor['post']>[1]): Promise<Page> {
    const answer = await this.post(path, form)
    if (!answer.location)
      throw new Error(`${path} answered ${answer.status}, not with a redirect: ${plain(answer.text).slice(0, 300)}`)
    return this.get(answer.location)
  }
}

/** What a page says, without its markup. */
export const plain = (html: string): string =>
  html
    .replace(/<(style|script|svg)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
