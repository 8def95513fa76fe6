// npm run bench -- NAME …: runs bench/NAME.ts
import { existsSync, readdirSync } from 'node:fs'
import { root, runNode } from './node.mjs'
import { setup } from './setup.mjs'

await setup()
const [name, ...rest] = process.argv.slice(2)
const file = ['ts', 'tsx'].map((ext) => `bench/${name}.${ext}`).find((path) => existsSync(root + path))
if (!name || !file) {
  const files = readdirSync(`${root}bench`).filter((file) => /\.tsx?$/.test(file))
  const names = files.map((file) => file.replace(/\.tsx?$/, ''))
  console.error(`どのベンチですか: npm run bench -- ${names.join(' | ')}`)
  process.exit(2)
}
process.exitCode = await runNode([file, ...rest])
