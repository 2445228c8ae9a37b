import type { KafkaBrokers } from '../../shared/kafka'
import { int64ToJson } from '../../shared/scalars'
import { Notes } from './notes'
import { askQuorumLeader, errorName, isKraft, type LogFolder, type Metadata } from './requests'
import { readSizes } from './sizes'
import type { ClusterView } from './view'

/** The brokers with what they lead and hold. Throws what asking throws. */
export async function listBrokers(view: ClusterView): Promise<KafkaBrokers> {
  const notes = new Notes()
  const metadata = await view.metadata()
  const partitions = metadata.topicMetadata.flatMap(({ partitionMetadata }) => partitionMetadata)
  const [controller, { folders }] = await Promise.all([
    findController(view, metadata, notes),
    readSizes(view, metadata, notes),
  ])
  return {
    clusterId: metadata.clusterId ?? null,
    brokers: [...metadata.brokers]
      .sort((left, right) => left.nodeId - right.nodeId)
      .map(({ nodeId, host, port, rack }) => {
        const told = folders.get(nodeId) ?? null
        return {
          id: nodeId,
          host,
          port,
          rack: rack ?? null,
          controller: controller === null ? null : controller === nodeId,
          leaders: partitions.filter(({ leader }) => leader === nodeId).length,
          replicas: partitions.filter(({ replicas }) => replicas.includes(nodeId)).length,
          logSizeBytes: told === null ? null : int64ToJson(told.reduce((sum, folder) => sum + sizeOf(folder), 0n)),
          logFolders:
            told?.map((folder) => ({
              path: folder.path,
              sizeBytes: int64ToJson(sizeOf(folder)),
              error: folder.errorCode === 0 ? null : errorName(folder.errorCode),
            })) ?? null,
        }
      }),
    notes: notes.list(),
  }
}

/** With KRaft a broker names just any broker as controller to clients: the metadata quorum tells the true one. */
async function findController(view: ClusterView, metadata: Metadata, notes: Notes): Promise<number | null> {
  const broker = await view.any()
  if (!isKraft(broker)) return metadata.controllerId ?? null
  const { errorCode, leader } = await askQuorumLeader(broker)
  if (errorCode !== 0) {
    notes.refused('The controller', errorCode, 'DESCRIBE on the cluster')
    return null
  }
  if (!metadata.brokers.some(({ nodeId }) => nodeId === leader))
    notes.add(`The controller is node ${leader}, which is no broker.`)
  return leader
}

function sizeOf({ topics }: LogFolder): bigint {
  return topics.reduce((sum, { partitions }) => partitions.reduce((inner, { size }) => inner + size, sum), 0n)
}
