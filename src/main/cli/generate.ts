import type { Context } from '../instance/context'
import { amountFrom, shareFrom, topicFrom, wholeFrom } from './environment'
import { clearLine, count, print, progress } from './terminal'

export interface GenerateFlags {
  readonly rate?: number
  readonly count?: number
  readonly seed?: number
  readonly fraudRate?: number
  readonly topic?: string
}

const SHOW_EVERY_MS = 250

/** Sends generated events to Kafka until it has sent its count or is stopped. */
export async function generateCommand(context: Context, flags: GenerateFlags): Promise<number> {
  const { createWorld } = await import('../sample/world')
  const { generate } = await import('../sample/generator')
  const { openProducer } = await import('../kafka/producer')
  const { clientOptions } = await import('../kafka/client')
  const { config } = context.loaded
  const topic = flags.topic ?? topicFrom('KAFKA_TOPIC') ?? config.kafka.streamTopic
  const rate = flags.rate ?? amountFrom('EVENTS_PER_SECOND') ?? 10
  const fraudRate = flags.fraudRate ?? shareFrom('FRAUD_RATE') ?? 0.02
  const pools = {
    customers: wholeFrom('NUM_CUSTOMERS'),
    products: wholeFrom('NUM_PRODUCTS'),
    stores: wholeFrom('NUM_STORES'),
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const producer = await openProducer(clientOptions(config.kafka, context.log), topic)
  const started = performance.now()
  let shown = Number.NEGATIVE_INFINITY
  try {
    const sent = await generate({
      producer,
      world: createWorld({
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
        ...Object.fromEntries(Object.entries(pools).filter(([, value]) => value !== undefined)),
      }),
      rate,
      count: flags.count ?? null,
      fraudRate,
      signal: stop.signal,
      onProgress({ sent: done, elapsedMs, last }) {
        if (performance.now() - shown < SHOW_EVERY_MS) return
        shown = performance.now()
        const perSecond = elapsedMs === 0 ? 0 : (done / elapsedMs) * 1000
        progress(
          `${count(done)} events, ${perSecond.toFixed(1)}/s, last: ${last.category}, ${last.product_name}, $${last.total_amount.toFixed(2)}, ${last.transaction_status}${last.is_fraudulent === true ? ', FRAUD' : ''}`,
        )
      },
    })
    clearLine()
    const seconds = (performance.now() - started) / 1000
    print(`Sent ${count(sent)} events to ${topic} in ${seconds.toFixed(1)} s (${(sent / seconds).toFixed(1)}/s).`)
    return 0
  } finally {
    clearLine()
    await producer.close()
  }
}
