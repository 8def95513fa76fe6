// Every route of an app with the guard that stands in its line. tests/routes.test.ts holds the service to it.
import type { Hono } from 'hono'
import { findTargetHandler } from 'hono/utils/handler'
import { GUARD, GUARDING, type Guarding } from '../src/people/index.ts'

export type Route = {
  method: string
  path: string
  /** What the guard says of itself; null when none stands before everything else. */
  guard: string | null
  /** The same as data. */
  guarding: Guarding | null
  /** True when a second route line answers to the same method and path, or comes after one that ends the request. */
  twice: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the app carries in its requests
type AnyApp = Pick<Hono<any, any, any>, 'routes'>

/**
 * The routes of an app, in the order in which they are written.
 * Middleware for many paths (`app.use`) is left out: Hono lists it as method ALL with functions that take `next`.
 */
export function listRoutes(app: AnyApp): Route[] {
  const lines = Map.groupBy(
    app.routes.map(({ method, path, handler }) => ({ method, path, handler: findTargetHandler(handler) })),
    ({ method, path }) => `${method} ${path}`,
  )
  return [...lines.values()]
    .map((line) => ({ ...line[0]!, handlers: line.map(({ handler }) => handler as Handler) }))
    .filter(({ method, handlers }) => method !== 'ALL' || handlers.some(answers))
    .map(({ method, path, handlers }) => ({
      method,
      path,
      guard: handlers[0]![GUARD] ?? null,
      guarding: handlers[0]![GUARDING] ?? null,
      twice: handlers.slice(0, -1).some(answers),
    }))
}

type Handler = ((...given: never[]) => unknown) & { [GUARD]?: string; [GUARDING]?: Guarding }
/** What takes no `next` ends the request. */
const answers = (handler: Handler) => handler.length < 2 && !(GUARD in handler)

/** One line for each route without a guard at its head, or written twice. */
export const routeProblems = (routes: readonly Route[]): string[] =>
  routes.flatMap(({ method, path, guard, twice }) => [
    ...(guard === null
      ? [`${method} ${path} has no guard: put may(…), holder(…) or anyone('why') first in its line`]
      : []),
    ...(twice ? [`${method} ${path} is answered twice`] : []),
  ])
