import { codeOf, isBrokerFault, MillraceError } from '../../../shared/errors'
import { int64ToJson } from '../../../shared/scalars'
import {
  namePartitions,
  type StartingOffsets,
  type StreamStarted,
  type StreamStartRequest,
} from '../../../shared/stream'
import { expectCommitted } from '../../lake/conflict'
import type { SetTransactionUpdate, Snapshot } from '../../lake/ports'
import {
  fingerprintAppId,
  fingerprintsOf,
  gapAppId,
  NO_FINGERPRINT,
  partitionAppId,
  partitionWatermarksOf,
  positionsOf,
  startAppId,
  startedAppId,
  startsOf,
  txnOf,
  versionOf,
  type Positions,
  type StreamIdentity,
} from './offsets'
import { readSparkCheckpoint } from './spark-checkpoint'
import type { PartitionRange, Source, SourceRecord } from '../ports'
import { findRecreated } from './recreated'
import { countOffsets, describeGaps, gapsToJson, planSkip, planStart, type OffsetGap } from './start-plan'
import { decodeStrict } from '../decode/strict-decoder'
import type { StreamTables } from '../tables'
import { answerWithin } from '../../wait'
import { watermarkOf } from '../dashboard/watermark'

export interface StartOptions {
  readonly tables: StreamTables
  readonly source: Source
  readonly identity: StreamIdentity
  readonly request: StreamStartRequest
  readonly sparkCheckpointDir: string
  readonly now: () => number
}

/** Where a start with recorded offsets will read from, and then what is to be noted, is asked for so long each. */
const QUICK_MS = 1500
/** Other members of the group may move the partitions meanwhile. */
const SKIP_TRIES = 5
/** A first start has asked the broker already; what is worth a note must not keep it waiting. */
const NOTE_MS = 5000

export type StartAnswer = Pick<StreamStarted, 'resumedFrom' | 'startingFrom' | 'note'>

/**
 * Decision 5: where the table stands wins; else where the original stopped; else the wanted start, which is
 * resolved now. A first start is committed before it is answered, so that no message sent afterwards can be
 * missed, whatever crashes.
 *
 * @throws SERVICE_UNAVAILABLE where a first start, or one with `skipTo`, cannot reach the broker, DATA_LOSS where the
 * checkpoint of the original cannot be followed, COMMIT_CONFLICT of another instance; nothing was started then
 */
export async function recordStart(options: StartOptions): Promise<StartAnswer> {
  const { tables, source, identity, request } = options
  const snapshot = await tables.find()
  const known = positionsOf(snapshot, identity)
  if (snapshot !== null && (known.size > 0 || snapshot.setTransactions.has(startedAppId(identity)))) {
    const skipped = request.skipTo === undefined ? null : await skipForward(options, request.skipTo)
    // Moved, where something was skipped.
    const stands = skipped === null ? snapshot : await tables.find()
    const planned = await planResume(options, await tables.create(), positionsOf(stands, identity))
    const unheeded =
      request.startingOffsets === undefined
        ? null
        : 'startingOffsets counts for a first start only: the table has offsets of this topic, and they win.'
    const behind = await describeBehind(options, snapshot, planned.positions, planned.ranges, QUICK_MS)
    return { resumedFrom: positionsToJson(planned.positions), ...notesOf(skipped, unheeded, behind) }
  }
  const original =
    identity.kind === 'kafka' ? await readSparkCheckpoint(options.sparkCheckpointDir, identity.topic) : null
  if (original !== null) {
    const note = `Resumed from the Spark checkpoint in ${options.sparkCheckpointDir}.`
    await commitStart(options, original, note)
    const held = (await answerWithin(source.ranges(known), QUICK_MS)) ?? []
    const behind = await describeBehind(options, snapshot, original, held, QUICK_MS)
    const unheeded = request.skipTo === undefined ? null : 'skipTo does not count for this start.'
    return { resumedFrom: positionsToJson(original), ...notesOf(note, unheeded, behind) }
  }
  const at = request.startingOffsets ?? request.skipTo ?? 'latest'
  const ranges = await unavailableOnUnreachable(() => source.ranges(known))
  if (ranges === null || ranges.length === 0) {
    const note = `Topic ${identity.topic} does not exist yet: the stream starts at offset 0 when it appears.`
    await commitStart(options, new Map(), note)
    return { startingFrom: [], note }
  }
  const resolved = await unavailableOnUnreachable(() => source.resolve(at, ranges))
  await commitStart(options, resolved, `Starts at ${at}.`)
  return {
    startingFrom: positionsToJson(resolved),
    ...notesOf(await describeBehind(options, snapshot, resolved, ranges, NOTE_MS)),
  }
}

function notesOf(...notes: readonly (string | null)[]): Pick<StreamStarted, 'note'> {
  const note = notes.filter((one) => one !== null).join(' ')
  return note === '' ? {} : { note }
}

/**
 * Moves the positions forward, never back, and records what lies between in the table's history (decision 6).
 * @returns what was skipped, or why nothing was, as a note
 * @throws COMMIT_CONFLICT where other members of the group move the same partitions again and again
 */
async function skipForward(options: StartOptions, skipTo: StartingOffsets): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return await trySkip(options, skipTo)
    } catch (error) {
      if (codeOf(error) !== 'COMMIT_CONFLICT' || tries === SKIP_TRIES) throw error
    }
  }
}

async function trySkip(
  { tables, source, identity, request, now }: StartOptions,
  skipTo: StartingOffsets,
): Promise<string> {
  const snapshot = await tables.find()
  const known = positionsOf(snapshot, identity)
  return unavailableOnUnreachable(async () => {
    const ranges = await source.ranges(known)
    if (ranges === null) return 'skipTo does not count: the topic is not there.'
    const recreated = await findRecreated(source, known, fingerprintsOf(snapshot, identity), ranges)
    const plan = planStart(known, ranges, recreated)
    const isAnew = plan.gaps.some(({ cause }) => cause === 'recreated')
    // What is lost is told as lost first, and a topic made anew has nothing in common with what was read.
    if (isAnew || (plan.gaps.length > 0 && request.failOnDataLoss !== false))
      return `skipTo does not count: ${describeGaps(identity.topic, plan.gaps)}`
    const skip = planSkip(plan.positions, await source.resolve(skipTo, ranges))
    const gaps = [...plan.gaps, ...skip.gaps]
    if (skip.gaps.length === 0) return 'Nothing was skipped: no unread message lies before skipTo.'
    const note = `Skipped ${countOffsets(skip.gaps)} offsets. ${describeGaps(identity.topic, gaps)}`
    const positions = new Map([...plan.positions, ...skip.positions])
    await skipGaps({ tables, identity, known, positions, gaps, note, at: now() })
    return note
  })
}

/**
 * Where a stream with recorded offsets will really read from: past what the topic no longer holds, where that is
 * agreed to, and partitions of which nothing was read yet too. A broker that does not answer at once is not waited
 * for: then the table alone tells, and of no ranges.
 */
async function planResume(
  { source, identity, request }: StartOptions,
  snapshot: Snapshot,
  known: Positions,
): Promise<{ readonly positions: Positions; readonly ranges: readonly PartitionRange[] }> {
  const recorded = new Map([...startsOf(snapshot, identity), ...known])
  async function plan() {
    const ranges = await source.ranges(known)
    if (ranges === null) return null
    const recreated = await findRecreated(source, known, fingerprintsOf(snapshot, identity), ranges)
    const { positions, gaps } = planStart(known, ranges, recreated)
    return { positions: gaps.length > 0 && request.failOnDataLoss !== false ? recorded : positions, ranges }
  }
  return (await answerWithin(plan(), QUICK_MS)) ?? { positions: recorded, ranges: [] }
}

/** Partitions that begin behind the watermark of the dashboard are announced (decision 9 (e)), those found in time. */
async function describeBehind(
  { source, identity }: StartOptions,
  snapshot: Snapshot | null,
  positions: Positions,
  ranges: readonly PartitionRange[],
  limitMs: number,
): Promise<string | null> {
  const watermark = watermarkOf(snapshot)
  // A sample source makes its events when they are read.
  if (watermark === null || source.kind === 'sample') return null
  const own = partitionWatermarksOf(snapshot, identity)
  const begun = ranges.filter(({ partition }) => (own.get(partition) ?? -1n) < watermark)
  const behind: number[] = []
  const end = performance.now() + limitMs
  // One after another: a topic may have hundreds.
  for (const { partition, high } of begun) {
    if (performance.now() > end) break
    const first = firstMessage(source, partition, positions.get(partition) ?? 0n, high, limitMs)
    const decoded = decodeStrict((await answerWithin(first, end - performance.now()))?.value ?? null)
    if (decoded.kind === 'row' && decoded.micros < Number(watermark) * 1000) behind.push(partition)
  }
  if (behind.length === 0) return null
  const which = `${namePartitions(behind)} ${behind.length === 1 ? 'begins' : 'begin'}`
  const at = new Date(Number(watermark)).toISOString()
  return `The live dashboard has come to ${at}, and ${which} before it: what is too old for its windows becomes a row of the table all the same, and is counted in lateRows.`
}

async function firstMessage(
  source: Source,
  partition: number,
  from: bigint,
  to: bigint,
  limitMs: number,
): Promise<SourceRecord | null> {
  const first = from < to ? await source.emptyUpTo(partition, from, to, limitMs) : to
  return first < to ? source.readAt(partition, first) : null
}

export interface SkipGaps {
  readonly tables: StreamTables
  readonly identity: StreamIdentity
  /** Where the partitions stood when the gaps were planned. */
  readonly known: Positions
  /** Where they go on. */
  readonly positions: Positions
  readonly gaps: readonly OffsetGap[]
  readonly note: string
  /** Epoch ms. */
  readonly at: number
}

/**
 * Moves positions on purpose; `gaps` are recorded in the table's history (decision 6).
 * @throws COMMIT_CONFLICT where a partition does not stand any more where it was planned from: the positions of the rows
 * were not moved then
 */
export async function skipGaps({ tables, identity, known, positions, gaps, note, at }: SkipGaps): Promise<void> {
  const fingerprints = fingerprintsOf(await tables.find(), identity)
  const moved = [...new Set(gaps.map(({ partition }) => partition))]
  // A topic made anew begins below the dead letters of the old one, whose txn would drop those of the new.
  const anew = gaps.filter(({ cause }) => cause === 'recreated').map(({ partition }) => partition)
  const deadLetterPositions = positionsOf(await tables.ensureDeadLetters(), identity)
  const lowered = anew.filter(
    (partition) => (deadLetterPositions.get(partition) ?? 0n) > (positions.get(partition) ?? 0n),
  )
  const common = {
    operation: 'STREAMING UPDATE',
    operationParameters: { topic: identity.topic, note },
    userMetadata: gapsToJson(gaps),
  }
  const moves = (partitions: readonly number[], from: Positions): SetTransactionUpdate[] =>
    partitions.map((partition) => ({
      appId: partitionAppId(identity, partition),
      version: versionOf(positions.get(partition) ?? 0n),
      previous: txnOf(from.get(partition)),
    }))
  if (lowered.length > 0) {
    expectCommitted(
      await tables.deadLetters.commit({ ...common, setTransactions: moves(lowered, deadLetterPositions) }),
    )
  }
  const forgotten = moved.map((partition) => ({
    appId: fingerprintAppId(identity, partition),
    version: NO_FINGERPRINT,
    previous: fingerprints.get(partition) ?? null,
  }))
  const recorded = gaps.map((gap) => ({
    appId: gapAppId(identity, gap, at),
    version: positions.get(gap.partition) ?? 0n,
    previous: null,
  }))
  const setTransactions = [...moves(moved, known), ...forgotten, ...recorded]
  expectCommitted(await tables.transactions.commit({ ...common, setTransactions }))
}

/** A partition that starts at offset 0 needs no txn: the marker says that it was decided. */
async function commitStart({ tables, identity, now }: StartOptions, positions: Positions, note: string): Promise<void> {
  await tables.create()
  const outcome = await tables.transactions.commit({
    operation: 'STREAMING UPDATE',
    setTransactions: [
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
          version: versionOf(offset),
          previous: null,
        })),
    ],
    operationParameters: { topic: identity.topic, note },
  })
  const { root } = tables.transactions
  expectCommitted(
    outcome,
    () => `Another instance has just started this stream on ${root}. Start again to go on with it.`,
  )
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

function positionsToJson(positions: Positions): { partition: number; offset: number | string }[] {
  return [...positions]
    .sort(([left], [right]) => left - right)
    .map(([partition, offset]) => ({ partition, offset: int64ToJson(offset) }))
}
