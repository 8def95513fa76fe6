// musubi backup, musubi restore: what is said to the person at the terminal. The work is in platform/backup/.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CAPABILITIES } from './map.ts'
import type { Manifest } from './platform/backup/lines.ts'
import { type NotRestored, restoreBackup, verifyBackup } from './platform/backup/read.ts'
import { type BackupKey, readKey } from './platform/backup/seal.ts'
import { noteBackup, writeBackup } from './platform/backup/write.ts'
import type { Clock } from './platform/clock.ts'
import type { Database } from './platform/db.ts'

/** Where a command happens. `open` gives the database as it is, not migrated. */
export type Place = {
  open: () => Promise<Database>
  municipality: string
  now: Clock
  env: NodeJS.ProcessEnv
  signal?: AbortSignal
}
export type Said = { ok: true; message: string } | { ok: false; message: string; code: number }

/** Tables that are not in a backup, and why. Nothing may refer to them. */
export const LEFT_OUT: Record<string, string> = {
  'people.session': 'a session that was ended after the backup would be open again',
  'people.entrance': 'a one-time link that was used after the backup would open again',
  'referral.opening': 'a desk that has opened its link proves itself again by a new code',
}
/** Tables whose rows stand there after migrating. */
export const FROM_MIGRATIONS = ['platform.migration']

const REASONS: Record<NotRestored, string> = {
  missing: 'ファイルがありません。',
  not_backup: '結びのバックアップではありません。',
  newer_format: '新しい版の結びのバックアップです。結びを新しくしてから、もう一度実行してください。',
  needs_key: '暗号化されています。BACKUP_KEY か --key-file で、鍵を渡してください。',
  wrong_key: '鍵が違います。',
  damaged: 'ファイルが途中で切れているか、書き換えられています。別のバックアップを使ってください。',
  newer_program: '新しい版の結びのバックアップです。結びを新しくしてから、もう一度実行してください。',
  other_program: 'この版の結びとは、データベースの形（migrations）が合いません。同じ系統の版で実行してください。',
  not_empty:
    'データベースが空ではありません。空のデータベースを用意して、DATABASE_URL（埋め込みなら新しい DATA_DIR）で示してください。',
  does_not_fit: '中身がデータベースに合わないため、取り込みませんでした。',
}

const NO_KEYS =
  '鍵（SECRET、FIELD_KEYS、keys.json）は、入っていません。バックアップとは別の場所に保管してください。鍵がないと、暗号化した連絡先や文は読めません。'

const failed = (message: string, code = 1): Said => ({ ok: false, message, code })
const size = (bytes: number) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`)

/** The key that was given, null for none, or why it cannot be one. */
function keyFrom(file: string | undefined, env: NodeJS.ProcessEnv): BackupKey | null | Said {
  const given = file === undefined ? env.BACKUP_KEY || undefined : existsSync(file) ? readFileSync(file, 'utf8') : null
  if (given === undefined) return null
  if (given === null) return failed(`鍵のファイル ${file} がありません。`, 2)
  return (
    readKey(given) ??
    failed('鍵が短すぎます。16文字以上の言葉か、32バイトの鍵（openssl rand -base64 32）を使ってください。', 2)
  )
}

const OPTIONS = { 'key-file': { type: 'string' }, plain: { type: 'boolean' }, verify: { type: 'boolean' } } as const

/** `backup FILE`, `backup --verify FILE`. */
export async function backup(args: string[], place: Place): Promise<Said> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
  const [path] = positionals
  if (!path) return failed('書き出すファイルを書いてください: backup FILE', 2)
  const key = keyFrom(values['key-file'], place.env)
  if (key && 'ok' in key) return key
  if (values.verify) {
    const read = await verifyBackup(path, key)
    return read.ok ? { ok: true, message: `無事です。${tell(read.value)}` } : failed(`${path}: ${REASONS[read.reason]}`)
  }
  if (!key && !values.plain)
    return failed(
      '鍵がありません。BACKUP_KEY か --key-file で渡してください。暗号化せずに書くには --plain を付けます。',
      2,
    )
  if (existsSync(path)) return failed(`${path} は、もうあります。別の名前にしてください。`, 2)
  const started = performance.now()
  const database = await place.open()
  try {
    const options = { schemas: CAPABILITIES, leftOut: Object.keys(LEFT_OUT), now: place.now(), signal: place.signal }
    const written = await writeBackup(database.pool, path, { ...options, key: values.plain ? null : key })
    if (!written) return failed('このデータベースには、まだ何もありません。')
    await noteBackup(database.pool, 'platform.backed_up', place.municipality, {
      rows: written.rows,
      sealed: !values.plain,
    })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const lines = [
      `${path} に書きました（${written.rows.toLocaleString('en')} 行、${size(statSync(path).size)}、${seconds}秒${values.plain ? '、暗号化なし' : ''}）。`,
      'ログインと一度だけのリンクは、入っていません。',
      NO_KEYS,
      ...(values.plain ? ['暗号化していません。だれでも読めます。'] : []),
    ]
    return { ok: true, message: lines.join('\n') }
  } catch (error) {
    const { name, code = '' } = error as NodeJS.ErrnoException
    if (name === 'AbortError') return failed('途中でやめました。ファイルは残していません。', 130)
    if (['ENOENT', 'EACCES', 'ENOSPC', 'EROFS'].includes(code)) return failed(`${path} に書けません（${code}）。`)
    throw error
  } finally {
    await database.close()
  }
}

/** `restore FILE`, into an empty database. */
export async function restore(args: string[], place: Place): Promise<Said> {
  const options = { 'key-file': OPTIONS['key-file'] }
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [path] = positionals
  if (!path) return failed('戻すファイルを書いてください: restore FILE', 2)
  const key = keyFrom(values['key-file'], place.env)
  if (key && 'ok' in key) return key
  const database = await place.open()
  try {
    const contents = { schemas: CAPABILITIES, fromMigrations: FROM_MIGRATIONS, key }
    const read = await restoreBackup(database.pool, path, contents)
    if (!read.ok) return failed(`${path}: ${REASONS[read.reason]}`)
    await noteBackup(database.pool, 'platform.restored', place.municipality, { made_at: read.value.madeAt })
    const lines = [
      `戻しました。${tell(read.value)}`,
      'バックアップより後のことは、ありません。後で行った同意の取り消し、消去、離任は、もう一度行ってください。',
      'バックアップのときに送信を待っていたメールは、これから送られます（その後に送っていたものは、もう一度届きます）。',
      NO_KEYS,
    ]
    return { ok: true, message: lines.join('\n') }
  } finally {
    await database.close()
  }
}

function tell({ madeAt, tables, migrations }: Manifest): string {
  const rows = Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)
  const when = new Date(madeAt).toLocaleString('ja-JP', { timeZone: 'Asia/Tokyo' })
  return `${when} のもの（${Object.keys(tables).length} 表、${rows.toLocaleString('en')} 行、${migrations.at(-1)?.name.slice(0, 4)} まで）。`
}
