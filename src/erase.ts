// musubi erase need CODE: a person asks for erasure. Everything that tells of them goes in one transaction, in every
// capability; what happened and how often stays, as ids and codes.
import { parseArgs } from 'node:util'
import { eraseConversationsOf } from './consult/index.ts'
import { eraseNeed, findNeedByCode, readReceiptCode } from './need/index.ts'
import type { Database, Db } from './platform/db.ts'
import { eraseNoticesAbout } from './platform/outbox/store.ts'
import { eraseFile } from './referral/index.ts'

export const ERASE_HELP =
  '  erase need 受付番号                 本人の求めで、言葉・連絡先・メモを今すぐ消す（件数と記録は残る）'

/**
 * Erases what a need, its file, its conversation and its notices say of a person.
 * @returns false when there is no such need.
 */
export async function erasePersonOf(db: Db, municipality: string, code: string, now: Date): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const need = await findNeedByCode(tx, municipality, code)
    if (!need) return false
    await eraseNeed(tx, { kind: 'system' }, now, need)
    await eraseFile(tx, municipality, need.id, now)
    await eraseNoticesAbout(tx, municipality, [need.id], now)
    await eraseConversationsOf(tx, municipality, need.id, now)
    return true
  })
}

type Said = { ok: true; message: string } | { ok: false; message: string; code: number }

/** `erase need CODE`. */
export async function erase(
  args: string[],
  place: { open: () => Promise<Database>; municipality: string; now: () => Date },
): Promise<Said> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [what, typed = ''] = positionals
  const code = readReceiptCode(typed)
  if (what !== 'need' || !code) return { ok: false, message: '受付番号を書いてください: erase need 7Q4-28M', code: 2 }
  const database = await place.open()
  try {
    const found = await erasePersonOf(database.db, place.municipality, code, place.now())
    if (!found) return { ok: false, message: `受付番号 ${code} の困りごとは、ありません。`, code: 1 }
    return {
      ok: true,
      message: `${code} の言葉、連絡先、メモ、メールを消しました。種類、区、時刻、結果は残ります。\nバックアップの中には残ります。その期限が来るまで、戻したときにはもう一度消してください。`,
    }
  } finally {
    await database.close()
  }
}
