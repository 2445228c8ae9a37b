import type { Snapshot } from '../lake/ports'
import { absolutePath } from '../lake/table-path'
import type { PartitionRange, Source, StreamReader } from './ports'
import type { OffsetGap } from './start-plan'
import { decodeStrict } from './strict-decoder'

export interface RecreatedOptions {
  readonly source: Source
  readonly snapshot: Snapshot
  readonly known: ReadonlyMap<number, bigint>
  readonly ranges: readonly PartitionRange[]
  readonly reader: StreamReader
}

/**
 * Partitions whose last committed offset now holds another message than the table: the topic was deleted
 * and made anew under its name (decision 6). The table itself is the fingerprint. A message that is no
 * longer held, or that is a dead letter, proves nothing.
 */
export async function findRecreated({
  source,
  snapshot,
  known,
  ranges,
  reader,
}: RecreatedOptions): Promise<readonly OffsetGap[]> {
  if (source.kind === 'sample') return []
  const wanted = ranges
    .map(({ partition, low, high }) => ({ partition, offset: (known.get(partition) ?? 0n) - 1n, low, high }))
    .filter(({ offset, low, high }) => offset >= low && offset < high)
  if (wanted.length === 0) return []
  const files = snapshot.files.filter((file) => {
    const min = file.stats?.minValues['kafka_offset']
    const max = file.stats?.maxValues['kafka_offset']
    if (typeof min !== 'bigint' || typeof max !== 'bigint')
      return file.stats?.nullCount['kafka_offset'] !== file.stats?.numRecords
    return wanted.some(({ offset }) => offset >= min && offset <= max)
  })
  const ids = await reader.transactionIds(
    files.map((file) => absolutePath(snapshot.root, file.path)),
    wanted,
  )
  const gaps: OffsetGap[] = []
  for (const { partition, offset, low } of wanted) {
    const stored = ids.get(`${partition}/${offset}`)
    if (stored === undefined) continue
    const record = await source.readAt(partition, offset)
    if (record === null) continue
    const decoded = decodeStrict(record.value)
    const held = decoded.kind === 'row' ? transactionIdOf(decoded.json) : null
    if (held !== stored) gaps.push({ partition, from: low, to: offset, cause: 'recreated' })
  }
  return gaps
}

function transactionIdOf(json: string): string | null {
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null || !('transaction_id' in parsed)) return null
  return typeof parsed.transaction_id === 'string' ? parsed.transaction_id : null
}
