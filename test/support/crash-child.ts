import { CRASH_PARTITIONS, CRASH_RECORDS, crashTopic } from './crash-topic'
import { openParts } from './engine-parts'
import { Random } from './random'
import { until } from './until'

/** Streams the crash topic into a folder until all of it is there; meant to be killed on the way. */
async function main([folder = '', seed = '0']: readonly string[]): Promise<void> {
  const random = new Random(Number(seed))
  const topic = crashTopic(random.below(2 ** 32))
  const parts = await openParts(folder)
  const stream = parts.stream({
    openSource: () => topic.open(),
    intervalMs: 1 + random.below(10),
    maxRows: 20 + random.below(300),
  })
  await stream.start({ startingOffsets: 'earliest' })
  await until(
    () => stream.status().partitions,
    (partitions) =>
      partitions.length === CRASH_PARTITIONS && partitions.every(({ offset }) => Number(offset) === CRASH_RECORDS),
  )
  await stream.stop()
  await parts.close()
}

await main(process.argv.slice(2))
