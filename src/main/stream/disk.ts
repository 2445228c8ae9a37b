import { freeBytesOf } from '../free-space'
import { RateMeter } from './status/rate'

/** What is left of the disk that a stream writes to. */
export interface DiskFacts {
  /** Null where the system does not say. */
  readonly freeBytes: number | null
  /** Over the last ten minutes. */
  readonly bytesPerSecond: number
}

export interface DiskWatch {
  readonly facts: DiskFacts
  wrote(bytes: number): void
  close(): void
}

const LOOK_MS = 10_000
const RATE_SPAN_MS = 600_000

/** Looks at the free space now and every ten seconds. */
export function watchDisk(folder: string): DiskWatch {
  const rate = new RateMeter(undefined, RATE_SPAN_MS)
  let freeBytes: number | null = null

  function look(): void {
    void freeBytesOf(folder).then((found) => {
      freeBytes = found
    })
  }

  look()
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  return {
    get facts() {
      return { freeBytes, bytesPerSecond: rate.perSecond }
    },
    wrote: (bytes) => rate.add(bytes),
    close: () => clearInterval(timer),
  }
}
