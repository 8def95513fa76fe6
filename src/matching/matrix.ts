// Products of small dense matrices in plain typed arrays, row after row. Every number of rows is a multiple of 4:
// callers keep zero rows at the end, so that the inner loops need no special case.

/** The least multiple of 4 that holds `rows`. */
export const padded = (rows: number): number => (rows + 3) & ~3

/** c[i·m + j] = scale · aᵢ·bⱼ for rows of length h: C = A Bᵀ. n and m are multiples of 4. 1 G multiplications a second. */
export function products(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  n: number,
  m: number,
  h: number,
  scale: number,
): void {
  for (let i = 0; i < n; i += 4) {
    const a0 = i * h
    const a1 = a0 + h
    const a2 = a1 + h
    const a3 = a2 + h
    for (let j = 0; j < m; j += 4) {
      const b0 = j * h
      const b1 = b0 + h
      const b2 = b1 + h
      const b3 = b2 + h
      let s00 = 0
      let s01 = 0
      let s02 = 0
      let s03 = 0
      let s10 = 0
      let s11 = 0
      let s12 = 0
      let s13 = 0
      let s20 = 0
      let s21 = 0
      let s22 = 0
      let s23 = 0
      let s30 = 0
      let s31 = 0
      let s32 = 0
      let s33 = 0
      for (let k = 0; k < h; k += 1) {
        const x0 = a[a0 + k]!
        const x1 = a[a1 + k]!
        const x2 = a[a2 + k]!
        const x3 = a[a3 + k]!
        const y0 = b[b0 + k]!
        const y1 = b[b1 + k]!
        const y2 = b[b2 + k]!
        const y3 = b[b3 + k]!
        s00 += x0 * y0
        s01 += x0 * y1
        s02 += x0 * y2
        s03 += x0 * y3
        s10 += x1 * y0
        s11 += x1 * y1
        s12 += x1 * y2
        s13 += x1 * y3
        s20 += x2 * y0
        s21 += x2 * y1
        s22 += x2 * y2
        s23 += x2 * y3
        s30 += x3 * y0
        s31 += x3 * y1
        s32 += x3 * y2
        s33 += x3 * y3
      }
      let at = i * m + j
      c[at] = scale * s00
      c[at + 1] = scale * s01
      c[at + 2] = scale * s02
      c[at + 3] = scale * s03
      at += m
      c[at] = scale * s10
      c[at + 1] = scale * s11
      c[at + 2] = scale * s12
      c[at + 3] = scale * s13
      at += m
      c[at] = scale * s20
      c[at + 1] = scale * s21
      c[at + 2] = scale * s22
      c[at + 3] = scale * s23
      at += m
      c[at] = scale * s30
      c[at + 1] = scale * s31
      c[at + 2] = scale * s32
      c[at + 3] = scale * s33
    }
  }
}

/**
 * g[i] += Σⱼ s[i·down + j·right] · b[j] for rows of length h: G += S B, or G += Sᵀ B with `down` and `right` exchanged.
 * n and m are multiples of 4.
 */
export function addProducts(
  s: Float32Array,
  down: number,
  right: number,
  b: Float32Array,
  g: Float32Array,
  n: number,
  m: number,
  h: number,
): void {
  for (let i = 0; i < n; i += 2) {
    const g0 = i * h
    const g1 = g0 + h
    for (let j = 0; j < m; j += 4) {
      const at = i * down + j * right
      const s00 = s[at]!
      const s01 = s[at + right]!
      const s02 = s[at + 2 * right]!
      const s03 = s[at + 3 * right]!
      const s10 = s[at + down]!
      const s11 = s[at + down + right]!
      const s12 = s[at + down + 2 * right]!
      const s13 = s[at + down + 3 * right]!
      const b0 = j * h
      const b1 = b0 + h
      const b2 = b1 + h
      const b3 = b2 + h
      for (let k = 0; k < h; k += 1) {
        const y0 = b[b0 + k]!
        const y1 = b[b1 + k]!
        const y2 = b[b2 + k]!
        const y3 = b[b3 + k]!
        g[g0 + k]! += s00 * y0 + s01 * y1 + s02 * y2 + s03 * y3
        g[g1 + k]! += s10 * y0 + s11 * y1 + s12 * y2 + s13 * y3
      }
    }
  }
}
