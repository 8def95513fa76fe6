// Files the browser loads. Their address carries a hash of what they hold, so it may keep them for ever.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { ICON_SVG } from './symbols.ts'

export type Asset = { url: string; body: string; type: string }

export const FOR_EVER = 'public, max-age=31536000, immutable'

const made = (name: string, type: string, body: string): [string, Asset] => {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  const dot = name.lastIndexOf('.')
  return [name, { url: `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`, body, type }]
}

const assets = new Map<string, Asset>([
  made('musubi.css', 'text/css; charset=utf-8', readFileSync(new URL('./musubi.css', import.meta.url), 'utf8')),
  made('icon.svg', 'image/svg+xml; charset=utf-8', ICON_SVG),
])

const scripts = new Map<string, URL>()

/** Names a script for the browser; it is bundled when it is first asked for. A page works without it. */
export const addScript = (name: string, entry: URL): void => {
  scripts.set(name, entry)
}

function bundle(name: string, entry: URL): void {
  scripts.delete(name)
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'eof',
    write: false,
    logLevel: 'silent',
  })
  assets.set(...made(name, 'text/javascript; charset=utf-8', outputFiles[0]!.text))
}

/** @throws Error when there is no such file: a mistake in a page. */
export function asset(name: string): Asset {
  const script = scripts.get(name)
  if (script) bundle(name, script)
  const found = assets.get(name)
  if (!found) throw new Error(`no asset named ${name}`)
  return found
}

/** The file at an address such as /assets/musubi.0123456789.css, or undefined. */
export function assetAt(path: string): Asset | undefined {
  // After a restart a browser may ask for the script before any page does.
  for (const [name, entry] of scripts) if (path.startsWith(`/assets/${name.replace(/\.js$/, '.')}`)) bundle(name, entry)
  return [...assets.values()].find((one) => one.url === path)
}
