import { MillraceError, type ErrorCode } from '../../shared/errors'
import type { LogEntry } from './log-entry'
import { listLog, planSegment, type CheckpointFiles, type LogListing, type LogSegment } from './log-segment'
import type { LogStore } from './ports'
import { checkpointTime, readCommit } from './read-commit'
import { applyEntries, EMPTY_STATE, toSnapshot, type ParsedState } from './replay'

/** The actions of a checkpoint. Rejects TABLE_CORRUPT or OUT_OF_MEMORY where it cannot be read. */
export type CheckpointReader = (checkpoint: CheckpointFiles) => Promise<readonly LogEntry[]>

/**
 * Reads a table from its files; the newest version, or the given one. A checkpoint only saves work: where one is
 * damaged, an older one or the commits themselves give the same state, as long as they are still there.
 */
export async function loadState(
  log: LogStore,
  readCheckpoint: CheckpointReader,
  target?: number,
): Promise<ParsedState | null> {
  let listing = listLog(await log.listNames())
  let damaged: MillraceError | null = null
  for (;;) {
    const segment = planOrThrow(log.root, listing, target, damaged)
    if (segment === null) return null
    const { checkpoint } = segment
    if (checkpoint === null) return readSegment(log, segment, [], 0)
    try {
      const entries = await readCheckpoint(checkpoint)
      const timestamp = await checkpointTime(log, checkpoint)
      return await readSegment(log, segment, entries, timestamp)
    } catch (error) {
      // A damaged one may ask for any amount of memory.
      if (!(error instanceof MillraceError) || !UNREADABLE_CODES.includes(error.code)) throw error
      damaged ??= error
      listing = { ...listing, checkpoints: listing.checkpoints.filter((candidate) => candidate !== checkpoint) }
    }
  }
}

const UNREADABLE_CODES: readonly ErrorCode[] = ['TABLE_CORRUPT', 'OUT_OF_MEMORY']

/** What is wrong with the newest checkpoint says more than the gap that is left without it. */
function planOrThrow(
  root: string,
  listing: LogListing,
  target: number | undefined,
  damaged: MillraceError | null,
): LogSegment | null {
  try {
    const segment = planSegment(root, listing, target)
    if (segment !== null || damaged === null) return segment
  } catch (error) {
    throw damaged ?? error
  }
  throw damaged
}

async function readSegment(
  log: LogStore,
  segment: LogSegment,
  checkpoint: readonly LogEntry[],
  checkpointTime: number,
): Promise<ParsedState> {
  let timestamp = checkpointTime
  const all: LogEntry[] = []
  for (const version of segment.commits) {
    const commit = await readCommit(log, version)
    if (commit === null)
      throw new MillraceError('TABLE_CORRUPT', `Version ${version} of ${log.root} vanished while it was read.`)
    all.push(...commit.entries)
    timestamp = commit.timestamp
  }
  const state = applyEntries(applyEntries(EMPTY_STATE, checkpoint), all)
  return toSnapshot(log.root, segment.version, state, timestamp, null)
}
