import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MADE_AT_ONCE, openSampleSource } from '../../src/main/sample/sample-source'
import { createWorld } from '../../src/main/sample/world'
import type { MicroBatchWriter, RecordBatch, SourceListener } from '../../src/main/stream/ports'
import { openParts, type EngineParts } from '../support/engine-parts'
import { until } from '../support/until'

/** As fast as they are taken, more than can be made, and so much at once after the process was held up. */
const RATES = [0, 10_000, 1_000_000]
const TURNS = 100

/** Each look at it is ten seconds later. */
function leapingClock(): () => number {
  let time = 0
  return () => (time += 10_000)
}

function listen(records: (batch: RecordBatch) => Promise<void>): SourceListener {
  return {
    assigned: (partitions) => new Map(partitions.map((partition) => [partition, 0n])),
    records,
    connection: () => undefined,
    endOffsets: () => undefined,
    members: () => undefined,
    failed(error) {
      throw error
    },
  }
}

/** The process has done whatever else waited, so many times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

describe.each(RATES)('at %i events a second', (rate) => {
  test('nothing is made while what was made before is not taken, and that is little', async () => {
    const given: RecordBatch[] = []
    let take: () => void = () => undefined
    const source = openSampleSource({ world: createWorld(), rate, now: leapingClock() })
    const subscription = await source.subscribe(
      listen((batch) => {
        given.push(batch)
        return new Promise((resolve) => {
          take = resolve
        })
      }),
    )
    for (let taken = 1; taken <= 8; taken++) {
      await until(
        () => given.length,
        (length) => length === taken,
      )
      await turns(TURNS)
      expect(given).toHaveLength(taken)
      take()
    }
    for (const { records } of given) expect(records.length).toBeLessThanOrEqual(MADE_AT_ONCE)
    // It is held again: a stop does not wait for whoever holds it.
    await subscription.close()
    const made = given.length
    take()
    await turns(TURNS)
    expect(given).toHaveLength(made)
    for (const partition of [0, 1, 2, 3]) {
      const offsets = given.filter((batch) => batch.partition === partition).flatMap(({ records }) => records)
      expect(offsets.map(({ offset }) => offset)).toEqual(offsets.map((_, index) => BigInt(index)))
    }
  })

  test('the process goes on between any two that it makes', async () => {
    let made = 0
    const source = openSampleSource({ world: createWorld(), rate, now: leapingClock() })
    const subscription = await source.subscribe(
      listen(({ records }) => {
        made += records.length
        return Promise.resolve()
      }),
    )
    for (let turn = 0; turn < TURNS; turn++) {
      const before = made
      await turns(1)
      expect(made - before).toBeLessThanOrEqual(MADE_AT_ONCE)
    }
    expect(made).toBeGreaterThan(MADE_AT_ONCE)
    await subscription.close()
  })
})

describe('a stream of them', () => {
  const MAX_ROWS = 2 * MADE_AT_ONCE
  let parts: EngineParts

  beforeEach(async () => {
    parts = await openParts()
  })
  afterEach(() => parts.close())

  /** A writer that is held until it is let go, and what it has been given. */
  function heldWriter() {
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const gate = { records: 0, bytes: 0, letGo }
    const writer = (real: MicroBatchWriter): MicroBatchWriter => ({
      ...real,
      begin(root) {
        const builder = real.begin(root)
        return {
          append(batch) {
            gate.records += batch.records.length
            gate.bytes += batch.records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)
            builder.append(batch)
          },
          get records() {
            return builder.records
          },
          get bytes() {
            return builder.bytes
          },
          async finish(processingTime) {
            await held
            return builder.finish(processingTime)
          },
          discard: () => builder.discard(),
        }
      },
    })
    return { gate, writer }
  }

  test.each([
    ['rows', { maxRows: MAX_ROWS }],
    ['bytes', { maxBytes: 200_000 }],
  ] as const)('has two micro-batches in memory while the writer is behind, by their %s', async (_name, limits) => {
    const { gate, writer } = heldWriter()
    const running = parts.stream({ ...limits, writer, intervalMs: 60_000 })
    await running.start({ source: 'sample', rate: 1_000_000 })
    await until(
      async () => {
        const before = gate.records
        await turns(TURNS)
        return gate.records > 0 && gate.records === before
      },
      (stands) => stands,
    )
    if ('maxRows' in limits) expect(gate.records).toBe(2 * MAX_ROWS)
    else expect(gate.bytes).toBeLessThanOrEqual(2 * limits.maxBytes)
    expect(running.status().lag).toBeLessThanOrEqual(gate.records + MADE_AT_ONCE)
    gate.letGo()
    await until(
      () => running.status().totals.rows,
      (rows) => rows > 4 * MAX_ROWS,
    )
    await running.stop()
    const again = parts.stream({ ...limits, intervalMs: 20 })
    await again.start({ source: 'sample', rate: 0 })
    await until(
      () => again.status().totals.rows,
      (rows) => rows > 2 * MAX_ROWS,
    )
    await again.stop()
    const counted = await parts.rows(
      parts.transactionsPath,
      'kafka_partition::INTEGER AS partition, count(*)::INTEGER AS rows, count(DISTINCT kafka_offset)::INTEGER AS different, max(kafka_offset)::INTEGER + 1 AS end',
      'GROUP BY kafka_partition ORDER BY kafka_partition',
    )
    expect(counted).toHaveLength(4)
    for (const { rows, different, end } of counted) expect([rows, different]).toEqual([end, end])
  })
})
