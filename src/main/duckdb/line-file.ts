import { randomUUID } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A file of lines that grows in large pieces: what DuckDB reads a micro-batch from. It lies in
 * memory where the system has a memory-backed folder, so its writes are copies, not disk.
 */
export class LineFile {
  readonly path: string
  /** The piece being filled; callers write at `used`. */
  buffer: Buffer
  used = 0
  rows = 0
  /** The longest line, for DuckDB's `maximum_object_size`. */
  longest = 0
  /** Days since 1970-01-01 (UTC) of the events in it. */
  readonly days = new Set<number>()
  private lastDay = Number.NaN
  private readonly file: number
  private closed = false

  constructor(folder: string) {
    this.path = join(folder, `${randomUUID()}.json`)
    this.file = openSync(this.path, 'wx', 0o600)
    this.buffer = Buffer.allocUnsafe(PIECE)
  }

  /** Makes room for `bytes` more behind `used`. */
  reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return
    this.flush()
    if (bytes > this.buffer.length) this.buffer = Buffer.allocUnsafe(bytes)
  }

  /**
   * A line stands between `used` and `end`.
   * @param micros of its event, epoch µs; null where it has none
   */
  endLine(end: number, micros: number | null): void {
    const length = end - this.used
    this.used = end
    if (length > this.longest) this.longest = length
    this.rows++
    if (micros !== null) this.addTime(micros)
  }

  /** Writes what is left, and closes in any case. */
  end(): void {
    try {
      this.flush()
    } finally {
      this.close()
    }
  }

  /** Closes it; again, where something failed on the way, changes nothing. */
  close(): void {
    if (this.closed) return
    this.closed = true
    closeSync(this.file)
  }

  /** Never throws: a file that stays behind costs room, an error here would hide what came before it. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true }).catch(() => undefined)
  }

  private addTime(micros: number): void {
    const day = Math.floor(micros / MICROS_PER_DAY)
    if (day === this.lastDay) return
    this.lastDay = day
    this.days.add(day)
  }

  private flush(): void {
    let from = 0
    while (from < this.used) from += writeSync(this.file, this.buffer, from, this.used - from)
    this.used = 0
  }
}

const PIECE = 4 * 2 ** 20
const MICROS_PER_DAY = 86_400_000_000
