// node scripts/with-node.mjs FILE … runs FILE with the pinned Node.
import { runNode } from './node.mjs'

process.exitCode = await runNode(process.argv.slice(2))
