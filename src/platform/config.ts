// What the surroundings say, checked once at the start by one schema.
import { createECDH, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { findKeys, type KeySource } from './keyring.ts'

/** Another site that vouches for people by OpenID Connect. */
const OidcProvider = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
    /** As people know it, on the button. */
    name: z.string().min(1).max(40),
    issuer: z
      .url()
      .refine((url) => /^https:|^http:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(url), 'https で始まる URL'),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1).optional(),
    /** A private JWK, where the provider wants a signed assertion (private_key_jwt) instead of a secret. */
    clientKey: z.looseObject({ kty: z.string(), alg: z.string() }).optional(),
    scopes: z.string().default('openid'),
    /** Whether a sign-in there counts as two factors: always, never, or when its `acr` is one of these. */
    twoFactors: z.union([z.boolean(), z.array(z.string().min(1)).min(1)]).default(false),
    /** Whom it may let in. */
    roles: z.array(z.string()).min(1),
    /** Somebody unknown gets an account as a resident. Else only who was invited or linked it comes in. */
    opensAccounts: z.boolean().default(false),
    /** Only where the provider signs otherwise than its own description says (LINE Login: HS256). */
    idTokenAlg: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256']).optional(),
  })
  .refine(
    (one) => !one.opensAccounts || one.roles.includes('resident'),
    'opensAccounts には roles の resident が要ります',
  )
export type OidcProvider = z.infer<typeof OidcProvider>

/** Text that holds JSON. */
export const fromJson = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'JSON として読めません' })
    return z.NEVER
  }
})

const Env = z.object({
  DATABASE_URL: z.url().optional(),
  DATA_DIR: z.string().default('./data'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: z.url().optional(),
  SECRET: z.string().min(32).optional(),
  FIELD_KEYS: z.string().optional(),
  FIELD_KEYS_FILE: z.string().optional(),
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().default('結び <noreply@musubi.example>'),
  /** Who looks through files: nobody, clamd, or a program that reads one on its stdin. */
  SCAN: z
    .string()
    .regex(/^(none|clamd:\/\/[\w.:[\]-]+|exec:\/.+)$/, 'none、clamd://ホスト:ポート、exec:/プログラムの場所 のどれか')
    .default('none'),
  MUNICIPALITY: z
    .string()
    .regex(/^\d{6}$/, '6 けたの市町村コード')
    .default('141305'),
  VAPID_KEYS: z
    .string()
    .regex(/^[\w-]{87}:[\w-]{43}$/, '公開の鍵:秘密の鍵（base64url）')
    .optional(),
  PUSH_HOSTS: z
    .string()
    .default('fcm.googleapis.com,.push.services.mozilla.com,.push.apple.com,.notify.windows.com')
    .transform((list) => list.split(',').map((host) => host.trim()))
    .pipe(z.array(z.string().regex(/^\.?[a-z0-9][a-z0-9.-]*(:\d+)?$/, 'ホストの名をコンマで区切る'))),
  LINE_CHANNEL_TOKEN: z.string().optional(),
  LINE_CHANNEL_SECRET: z.string().optional(),
  LINE_ACCOUNT: z
    .string()
    .regex(/^@[a-z0-9._-]+$/i, '@ ではじまるアカウントの ID')
    .optional(),
  LINE_API: z.url().default('https://api.line.me'),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  OIDC_PROVIDERS: fromJson
    .prefault('[]')
    .pipe(
      z
        .array(OidcProvider)
        .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, '同じ id が二つあります'),
    ),
})

/** Web push: the keys by which push services know us (RFC 8292), base64url; whom they may write to; where they are. */
export type PushConfig = { publicKey: string; privateKey: string; contact: string; hosts: readonly string[] }
/** The LINE official account: token and secret of its Messaging API channel, its id with @, where the API is. */
export type LineConfig = { token: string; secret: string; account: string; api: string }

export type Config = {
  databaseUrl: string | undefined
  /** Absolute path of the folder that holds the embedded database, its lock, the secret and the keys. */
  dataDir: string
  port: number
  host: string
  /** Public origin for links in mails, without a slash at the end. */
  baseUrl: string
  /** Key for signed links and cookies, at least 32 characters. */
  secret: string
  /** Keys of the fields that are sealed (cipher.ts): given, or a file in the data folder, made at the first start. */
  fieldKeys: KeySource
  smtpUrl: string | undefined
  mailFrom: string
  /** undefined: nothing of web push is offered. */
  push: PushConfig | undefined
  /** undefined: nothing of LINE is shown. */
  line: LineConfig | undefined
  /** `none` · `clamd://host:port` · `exec:/path` */
  scan: string
  /** 全国地方公共団体コード, six digits. */
  municipality: string
  /** How many proxies of our own stand before the service: whose word on the visitor's address counts. */
  proxies: number
  /** Other sites through which people may sign in. */
  oidc: readonly OidcProvider[]
}

/**
 * Reads the configuration from environment variables.
 * The secret is made and kept in the data folder when SECRET is not given.
 * @throws Error in Japanese naming each variable that is wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Env.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`環境変数の値が正しくありません。\n${lines.join('\n')}`)
  }
  const e = parsed.data
  const dataDir = resolve(e.DATA_DIR)
  return {
    databaseUrl: e.DATABASE_URL,
    dataDir,
    port: e.PORT,
    host: e.HOST,
    baseUrl: (e.BASE_URL ?? `http://localhost:${e.PORT}`).replace(/\/$/, ''),
    secret: e.SECRET ?? keptSecret(dataDir),
    fieldKeys: fieldKeys(e, dataDir),
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    push: pushConfig(e, dataDir),
    line: lineConfig(e),
    scan: e.SCAN,
    municipality: e.MUNICIPALITY,
    proxies: e.TRUSTED_PROXIES,
    oidc: e.OIDC_PROVIDERS,
  }
}

function fieldKeys({ FIELD_KEYS, FIELD_KEYS_FILE }: z.infer<typeof Env>, dataDir: string): KeySource {
  try {
    return findKeys({ keys: FIELD_KEYS, file: FIELD_KEYS_FILE && resolve(FIELD_KEYS_FILE), dataDir })
  } catch (error) {
    const name = FIELD_KEYS ? 'FIELD_KEYS' : FIELD_KEYS_FILE ? 'FIELD_KEYS_FILE' : `${dataDir}/keys.json`
    throw new Error(`項目の鍵が正しくありません。\n  ${name}: ${(error as Error).message}`, { cause: error })
  }
}

const keptSecret = (dataDir: string): string => kept(`${dataDir}/secret`, () => randomBytes(32).toString('base64url'))

/** What is made at the first start and stays. */
function kept(path: string, make: () => string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  mkdirSync(dirname(path), { recursive: true })
  const made = make()
  writeFileSync(path, `${made}\n`, { mode: 0o600 })
  return made
}

/** A new pair of keys for web push: P-256, the public one uncompressed. */
function newVapidKeys(): string {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  // A private key may begin with zero bytes, which ECDH leaves out.
  const secret = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32)
  return `${pair.getPublicKey('base64url')}:${secret.toString('base64url')}`
}

function pushConfig(e: z.infer<typeof Env>, dataDir: string): PushConfig | undefined {
  // Several servers and workers need the same keys, so there they are given; alone, they are made at the first start.
  if (!e.VAPID_KEYS && e.DATABASE_URL) return undefined
  const [publicKey = '', privateKey = ''] = (e.VAPID_KEYS ?? kept(`${dataDir}/vapid`, newVapidKeys)).split(':')
  // Some push services turn away who cannot be written to.
  const contact = e.BASE_URL?.startsWith('https:') ? e.BASE_URL : `mailto:${/[^\s<]+@[^\s>]+/.exec(e.MAIL_FROM)?.[0]}`
  return { publicKey, privateKey, contact, hosts: e.PUSH_HOSTS }
}

function lineConfig(e: z.infer<typeof Env>): LineConfig | undefined {
  const given = { token: e.LINE_CHANNEL_TOKEN, secret: e.LINE_CHANNEL_SECRET, account: e.LINE_ACCOUNT }
  const missing = Object.values(given).filter((one) => one === undefined).length
  if (missing === 3) return undefined
  const { token, secret, account } = given
  if (!token || !secret || !account)
    throw new Error(
      '環境変数の値が正しくありません。\n  LINE_CHANNEL_TOKEN、LINE_CHANNEL_SECRET、LINE_ACCOUNT は、三つともに要ります。',
    )
  return { token, secret, account, api: e.LINE_API.replace(/\/$/, '') }
}
