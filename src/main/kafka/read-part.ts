import type { FetchedRecord } from 'kafkajs/src/consumer/filterAbortedMessages'
import { fetchPart } from './fetch'
import type { Notes } from './notes'
import type { ClusterView } from './view'

export interface ReadPlace {
  readonly view: ClusterView
  readonly topic: string
  readonly partition: number
  readonly leader: number
  /** The offsets that it held when the look began: [low, high). */
  readonly low: bigint
  readonly high: bigint
  readonly from: bigint
}

export interface ReadLimits {
  readonly messages: number
  /** Held in memory at once; one message may pass it. */
  readonly bytes: number
  /** As `performance.now()` tells it. */
  readonly until: number
  readonly signal: AbortSignal
}

export interface ReadPart {
  readonly partition: number
  readonly low: bigint
  readonly high: bigint
  /** Rising. */
  readonly records: readonly FetchedRecord[]
  /** Behind all that was seen. */
  readonly next: bigint
  readonly ended: 'end' | 'limit' | 'bytes' | 'time'
}

const FETCH_BYTES = 2 ** 20
const FIRST_STEP = 20n

/** From an offset on, until the end that was there when it began. */
export async function readForward(place: ReadPlace, limits: ReadLimits, notes: Notes): Promise<ReadPart> {
  const { partition, low, high, from } = place
  const records: FetchedRecord[] = []
  let bytes = 0
  let next = from
  let ended: ReadPart['ended'] = 'end'
  for await (const step of steps(place, from, high, limits, notes)) {
    if (step === 'time') {
      ended = 'time'
      break
    }
    records.push(...step.records)
    bytes += sizeOf(step.records)
    next = step.next
    if (records.length > limits.messages) ended = 'limit'
    else if (bytes > limits.bytes && next < high) ended = 'bytes'
    if (ended !== 'end') break
  }
  return { partition, low, high, records, next, ended }
}

/**
 * The last messages, read in steps backwards that grow: offsets have gaps, so how far to go back cannot be known.
 * Each step is read to its end, so that what is told is whole.
 */
export async function readNewest(place: ReadPlace, limits: ReadLimits, notes: Notes): Promise<ReadPart> {
  const { partition, low, high } = place
  let records: FetchedRecord[] = []
  let bytes = 0
  let size = FIRST_STEP
  let ended: ReadPart['ended'] = 'end'
  for (let to = high; to > low && records.length < limits.messages; size *= 2n) {
    const from = to - size > low ? to - size : low
    const window = await readWindow(place, from, to, limits, notes)
    if (window === 'time') {
      ended = 'time'
      break
    }
    records = [...window.records, ...records]
    bytes += sizeOf(window.records)
    if (window.dropped || bytes > limits.bytes) {
      ended = 'bytes'
      break
    }
    to = from
  }
  if (records.length >= limits.messages) ended = 'limit'
  return { partition, low, high, records: records.slice(-limits.messages), next: high, ended }
}

/** [from, to) whole; where that is too much, its newest part. */
async function readWindow(
  place: ReadPlace,
  from: bigint,
  to: bigint,
  limits: ReadLimits,
  notes: Notes,
): Promise<{ readonly records: FetchedRecord[]; readonly dropped: boolean } | 'time'> {
  const records: FetchedRecord[] = []
  let bytes = 0
  let dropped = false
  for await (const step of steps(place, from, to, limits, notes)) {
    if (step === 'time') return 'time'
    const wanted = step.records.filter(({ offset }) => BigInt(offset) < to)
    records.push(...wanted)
    bytes += sizeOf(wanted)
    while (bytes > limits.bytes && records.length > 1) {
      bytes -= sizeOf(records.splice(0, 1))
      dropped = true
    }
  }
  return { records, dropped }
}

/** Fetch after fetch; each goes on behind the last, also where nothing came of it. */
async function* steps(
  { view, topic, partition, leader }: ReadPlace,
  from: bigint,
  to: bigint,
  { until, signal }: ReadLimits,
  notes: Notes,
): AsyncGenerator<{ readonly records: readonly FetchedRecord[]; readonly next: bigint } | 'time'> {
  const broker = from < to ? await view.broker(leader) : null
  for (let offset = from; broker !== null && offset < to;) {
    signal.throwIfAborted()
    if (performance.now() > until) {
      yield 'time'
      return
    }
    const part = await fetchPart(broker, { topic, partition, offset }, FETCH_BYTES)
    if (part.errorCode !== 0) {
      notes.refused(`Messages of partition ${partition}`, part.errorCode, 'READ on the topic')
      return
    }
    for (const { from: first, to: last, reason } of part.unreadable)
      notes.add(`Partition ${partition}: offsets ${first} to ${last} cannot be read (${reason}).`)
    if (part.next === offset) {
      notes.add(
        `Partition ${partition}: offsets from ${offset} on are held back by a transaction that is open, or were compacted away.`,
      )
      return
    }
    yield { records: part.records, next: part.next }
    offset = part.next
  }
}

function sizeOf(records: readonly FetchedRecord[]): number {
  return records.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0)
}
