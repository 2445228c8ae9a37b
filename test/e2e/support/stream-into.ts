import { openParts } from '../../support/engine-parts'
import { ScriptedTopic } from '../../support/scripted-topic'
import { until } from '../../support/until'

/** A lake under `base` whose stream has read these messages as partition 0 of the topic orders, from its start. */
export async function streamInto(base: string, messages: readonly (string | Uint8Array | null)[]): Promise<void> {
  const parts = await openParts(base)
  const topic = new ScriptedTopic('orders', 1)
  topic.produce(0, messages)
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  await until(
    () => stream.status().totals,
    ({ consumed }) => consumed === messages.length,
  )
  await stream.close()
  await parts.close()
}
