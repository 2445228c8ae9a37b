import { appendFileSync, writeSync } from 'node:fs'
import { MillraceError } from '../../src/shared/errors'
import type { StreamStatus } from '../../src/shared/stream'
import type { CrashChildMessage, CrashChildOptions } from './crash-run'
import { CRASH_PARTITIONS, CRASH_RECORDS, crashTopic } from './crash-topic'
import { openParts } from './engine-parts'
import { Random } from './random'
import { LONG_PATIENCE_MS, until } from './until'

const STDOUT = 1
const RETRY_MS = 50
const FAILED = 3

/** Streams the crash topic into a folder until all of it is there; meant to be harmed on the way. */
async function main([given = '{}']: readonly string[]): Promise<void> {
  const options = JSON.parse(given) as CrashChildOptions
  const random = new Random(options.seed)
  let acks = 0
  // Synchronous: what was told stays told, whatever happens next.
  const tell = (message: CrashChildMessage) => writeSync(STDOUT, `${JSON.stringify(message)}\n`)
  const topic = crashTopic(random.below(2 ** 32), (offsets) => {
    const ack = Object.fromEntries([...offsets].map(([partition, offset]) => [partition, Number(offset)]))
    if (options.trace !== undefined) appendFileSync(options.trace, `ack ${JSON.stringify(ack)}\n`)
    tell({ ack })
    acks++
    if (acks === options.killAfter?.acks) setTimeout(() => process.kill(process.pid, 'SIGKILL'), options.killAfter.ms)
  })
  const parts = await openParts(options.folder)
  let state = ''
  const stream = parts.stream({
    openSource: () => topic.open(),
    intervalMs: 1 + random.below(10),
    maxRows: options.smallBatches === true ? 20 + random.below(40) : 20 + random.below(240),
    onStatus(status: StreamStatus) {
      if (status.state === state) return
      state = status.state
      tell({ state: status.state, reason: status.reason })
      if (state === 'FAILED') process.exit(FAILED)
    },
  })
  for (;;) {
    try {
      await stream.start({ startingOffsets: 'earliest' })
      break
    } catch (error) {
      if (!(error instanceof MillraceError) || !(error.canRetry || error.code === 'IO_ERROR')) throw error
      tell({ state: 'REFUSED', reason: error.message })
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  await until(
    () => stream.status(),
    // Until a full disk has room again, the offsets are still those of before.
    ({ state: now, partitions, totals }) =>
      now === 'RUNNING' &&
      partitions.length === CRASH_PARTITIONS &&
      partitions.every(({ offset }) => Number(offset) === CRASH_RECORDS) &&
      totals.consumed === totals.rows + totals.deadLetters,
    LONG_PATIENCE_MS,
  )
  await stream.stop()
  await parts.close()
}

await main(process.argv.slice(2))
