// Adam, Kingma & Ba 2015: each number moves by its own mean gradient over its own mean square.

const B1 = 0.9
const B2 = 0.99
const TINY = 1e-8

/** Numbers being learned, with the gradient of this step and the running means of Adam. */
export type Learned = { value: Float32Array; gradient: Float32Array; mean: Float32Array; square: Float32Array }

export const learned = (value: Float32Array): Learned => ({
  value,
  gradient: new Float32Array(value.length),
  mean: new Float32Array(value.length),
  square: new Float32Array(value.length),
})

/**
 * One step with rate `rate`; the gradient is cleared. `decay` is added to the gradient as decay × value (L2).
 * `step` counts from 1.
 */
export function adam({ value, gradient, mean, square }: Learned, rate: number, decay: number, step: number): void {
  const c1 = rate / (1 - B1 ** step)
  const c2 = 1 / (1 - B2 ** step)
  for (let i = 0; i < value.length; i += 1) {
    const g = gradient[i]! + decay * value[i]!
    const m = B1 * mean[i]! + (1 - B1) * g
    const v = B2 * square[i]! + (1 - B2) * g * g
    mean[i] = m
    square[i] = v
    value[i]! -= (c1 * m) / (Math.sqrt(c2 * v) + TINY)
    gradient[i] = 0
  }
}
