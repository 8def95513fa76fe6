// A form as it was typed: one value, several, or a file of each field.
import type { Context } from 'hono'

export type Typed = {
  /** Without spaces at its ends; empty when it was not sent. */
  text: (name: string, most?: number) => string
  /** Every value that was sent; empty ones are none. */
  many: (name: string) => string[]
  file: (name: string) => unknown
}

/** Reads a form, also one in which a field comes several times. What cannot be read is empty. */
export async function readTyped(c: Context): Promise<Typed> {
  const body: Record<string, unknown> = await c.req.parseBody({ all: true }).catch(() => ({}))
  const all = (name: string) => [body[name] ?? []].flat()
  const texts = (name: string) => all(name).filter((value): value is string => typeof value === 'string')
  return {
    text: (name, most = 2000) => (texts(name)[0] ?? '').trim().slice(0, most),
    many: (name) => texts(name).filter((value) => value !== ''),
    file: (name) => all(name).find((value) => value instanceof File),
  }
}
