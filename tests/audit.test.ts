// What the dependency check finds in the files alone: each fault is planted once.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { INSTALL_SCRIPTS, type Lockfile, lockProblems, type Manifest, OTHER_LICENCES } from '../scripts/lockfile.ts'
import { root } from './tidy.ts'

const read = <T>(name: string) => JSON.parse(readFileSync(root + name, 'utf8')) as T
const lock = read<Lockfile>('package-lock.json')

test('what we depend on is pinned, proved, from one place, and free', () => {
  assert.deepEqual(lockProblems(read<Manifest>('package.json'), lock), [])
})

test('a planted fault of a dependency is found', () => {
  const integrity = `sha512-${'a'.repeat(86)}==`
  const good = { version: '1.2.3', integrity, license: 'MIT' }
  const faults = (changed: object, wanted = '1.2.3') =>
    lockProblems(
      { dependencies: { some: wanted } },
      { lockfileVersion: 3, packages: { '': {}, 'node_modules/some': { ...good, ...changed } } },
    ).map((line) => line.replace(/^some(@[\d.]+)?: /, '').slice(0, 12))
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ resolved: 'https://registry.npmjs.org/some/-/some-1.2.3.tgz' }), [])
  assert.deepEqual(faults({ license: '(GPL-3.0 OR MIT)' }), [])
  assert.equal(faults({}, '^1.2.3').length, 2)
  assert.equal(faults({ version: '1.2.4' }).length, 1)
  for (const changed of [
    { integrity: undefined },
    { integrity: undefined, inBundle: true },
    { integrity: 'sha1-abc' },
    { resolved: 'git+ssh://git@example.com/some.git' },
    { resolved: 'https://registry.npmjs.org.evil.example/some.tgz' },
    { license: 'GPL-3.0' },
    { license: '(MIT AND GPL-3.0)' },
    { license: undefined },
    { hasInstallScript: true },
    { link: true },
  ])
    assert.equal(faults(changed).length, 1, JSON.stringify(changed))
})

test('what comes inside another package is proved by the hash of that one, and by nothing else', () => {
  const integrity = `sha512-${'a'.repeat(86)}==`
  const faults = (outer: object) =>
    lockProblems(
      {},
      {
        lockfileVersion: 3,
        packages: {
          'node_modules/outer': { version: '1.0.0', license: 'MIT', ...outer },
          'node_modules/outer/node_modules/inner': { version: '1.0.0', license: 'MIT', inBundle: true },
        },
      },
    ).length
  assert.equal(faults({ integrity }), 0)
  assert.equal(faults({}), 2)
})

test('an exception for a package that is gone is an invitation', () => {
  const names = Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13))
  for (const name of [...Object.keys(OTHER_LICENCES), ...Object.keys(INSTALL_SCRIPTS)])
    assert.ok(
      names.some((one) => one === name || (name.endsWith('/*') && one.startsWith(name.slice(0, -1)))),
      name,
    )
})
