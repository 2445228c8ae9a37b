import { isLong } from './dose'

/** What the gate draws from: the same on each run, so that red and green say something of the code alone. */
const GATE_SEED = 20_261_128

/** The seed of a test: MILLRACE_TEST_SEED, else a new one in the long run, else the gate's. */
export function chosenSeed(): number {
  const given = process.env['MILLRACE_TEST_SEED']
  if (given !== undefined) return Number(given)
  return isLong() ? Math.floor(Math.random() * 2 ** 32) : GATE_SEED
}

/** Seeded draws for tests: print the seed, replay with MILLRACE_TEST_SEED. */
export class Random {
  private state: number

  constructor(readonly seed: number) {
    this.state = seed >>> 0
  }

  static fresh(): Random {
    const seed = chosenSeed()
    console.log(`seed ${seed} (replay with MILLRACE_TEST_SEED=${seed})`)
    return new Random(seed)
  }

  /** Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let value = this.state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }
}
