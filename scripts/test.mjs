// npm test: set up, then the whole check (scripts/check.ts). `npm test -- --help` says what else it can do.
import { runNode } from './node.mjs'
import { setup } from './setup.mjs'

await setup()
process.exitCode = await runNode(['scripts/check.ts', ...process.argv.slice(2)])
