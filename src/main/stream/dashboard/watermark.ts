import type { Snapshot } from '../../lake/ports'
import { FUTURE_MS, WATERMARK_DELAY_MS } from './ports'
import { newestPartitionWatermark, WATERMARK_APP_ID } from '../progress/offsets'

/** What decides how far the watermark may go, of one partition of the running topic. */
export interface PartitionReading {
  readonly partition: number
  /** Its own watermark, epoch ms; null before its first row. */
  readonly watermark: bigint | null
  /** Whether it holds messages that the table lacks; null where its end is not known. */
  readonly unread: boolean | null
}

export interface WatermarkStep {
  /** Epoch ms; null before the first row. */
  readonly watermark: bigint | null
  /** Partitions that hold it where it stands. */
  readonly waitsFor: readonly number[]
}

/**
 * Where the table's watermark goes (decision 9 (c), (d), (f)): to the smallest one of the partitions that have
 * unread messages, and to the greatest of all where none has. It never falls, but for one that an older build
 * has left in the future.
 *
 * @param floor what counts of the current one (`standingAt`)
 */
export function moveWatermark(
  current: bigint | null,
  readings: readonly PartitionReading[],
  floor = current,
): WatermarkStep {
  const waitsFor = readings
    .filter(({ watermark, unread }) => unread === null || (unread && watermark === null))
    .map(({ partition }) => partition)
  if (waitsFor.length > 0) return { watermark: current, waitsFor }
  const unread = readings.filter((one) => one.unread === true)
  const candidates = (unread.length > 0 ? unread : readings).flatMap(({ watermark }) => watermark ?? [])
  if (candidates.length === 0) return { watermark: current, waitsFor }
  const wantsLeast = unread.length > 0
  const next = candidates.reduce((left, right) => (left < right === wantsLeast ? left : right))
  return { watermark: floor === null || next > floor ? next : floor, waitsFor }
}

/**
 * The watermark, unless an older build has left it in the future: then there is none (decision 9 (f)). One that a
 * partition has come to is in the future of a clock that was set back.
 *
 * @param table the transactions
 * @param now epoch ms
 */
export function standingAt(
  watermark: bigint | null,
  table: Pick<Snapshot, 'setTransactions'>,
  now: number,
): bigint | null {
  if (watermark === null || watermark <= BigInt(now + FUTURE_MS)) return watermark
  return (newestPartitionWatermark(table) ?? 0n) >= watermark ? watermark : null
}

/** A partition's own watermark with one more row, the newest of its commit; never before 1970. Epoch ms. */
export function raiseWatermark(known: bigint | null, newestEvent: number): bigint {
  const raised = BigInt(Math.max(0, Math.floor(newestEvent) - WATERMARK_DELAY_MS))
  return known !== null && known > raised ? known : raised
}

/** Of the table, epoch ms. */
export function watermarkOf(snapshot: Pick<Snapshot, 'setTransactions'> | null): bigint | null {
  return snapshot?.setTransactions.get(WATERMARK_APP_ID) ?? null
}
