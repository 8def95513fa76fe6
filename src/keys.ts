// musubi keys: which keys hold what, a new key for everything, the end of an old one.
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { SEALED_CONVERSATION } from './consult/index.ts'
import { SEALED_NEED, SEALED_WAY } from './need/index.ts'
import { SEALED_ACCOUNT, SEALED_FINDING, SEALED_SIGNIN } from './people/index.ts'
import { keysNow, useKeys } from './platform/cipher.ts'
import type { Database, Db } from './platform/db.ts'
import { recordAll } from './platform/events.ts'
import { type KeySource, withNewKey, withoutKey, writeRing } from './platform/keyring.ts'
import { SEALED_NOTICE } from './platform/outbox/store.ts'
import { countBehind, countKeys, meetKeys, rekey, retireKey, sealPlain } from './platform/rekey.ts'
import type { SealedTable } from './platform/sealed.ts'
import { SEALED_NOTE, SEALED_TASK } from './referral/index.ts'
import { SEALED_SHARING } from './sharing/index.ts'

/** Every table that holds sealed values: what is not here keeps its old key when keys are changed. */
export const SEALED_TABLES: readonly SealedTable[] = [
  SEALED_NOTICE,
  SEALED_ACCOUNT,
  SEALED_FINDING,
  ...SEALED_SIGNIN,
  SEALED_NEED,
  SEALED_WAY,
  SEALED_TASK,
  SEALED_NOTE,
  SEALED_CONVERSATION,
  ...SEALED_SHARING,
]

export const KEYS_HELP = `  keys list                          項目の暗号の鍵と、それぞれの鍵で閉じた値の数
  keys rotate                        新しい鍵を足し、すべてをその鍵で閉じなおす（途中で止めても、もう一度で続きから）
  keys retire 鍵の名                  使われていない古い鍵を、はずす
  keys seal                          暗号の前からある平文を閉じる（起動のときにも行う）`

export type KeysPlace = {
  open: () => Promise<Database>
  source: KeySource
  municipality: string
  /** Milliseconds in which running services hear of a new key; 0 where none can be running. */
  settle: number
  signal?: AbortSignal
  onProgress?: (table: string, rows: number) => void
}
export type Said = { ok: true; message: string } | { ok: false; message: string; code: number }

const failed = (message: string, code = 1): Said => ({ ok: false, message, code })
const count = (n: number) => n.toLocaleString('en')

/**
 * Readies a database that was migrated: its keys are those of this process, and nothing in it stands plain.
 * @returns why it cannot be used, in Japanese; null when all is well.
 */
export async function readySealed({ db, pool }: Pick<Database, 'db' | 'pool'>, log: (line: string) => void) {
  const missing = await meetKeys(db)
  if (missing.length > 0)
    return (
      `このデータベースの個人の項目は、鍵 ${missing.join('、')} で閉じられています。その鍵がないか、ちがう鍵です。\n` +
      'FIELD_KEYS、FIELD_KEYS_FILE、または DATA_DIR の keys.json に、もとの鍵を戻してください。'
    )
  const sealed = await sealPlain(db, pool, SEALED_TABLES)
  if (sealed?.rows) log(`結び: 平文だった ${count(sealed.rows)} 行を閉じました。`)
  if (sealed?.broken) log(`結び: 開けない値のある行が ${count(sealed.broken)} 行あります。`)
  return null
}

/** Runs one of the commands of keys. */
export async function keys(args: string[], place: KeysPlace): Promise<Said> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [what = '', id] = positionals
  const commands = { list, rotate, seal, retire: () => retire(place, id) }
  if (!Object.hasOwn(commands, what)) return failed(`keys list、rotate、retire、seal のどれかです。\n${KEYS_HELP}`, 2)
  return commands[what as keyof typeof commands](place)
}

async function list(place: KeysPlace): Promise<Said> {
  const database = await place.open()
  try {
    const { keys, current } = keysNow(true)
    const uses = await countKeys(database.db, SEALED_TABLES)
    const ids = [...new Set([...Object.keys(keys), ...uses.map(({ key }) => key)])]
    const lines = ids.flatMap((id) => {
      const mine = uses.filter(({ key }) => key === id)
      const note =
        id === null ? '平文' : id === current ? `${id}（いま閉じる鍵）` : id in keys ? id : `${id}（手もとにない鍵）`
      const rows = mine.reduce((sum, use) => sum + use.rows, 0)
      return [`${note}  ${count(rows)}`, ...mine.map((use) => `  ${use.table}.${use.column}  ${count(use.rows)}`)]
    })
    return { ok: true, message: lines.join('\n') }
  } finally {
    await database.close()
  }
}

async function seal(place: KeysPlace): Promise<Said> {
  const database = await place.open()
  try {
    const lines: string[] = []
    const problem = await readySealed(database, (line) => lines.push(line))
    if (problem) return failed(problem)
    return { ok: true, message: lines.join('\n') || '平文の値は、ありません。' }
  } finally {
    await database.close()
  }
}

const noted = (db: Db, municipality: string, name: string, data: Record<string, string | number>) =>
  recordAll(db, [{ municipality, name, actor: { kind: 'system' }, subject: randomUUID(), data }])

async function rotate(place: KeysPlace): Promise<Said> {
  const { source } = place
  const database = await place.open()
  try {
    const { db } = database
    const missing = await meetKeys(db)
    if (missing.length > 0) return failed(`鍵 ${missing.join('、')} が手もとにないので、閉じなおせません。`)
    const before = keysNow(true)
    // A rotation that was stopped goes on with the key that it had added.
    const resumes = Object.keys(before.keys).length > 1 && (await countBehind(db, SEALED_TABLES)) > 0
    if (source.kind === 'file' && !resumes) {
      const ring = withNewKey(before)
      try {
        writeRing(source.path, ring)
      } catch (error) {
        return failed(
          `${source.path} に書けません（${(error as NodeJS.ErrnoException).code}）。新しい鍵を先頭に足してから、もう一度実行してください。`,
        )
      }
      keysNow(true)
      await meetKeys(db)
      await new Promise((wake) => setTimeout(wake, place.settle))
    }
    const { current } = keysNow(true)
    const { stop, ...rest } = { stop: place.signal, onProgress: place.onProgress }
    const done = await rekey(db, SEALED_TABLES, {
      ...(stop ? { stop } : {}),
      ...(rest.onProgress ? { onProgress: rest.onProgress } : {}),
    })
    await noted(db, place.municipality, 'platform.rekeyed', { key: current, rows: done.rows, left: done.left })
    const old = Object.keys(keysNow().keys).filter((id) => id !== current)
    const lines = [
      `${resumes ? '続きから、' : ''}鍵 ${current} で ${count(done.rows)} 行を閉じなおしました。`,
      ...(done.broken ? [`どの鍵でも開けない値のある行が ${count(done.broken)} 行あり、そのままです。`] : []),
      ...(done.left > done.broken ? [`まだ ${count(done.left)} 行あります。もう一度実行してください。`] : []),
      ...(source.kind === 'env'
        ? ['FIELD_KEYS の先頭の鍵を使いました。鍵を替えるには、新しい鍵を先頭に足します。']
        : []),
      ...(done.left === 0 && old.length > 0
        ? [`古い鍵 ${old.join('、')} は、もう使われていません。keys retire ${old[0]} ではずせます。`]
        : []),
      '鍵の控えを、バックアップとは別の所に取ってください。前のバックアップを開くには、前の鍵が要ります。',
    ]
    return done.left > done.broken ? failed(lines.join('\n')) : { ok: true, message: lines.join('\n') }
  } finally {
    await database.close()
  }
}

async function retire(place: KeysPlace, id: string | undefined): Promise<Said> {
  if (!id) return failed('はずす鍵の名を書いてください: keys retire k1', 2)
  const database = await place.open()
  try {
    const ring = keysNow(true)
    if (id === ring.current) return failed(`${id} は、いま閉じる鍵です。先に keys rotate で新しい鍵に替えてください。`)
    const { source } = place
    const used = await retireKey(database.db, SEALED_TABLES, id, () => {
      if (source.kind !== 'file' || !ring.keys[id]) return
      writeRing(source.path, withoutKey(ring, id))
      useKeys(withoutKey(ring, id))
    })
    if (used === null) return failed('書きこみが続いていて、数えられませんでした。もう一度実行してください。')
    if (used > 0) return failed(`${id} で閉じた値が ${count(used)} あります。先に keys rotate を実行してください。`)
    await noted(database.db, place.municipality, 'platform.key_retired', { key: id })
    const where = source.kind === 'file' ? source.path : 'FIELD_KEYS から消してください'
    return {
      ok: true,
      message: `鍵 ${id} をはずしました（${where}）。この鍵を使っていたころのバックアップを残すなら、鍵の控えも残してください。`,
    }
  } finally {
    await database.close()
  }
}
