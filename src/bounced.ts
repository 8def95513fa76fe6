// musubi bounced [FILE]: a mail came back. The alias of the sender's address pipes it here, or somebody has it as a file.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Database } from './platform/db.ts'
import { type NoBounce, readBounce } from './platform/outbox/bounce.ts'
import { noteBounce } from './platform/outbox/deliver.ts'

export const BOUNCED_HELP =
  '  bounced [FILE]                     戻ってきたメール（標準入力かファイル）を読み、届かなかったお知らせにする'

const WHY: Record<NoBounce, string> = {
  no_report: '配信の報告（multipart/report）ではないので、何もしませんでした。',
  not_failed: '失敗の報告ではないので、何もしませんでした。',
  not_ours: 'こちらが送ったメールの報告ではないので、何もしませんでした。',
}

type Said = { ok: true; message: string } | { ok: false; message: string; code: number }

/**
 * Reads one report. What is none of ours is no fault: the mailbox gets other mail too, and a mail server that is told of a
 * fault would send it back once more.
 */
export async function bounced(
  args: string[],
  place: { open: () => Promise<Database>; now: () => Date; stdin: () => Uint8Array },
): Promise<Said> {
  const [path] = parseArgs({ args, allowPositionals: true, options: {} }).positionals
  let raw: Uint8Array
  try {
    raw = path ? readFileSync(path) : place.stdin()
  } catch (error) {
    return { ok: false, message: `${path} を読めません（${(error as NodeJS.ErrnoException).code}）`, code: 2 }
  }
  const read = await readBounce(raw)
  if (!read.ok) return { ok: true, message: WHY[read.reason] }
  const database = await place.open()
  try {
    const noted = await noteBounce(database.db, read.value.id, read.value.reason, place.now())
    return { ok: true, message: noted ? '届かなかったお知らせにしました。' : 'もう知っているか、消したお知らせです。' }
  } finally {
    await database.close()
  }
}
