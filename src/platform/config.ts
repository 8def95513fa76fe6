// What the surroundings say, checked once at the start by one schema.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { findKeys, type KeySource } from './keyring.ts'

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
  MUNICIPALITY: z
    .string()
    .regex(/^\d{6}$/, '6 けたの市町村コード')
    .default('141305'),
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
  /** 全国地方公共団体コード, six digits. */
  municipality: string
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
    municipality: e.MUNICIPALITY,
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
