// npm run -s musubi -- COMMAND …
import { runNode } from './node.mjs'
import { setup } from './setup.mjs'

await setup()
process.exitCode = await runNode(['src/cli.ts', ...process.argv.slice(2)])
