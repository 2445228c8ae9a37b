import { namePartitions, type MicroBatch, type StreamState, type StreamStatus } from '../../../shared/stream'
import type { DiskFacts } from '../disk'

/** What the one health line is judged by (decision 26). */
export interface HealthFacts {
  readonly state: StreamState
  readonly reason: string | null
  readonly intervalMs: number
  readonly lag: number
  /** Lag over about the last minute, oldest first. */
  readonly lagTrail: readonly { readonly at: number; readonly lag: number }[]
  /** The last thousand messages, and how many of them were dead letters, or rows from the future. */
  readonly recentMessages: number
  readonly recentDeadLetters: number
  readonly recentFutureRows: number
  /** Partitions that hold the watermark of the dashboard. */
  readonly watermarkWaitsFor: readonly number[]
  /** Partitions that no member of the group reads yet. */
  readonly unassigned: readonly number[]
  readonly recentBatches: readonly MicroBatch[]
  /** Of the newest message committed, epoch ms; null where that is not known. */
  readonly newestAt: number | null
  readonly disk: DiskFacts | null
  /** Epoch ms. */
  readonly now: number
}

type Health = StreamStatus['health']

/** Dead letters, or rows from the future, over this share of the last messages are worth a word. */
const ODD_SHARE = 0.01
const SLOW_BATCHES = 3
export const LAG_DEGRADED = 1000
const LAG_DANGER = 10_000
export const RISING_MS = 60_000
const DISK_BYTES = 5e9
const DISK_SECONDS = 3 * 3600

/** The one health line (decision 26). Pure. */
export function judgeHealth(facts: HealthFacts): Health {
  const { state, reason } = facts
  switch (state) {
    case 'FAILED':
      return { word: 'Failed', reason: reason ?? 'The stream failed.' }
    case 'STOPPED':
    case 'STOPPING':
      return { word: 'Stopped', reason: reason ?? 'The stream is stopped.' }
    case 'RECONNECTING':
    case 'WAITING_FOR_TOPIC':
      return { word: 'Degraded', reason: reason ?? 'The source cannot be read.' }
    case 'STARTING':
    case 'CATCHING_UP':
    case 'RUNNING':
      return findDegradation(facts) ?? describeProgress(facts)
  }
}

/** How a stream ended that was asked to. */
export interface Stop {
  /** Epoch ms. */
  readonly at: number
  /** What was left unread then; null where nothing waits, as of the sample source. */
  readonly waiting: { readonly topic: string; readonly messages: number } | null
}

/**
 * Why no stream runs.
 * @param stop of the last one of this process
 * @param version of the transactions table, as of then; null where there is none
 */
export function describeStop(stop: Stop | null, version: number | null): string {
  if (stop === null)
    return version === null
      ? 'No source chosen yet. Explore sample data, or connect to Kafka.'
      : `Not started yet; the table was at v${version} when Millrace began.`
  const { at, waiting } = stop
  const where = version === null ? '' : `, at v${version} of the table`
  const left =
    waiting === null
      ? ''
      : ` ${waiting.messages} ${waiting.messages === 1 ? 'message' : 'messages'} of ${waiting.topic} waited then.`
  return `Stopped at ${new Date(at).toISOString().slice(11, 19)} UTC${where}.${left}`
}

/** The most pressing first: a full disk stops everything. */
function findDegradation(facts: HealthFacts): Health | null {
  const text = diskWord(facts) ?? deadLetterWord(facts) ?? futureWord(facts) ?? slowWord(facts) ?? lagWord(facts)
  return text === null ? null : { word: 'Degraded', reason: `${text}${assignmentWord(facts)}${waitWord(facts)}` }
}

function diskWord({ disk }: HealthFacts): string | null {
  if (disk === null || disk.freeBytes === null) return null
  const gigabytes = (disk.freeBytes / 1e9).toFixed(1)
  if (disk.freeBytes < DISK_BYTES) return `The disk has only ${gigabytes} GB left.`
  const seconds = disk.bytesPerSecond === 0 ? Number.POSITIVE_INFINITY : disk.freeBytes / disk.bytesPerSecond
  if (seconds >= DISK_SECONDS) return null
  return `The disk has ${gigabytes} GB left: ${(seconds / 3600).toFixed(1)} h at the present rate.`
}

function deadLetterWord({ recentMessages, recentDeadLetters }: HealthFacts): string | null {
  if (recentMessages === 0 || recentDeadLetters / recentMessages <= ODD_SHARE) return null
  return `${recentDeadLetters} of the last ${recentMessages} messages are dead letters.`
}

function futureWord({ recentMessages, recentFutureRows }: HealthFacts): string | null {
  if (recentMessages === 0 || recentFutureRows / recentMessages <= ODD_SHARE) return null
  return `${recentFutureRows} of the last ${recentMessages} messages are of events more than 10 minutes in the future: they are rows, but in no window. Check the clock of their producer.`
}

function slowWord({ recentBatches, intervalMs, lag }: HealthFacts): string | null {
  const last = recentBatches.slice(-SLOW_BATCHES)
  if (last.length < SLOW_BATCHES || last.some((batch) => batch.totalMs <= intervalMs)) return null
  const phases = (['decode', 'write', 'commit'] as const).map((phase) => {
    const ms = last.reduce((sum, batch) => sum + batch[`${phase}Ms`], 0) / last.length
    return { phase, ms }
  })
  const longest = phases.reduce((most, one) => (one.ms > most.ms ? one : most))
  return (
    `${lag > 0 ? 'Behind' : 'Slow'} because ${longest.phase} takes ${seconds(longest.ms)}: the last ${SLOW_BATCHES} ` +
    `micro-batches took longer than the trigger interval of ${intervalMs} ms.`
  )
}

function lagWord({ lag, lagTrail, now }: HealthFacts): string | null {
  const first = lagTrail[0]
  if (lag <= LAG_DEGRADED || first === undefined || now - first.at < RISING_MS || lag <= first.lag) return null
  const rising = lagTrail.every((mark, index) => index === 0 || mark.lag >= (lagTrail[index - 1]?.lag ?? 0))
  if (!rising) return null
  return `${lag} messages behind and rising for a minute.${lag > LAG_DANGER ? ' That is dangerously far.' : ''}`
}

function describeProgress(facts: HealthFacts): Health {
  const { state, lag, recentBatches, newestAt, now } = facts
  const waits = waitWord(facts)
  if (state === 'CATCHING_UP')
    return { word: 'Catching up', reason: `${lag} messages behind${paceWord(facts)}.${assignmentWord(facts)}${waits}` }
  const last = recentBatches.at(-1)
  if (last === undefined) return { word: 'Healthy', reason: `Waiting for the first message.${waits}` }
  const newest = newestAt === null ? 'commit' : 'row'
  const age = Math.max(0, now - (newestAt ?? Date.parse(last.at))) / 1000
  const rows = last.rows === 1 ? '1 row' : `${last.rows} rows`
  const version = last.version === null ? '' : `; v${last.version} committed ${rows} in ${Math.round(last.totalMs)} ms`
  const old = age < 60 ? `${age.toFixed(1)} s` : span(age)
  return { word: 'Healthy', reason: `Newest ${newest} is ${old} old${version}.${waits}` }
}

/** Kafka keeps the place of a member that was killed until its session ends: six seconds, of ours (membership.ts). */
function assignmentWord({ unassigned }: HealthFacts): string {
  if (unassigned.length === 0) return ''
  return ` Not read yet: ${namePartitions(unassigned)}; the group shares them out, up to 10 s after a member was killed.`
}

/** Decision 9 (c): windows stay open until it is known what these partitions hold. */
function waitWord({ watermarkWaitsFor: partitions }: HealthFacts): string {
  if (partitions.length === 0) return ''
  return ` The dashboard waits for ${namePartitions(partitions)}.`
}

/** How long it will take at the pace since lag was highest; nothing where lag does not fall. */
function paceWord({ lag, lagTrail, now }: HealthFacts): string {
  const peak = lagTrail.reduce((most, mark) => (mark.lag >= most.lag ? mark : most), { at: now, lag })
  const perSecond = (1000 * (peak.lag - lag)) / (now - peak.at)
  if (!(perSecond >= 1)) return ''
  return `, about ${span(lag / perSecond)} at ${Math.round(perSecond)} a second net`
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Of as many seconds, in one unit. */
function span(length: number): string {
  if (length < 90) return `${Math.ceil(length)} s`
  return length < 5400 ? `${Math.round(length / 60)} min` : `${(length / 3600).toFixed(1)} h`
}
