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

  return { stream, rowsReach, stateIs, streamAll, gapsOfHistory }
}
