/**
 * How many different values were seen: exact up to a thousand, then HyperLogLog with 16,384 registers
 * (standard error 0.8%). Values come as well-mixed 52-bit hashes.
 */
export class DistinctSketch {
  private exact: Set<number> | null = new Set()
  private registers: Uint8Array | null = null

  add(hash: number): void {
    if (this.exact === null) {
      this.register(hash)
      return
    }
    this.exact.add(hash)
    if (this.exact.size > EXACT_LIMIT) this.toRegisters()
  }

  merge(other: DistinctSketch): void {
    if (other.exact !== null) {
      for (const hash of other.exact) this.add(hash)
      return
    }
    const mine = this.toRegisters()
    const theirs = other.registers
    if (theirs === null) return
    // A plain loop: this runs for every window on every look at the dashboard.
    for (let index = 0; index < REGISTERS; index++) {
      const rank = theirs[index] ?? 0
      if (rank > (mine[index] ?? 0)) mine[index] = rank
    }
  }

  estimate(): number {
    if (this.exact !== null) return this.exact.size
    const registers = this.registers ?? new Uint8Array(REGISTERS)
    let sum = 0
    let zeros = 0
    for (let index = 0; index < REGISTERS; index++) {
      const rank = registers[index] ?? 0
      sum += 2 ** -rank
      if (rank === 0) zeros++
    }
    const raw = (ALPHA * REGISTERS * REGISTERS) / sum
    return Math.round(raw <= 2.5 * REGISTERS && zeros > 0 ? REGISTERS * Math.log(REGISTERS / zeros) : raw)
  }

  /** Bytes, about. */
  get size(): number {
    return this.exact === null ? REGISTERS : this.exact.size * 40
  }

  private toRegisters(): Uint8Array {
    if (this.registers !== null) return this.registers
    const values = this.exact ?? new Set<number>()
    this.exact = null
    this.registers = new Uint8Array(REGISTERS)
    for (const hash of values) this.register(hash)
    return this.registers
  }

  private register(hash: number): void {
    if (this.registers === null) return
    const index = hash % REGISTERS
    const rest = Math.floor(hash / REGISTERS)
    const rank = rest === 0 ? REST_BITS + 1 : REST_BITS - Math.floor(Math.log2(rest))
    if (rank > (this.registers[index] ?? 0)) this.registers[index] = rank
  }
}

const EXACT_LIMIT = 1000
const REGISTERS = 16_384
const REST_BITS = 52 - 14
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)
