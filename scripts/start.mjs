// npm start: set up, then serve with the demo.
import { runNode } from './node.mjs'
import { setup } from './setup.mjs'

await setup()
process.exitCode = await runNode(['src/cli.ts', 'serve', '--demo', ...process.argv.slice(2)])
