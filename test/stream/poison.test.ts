import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { decodeStrict } from '../../src/main/stream/decode/strict-decoder'
import type { MicroBatchWriter } from '../../src/main/stream/ports'
import { fault, type FaultRig, type RigOptions } from '../faults/fault'
import { expectWithinMs } from '../support/dose'
import { openParts } from '../support/engine-parts'
import { eventJson } from '../support/event-json'
import { poisonMessage } from '../support/poison'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

const PARTITIONS = 2
const MOST_MESSAGES = 5000
const MOST_BYTES = 16 * 2 ** 20
/** Above what the process holds at its start: DuckDB's 512 MB, the buffers of a micro-batch, and some. */
const MOST_MEMORY = 900 * 2 ** 20

let largest = 0

fault({
  name: 'poison',
  canaries: [
    {
      guard: 'that what is not a row is a dead letter',
      mutations: [],
      trials: 2000,
      says: /unrecorded_gap/,
    },
  ],
  note: () => `one message a trial; at most ${Math.round(largest / 2 ** 20)} MiB above the start`,
  open: openPoison,
})

/** A stream that reads what the trials make; each is one message. */
async function openPoison({ canary }: RigOptions): Promise<FaultRig> {
  const before = process.memoryUsage().rss
  const parts = await openParts()
  const topic = new ScriptedTopic('poisoned', PARTITIONS)
  const stream = parts.stream({
    openSource: () => topic.open(),
    intervalMs: 500,
    maxRows: MOST_MESSAGES,
    ...(canary ? { writer: forgetful } : {}),
  })
  await stream.start({ startingOffsets: 'earliest' })
  /** The hash of each message, by partition and offset. */
  const made: string[][] = Array.from({ length: PARTITIONS }, () => [])
  let waiting: (Uint8Array | null)[][] = Array.from({ length: PARTITIONS }, () => [])
  let count = 0
  let bytes = 0
  let sent = 0

  async function send(): Promise<void> {
    for (const [partition, values] of waiting.entries()) topic.produce(partition, values)
    sent += count
    waiting = waiting.map(() => [])
    count = bytes = 0
    const status = await until(
      () => stream.status(),
      ({ partitions, state }) =>
        state === 'FAILED' || partitions.reduce((sum, { offset }) => sum + Number(offset), 0) === sent,
    )
    expect(status.state, status.reason ?? '').not.toBe('FAILED')
    const { transactionsPath } = parts
    await until(
      () => parts.lake.table(transactionsPath).snapshot(),
      (snapshot) => made.every(({ length }, partition) => committed(snapshot?.setTransactions, partition) === length),
    )
    for (const [partition, { length }] of made.entries()) topic.trim(partition, length)
    largest = Math.max(largest, process.memoryUsage().rss - before)
    expect(largest).toBeLessThan(MOST_MEMORY)
  }

  return {
    async trial(random, index) {
      const message = poisonMessage(random, `${index}`)
      const partition = index % PARTITIONS
      waiting[partition]?.push(message)
      made[partition]?.push(hashOf(message))
      count++
      bytes += message?.length ?? 0
      if (count >= MOST_MESSAGES || bytes >= MOST_BYTES) await send()
    },
    async finish() {
      await send()
      const audit = await stream.audit()
      const [difference] = audit.differences
      expect(difference === undefined ? 'none' : `${difference.kind}: ${difference.detail}`).toBe('none')
      const sum = audit.partitions.reduce((total, { rows, deadLetters }) => total + rows + deadLetters, 0)
      expect(sum).toBe(sent)
      const letters = await parts.rows(
        parts.deadLettersPath,
        'kafka_partition AS partition, kafka_offset::INTEGER AS place, left(md5(value), 12) AS hash',
      )
      expect(letters.length).toBeGreaterThan(sent / 10)
      for (const { partition, place, hash } of letters)
        expect(hash ?? 'none').toBe(made[Number(partition)]?.[Number(place)])
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    },
    close: () => parts.close(),
  }
}

function committed(transactions: ReadonlyMap<string, bigint> | undefined, partition: number): number {
  return Number(transactions?.get(`millrace/kafka/poisoned/${partition}`) ?? -1n) + 1
}

function hashOf(message: Uint8Array | null): string {
  return message === null ? 'none' : createHash('md5').update(message).digest('hex').slice(0, 12)
}

/** The guard removed: messages that are not UTF-8 are dropped in silence. */
function forgetful(real: MicroBatchWriter): MicroBatchWriter {
  return {
    ...real,
    begin(root) {
      const builder = real.begin(root)
      return {
        append: (batch) => builder.append(batch),
        get records() {
          return builder.records
        },
        get bytes() {
          return builder.bytes
        },
        async finish(time) {
          const decoded = await builder.finish(time)
          return { ...decoded, deadLetters: decoded.deadLetters.filter(({ code }) => code !== 'NOT_UTF8') }
        },
        discard: () => builder.discard(),
      }
    },
  }
}

test.each<[string, string, string]>([
  [
    'a megabyte of zeros with a one behind them',
    eventJson().replace('"quantity":2', `"quantity":1${'0'.repeat(2 ** 20)}1`),
    'BAD_VALUE',
  ],
  ['a time with a megabyte of digits', eventJson().replace('00.000Z', `00.1${'0'.repeat(2 ** 20)}1Z`), 'BAD_VALUE'],
  ['a text of four million escapes', eventJson().replace('"Sony"', `"${'\\u00e9'.repeat(2 ** 22)}"`), 'row'],
  ['four million escapes of halves', eventJson().replace('"Sony"', `"${'\\ud83d'.repeat(2 ** 22)}"`), 'NOT_UTF8'],
  ['a million brackets', '['.repeat(2 ** 20), 'NOT_JSON'],
  ['a million brackets, closed', `{"a":${'['.repeat(2 ** 19)}${']'.repeat(2 ** 19)}}`, 'MISSING_FIELD'],
])('%s is judged at once', (_, text, wanted) => {
  const started = performance.now()
  const decoded = decodeStrict(Buffer.from(text))
  expect(decoded.kind === 'row' ? 'row' : decoded.code).toBe(wanted)
  // Minutes before it was mended; a busy machine takes a second.
  expectWithinMs(performance.now() - started, 10_000, 'the judgement')
})
