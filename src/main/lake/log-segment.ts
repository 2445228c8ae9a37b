import { MillraceError } from '../../shared/errors'

/** What a `_delta_log` folder holds, by name only. */
export interface LogListing {
  /** Versions that have a commit file, rising. */
  readonly commits: readonly number[]
  readonly checkpoints: readonly CheckpointFiles[]
}

/** A complete checkpoint: one file (of a V2 checkpoint: its manifest), or all its parts. */
export interface CheckpointFiles {
  readonly version: number
  readonly names: readonly string[]
}

/** Which files give the state at `version`: a checkpoint, then each commit after it. */
export interface LogSegment {
  readonly version: number
  readonly checkpoint: CheckpointFiles | null
  readonly commits: readonly number[]
}

const COMMIT = /^(\d{20})\.json$/
/** A V2 checkpoint may have a UUID in its name. */
const CHECKPOINT = /^(\d{20})\.checkpoint(?:\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\.(?:parquet|json)$/i
const PART = /^(\d{20})\.checkpoint\.(\d{10})\.(\d{10})\.parquet$/

/** Names that are none of ours are ignored, and so are checkpoints with missing parts. */
export function listLog(names: readonly string[]): LogListing {
  const commits: number[] = []
  const checkpoints: CheckpointFiles[] = []
  const parts = new Map<string, string[]>()
  for (const name of names) {
    const commit = COMMIT.exec(name)
    if (commit !== null && isVersion(commit[1])) commits.push(Number(commit[1]))
    const single = CHECKPOINT.exec(name)
    if (single !== null && isVersion(single[1])) checkpoints.push({ version: Number(single[1]), names: [name] })
    const part = PART.exec(name)
    if (part !== null && isVersion(part[1])) {
      const key = `${part[1] ?? ''}/${part[3] ?? ''}`
      parts.set(key, [...(parts.get(key) ?? []), name])
    }
  }
  for (const [key, found] of parts) {
    const [version = '', count = ''] = key.split('/')
    if (found.length === Number(count)) checkpoints.push({ version: Number(version), names: [...found].sort() })
  }
  return {
    commits: commits.sort((left, right) => left - right),
    checkpoints: checkpoints.sort((left, right) => left.version - right.version),
  }
}

/**
 * The newest complete checkpoint at or below the target, then contiguous commits.
 * Null where there is no table at all.
 *
 * @throws VERSION_NOT_FOUND for a version that is not there or whose log was cleaned up
 * @throws TABLE_CORRUPT for a gap (reliability rule 3)
 */
export function planSegment(root: string, log: LogListing, target?: number): LogSegment | null {
  const newestCommit = log.commits.at(-1)
  const newestCheckpoint = log.checkpoints.at(-1)?.version
  if (newestCommit === undefined && newestCheckpoint === undefined) {
    if (target === undefined) return null
    throw notFound(root, target, 'there is no table')
  }
  const newest = Math.max(newestCommit ?? -1, newestCheckpoint ?? -1)
  const version = target ?? newest
  if (version > newest) throw notFound(root, version, `the newest is ${newest}`)
  const checkpoint = [...log.checkpoints].reverse().find((candidate) => candidate.version <= version) ?? null
  const first = checkpoint === null ? 0 : checkpoint.version + 1
  const commits = log.commits.filter((commit) => commit >= first && commit <= version)
  const expected = version - first + 1
  if (commits.length !== expected) {
    const oldest = log.commits[0] ?? newest
    if (checkpoint === null && target !== undefined && oldest > 0) {
      throw notFound(root, version, 'its log was cleaned up')
    }
    const missing = first + commits.findIndex((commit, index) => commit !== first + index)
    throw new MillraceError(
      'TABLE_CORRUPT',
      `The log of the Delta table at ${root} has a gap: version ${missing < first ? first + commits.length : missing} is missing. Restore _delta_log from a backup.`,
    )
  }
  return { version, checkpoint, commits }
}

/** A name beyond 2^53 is nobody's version. */
function isVersion(digits: string | undefined): boolean {
  return Number.isSafeInteger(Number(digits))
}

function notFound(root: string, version: number, why: string): MillraceError {
  return new MillraceError('VERSION_NOT_FOUND', `Version ${version} of the table at ${root} does not exist: ${why}.`)
}
