import { expect } from 'vitest'
import type { StreamManager } from '../../src/main/stream/manager'
import type { EngineParts, PartsStreamOptions } from './engine-parts'
import type { ScriptedTopic } from './scripted-topic'
import { until } from './until'

/** Streams from the topic into the tables of a test, which are of the moment of each call. */
export function scriptedStream(current: () => { readonly parts: EngineParts; readonly topic: ScriptedTopic }) {
  function stream(options: PartsStreamOptions = {}): StreamManager {
    const { parts, topic } = current()
    return parts.stream({ openSource: () => topic.open(), intervalMs: 20, ...options })
  }

  const rowsReach = (manager: StreamManager, rows: number) =>
    until(
      () => manager.status(),
      (status) => status.totals.rows === rows,
    )

  const stateIs = (manager: StreamManager, state: string) =>
    until(
      () => manager.status(),
      (status) => status.state === state,
    )

  /** From the first message on, until so many rows are there. */
  async function streamAll(rows: number): Promise<void> {
    const first = stream()
    await first.start({ startingOffsets: 'earliest' })
    await rowsReach(first, rows)
    await first.stop()
  }

  /** What commits of the table's history say of gaps, newest first. */
  async function gapsOfHistory(): Promise<unknown[]> {
    const { parts } = current()
    const history = await parts.lake.table(parts.transactionsPath).history()
    return history
      .map((entry) => entry.info?.userMetadata)
      .filter((text) => text !== undefined)
      .map((text) => JSON.parse(text) as unknown)
  }

  /** What comes then is no backlog, and waits for its trigger. */
  const assigned = (manager: StreamManager) =>
    until(
      () => manager.status(),
      ({ partitions }) => partitions.length > 0 && partitions.every(({ member }) => member === 'self'),
    )

  /** Every place of table and dead letters, with how often it is there. */
  async function places(): Promise<Map<string, number>> {
    const { parts } = current()
    const found = new Map<string, number>()
    for (const root of [parts.transactionsPath, parts.deadLettersPath]) {
      for (const row of await parts.rows(root, "kafka_partition || '/' || kafka_offset AS place")) {
        const place = String(row['place'])
        found.set(place, (found.get(place) ?? 0) + 1)
      }
    }
    return found
  }

  /** @param of the topic of the test where it is not said */
  function expectEachOnce(found: ReadonlyMap<string, number>, of: ScriptedTopic = current().topic): void {
    expect([...found].filter(([, count]) => count !== 1)).toEqual([])
    const wanted = of
      .ranges()
      .flatMap(({ partition, low, high }) =>
        Array.from({ length: Number(high - low) }, (_, index) => `${partition}/${low + BigInt(index)}`),
      )
    expect([...found.keys()].sort()).toEqual(wanted.sort())
  }

  return { stream, rowsReach, stateIs, streamAll, gapsOfHistory, assigned, places, expectEachOnce }
}
