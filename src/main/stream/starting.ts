import { MillraceError } from '../../shared/errors'
import { int64ToJson } from '../../shared/scalars'
import type { StreamStarted, StreamStartRequest } from '../../shared/stream'
import type { CommitOutcome, Snapshot, TransactionUpdate } from '../lake/ports'
import {
  fingerprintAppId,
  fingerprintsOf,
  gapAppId,
  NO_FINGERPRINT,
  partitionAppId,
  positionsOf,
  startAppId,
  startedAppId,
  startsOf,
  type Positions,
  type StreamIdentity,
} from './offsets'
import { readOriginalCheckpoint } from './original-checkpoint'
import type { PartitionRange, Source, SourceRecord } from './ports'
import { findRecreated } from './recreated'
import { gapsToJson, planStart, type OffsetGap } from './start-plan'
import { decodeStrict } from './strict-decoder'
import type { StreamTables } from './tables'
import { answerWithin } from './wait'
import { watermarkOf } from './watermark'

export interface StartOptions {
  readonly tables: StreamTables
  readonly source: Source
  readonly identity: StreamIdentity
  readonly request: StreamStartRequest
  readonly originalCheckpointDir: string
  readonly now: () => number
}

/** A start with recorded offsets answers within this, whether or not the broker does. */
const QUICK_MS = 1500

export type StartAnswer = Pick<StreamStarted, 'resumedFrom' | 'startingFrom' | 'note'>

/**
 * Decision 5: where the table stands wins; else where the original stopped; else the wanted start, which is
 * resolved now. A first start is committed before it is answered, so that no message sent afterwards can be
 * missed, whatever crashes.
 *
 * @throws SERVICE_UNAVAILABLE where a first start cannot reach the broker; nothing was made or started then
 */
export async function recordStart(options: StartOptions): Promise<StartAnswer> {
  const { tables, source, identity, request } = options
  const snapshot = await tables.find()
  const known = positionsOf(snapshot, identity)
  if (known.size > 0 || snapshot?.transactions.has(startedAppId(identity)) === true) {
    const note =
      request.startingOffsets === undefined
        ? undefined
        : 'startingOffsets counts for a first start only: the table has offsets of this topic, and they win.'
    const begins = await findBegins(options, await tables.create(), known)
    return { resumedFrom: positionsToJson(begins), ...(note === undefined ? {} : { note }) }
  }
  const original =
    identity.kind === 'kafka' ? await readOriginalCheckpoint(options.originalCheckpointDir, identity.topic) : null
  if (original !== null) {
    const note = `Resumed from the Spark checkpoint in ${options.originalCheckpointDir}.`
    await commitStart(options, original, note)
    return { resumedFrom: positionsToJson(original), note }
  }
  const at = request.startingOffsets ?? 'latest'
  const ranges = await unavailableOnUnreachable(() => source.ranges(known))
  if (ranges === null || ranges.length === 0) {
    const note = `Topic ${identity.topic} does not exist yet: the stream starts at offset 0 when it appears.`
    await commitStart(options, new Map(), note)
    return { startingFrom: [], note }
  }
  const resolved = await unavailableOnUnreachable(() => source.resolve(at, ranges))
  await commitStart(options, resolved, `Starts at ${at}.`)
  const note = await describeBehind(options, resolved, ranges)
  return { startingFrom: positionsToJson(resolved), ...(note === null ? {} : { note }) }
}

/**
 * Where a stream with recorded offsets will really read from: past what the topic no longer holds, where that is
 * agreed to, and partitions of which nothing was read yet too. A broker that does not answer at once is not waited
 * for: then the table alone tells.
 */
async function findBegins(
  { source, identity, request }: StartOptions,
  snapshot: Snapshot,
  known: Positions,
): Promise<Positions> {
  const recorded = new Map([...startsOf(snapshot, identity), ...known])
  async function plan(): Promise<Positions> {
    const ranges = await source.ranges(known)
    if (ranges === null) return recorded
    const recreated = await findRecreated(source, known, fingerprintsOf(snapshot, identity), ranges)
    const { positions, gaps } = planStart(known, ranges, recreated)
    return gaps.length > 0 && request.failOnDataLoss !== false ? recorded : positions
  }
  return (await answerWithin(plan(), QUICK_MS)) ?? recorded
}

/** Partitions that begin behind the watermark of the dashboard are announced (decision 9 (e)). */
async function describeBehind(
  { tables, source }: StartOptions,
  positions: Positions,
  ranges: readonly PartitionRange[],
): Promise<string | null> {
  const watermark = watermarkOf(await tables.find())
  // A sample source makes its events when they are read.
  if (watermark === null || source.kind === 'sample') return null
  const behind: number[] = []
  for (const { partition, high } of ranges) {
    const first = await firstMessage(source, partition, positions.get(partition) ?? 0n, high).catch(() => null)
    const decoded = first === null ? null : decodeStrict(first.value)
    if (decoded?.kind === 'row' && decoded.micros < Number(watermark) * 1000) behind.push(partition)
  }
  if (behind.length === 0) return null
  const which = behind.length === 1 ? `partition ${behind.join()} begins` : `partitions ${behind.join(', ')} begin`
  const at = new Date(Number(watermark)).toISOString()
  return `The live dashboard has come to ${at}, and ${which} before it: what is too old for its windows becomes a row of the table all the same, and is counted in lateRows.`
}

async function firstMessage(source: Source, partition: number, from: bigint, to: bigint): Promise<SourceRecord | null> {
  const first = from < to ? await source.emptyUpTo(partition, from, to) : to
  return first < to ? source.readAt(partition, first) : null
}

/** Moves positions on purpose; `gaps` are recorded in the table's history (decision 6). */
export async function skipGaps(
  tables: StreamTables,
  identity: StreamIdentity,
  positions: Positions,
  gaps: readonly OffsetGap[],
  note: string,
): Promise<void> {
  const snapshot = await tables.find()
  const known = positionsOf(snapshot, identity)
  const fingerprints = fingerprintsOf(snapshot, identity)
  const moved = gaps.map(({ partition }) => partition)
  // A topic made anew begins below the letters of the old one, whose txn would drop those of the new.
  const letters = positionsOf(await tables.ensureDeadLetters(), identity)
  const lowered = moved.filter((partition) => (letters.get(partition) ?? 0n) > (positions.get(partition) ?? 0n))
  const common = {
    operation: 'STREAMING UPDATE',
    operationParameters: { topic: identity.topic, note },
    userMetadata: gapsToJson(gaps),
  }
  const moves = (partitions: readonly number[], from: Positions): TransactionUpdate[] =>
    partitions.map((partition) => ({
      appId: partitionAppId(identity, partition),
      version: (positions.get(partition) ?? 0n) - 1n,
      previous: txnOf(from.get(partition)),
    }))
  if (lowered.length > 0) {
    expectCommitted(await tables.deadLetters.commit({ ...common, transactions: moves(lowered, letters) }))
  }
  const forgotten = moved.map((partition) => ({
    appId: fingerprintAppId(identity, partition),
    version: NO_FINGERPRINT,
    previous: fingerprints.get(partition) ?? null,
  }))
  const at = Date.now()
  const recorded = gaps.map((gap) => ({
    appId: gapAppId(identity, gap, at),
    version: positions.get(gap.partition) ?? 0n,
    previous: null,
  }))
  const transactions = [...moves(moved, known), ...forgotten, ...recorded]
  expectCommitted(await tables.transactions.commit({ ...common, transactions }))
}

/** A partition that starts at offset 0 needs no txn: the marker says that it was decided. */
async function commitStart({ tables, identity, now }: StartOptions, positions: Positions, note: string): Promise<void> {
  await tables.create()
  const outcome = await tables.transactions.commit({
    operation: 'STREAMING UPDATE',
    transactions: [
      { appId: startedAppId(identity), version: BigInt(now()), previous: null },
      { appId: startAppId(identity, null), version: 0n, previous: null },
      ...[...positions].map(([partition, offset]) => ({
        appId: startAppId(identity, partition),
        version: offset,
        previous: null,
      })),
      ...[...positions]
        .filter(([, offset]) => offset > 0n)
        .map(([partition, offset]) => ({
          appId: partitionAppId(identity, partition),
          version: offset - 1n,
          previous: null,
        })),
    ],
    operationParameters: { topic: identity.topic, note },
  })
  if (outcome.kind === 'conflict') {
    throw new MillraceError(
      'COMMIT_CONFLICT',
      `Another instance has just started this stream on ${tables.transactions.root}. Start again to go on with it.`,
      { canRetry: true },
    )
  }
}

function expectCommitted(outcome: CommitOutcome): void {
  if (outcome.kind === 'conflict') throw new MillraceError('COMMIT_CONFLICT', outcome.detail, { canRetry: true })
}

async function unavailableOnUnreachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MillraceError && isBrokerFault(error)) {
      throw new MillraceError('SERVICE_UNAVAILABLE', error.message, {
        cause: error,
        canRetry: error.canRetry,
        details: error.details,
      })
    }
    throw error
  }
}

function isBrokerFault({ code }: MillraceError): boolean {
  return code === 'BROKER_UNREACHABLE' || code === 'BROKER_REFUSED' || code === 'BROKER_ERROR'
}

function positionsToJson(positions: Positions): { partition: number; offset: number | string }[] {
  return [...positions]
    .sort(([left], [right]) => left - right)
    .map(([partition, offset]) => ({ partition, offset: int64ToJson(offset) }))
}

function txnOf(next: bigint | undefined): bigint | null {
  return next === undefined ? null : next - 1n
}
