import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'

/** One of several processes that commit to one table: root, own number, how often. */
async function main(): Promise<void> {
  const [root = '', id = '', count = '0'] = process.argv.slice(2)
  const session = await openSession({ threads: 1, memoryLimit: 2 ** 27, folders: [root] })
  const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test', checkpointEvery: 20 })
  for (let index = 0; index < Number(count); index++) {
    const outcome = await lake.table(root).commit({
      operation: 'WRITE',
      add: [{ path: `file-${id}-${index}`, partitionValues: {}, size: 1, modificationTime: 1, stats: null }],
    })
    if (outcome.kind !== 'committed') throw new Error(outcome.detail)
  }
  await lake.close()
  await session.close()
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
