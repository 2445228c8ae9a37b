import { openParts } from './engine-parts'
import { eventJson } from './event-json'

/** Redrives the letters of a folder, each with a good value; meant to be killed on the way. */
async function main([folder = '', count = '0']: readonly string[]): Promise<void> {
  const parts = await openParts(folder)
  const stream = parts.stream()
  await stream.recover()
  await stream.redrive({
    items: Array.from({ length: Number(count) }, (_, offset) => ({
      partition: 0,
      offset,
      value: eventJson({ transaction_id: `r-${offset}` }),
    })),
  })
  await stream.close()
  await parts.close()
}

await main(process.argv.slice(2))
