// Every drawing of the look: icons on a 24 grid, pictograms on a 48 grid (`class="a"`: the one warm detail), the knot.
// A page carries only those that it uses: see `sprite`.

export const ICONS = {
  alert: '<path d="M12 3l10 18H2zM12 10v5M12 18v.2"/>',
  back: '<path d="M6 3h3l2 5-2.5 2a12 12 0 0 0 5.5 5.5L16 13l5 2v3c0 2-1 3-3 3C10 21 3 14 3 6c0-2 1-3 3-3z"/><path d="M21 4l-5 5M16 5v4h4"/>',
  chat: '<path d="M4 4h16v12h-9l-5 4v-4H4z"/>',
  check: '<path d="M4 12.5l5 5L20 6.5"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
  desk: '<path d="M3 20h18M5 20v-8h14v8M9 12V8"/><circle cx="9" cy="5.5" r="2.5"/>',
  door: '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
  dot: '<circle cx="12" cy="12" r="5" fill="currentColor"/>',
  down: '<path d="M12 4v12M6 11l6 6 6-6M4 21h16"/>',
  find: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
  home: '<path d="M3 12l9-8 9 8M6 10v10h12V10"/>',
  left: '<path d="M15 5l-7 7 7 7"/>',
  mail: '<path d="M3 5h18v14H3zM3 6l9 7 9-7"/>',
  paper: '<path d="M6 3h9l4 4v14H6zM9 11h7M9 15h7"/>',
  pause: '<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>',
  phone: '<path d="M6 3h3l2 5-2.5 2a12 12 0 0 0 5.5 5.5L16 13l5 2v3c0 2-1 3-3 3C10 21 3 14 3 6c0-2 1-3 3-3z"/>',
  pin: '<path d="M12 21s-7-6.5-7-12a7 7 0 0 1 14 0c0 5.5-7 12-7 12z"/><circle cx="12" cy="9" r="2.5"/>',
  print: '<path d="M7 9V3h10v6M7 17H4v-8h16v8h-3M7 14h10v7H7z"/>',
  ret: '<path d="M9 6L4 11l5 5M4 11h11a5 5 0 0 1 0 10h-3"/>',
  right: '<path d="M9 5l7 7-7 7"/>',
  user: '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 3.5-8 8-8s8 3 8 8"/>',
} as const

export const PICTS = {
  alone:
    '<circle cx="24" cy="19" r="5.5"/><path d="M13 38c1-7 5-11 11-11s10 4 11 11"/><path class="a" d="M41 32A19 19 0 1 1 41 16M41 9v8h-8"/>',
  care: '<circle cx="20" cy="10" r="5"/><path d="M20 18c-5 1-7 6-7 12v5h6l4 8M20 18c4 1 6 5 8 9M13 35l-3 8"/><path class="a" d="M34 43V26c0-4-6-4-6 0"/>',
  child:
    '<circle cx="17" cy="11" r="5.5"/><path d="M6 43V32c0-8 4-12 11-12 5 0 8 2 10 5M6 43h27"/><circle class="a" cx="32" cy="26" r="4.5"/><path class="a" d="M20 33c4 5 16 5 19 1"/>',
  deal: '<path d="M10 5h20l9 9v29H10zM30 5v9h9"/><path class="a" d="M24.5 20v11M24.5 36.5v.3"/>',
  disability:
    '<circle cx="21" cy="7" r="3.5"/><path d="M21 14v12h11l6 12h4M21 19h9"/><path class="a" d="M15 23a10.5 10.5 0 1 0 14.5 14"/>',
  home: '<path d="M4 24L24 7l20 17M10 20v22h28V20"/><path class="a" d="M20 42V29h8v13"/>',
  medical:
    '<path d="M12 36a8.5 8.5 0 0 1 0-12l10-10a8.5 8.5 0 0 1 12 12L24 36a8.5 8.5 0 0 1-12 0zM17 19l12 12"/><path class="a" d="M39 31v10M34 36h10"/>',
  mind: '<path d="M24 41C10 32 5 25 5 18a9.5 9.5 0 0 1 19-3 9.5 9.5 0 0 1 19 3c0 7-5 14-19 23z"/><path class="a" d="M13 22c3-4 5 4 8.5 0s5.5 4 8.5 0 4-1 5 0"/>',
  money: '<circle cx="24" cy="24" r="18"/><path class="a" d="M17 14l7 9 7-9M24 23v12M18 25.5h12M18 30.5h12"/>',
  other: '<path d="M5 8h38v25H24l-10 9v-9H5z"/><path class="a" d="M15 20.5v.2M24 20.5v.2M33 20.5v.2"/>',
  safe: '<path d="M24 4l17 6v11c0 12-8 18-17 23C15 39 7 33 7 21V10z"/><circle class="a" cx="24" cy="18" r="4.5"/><path class="a" d="M15 33c1-6 4-8.5 9-8.5s8 2.5 9 8.5"/>',
  school:
    '<path d="M11 42V21c0-8 5-12 13-12s13 4 13 12v21zM19 9V5h10v4M11 28h26M7 30v9M41 30v9"/><path class="a" d="M24 25v8"/>',
  work: '<rect x="5" y="15" width="38" height="26" rx="4"/><path d="M17 15v-5h14v5"/><path class="a" d="M5 26h14M29 26h14M19 23h10v7H19z"/>',
} as const

const KNOT =
  '<g stroke-width="6" stroke-linecap="round"><path class="k2" d="M-54-11h42C0-11 0-21 12-21h8c19 0 19 42 0 42h-8C0 21 0 11-12 11h-42"/><path class="kg" stroke-width="11" stroke-linecap="butt" d="M12-11C0-11 0-21-12-21h-8c-19 0-19 42 0 42h8C0 21 0 11 12 11M27-11h14M27 11h14"/><path class="k1" d="M54-11H12C0-11 0-21-12-21h-8c-19 0-19 42 0 42h8C0 21 0 11 12 11h42"/><path class="kg" stroke-width="11" stroke-linecap="butt" d="M-5.5-12.5C-1-14.5 1-17.5 5.5-19.5M-5.5 12.5C-1 14.5 1 17.5 5.5 19.5"/><path class="k2" stroke-linecap="butt" d="M-12-11C0-11 0-21 12-21M-12 11C0 11 0 21 12 21"/></g>'

export type IconName = keyof typeof ICONS
export type PictName = keyof typeof PICTS

const symbols = new Map<string, string>([
  ...Object.entries(ICONS).map(([name, body]) => drawn(`i-${name}`, '0 0 24 24', body)),
  ...Object.entries(PICTS).map(([name, body]) => drawn(`p-${name}`, '0 0 48 48', body)),
  ['knot', `<symbol id="knot" viewBox="-56 -28 112 56" fill="none">${KNOT}</symbol>`],
])

function drawn(id: string, viewBox: string, body: string): [string, string] {
  return [id, `<symbol id="${id}" viewBox="${viewBox}">${body}</symbol>`]
}

/** The hidden svg with the drawings that a finished page refers to, each once; '' when it refers to none. */
export function sprite(html: string): string {
  const used = new Set([...html.matchAll(/<use href="#([a-z-]+)"/g)].map((found) => found[1]!))
  const parts = [...used].sort().flatMap((id) => symbols.get(id) ?? [])
  return parts.length === 0 ? '' : `<svg class="sprite" aria-hidden="true">${parts.join('')}</svg>`
}

/** The knot on its own, for the browser's tab: colours as attributes, because no style may stand inside a file either. */
export const ICON_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-56 -56 112 112" fill="none">${KNOT.replaceAll(
  'class="k1"',
  'stroke="#006173"',
)
  .replaceAll('class="k2"', 'stroke="#e25100"')
  .replaceAll('class="kg"', 'stroke="#fdfaf3"')}</svg>`
