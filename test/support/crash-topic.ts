import { eventJson } from './event-json'
import { Random } from './random'
import { ScriptedTopic } from './scripted-topic'
import type { OracleEvent } from './window-oracle'

export const CRASH_PARTITIONS = 3
export const CRASH_RECORDS = 900
const START = Date.parse('2026-04-01T08:00:00Z')
const CATEGORIES = ['books', 'toys']

/** The event at an offset, or null where the topic holds a message that is none. Every process makes the same. */
export function crashEvent(partition: number, offset: number): OracleEvent | null {
  if ((offset * 7 + partition) % 13 === 0) return null
  return {
    time: START + offset * 2000 + partition * 100,
    category: CATEGORIES[(offset + partition) % 2] ?? '',
    amount: (offset % 100) + 0.25,
    status: offset % 17 === 0 ? 'failed' : 'completed',
    fraud: offset % 19 === 0,
    customer: `CUST-${offset % 50}`,
  }
}

/**
 * @param seed how fetches are cut, so that no two processes make the same micro-batches
 * @param onCommit what the stream says is done
 */
export function crashTopic(
  seed: number,
  onCommit: (offsets: ReadonlyMap<number, bigint>) => void = () => undefined,
): ScriptedTopic {
  const topic = new ScriptedTopic('crash', CRASH_PARTITIONS, { random: new Random(seed), onCommit })
  for (let partition = 0; partition < CRASH_PARTITIONS; partition++) {
    const values = Array.from({ length: CRASH_RECORDS }, (_, offset) => {
      const event = crashEvent(partition, offset)
      if (event === null) return offset % 2 === 0 ? 'not an event' : null
      return eventJson({
        transaction_id: `${partition}-${offset}`,
        event_timestamp: new Date(event.time).toISOString(),
        category: event.category,
        total_amount: event.amount,
        transaction_status: event.status,
        is_fraudulent: event.fraud,
        customer_id: event.customer,
      })
    })
    topic.produce(partition, values, START)
  }
  return topic
}
