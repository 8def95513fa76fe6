// What the surroundings say, checked once at the start by one schema.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
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

const fromJson = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'JSON として読めません' })
    return z.NEVER
  }
}

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
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  OIDC_PROVIDERS: z
    .string()
    .default('[]')
    .transform(fromJson)
    .pipe(
      z
        .array(OidcProvider)
        .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, '同じ id が二つあります'),
    ),
})

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

function keptSecret(dataDir: string): string {
  const path = `${dataDir}/secret`
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true })
  const secret = randomBytes(32).toString('base64url')
  writeFileSync(path, `${secret}\n`, { mode: 0o600 })
  return secret
}
