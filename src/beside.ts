// Beside a running server the embedded database is not ours to open: the server is asked.
import type { Matched, MatchInput } from './consult/index.ts'

export type Found = { ok: true; value: Matched } | { ok: false; message: string }

/** Asks the server that listens on a port of this machine, by its own API. */
export async function askServer(port: number, input: MatchInput): Promise<Found> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/match`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const body = (await answer.json()) as Matched & { detail?: string; title?: string }
  return answer.ok
    ? { ok: true, value: body }
    : { ok: false, message: body.detail ?? body.title ?? String(answer.status) }
}
