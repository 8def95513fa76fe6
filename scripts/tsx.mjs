// Lets Node load .tsx: it strips types from .ts by itself, but leaves JSX to us. What Node compiled and what comes out here
// is kept in node_modules/.cache, so that from the second start on neither the type stripper nor esbuild is in memory.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, enableCompileCache, flushCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../node_modules/.cache/musubi/', import.meta.url))
enableCompileCache(cache)
// a server that is killed leaves nothing behind at its end: what it has loaded by now is kept
setTimeout(flushCompileCache, 10_000).unref()

function transform(source, path) {
  const { transformSync } = createRequire(import.meta.url)('esbuild')
  const options = { format: 'esm', target: 'esnext', jsx: 'automatic', jsxImportSource: 'hono/jsx' }
  return transformSync(source, { loader: 'tsx', ...options, sourcefile: path, sourcemap: 'inline' }).code
}

/** The code of a file as it was transformed before, or now; where nothing can be written, it is transformed each time. */
function codeOf(path) {
  const source = readFileSync(path, 'utf8')
  const kept = `${cache}${createHash('sha256').update(path).update('\0').update(source).digest('hex')}.js`
  try {
    return readFileSync(kept, 'utf8')
  } catch {}
  const code = transform(source, path)
  try {
    mkdirSync(cache, { recursive: true })
    writeFileSync(`${kept}.${process.pid}`, code)
    renameSync(`${kept}.${process.pid}`, kept)
  } catch {}
  return code
}

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context)
    return { format: 'module', source: codeOf(fileURLToPath(url)), shortCircuit: true }
  },
})
