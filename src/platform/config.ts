// What the surroundings say, checked once at the start by one schema.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const Env = z.object({
  DATABASE_URL: z.url().optional(),
  DATA_DIR: z.string().default('./data'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  BASE_URL: z.url().optional(),
  SECRET: z.string().min(32).optional(),
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
})

export type Config = {
  databaseUrl: string | undefined
  /** Absolute path of the folder that holds the embedded database, its lock and the secret. */
  dataDir: string
  port: number
  host: string
  /** Public origin for links in mails, without a slash at the end. */
  baseUrl: string
  /** Key for signed links and cookies, at least 32 characters. */
  secret: string
  smtpUrl: string | undefined
  mailFrom: string
  /** `none` · `clamd://host:port` · `exec:/path` */
  scan: string
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
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM,
    scan: e.SCAN,
    municipality: e.MUNICIPALITY,
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
