import { MillraceError } from '../../../shared/errors'
import { inParts } from '../../../shared/in-parts'
import { createTurn } from '../../../shared/in-turn'
import {
  MAX_REDRIVE_DEAD_LETTERS,
  type RedriveItem,
  type RedriveRequest,
  type RedriveResult,
} from '../../../shared/redrive'
import { int64ToJson } from '../../../shared/scalars'
import { failpoint } from '../../failpoint'
import type { AddFile, StatValue, Tags } from '../../lake/actions'
import { conflictError } from '../../lake/conflict'
import type { NewFile, Snapshot } from '../../lake/ports'
import { plainFiles } from '../../lake/scan'
import { absolutePath } from '../../lake/table-path'
import { countUpdates, movedBy, orHeld } from '../committer'
import type { DashboardInput } from '../dashboard/live-dashboard'
import { isPartitionOf, REDRIVE_TAG, tagsOfPlace } from '../progress/offsets'
import type { StreamParts } from '../parts'
import type { MicroBatchBuilder, Refusal } from '../ports'
import type { CommittedRedrive, DeadLetterKey, StoredDeadLetter } from './ports'
import { findUnmarked, REDRIVE_APP_ID, redriveSequence, redriveToJson } from './redrive-log'
import { decodeStrict, LONE_SURROGATE } from '../decode/strict-decoder'
import { besideRedriven, lineageOf } from '../stream-files'

export interface RedriverOptions {
  readonly parts: Pick<StreamParts, 'tables' | 'writer' | 'deadLetters' | 'reader' | 'turns' | 'log'>
  /** Rows came to the transactions table; must not throw. */
  readonly onCommitted: (input: DashboardInput) => Promise<void>
}

/** Brings dead letters into the table: corrected, or by a decoder that knows more than the one that refused them. */
export interface Redriver {
  /**
   * @throws DEAD_LETTER_NOT_FOUND, DEAD_LETTER_REDRIVEN and INVALID_REQUEST by place, before anything was done;
   * COMMIT_CONFLICT where another instance redrives too, or the stream has to finish a micro-batch first
   */
  redrive(request: RedriveRequest): Promise<RedriveResult>
  /** Marks the dead letters of a redrive that was cut off after its rows were committed. */
  finish(): Promise<void>
  idle(): Promise<void>
}

/** One dead letter and what is to be decoded in its place; null = what is stored. */
interface Wanted {
  readonly deadLetter: StoredDeadLetter
  readonly value: string | null
}

type Item = RedriveResult['items'][number]

/** One commit of each table takes so much. */
const CHUNK_ITEMS = 5000
const CHUNK_BYTES = 32 * 2 ** 20
const MAX_TRIES = 10

/**
 * A redrive is two commits. The first brings the rows to `transactions`, with the number of the redrive as a
 * compare-and-set `txn` and its dead letters in the commit; the second marks the dead letters in `dead_letters`, with
 * the same number. No redrive begins before the one before is marked, so after a kill at any step at most one
 * is to be finished, and two instances cannot redrive one dead letter twice.
 */
export function createRedriver(options: RedriverOptions): Redriver {
  const { tables, writer, deadLetters: store, reader, turns, log } = options.parts
  const { transactions, deadLetters } = tables
  const inTurn = createTurn()

  async function finish(): Promise<void> {
    const rows = await tables.find()
    const marked = await deadLetters.snapshot()
    if (rows === null || marked === null) return
    for (const redrive of await findUnmarked(transactions, rows, redriveSequence(marked))) await mark(redrive)
  }

  /** In one commit the files with these dead letters are replaced by files with them marked. */
  async function mark(redrive: CommittedRedrive): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const snapshot = await tables.ensureDeadLetters()
      const known = snapshot.setTransactions.get(REDRIVE_APP_ID) ?? null
      if (known !== null && known >= redrive.sequence) return
      const files = filesThatMayHold(snapshot, redrive.deadLetters)
      const { replaced, written } = await store.mark(deadLetters.root, plainFiles(snapshot, files), redrive)
      const gone = new Set(replaced)
      failpoint('redrive:before-mark')
      const outcome = await deadLetters.commit({
        operation: 'REDRIVE',
        add: written,
        remove: files.filter((file) => gone.has(absolutePath(snapshot.root, file.path))),
        setTransactions: [{ appId: REDRIVE_APP_ID, version: redrive.sequence, previous: known }],
        operationMetrics: { numUpdatedRows: String(redrive.deadLetters.length) },
      })
      failpoint('redrive:after-mark')
      if (outcome.kind === 'committed') return
      // A compaction replaced a file, or another instance was there before: look again.
      if (attempt === MAX_TRIES) throw conflictError(outcome)
    }
  }

  async function redrive(request: RedriveRequest): Promise<RedriveResult> {
    await finish()
    // Read before the dead letters are: a redrive by another instance from here on makes our commit fail.
    let sequence = (await tables.create()).setTransactions.get(REDRIVE_APP_ID) ?? null
    const snapshot = await tables.ensureDeadLetters()
    if (redriveSequence(snapshot) < (sequence ?? 0n)) throw overtakenError()
    const { wanted, remaining } = await select(request, snapshot)
    const items: Item[] = []
    let version: number | null = null
    const chunks = inParts(wanted, {
      weightOf: ({ deadLetter }) => deadLetter.bytes,
      most: CHUNK_BYTES,
      mostItems: CHUNK_ITEMS,
    })
    for (const chunk of chunks) {
      const done = await redriveChunk(chunk, snapshot, sequence)
      items.push(...done.items)
      sequence = done.committed?.sequence ?? sequence
      version = done.committed?.version ?? version
    }
    const redriven = items.filter(({ status }) => status === 'redriven').length
    return { redriven, failed: items.length - redriven, remaining, version, items }
  }

  async function select(
    { items, code, limit }: RedriveRequest,
    snapshot: Snapshot,
  ): Promise<{ wanted: Wanted[]; remaining: number }> {
    if (code !== undefined) {
      const live = await store.live(plainFiles(snapshot), code, limit ?? MAX_REDRIVE_DEAD_LETTERS)
      const wanted = live.deadLetters.map((deadLetter) => ({ deadLetter, value: null }))
      return { wanted, remaining: live.total - wanted.length }
    }
    const places = (items ?? []).map((item) => ({ partition: item.partition, offset: BigInt(item.offset) }))
    const found = await store.find(plainFiles(snapshot, filesThatMayHold(snapshot, places)), places)
    return { wanted: matchItems(items ?? [], found), remaining: 0 }
  }

  async function redriveChunk(
    chunk: readonly Wanted[],
    snapshot: Snapshot,
    previous: bigint | null,
  ): Promise<{ items: Item[]; committed: CommittedRedrive | null }> {
    const decoded = await decode(chunk, snapshot)
    const good = decoded.filter(({ refusal }) => refusal === null)
    const committed = good.length === 0 ? null : await turns.take((time) => commitRows(good, previous, time))
    failpoint('redrive:between-commits')
    if (committed !== null) await mark(committed)
    return {
      items: decoded.map(({ deadLetter, refusal }) => toItem(deadLetter, committed?.version ?? null, refusal)),
      committed,
    }
  }

  async function decode(chunk: readonly Wanted[], snapshot: Snapshot): Promise<readonly Candidate[]> {
    const stored = chunk.filter(({ value }) => value === null).map(({ deadLetter }) => deadLetter)
    const values = await store.values(plainFiles(snapshot, filesThatMayHold(snapshot, stored)), stored)
    return chunk.map(({ deadLetter, value }) => {
      // Buffer.from would write a question mark for it.
      if (value !== null && LONE_SURROGATE.test(value)) {
        const reason = 'The value holds a lone surrogate, which UTF-8 cannot write.'
        return { deadLetter, bytes: null, refusal: { code: 'NOT_UTF8', field: null, reason } }
      }
      const bytes = value === null ? (values.get(deadLetter) ?? null) : Buffer.from(value, 'utf8')
      const decoded = decodeStrict(bytes)
      return { deadLetter, bytes, refusal: decoded.kind === 'dead-letter' ? decoded : null }
    })
  }

  /** The rows of dead letters that convert, as a micro-batch of their own. */
  async function commitRows(
    candidates: readonly Candidate[],
    previous: bigint | null,
    processingTime: number,
  ): Promise<CommittedRedrive> {
    const base = await tables.create()
    const marked = await tables.ensureDeadLetters()
    for (const { deadLetter } of candidates) assertFinished(deadLetter, base, marked)
    const files = await writeRows(candidates, base, processingTime)
    const redriven = files.map((file) => ({ ...lineageOf(file.tags), files: [file.path] }))
    const judged = await reader.judgeRedriven(redriven, besideRedriven(base, files))
    failpoint('redrive:after-write')
    const sequence = maxOf(previous ?? 0n, redriveSequence(marked)) + 1n
    const keys = candidates.map(({ deadLetter }) => deadLetter)
    for (let attempt = 1; ; attempt++) {
      const snapshot = await tables.create()
      // An old message says nothing of how far its partition has come: no watermark moves.
      const updates = [
        { appId: REDRIVE_APP_ID, version: sequence, previous },
        ...orHeld([], snapshot, judged),
        ...countUpdates(snapshot, judged, processingTime),
      ]
      const outcome = await transactions.commit({
        operation: 'REDRIVE',
        add: files,
        addColumns: tables.missingColumns(snapshot),
        setTransactions: updates,
        operationMetrics: { numOutputRows: String(candidates.length), numAddedFiles: String(files.length) },
        userMetadata: redriveToJson(sequence, keys),
      })
      if (outcome.kind === 'committed') {
        const { version } = outcome
        failpoint('redrive:after-rows')
        await options.onCommitted({ version, minutes: judged.minutes, setTransactions: movedBy(updates) })
        log.info({ rows: candidates.length, version }, 'dead letters redriven')
        return { sequence, version, at: outcome.timestamp, deadLetters: keys }
      }
      const now = (await transactions.snapshot())?.setTransactions.get(REDRIVE_APP_ID) ?? null
      if (now !== previous || attempt === MAX_TRIES) throw overtakenError()
    }
  }

  /** Those of different streams in files of their own. */
  async function writeRows(
    candidates: readonly Candidate[],
    base: Snapshot,
    processingTime: number,
  ): Promise<readonly NewFile[]> {
    const streams = new Map<string, { readonly tags: Tags; readonly builder: MicroBatchBuilder }>()
    const files: NewFile[] = []
    let written = 0
    try {
      for (const { deadLetter, bytes } of candidates) {
        const { topic, partition, offset, deadAt } = deadLetter
        const tags = { ...tagsOfPlace(base, topic, partition, Number(deadAt / 1000n)), [REDRIVE_TAG]: 'true' }
        const key = JSON.stringify(tags)
        const stream = streams.get(key) ?? { tags, builder: writer.begin(transactions.root) }
        streams.set(key, stream)
        const record = { offset, timestamp: null, key: null, value: bytes, headers: [] }
        stream.builder.append({ partition, endOffset: offset + 1n, records: [record] })
      }
      for (const [key, { tags, builder }] of streams) {
        streams.delete(key)
        const decoded = await builder.finish(processingTime)
        written += decoded.rows
        files.push(...decoded.files.map((file) => ({ ...file, tags: { ...file.tags, ...tags } })))
      }
    } finally {
      for (const { builder } of streams.values()) builder.discard()
    }
    if (written !== candidates.length)
      throw new Error(`${candidates.length} dead letters were decoded, but ${written} were written`)
    return files
  }

  return {
    redrive: (request) => inTurn(() => redrive(request)),
    finish: () => inTurn(finish),
    idle: () => inTurn(() => Promise.resolve()),
  }
}

/** A dead letter with the bytes that are to be its row, and why they are not, where they are not. */
interface Candidate {
  readonly deadLetter: StoredDeadLetter
  readonly bytes: Uint8Array | null
  readonly refusal: Refusal | null
}

/** The newest dead letter of each place; a place that is not one live dead letter is told before anything is done. */
function matchItems(items: readonly RedriveItem[], found: readonly StoredDeadLetter[]): Wanted[] {
  const asked = new Set<StoredDeadLetter>()
  return items.map((item) => {
    const place = `partition ${item.partition}, offset ${item.offset}`
    const here = found.filter(
      ({ partition, offset, topic }) =>
        partition === item.partition && offset === BigInt(item.offset) && (item.topic ?? topic) === topic,
    )
    if (here.length === 0) throw new MillraceError('DEAD_LETTER_NOT_FOUND', `There is no dead letter at ${place}.`)
    if (new Set(here.map(({ topic }) => topic)).size > 1) {
      const topics = here.map(({ topic }) => topic).join(', ')
      throw new MillraceError('INVALID_REQUEST', `items: ${place} is a dead letter of ${topics}: name the topic.`)
    }
    const newest = here.reduce((left, right) => (right.deadAt > left.deadAt ? right : left))
    if (newest.redriven) {
      throw new MillraceError('DEAD_LETTER_REDRIVEN', `The dead letter at ${place} was redriven before.`)
    }
    if (asked.has(newest)) throw new MillraceError('INVALID_REQUEST', `items: ${place} is listed twice.`)
    asked.add(newest)
    return { deadLetter: newest, value: item.value ?? null }
  })
}

/**
 * A dead letter is committed before the position of its partition moves past it. Until that is done too (a kill
 * between the two, and no start since), the stream will read its message again.
 */
function assertFinished({ topic, partition, offset }: DeadLetterKey, rows: Snapshot, marked: Snapshot): void {
  for (const [appId, last] of marked.setTransactions) {
    if (last < offset || !isPartitionOf(appId, topic, partition)) continue
    if ((rows.setTransactions.get(appId) ?? -1n) >= offset) continue
    throw new MillraceError(
      'COMMIT_CONFLICT',
      `The micro-batch with partition ${partition}, offset ${offset} of ${topic} was cut off. Start the stream, which finishes it, and redrive then.`,
      { canRetry: true },
    )
  }
}

function overtakenError(): MillraceError {
  return new MillraceError('COMMIT_CONFLICT', 'Another instance redrives dead letters of this table. Try again.', {
    canRetry: true,
  })
}

/** Statistics tell which files can hold one of these places. */
function filesThatMayHold(
  snapshot: Snapshot,
  places: readonly Pick<DeadLetterKey, 'partition' | 'offset'>[],
): readonly AddFile[] {
  return snapshot.files.filter(({ stats }) => {
    if (stats === null) return true
    return places.some(
      ({ partition, offset }) =>
        isWithin(stats.minValues['kafka_partition'], BigInt(partition), stats.maxValues['kafka_partition']) &&
        isWithin(stats.minValues['kafka_offset'], offset, stats.maxValues['kafka_offset']),
    )
  })
}

function isWithin(low: StatValue | undefined, value: bigint, high: StatValue | undefined): boolean {
  const above = typeof low !== 'number' && typeof low !== 'bigint' ? true : low <= value
  const below = typeof high !== 'number' && typeof high !== 'bigint' ? true : high >= value
  return above && below
}

function toItem({ topic, partition, offset }: DeadLetterKey, version: number | null, refusal: Refusal | null): Item {
  const place = { topic, partition, offset: int64ToJson(offset) }
  if (refusal === null) return { ...place, status: 'redriven', version, code: null, field: null, reason: null }
  const { code, field, reason } = refusal
  return { ...place, status: 'failed', version: null, code, field, reason }
}

function maxOf(left: bigint, right: bigint): bigint {
  return left > right ? left : right
}
