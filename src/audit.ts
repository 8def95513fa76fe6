// musubi audit: the anchor of a day on paper, and the check of the whole log.
import { parseArgs } from 'node:util'
import { anchorDocument } from './people/index.ts'
import { anchorCode, dropAnchor, findAnchor, groups, readAnchorCode } from './platform/anchor.ts'
import type { Database } from './platform/db.ts'
import { tellVerdict } from './platform/seal-words.ts'
import { verifyLog } from './platform/verify.ts'
import { showMoment } from './platform/words.ts'

export const AUDIT_HELP = `  audit anchor [日付] [--html]         記録の錨（その日の最後の封）を、紙にのこせる形で出す
  audit verify [--anchor 値] [--json]  記録を初めからたしかめる。--anchor は、紙にのこした錨の値`

/** What is printed, and the code with which the command ends: 0 all is well, 1 a fault, 2 asked in a wrong way. */
export type Told = { text: string; code: 0 | 1 | 2 }

const wrong = (text: string): Told => ({ text, code: 2 })

/**
 * Runs one audit command.
 * @param open gives the database; it is closed at the end.
 */
export async function runAudit(
  args: string[],
  open: () => Promise<Database>,
  now: Date,
  onProgress: (events: number) => void = () => {},
): Promise<Told> {
  const options = { html: { type: 'boolean' }, json: { type: 'boolean' }, anchor: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [what, day] = positionals
  if (what !== 'anchor' && what !== 'verify')
    return wrong(`audit anchor か audit verify と書いてください。\n${AUDIT_HELP}`)
  if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day)) return wrong('日付は 2026-11-28 のように書いてください。')
  const paper = values.anchor === undefined ? undefined : readAnchorCode(values.anchor)
  if (values.anchor !== undefined && !paper)
    return wrong('--anchor には、紙の「値」（64文字）か、QR コードの中身を書いてください。')
  const database = await open()
  try {
    if (what === 'anchor') return await tellAnchor(database, day, values.html ?? false, now)
    const verdict = await verifyLog(database.db, { anchor: paper, onProgress })
    const code = verdict.ok ? 0 : 1
    if (values.json) return { text: JSON.stringify(verdict), code }
    const { events, seconds } = verdict
    const speed = Math.round(events / Math.max(seconds, 0.001)).toLocaleString('en')
    return { text: [...tellVerdict(verdict, 'ja'), `${seconds.toFixed(1)}秒（毎秒 ${speed} 件）`].join('\n'), code }
  } finally {
    await database.close()
  }
}

async function tellAnchor({ db }: Database, day: string | undefined, html: boolean, now: Date): Promise<Told> {
  const newest = await dropAnchor(db, now)
  const anchor = day ? await findAnchor(db, day) : newest
  if (!anchor) return { text: day ? `${day} の錨はありません。` : 'まだ記録がないので、錨はありません。', code: 1 }
  if (html) return { text: anchorDocument(anchor), code: 0 }
  return {
    text: [
      `結び　記録の錨　${anchor.day}`,
      `封の番号　${anchor.seal}`,
      `記録の数　${anchor.events}`,
      `値　${groups(anchor.hash)}`,
      `作った日時　${showMoment(anchor.madeAt, 'ja', true)}`,
      `QR　${anchorCode(anchor)}`,
      '',
      `たしかめるとき: musubi audit verify --anchor ${anchorCode(anchor)}`,
    ].join('\n'),
    code: 0,
  }
}
