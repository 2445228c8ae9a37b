import type { Notes } from './notes'
import { askLogFolders, type LogFolder, type Metadata } from './requests'
import type { ClusterView } from './view'

/** Bytes on disk, by broker. Null where it did not tell. */
export interface DiskSizes {
  readonly folders: ReadonlyMap<number, readonly LogFolder[] | null>
  /** Of a replica, in bytes. */
  replica(broker: number, topic: string, partition: number): bigint | null
}

/** Bytes of replicas on disk; null where a broker does not say, which goes to `notes` with the reason. */
export async function readSizes(view: ClusterView, { brokers }: Metadata, notes: Notes): Promise<DiskSizes> {
  const folders = new Map(
    await Promise.all(brokers.map(async ({ nodeId }) => [nodeId, await readFolders(view, nodeId, notes)] as const)),
  )
  const sizes = new Map<string, bigint>()
  for (const [broker, told] of folders) {
    for (const { topics } of told ?? []) {
      for (const { topic, partitions } of topics) {
        for (const { partition, size, future } of partitions)
          if (!future) sizes.set(`${broker}/${topic}/${partition}`, size)
      }
    }
  }
  return { folders, replica: (broker, topic, partition) => sizes.get(`${broker}/${topic}/${partition}`) ?? null }
}

async function readFolders(view: ClusterView, id: number, notes: Notes): Promise<readonly LogFolder[] | null> {
  try {
    const told = await askLogFolders(await view.broker(id))
    if (told === null) {
      notes.add(`Sizes on disk: broker ${id} does not know that request.`)
      return null
    }
    if (told.length === 0) {
      notes.add('Sizes on disk: the broker refused to tell. It needs the right DESCRIBE on the cluster.')
      return null
    }
    return told
  } catch {
    notes.add(`Broker ${id} is in the cluster, but does not answer.`)
    return null
  }
}

/** Null where one of them is not known. */
export function sumOf(sizes: readonly (bigint | null)[]): bigint | null {
  let sum = 0n
  for (const size of sizes) {
    if (size === null) return null
    sum += size
  }
  return sum
}
