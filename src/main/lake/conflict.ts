import { MillraceError } from '../../shared/errors'
import type { CommitOutcome, CommitRequest, Snapshot } from './ports'

type Committed = Extract<CommitOutcome, { kind: 'committed' }>
type Conflict = Extract<CommitOutcome, { kind: 'conflict' }>

/**
 * What keeps a commit that was begun at `base` from following `current`. Appends and compactions pass each other,
 * everything else is told.
 */
export function findConflict(request: CommitRequest, base: Snapshot, current: Snapshot): Conflict | null {
  const at = current.version
  for (const { appId, previous } of request.setTransactions ?? []) {
    const found = current.setTransactions.get(appId) ?? null
    if (found !== previous) {
      return conflict(
        'same_transaction',
        at,
        `${appId} stands at ${String(found)}, not at ${String(previous)}: another writer of this stream committed.`,
      )
    }
  }
  if (base.metadata !== current.metadata && JSON.stringify(base.metadata) !== JSON.stringify(current.metadata)) {
    return conflict('metadata_changed', at, 'The table schema or its properties changed in between.')
  }
  if (JSON.stringify(base.protocol) !== JSON.stringify(current.protocol)) {
    return conflict('protocol_changed', at, 'The table protocol changed in between.')
  }
  if (request.remove !== undefined && request.remove.length > 0) {
    const live = new Set(current.files.map((file) => file.path))
    const gone = request.remove.find((file) => !live.has(file.path))
    if (gone !== undefined) return conflict('file_removed', at, `${gone.path} was removed by another writer.`)
  }
  return null
}

/** A commit that met another one; `version` is the newest, -1 where the table is gone. */
export function conflict(reason: Conflict['reason'], version: number, detail: string): Conflict {
  return { kind: 'conflict', reason, version, detail }
}

/**
 * The error of a commit that nobody tries again.
 * @param words of the conflict; its detail by default
 */
export function conflictError({ detail }: Conflict, words: (detail: string) => string = (told) => told): MillraceError {
  return new MillraceError('COMMIT_CONFLICT', words(detail), { canRetry: true })
}

/** @throws COMMIT_CONFLICT in these words */
export function expectCommitted(outcome: CommitOutcome, words?: (detail: string) => string): Committed {
  if (outcome.kind === 'conflict') throw conflictError(outcome, words)
  return outcome
}
