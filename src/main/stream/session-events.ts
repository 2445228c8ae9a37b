import type { DeadLetterCode, MicroBatch } from '../../shared/stream'
import type { Committer } from './committer'
import type { DashboardFollower } from './dashboard/dashboard-follower'
import type { DiskWatch } from './disk'
import { BROKER_FIX } from './faults'
import type { StreamParts } from './parts'
import type { MicroBatchOutcome, NewDeadLetter, Source } from './ports'
import type { QualityRecorder } from './quality/quality'
import type { CommittedMicroBatch, SessionEvent } from './session'
import type { StreamFigures } from './status/status'
import type { StreamTurn } from './status/stream-state'

export interface SessionListenerOptions {
  readonly parts: Pick<StreamParts, 'watcher' | 'log'>
  readonly source: Pick<Source, 'kind' | 'topic'>
  readonly committer: Pick<Committer, 'waitsFor'>
  readonly figures: StreamFigures
  readonly follower: DashboardFollower
  readonly quality: QualityRecorder
  readonly disk: Pick<DiskWatch, 'wrote'>
  /** Also where nothing of the state changes: the figures have. */
  readonly turn: (turn: StreamTurn) => void
  /** Figures alone have. */
  readonly changed: () => void
  /** The topic was looked at: where the table stands is worth a look too. */
  readonly look: () => void
}

const SOURCE_WORDS = { kafka: 'Kafka', sample: 'The sample source' } as const

/** Makes figures, activity, quality, dashboard and state of what a session tells. */
export function createSessionListener(options: SessionListenerOptions): (event: SessionEvent) => void | Promise<void> {
  const { parts, source, committer, figures, follower, quality, disk, turn, changed, look } = options
  const { watcher, log } = parts
  const progress = () => turn({ kind: 'progress', caughtUp: figures.caughtUp })

  function connection({
    connected,
    reason,
    fix,
    retryAt,
  }: Extract<SessionEvent, { kind: 'connection' }>['connection']) {
    if (connected) {
      turn({ kind: 'connected', caughtUp: figures.caughtUp })
      return
    }
    // Others may have them by now; a new session has them shared out again.
    figures.assign([])
    turn({
      kind: 'disconnected',
      reason: reason ?? `${SOURCE_WORDS[source.kind]} cannot be reached.`,
      fix: fix ?? BROKER_FIX,
      retryAt: retryAt ?? null,
    })
  }

  async function committed(batch: CommittedMicroBatch): Promise<void> {
    for (const file of batch.files) disk.wrote(file.size)
    const entry = figures.committed(batch)
    watcher.committed(toOutcome(batch, entry))
    progress()
    log.info({ ...entry, topic: source.topic }, 'micro-batch committed')
    const { version, processingTime: at, rows, deadLetters, judged, setTransactions } = batch
    const files = batch.files.map((file) => file.path)
    const counted = quality.record({ version, at, topic: source.topic, rows, deadLetters: deadLetters.length, files })
    figures.setWaitsFor(committer.waitsFor)
    await follower.follow({ version, minutes: judged.minutes, setTransactions })
    await counted
  }

  async function watermark(moved: Extract<SessionEvent, { kind: 'watermark' }>['committed']): Promise<void> {
    if (moved !== null) figures.setVersion(moved.version)
    figures.setWaitsFor(committer.waitsFor)
    if (moved === null) follower.catchUp()
    else await follower.follow({ ...moved, minutes: [] })
    changed()
  }

  return (event) => {
    switch (event.kind) {
      case 'assigned':
        figures.assign(event.partitions)
        return progress()
      case 'read':
        return figures.read(event.partition, event)
      case 'writing':
        return watcher.writing({ topic: source.topic, startedAt: event.startedAt })
      case 'write-failed':
        return watcher.failed(event.error)
      case 'dropped':
        return figures.dropped(event.records)
      case 'ranges':
        figures.setRanges(event.ranges)
        progress()
        return look()
      case 'members':
        figures.setMembers(event.members)
        return progress()
      case 'connection':
        return connection(event.connection)
      case 'committed':
        return committed(event.batch)
      case 'watermark':
        return watermark(event.committed)
    }
  }
}

function toOutcome(batch: CommittedMicroBatch, { rows, deadLetters }: MicroBatch): MicroBatchOutcome {
  return {
    version: batch.version,
    rows,
    deadLetters,
    deadLettersByCode: countCodes(batch.deadLetters),
    bytes: batch.files.reduce((sum, file) => sum + file.size, 0),
    files: batch.files.length,
    phases: [
      { name: 'fetch', ms: batch.fetchMs },
      { name: 'decode', ms: batch.decodeMs },
      { name: 'write', ms: batch.writeMs },
      { name: 'commit', ms: batch.commitMs },
    ],
    totalMs: batch.totalMs,
  }
}

function countCodes(deadLetters: readonly NewDeadLetter[]): ReadonlyMap<DeadLetterCode, number> {
  const counts = new Map<DeadLetterCode, number>()
  for (const { code } of deadLetters) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}
