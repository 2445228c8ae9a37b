import { randomUUID } from 'node:crypto'
import { assertNever, messageOf, MillraceError } from '../../shared/errors'
import { int64ToJson } from '../../shared/scalars'
import type { SourceKind, StreamStarted, StreamStartRequest, StreamState, StreamStatus } from '../../shared/stream'
import { PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import type { SchemaField } from '../lake/actions'
import type { Lake, Snapshot } from '../lake/ports'
import { checkTransactionsSchema, deltaSchemaOf } from '../lake/schema'
import { absolutePath } from '../lake/table-path'
import type { Logger } from '../log/logger'
import type { StreamDoor } from '../engine-port'
import { DEAD_LETTER_COLUMNS } from './dead-letter-table'
import { openLiveDashboard, readFinal, type LiveDashboard } from './live-dashboard'
import type { BatchLimits } from './micro-batch'
import { partitionAppId, positionsOf, type StreamIdentity } from './offsets'
import { readOriginalCheckpoint } from './original-checkpoint'
import { findRecreated } from './recreated'
import type { MicroBatchWriter, PartitionRange, Source, StreamReader } from './ports'
import { openStreamSession, type SessionEnd, type StreamSession } from './session'
import { describeGaps, planStart, type OffsetGap } from './start-plan'
import { StreamFigures } from './status'
import { toWindow } from './dashboard'

export interface StreamManagerOptions {
  readonly lake: Lake
  /** Absolute folders. */
  readonly transactionsPath: string
  readonly deadLettersPath: string
  readonly aggregationsPath: string
  readonly originalCheckpointDir: string
  readonly defaultTopic: string
  readonly limits: BatchLimits
  /** Extra columns of the transactions table (`pipeline.stream.keep-unknown`). */
  readonly extraColumns: readonly SchemaField[]
  readonly writer: MicroBatchWriter
  readonly reader: StreamReader
  readonly openSource: (kind: SourceKind, topic: string | null, rate: number | null) => Source
  readonly log: Logger
  /** A stream started or ended: the batch worker's share of the cores follows. */
  readonly onActivity: (running: boolean) => void
  readonly now?: () => number
}

export interface StreamManager extends StreamDoor {
  readonly running: boolean
  close(): Promise<number>
}

const RETRY_MS = 5000
const TOPIC_POLL_MS = 1000
const SOURCE_WORDS: Readonly<Record<SourceKind, string>> = { kafka: 'Kafka', sample: 'the sample source' }

/** A stream from its start to its stop, over as many sessions as faults make of it. */
interface Run {
  readonly source: Source
  readonly identity: StreamIdentity
  readonly ids: readonly [string, string]
  readonly figures: StreamFigures
  readonly failOnDataLoss: boolean
  readonly stop: AbortController
  dashboard: LiveDashboard | null
  session: StreamSession | null
  state: StreamState
  since: number
  reason: string | null
  fix: string | null
  retryAt: number | null
  done: Promise<void>
}

export function createStreamManager(options: StreamManagerOptions): StreamManager {
  const { lake, log } = options
  const now = options.now ?? Date.now
  const transactions = lake.table(options.transactionsPath)
  const deadLetters = lake.table(options.deadLettersPath)
  const aggregations = lake.table(options.aggregationsPath)
  let current: Run | null = null
  let starting = false

  async function start(request: StreamStartRequest): Promise<StreamStarted> {
    if (starting || (current !== null && isActive(current))) {
      throw new MillraceError('STREAM_ALREADY_RUNNING', 'Streaming queries are already active. Stop them first.')
    }
    starting = true
    const source = options.openSource(request.source ?? 'kafka', request.topic ?? null, request.rate ?? null)
    try {
      const { kind, topic, identity } = source
      const stream: StreamIdentity = { kind, topic, identity }
      const snapshot = await prepareTables()
      const answer = await recordStart(source, stream, snapshot, request)
      const run: Run = {
        source,
        identity: stream,
        ids: [randomUUID(), randomUUID()],
        figures: new StreamFigures(now),
        failOnDataLoss: request.failOnDataLoss ?? true,
        stop: new AbortController(),
        dashboard: null,
        session: null,
        state: 'STARTING',
        since: now(),
        reason: null,
        fix: null,
        retryAt: null,
        done: Promise.resolve(),
      }
      current = run
      run.done = drive(run)
      options.onActivity(true)
      log.info({ topic, source: kind, resumedFrom: answer.resumedFrom?.length ?? 0 }, 'stream started')
      return { status: 'started', queryIds: [...run.ids], topic, ...answer }
    } catch (error) {
      await source.close()
      throw error
    } finally {
      starting = false
    }
  }

  /** The table with its columns, and which of them the first write must add. */
  async function prepareTables(): Promise<Snapshot> {
    const snapshot = await transactions.ensure({
      columns: [...deltaSchemaOf(TRANSACTION_FIELDS), ...options.extraColumns],
      partitionColumns: [PARTITION_COLUMN],
      name: 'transactions',
    })
    checkTransactionsSchema(transactions.root, snapshot.schema)
    await deadLetters.ensure({ columns: DEAD_LETTER_COLUMNS, partitionColumns: [], name: 'dead_letters' })
    return snapshot
  }

  function missingColumns(snapshot: Snapshot): readonly SchemaField[] {
    const present = new Set(snapshot.schema.map((field) => field.name))
    return [
      ...checkTransactionsSchema(transactions.root, snapshot.schema).missing,
      ...options.extraColumns.filter((field) => !present.has(field.name)),
    ]
  }

  /**
   * Decision 5: offsets of the table win; else those of the original's checkpoint; else the wanted start is
   * resolved now and committed as txns, so that nothing sent after the answer can be missed.
   */
  async function recordStart(
    source: Source,
    stream: StreamIdentity,
    snapshot: Snapshot,
    request: StreamStartRequest,
  ): Promise<Pick<StreamStarted, 'resumedFrom' | 'startingFrom' | 'note'>> {
    const known = positionsOf(snapshot, stream)
    if (known.size > 0) return { resumedFrom: positionsToJson(known) }
    const original =
      stream.kind === 'kafka' ? await readOriginalCheckpoint(options.originalCheckpointDir, stream.topic) : null
    if (original !== null) {
      await commitPositions(stream, new Map(), original, 'Resumed from the checkpoint of the original service.')
      return {
        resumedFrom: positionsToJson(original),
        note: `Resumed from the Spark checkpoint in ${options.originalCheckpointDir}.`,
      }
    }
    const ranges = await unavailableOnUnreachable(() => source.ranges(known))
    if (ranges === null)
      return {
        startingFrom: [],
        note: `Topic ${stream.topic} does not exist yet: the stream starts at offset 0 when it appears.`,
      }
    const resolved = await unavailableOnUnreachable(() => source.resolve(request.startingOffsets ?? 'latest', ranges))
    await commitPositions(stream, new Map(), resolved, `Starts at ${request.startingOffsets ?? 'latest'}.`)
    return { startingFrom: positionsToJson(resolved) }
  }

  async function commitPositions(
    stream: StreamIdentity,
    previous: ReadonlyMap<number, bigint>,
    next: ReadonlyMap<number, bigint>,
    note: string,
    gaps: readonly OffsetGap[] = [],
  ): Promise<void> {
    const outcome = await transactions.commit({
      operation: 'STREAMING UPDATE',
      transactions: [...next].map(([partition, offset]) => ({
        appId: partitionAppId(stream, partition),
        version: offset - 1n,
        previous: nextToTxn(previous.get(partition)),
      })),
      operationParameters: { topic: stream.topic, note },
      ...(gaps.length === 0
        ? {}
        : {
            userMetadata: JSON.stringify({
              failOnDataLoss: false,
              gaps: gaps.map((gap) => ({ ...gap, from: gap.from.toString(), to: gap.to.toString() })),
            }),
          }),
    })
    if (outcome.kind === 'conflict') throw new MillraceError('COMMIT_CONFLICT', outcome.detail, { canRetry: true })
  }

  /** Sessions one after another until the stream is stopped or fails for good. */
  async function drive(run: Run): Promise<void> {
    try {
      while (!run.stop.signal.aborted) {
        let end: SessionEnd
        try {
          end = await runSession(run)
        } catch (error) {
          end = toEnd(error)
        }
        switch (end.kind) {
          case 'stopped':
            return
          case 'failed':
            fail(run, end.error)
            return
          case 'restart':
            run.retryAt = now() + RETRY_MS
            setState(run, 'RECONNECTING', messageOf(end.error), fixOf(end.error))
            log.warn({ topic: run.source.topic, err: end.error }, 'stream interrupted; it goes on by itself')
            await wait(RETRY_MS, run.stop.signal)
            run.retryAt = null
            break
          default:
            assertNever(end)
        }
      }
    } finally {
      await run.source.close().catch((error: unknown) => log.warn({ err: error }, 'the source did not close'))
      options.onActivity(false)
    }
  }

  async function runSession(run: Run): Promise<SessionEnd> {
    const { source, identity, figures } = run
    const ranges = await waitForTopic(run)
    if (ranges === null) return { kind: 'stopped' }
    const snapshot = await prepareTables()
    const known = positionsOf(snapshot, identity)
    const positions = await checkForLoss(run, snapshot, known, ranges)
    run.dashboard ??= await openLiveDashboard({ identity, transactions, aggregations, reader: options.reader })
    const dashboard = run.dashboard
    figures.setPositions(positions, ranges)
    setState(run, figures.caughtUp ? 'RUNNING' : 'CATCHING_UP', null, null)
    const session = await openStreamSession({
      source,
      identity,
      transactions,
      deadLetters,
      writer: options.writer,
      limits: options.limits,
      missingColumns: missingColumns(snapshot),
      positions: new Map([...known, ...[...positions].filter(([partition]) => known.has(partition))]),
      onRead: (partition, read) => figures.read(partition, read),
      onRanges(newest) {
        figures.setRanges(newest)
        settle(run)
      },
      onConnection({ connected, reason, retryAt }) {
        run.retryAt = retryAt ?? null
        if (connected) settle(run, true)
        else
          setState(
            run,
            'RECONNECTING',
            reason ?? `${SOURCE_WORDS[source.kind]} cannot be reached.`,
            'Check that the broker runs and that pipeline.kafka.bootstrap-servers names it. The stream goes on by itself.',
          )
      },
      async onCommitted(batch) {
        const entry = figures.committed(batch)
        settle(run)
        log.info({ ...entry, topic: source.topic }, 'micro-batch committed')
        // After the commit and beside the next one: the dashboard is derived.
        figures.lateRows += await dashboard.add(
          batch.files.map((file) => file.path),
          batch.newestEvent,
        )
      },
      now,
    })
    run.session = session
    if (run.stop.signal.aborted) await session.stop()
    const end = await session.ended
    run.session = null
    return end
  }

  /** Null where the stream was stopped meanwhile. Asking never creates the topic (decision 7). */
  async function waitForTopic(run: Run): Promise<readonly PartitionRange[] | null> {
    while (!run.stop.signal.aborted) {
      const known = positionsOf(await transactions.snapshot(), run.identity)
      const ranges = await run.source.ranges(known)
      if (ranges !== null && ranges.length > 0) return ranges
      setState(
        run,
        'WAITING_FOR_TOPIC',
        `Topic ${run.source.topic} does not exist yet.`,
        'Create it, or start the generator: the stream begins at offset 0 as soon as the topic appears.',
      )
      await wait(TOPIC_POLL_MS, run.stop.signal)
    }
    return null
  }

  /** Decision 6: a gap stops the stream, or is recorded in the table's history where the user said so. */
  async function checkForLoss(
    run: Run,
    snapshot: Snapshot,
    known: Map<number, bigint>,
    ranges: readonly PartitionRange[],
  ): Promise<ReadonlyMap<number, bigint>> {
    const plan = planStart(known, ranges)
    const gaps = [...plan.gaps]
    const positions = plan.positions
    for (const recreated of await findRecreated({
      source: run.source,
      snapshot,
      known,
      ranges,
      reader: options.reader,
    })) {
      if (gaps.some((gap) => gap.partition === recreated.partition)) continue
      gaps.push(recreated)
      positions.set(recreated.partition, ranges.find((range) => range.partition === recreated.partition)?.low ?? 0n)
    }
    if (gaps.length === 0) return positions
    const description = describeGaps(run.source.topic, gaps)
    if (run.failOnDataLoss) throw new MillraceError('DATA_LOSS', description)
    const moved = new Map(gaps.map((gap) => [gap.partition, positions.get(gap.partition) ?? 0n]))
    await commitPositions(run.identity, known, moved, description, gaps)
    for (const [partition, offset] of moved) known.set(partition, offset)
    log.warn({ topic: run.source.topic, gaps: gaps.length }, description)
    return positions
  }

  function settle(run: Run, reconnected = false): void {
    const readable =
      run.state === 'RUNNING' ||
      run.state === 'CATCHING_UP' ||
      run.state === 'STARTING' ||
      (reconnected && run.state === 'RECONNECTING')
    if (readable) setState(run, run.figures.caughtUp ? 'RUNNING' : 'CATCHING_UP', null, null)
  }

  function fail(run: Run, error: Error): void {
    setState(run, 'FAILED', messageOf(error), fixOf(error))
    log.error({ topic: run.source.topic, err: error }, 'stream failed')
  }

  function setState(run: Run, state: StreamState, reason: string | null, fix: string | null): void {
    if (run.state !== state) run.since = now()
    run.state = state
    run.reason = reason
    run.fix = fix
  }

  async function stop(): Promise<{ status: 'stopped'; queriesStopped: number; message?: string }> {
    const run = current
    if (run === null) return { status: 'stopped', queriesStopped: 0, message: 'No active streaming queries.' }
    const active = isActive(run)
    if (active) {
      setState(run, 'STOPPING', 'Committing what was read.', null)
      run.stop.abort()
      await run.session?.stop()
      await run.done
      log.info({ topic: run.source.topic }, 'stream stopped')
    }
    current = null
    return { status: 'stopped', queriesStopped: 2 }
  }

  function status(): StreamStatus {
    const run = current
    const figures = (run?.figures ?? new StreamFigures(now)).snapshot()
    const state = run?.state ?? 'STOPPED'
    const active = run !== null && isActive(run)
    const { watermark, size } = run?.dashboard ?? { watermark: null, size: { rows: 0, bytes: 0 } }
    return {
      active,
      queries:
        run === null
          ? []
          : run.ids.map((id, index) => ({ id, name: index === 0 ? 'transactions' : 'dashboard', isActive: active })),
      state,
      since: run === null ? null : new Date(run.since).toISOString(),
      reason: run?.reason ?? null,
      fix: run?.fix ?? null,
      retryAt: run?.retryAt === null || run === null ? null : new Date(run.retryAt).toISOString(),
      source: run?.source.kind ?? null,
      topic: run?.source.topic ?? null,
      group: run?.source.group ?? null,
      trigger: { intervalMs: options.limits.intervalMs },
      ...figures,
      watermark: watermark === null ? null : new Date(watermark).toISOString(),
      dashboard: size,
      health: (run?.figures ?? new StreamFigures(now)).health(state, run?.reason ?? null, options.limits.intervalMs),
    }
  }

  return {
    start,
    stop,
    status,
    get running() {
      return current !== null && isActive(current)
    },
    async dashboard(query) {
      const version = (await transactions.snapshot())?.version ?? null
      const run = current
      if (run?.dashboard) return run.dashboard.answer(version, run.figures.lateRows, query)
      const rows = await readFinal(await aggregations.snapshot(), options.reader, query)
      return { asOf: { version }, watermark: null, lateRows: 0, windows: rows.map((row) => toWindow(row, true)) }
    },
    async deadLetters(query) {
      const files = (await deadLetters.snapshot())?.files ?? []
      const { total, data } = await options.reader.deadLetters(
        files.map((file) => absolutePath(deadLetters.root, file.path)),
        query,
      )
      const { limit, offset } = query
      return { total, page: { limit, offset, returned: data.length, hasMore: offset + limit < total }, data: [...data] }
    },
    async close() {
      return (await stop()).queriesStopped
    },
  }
}

function isActive(run: Run): boolean {
  return run.state !== 'FAILED' && run.state !== 'STOPPED'
}

function toEnd(error: unknown): SessionEnd {
  const known = error instanceof Error ? error : new Error(String(error))
  const passing =
    known instanceof MillraceError &&
    (known.canRetry || known.code === 'BROKER_UNREACHABLE' || known.code === 'IO_ERROR')
  return { kind: passing ? 'restart' : 'failed', error: known }
}

function fixOf(error: Error): string | null {
  if (!(error instanceof MillraceError))
    return 'See the log for the cause, then start the stream again: it resumes where the table stands.'
  switch (error.code) {
    case 'DATA_LOSS':
      return 'To go on without these messages, start again with {"failOnDataLoss": false}: the gap is recorded in the table history.'
    case 'DISK_FULL':
      return 'Free disk space: the stream goes on by itself, nothing is lost.'
    case 'BROKER_UNREACHABLE':
      return 'Check that the broker runs and that pipeline.kafka.bootstrap-servers names it. The stream goes on by itself.'
    case 'UNREADABLE_BATCH':
      return 'Check the topic with the producer of these messages, or start again with {"failOnDataLoss": false} once they have expired.'
    case 'TABLE_INVALID':
    case 'TABLE_CORRUPT':
    case 'UNSUPPORTED_PROTOCOL':
      return 'The table must be mended or another folder be used before the stream can write.'
    default:
      return null
  }
}

async function unavailableOnUnreachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'BROKER_UNREACHABLE') {
      throw new MillraceError('SERVICE_UNAVAILABLE', error.message, { cause: error, canRetry: true })
    }
    throw error
  }
}

function positionsToJson(positions: ReadonlyMap<number, bigint>): { partition: number; offset: number | string }[] {
  return [...positions]
    .sort(([left], [right]) => left - right)
    .map(([partition, offset]) => ({ partition, offset: int64ToJson(offset) }))
}

function nextToTxn(next: bigint | undefined): bigint | null {
  return next === undefined ? null : next - 1n
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
