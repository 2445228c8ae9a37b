import type { TransactionEvent } from '../../shared/transaction'
import { createEventMaker } from './events'
import type { EventProducer } from './ports'
import type { World } from './world'
import { createPace } from './pace'

export interface GenerateOptions {
  readonly producer: EventProducer
  readonly world: World
  /** Events per second; 0 = as fast as it goes. */
  readonly rate: number
  /** How many in all; null = until it is stopped. */
  readonly count: number | null
  readonly fraudRate: number
  readonly signal: AbortSignal
  readonly now?: () => number
  readonly onProgress?: (progress: GenerateProgress) => void
}

interface GenerateProgress {
  readonly sent: number
  readonly elapsedMs: number
  readonly last: TransactionEvent
}

const TICK_MS = 20
const MAX_BATCH = 2000

/**
 * Sends events at a true rate: how many are due is read off the clock, so slow sends are made up for.
 * The number sent, all acknowledged.
 */
export async function generate(options: GenerateOptions): Promise<number> {
  const now = options.now ?? Date.now
  const { producer, rate, count, signal } = options
  const started = now()
  const maker = createEventMaker(options.world, {
    fraudRate: options.fraudRate,
    run: (started ^ (started / 0x1_0000_0000)) >>> 0,
  })
  const pace = createPace(rate, now, 1)
  let sent = 0
  while (!signal.aborted && (count === null || sent < count)) {
    const due = rate === 0 ? MAX_BATCH : pace.due()
    const size = Math.min(due, MAX_BATCH, (count ?? Number.MAX_SAFE_INTEGER) - sent)
    if (size > 0) {
      const time = now()
      const text = new Date(time).toISOString()
      const first = sent
      await producer.send(
        Array.from({ length: size }, (_, index) => ({
          key: maker.transactionId(first + index),
          value: maker.json(first + index, text),
          timestamp: time,
        })),
      )
      sent += size
      pace.made(size)
      options.onProgress?.({ sent, elapsedMs: Math.max(0, now() - started), last: maker.event(sent - 1, text) })
    }
    if (rate !== 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
  return sent
}
