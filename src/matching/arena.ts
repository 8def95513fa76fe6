// Many short lists of numbers in one array: tens of thousands of small typed arrays would weigh more than their contents.

/** `cells` and `halves` are two views of the same bytes; both are replaced when it grows. */
export type Arena = {
  cells: Uint32Array
  halves: Uint16Array
  /** Cells from here on have never been used. */
  end: number
  /** Blocks given back, by their size. */
  free: Map<number, number[]>
}

const SMALLEST = 1024
/** How much is added when it is full: an eighth, so that little lies idle; more while it is small. */
const GROWTH = 1.125
const EARLY = 1.5
const SMALL = 65_536
const grown = (size: number) => Math.ceil(size * (size < SMALL ? EARLY : GROWTH))

export const arena = (): Arena => {
  const cells = new Uint32Array(SMALLEST)
  return { cells, halves: new Uint16Array(cells.buffer), end: 0, free: new Map() }
}

/** The size of the block that holds `size` cells: four sizes between two powers of two. At most a quarter lies idle. */
export function roomFor(size: number): number {
  if (size <= 8) return Math.max(2, size + (size & 1))
  const step = 1 << (29 - Math.clz32(size - 1))
  return Math.ceil(size / step) * step
}

/** Gives a block of `room` cells, a size of roomFor; what it holds is not defined. */
export function take(arena: Arena, room: number): number {
  const known = arena.free.get(room)?.pop()
  if (known !== undefined) return known
  const start = arena.end
  arena.end += room
  if (arena.end > arena.cells.length) {
    const cells = new Uint32Array(grown(arena.end))
    cells.set(arena.cells.subarray(0, start))
    arena.cells = cells
    arena.halves = new Uint16Array(cells.buffer)
  }
  return start
}

/** Takes a block back. */
export function give(arena: Arena, start: number, room: number): void {
  const list = arena.free.get(room)
  if (list) list.push(start)
  else arena.free.set(room, [start])
}

/** A typed array with room for place `at`: itself, or a larger copy. */
export function roomAt<T extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(array: T, at: number): T {
  if (at < array.length) return array
  const larger = new (array.constructor as new (length: number) => T)(grown(at + 1) + 16)
  larger.set(array)
  return larger
}
