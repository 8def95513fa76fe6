// Finds a Chromium for the browser tests, and in CI as root on Debian brings one.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Path of a Chromium or Chrome that runs, or null. CHROMIUM_PATH goes first. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
  const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (app) => `Applications/${app}.app/Contents/MacOS/${app}`,
  )
  const places =
    process.platform === 'win32'
      ? [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
          .filter((folder) => folder !== undefined)
          .flatMap((folder) =>
            ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map((app) =>
              join(folder, app, 'Application', app === 'Microsoft/Edge' ? 'msedge.exe' : 'chrome.exe'),
            ),
          )
      : process.platform === 'darwin'
        ? apps.flatMap((app) => [`/${app}`, join(homedir(), app)])
        : (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  const candidates = env.CHROMIUM_PATH ? [env.CHROMIUM_PATH] : places
  return candidates.find((path) => existsSync(path) && runs(path)) ?? null
}

/** Ubuntu has a /usr/bin/chromium-browser that only asks for snap, so ask each one. On Windows asking opens a window. */
function runs(path: string): boolean {
  if (process.platform === 'win32') return true
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /\d+\.\d+\./.test(stdout)
}

/** Without a Japanese font a page is boxes, and its measures are wrong. Only Linux can lack one. */
function hasJapaneseFont(): boolean {
  if (process.platform !== 'linux') return true
  const { stdout } = spawnSync('fc-list', [':lang=ja', 'file'], { encoding: 'utf8' })
  return Boolean(stdout?.trim())
}

/**
 * The Chromium for the tests, with a Japanese font; installs both where it may (root, apt-get).
 * @throws Error in Japanese that says what to do.
 */
export function provideChromium(): string {
  const ready = () => (hasJapaneseFont() ? findChromium() : null)
  const found = ready()
  if (found) return found
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (mayInstall && !process.env.CHROMIUM_PATH) {
    console.log('Chromium と日本語フォントを入れています（apt-get）…')
    const apt = (...args: string[]) =>
      execFileSync('apt-get', ['-qq', '-o', 'Acquire::Retries=3', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    try {
      apt('update')
      apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'fontconfig')
    } catch (error) {
      console.error((error as Error).message)
    }
    const installed = ready()
    if (installed) return installed
  }
  throw new Error(
    [
      process.env.CHROMIUM_PATH
        ? `CHROMIUM_PATH=${process.env.CHROMIUM_PATH} は動く Chromium ではありません。`
        : 'ブラウザーのテストに使う Chromium（Chrome、Edge でも可）か、日本語フォントが見つかりません。次のどれかで動きます:',
      '  - Debian: apt-get install chromium fonts-noto-cjk',
      '  - すでにあるものを使う: CHROMIUM_PATH=/path/to/chrome npm test',
      '  - ブラウザーなしで確かめる: npm test -- --quick',
    ].join('\n'),
  )
}
