/**
 * Random numbers by position: the n-th draw of a stream is a function of (seed, stream, n), so any event
 * can be made again without making the ones before it. 32-bit finaliser of MurmurHash3 over the parts.
 */
export function hash32(seed: number, stream: number, n: number): number {
  let value = Math.imul(seed ^ Math.imul(stream, 0x9e3779b1), 0x85ebca6b)
  value = mix(value ^ (n >>> 0))
  return mix(value ^ Math.floor(n / 0x1_0000_0000) ^ Math.imul(stream, 0xc2b2ae35))
}

/** Uniform in [0, 1). */
export function uniform(seed: number, stream: number, n: number): number {
  return hash32(seed, stream, n) / 0x1_0000_0000
}

/** Uniform whole number in [0, bound). */
export function below(bound: number, seed: number, stream: number, n: number): number {
  return Math.floor(uniform(seed, stream, n) * bound)
}

/**
 * A stratified draw: within each block of `size` events every cell of [0, size) comes up exactly once,
 * in an order that differs by block and stream. Shares then hold without the noise of independent draws.
 * `size` must be 2^a * 5^b, which the multiplier below is coprime to.
 */
export function stratum(size: number, seed: number, stream: number, n: number): number {
  const block = Math.floor(n / size)
  const key = hash32(seed, stream, block)
  const multiplier = COPRIME[(key >>> 5) % COPRIME.length] ?? 1
  return ((((n % size) * multiplier + (key % size)) % size) + size) % size
}

/** Prime to 2 and 5, spread over the blocks' sizes. */
const COPRIME: readonly number[] = Array.from({ length: 4000 }, (_, index) => index + 201).filter(
  (k) => k % 2 === 1 && k % 5 !== 0,
)

function mix(value: number): number {
  let mixed = value >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
