import type { Mutation } from '../support/bundle'

const COMMIT_CHECKSUM =
  "if (checksum !== null && (typeof checksum !== 'string' || checksum !== checksumOf(text, checksum)))"

/**
 * The guards that canaries remove, as they stand in the source. Where one has moved, its canary fails and
 * says so: then this list follows.
 */
export const WITHOUT = {
  /** Rule 4: positions are recovered from the table's txn. */
  txn: [
    {
      file: 'src/main/stream/committer.ts',
      find: '...positionUpdates(marks),',
      replace: '...positionUpdates(new Map()),',
    },
  ],
  /** Dead letters at or below their table's own txn are dropped. */
  deadLetterTxn: [
    {
      file: 'src/main/stream/committer.ts',
      find: 'found.filter(({ partition, record }) => record.offset >= (known.get(partition) ?? 0n))',
      replace: '[...found]',
    },
    {
      file: 'src/main/stream/committer.ts',
      find: '.filter(([partition, { last }]) => last >= (known.get(partition) ?? 0n))',
      replace: '',
    },
  ],
  /** Rule 1: data files are fsynced before they are committed. */
  dataSync: [
    {
      file: 'src/main/durable.ts',
      find: `const handle = await open(path, constants.O_RDWR)
  try {
    await handle.sync()`,
      replace: `const handle = await open(path, constants.O_RDWR)
  try {`,
    },
  ],
  /** Rule 1: the log folder is fsynced before a commit is acknowledged. */
  logFolderSync: [
    {
      file: 'src/main/lake/log-files.ts',
      find: `failpoint('commit:after-link')
  try {
    await syncFolder(folder)
  } catch`,
      replace: `failpoint('commit:after-link')
  try {
    await Promise.resolve()
  } catch`,
    },
  ],
  /** Rule 2: a failed fsync is never tried again. */
  failedSyncIsFinal: [
    {
      file: 'src/main/durable.ts',
      find: `const handle = await open(path, constants.O_RDWR)
  try {
    await handle.sync()`,
      replace: `const handle = await open(path, constants.O_RDWR)
  try {
    await handle.sync().catch(() => handle.sync())`,
    },
  ],
  /** A commit gets its name only when it is whole. */
  wholeCommit: [
    {
      file: 'src/main/lake/log-files.ts',
      find: `await writeNewFile(temporary, content)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)`,
      replace: `await writeNewFile(commitPath(root, version), content)
    return true
  } catch (error) {`,
    },
  ],
  /** A commit says how many actions it has, and their checksum. */
  wholeCommitRead: [
    {
      file: 'src/main/lake/log-entry.ts',
      find: 'if (declared !== null && declared !== lines)',
      replace: 'if (declared !== null && declared !== lines && lines < 0)',
    },
    { file: 'src/main/lake/log-entry.ts', find: COMMIT_CHECKSUM, replace: 'if (lines < 0)' },
  ],
  /** A commit of ours is checked against its checksum. */
  commitChecksum: [{ file: 'src/main/lake/log-entry.ts', find: COMMIT_CHECKSUM, replace: 'if (lines < 0)' }],
  /** A checkpoint is checked against the checksum beside it. */
  checkpointChecksum: [
    {
      file: 'src/main/lake/read-checkpoint.ts',
      find: 'await atOnce(2, files, checkHadoopChecksum)',
      replace: 'void checkHadoopChecksum',
    },
  ],
  /** A full disk is a passing fault. */
  fullDiskPasses: [
    {
      file: 'src/main/durable.ts',
      find: `then try again.\`, {
      cause: error,
      canRetry: true,`,
      replace: `then try again.\`, {
      cause: error,`,
    },
  ],
  /** A commit takes its version only where nobody has it. */
  putIfAbsent: [
    {
      file: 'src/main/durable.ts',
      find: `await link(temporary, path)
    return true`,
      replace: `await rename(temporary, path)
    return true`,
    },
    { file: 'src/main/durable.ts', find: 'await unlink(temporary)', replace: 'await unlink(temporary).catch(() => 0)' },
  ],
  /** What a dead worker was asked is answered with an error. */
  deadWorkerAnswers: [
    {
      file: 'src/main/duckdb/worker-client.ts',
      find: 'for (const waiting of pending.values()) {',
      replace: 'for (const waiting of [] as Pending[]) {',
    },
  ],
  /** A mark says durably that a batch is being deleted. */
  deletionMark: [
    {
      file: 'src/main/batch/deletion.ts',
      find: 'await makeFolder(markOf(batchId))',
      replace: 'await Promise.resolve()',
    },
  ],
  /** Decision 14: what a crash cut off is ended at the next start. */
  endAfterCrash: [
    {
      file: 'src/main/batch/manager.ts',
      find: 'for (const record of unfinished) {',
      replace: 'for (const record of unfinished.slice(unfinished.length)) {',
    },
  ],
  /** Vacuum leaves what a reader of this process holds. */
  pins: [{ file: 'src/main/lake/pins.ts', find: 'if (held.has(file)) return false', replace: '' }],
  /** A compaction takes the old files away in the commit that brings the new ones. */
  compactionIsOneCommit: [{ file: 'src/main/lake/compact.ts', find: 'remove: unit.files,', replace: 'remove: [],' }],
  /** What was buffered is read again after a rebalance. */
  dropOnRebalance: [
    {
      file: 'src/main/stream/session.ts',
      find: `it is read again from where the table stands.
      dropFilling()`,
      replace: 'it is read again.',
    },
  ],
  /** Positions are sought from the table at every join. */
  seekOnJoin: [
    {
      file: 'src/main/stream/session.ts',
      find: 'handed.get(partition) ?? 0n]))',
      replace: '(handed.get(partition) ?? 0n) + 1n]))',
    },
  ],
  /** A crashed consumer is replaced by a new one: by the source, and by the session once the broker is back. */
  rejoin: [
    {
      file: 'src/main/stream/session.ts',
      find: 'else if (lost) finishAfterDrain(',
      replace: 'else if (lost && !intake) finishAfterDrain(',
    },
    {
      file: 'src/main/kafka/source.ts',
      find: 'joining = setTimeout(() => void join(), waitMs)',
      replace: 'joining = setTimeout(() => undefined, waitMs)',
    },
  ],
  /** Decision 6: an offset below the first held is a gap. */
  lowWatermark: [
    {
      file: 'src/main/stream/progress/start-plan.ts',
      find: '} else if (wanted < low) {',
      replace: '} else if (wanted < low - low) {',
    },
  ],
  /** Decision 6: the last message is compared with its fingerprint. */
  fingerprint: [
    {
      file: 'src/main/stream/progress/recreated.ts',
      find: 'held !== null && fingerprintOf(held) !== fingerprint',
      replace: 'held === null',
    },
  ],
  /** An unreadable record batch is looked for where the consumer stumbled. */
  findUnreadable: [
    {
      file: 'src/main/kafka/source.ts',
      find: 'if (found === null) {\n        rejoinLater',
      replace: 'if (found === null || found.from >= 0n) {\n        rejoinLater',
    },
  ],
  /** What stands before it in the same fetch is read. */
  readBefore: [
    { file: 'src/main/kafka/source.ts', find: 'if (before.length > 0)', replace: 'if (before.length > 1e9)' },
  ],
  /** A topic made anew under a running stream is told by its id. */
  topicId: [
    {
      file: 'src/main/kafka/topic-watch.ts',
      find: 'return id !== null && id !== first',
      replace: 'return id === first && id === null',
    },
  ],
  /** Each micro-batch closes its line file. */
  closedFiles: [{ file: 'src/main/duckdb/line-file.ts', find: 'closeSync(this.file)', replace: '' }],
} as const satisfies Record<string, readonly Mutation[]>
