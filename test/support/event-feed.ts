import { createEventMaker } from '../../src/main/sample/events'
import { createWorld } from '../../src/main/sample/world'
import type { TestBroker } from './broker'
import { chosenSeed } from './random'

/** Sends generated events to topics of a broker. */
export interface EventFeed {
  send(topic: string, count: number, partition?: number): Promise<void>
  /** Sends events, broken messages and tombstones again and again until it is ended. */
  run(topic: string, options: { readonly every: number; readonly count: number }): RunningFeed
}

export interface RunningFeed {
  /** Resolves once nothing is sent any more. Throws what the sending threw. */
  end(): Promise<void>
}

const MOST_AT_ONCE = 2000
let feeds = 0

export function createFeed(broker: TestBroker): EventFeed {
  const seed = chosenSeed()
  if (feeds === 0) console.log(`seed of the events: ${seed} (replay with MILLRACE_TEST_SEED=${seed})`)
  const maker = createEventMaker(createWorld(), { run: (seed + feeds++) % 2 ** 31 })
  let made = 0

  async function send(topic: string, count: number, partition?: number): Promise<void> {
    for (let left = count; left > 0; left -= MOST_AT_ONCE) {
      const time = new Date().toISOString()
      await broker.produce(
        topic,
        Array.from({ length: Math.min(MOST_AT_ONCE, left) }, () => {
          const n = made++
          const message = { key: maker.transactionId(n), value: maker.json(n, time) }
          return partition === undefined ? message : { ...message, partition }
        }),
      )
    }
  }

  return {
    send,
    run(topic, { every, count }) {
      let ended = false
      const isEnded = (): boolean => ended
      let wake: () => void = () => undefined
      const running = (async () => {
        while (!isEnded()) {
          await send(topic, count)
          await broker.produce(topic, [{ value: '{"broken":' }, { value: null, key: 'tombstone' }])
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, every)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
      })()
      running.catch(() => undefined)
      return {
        async end() {
          ended = true
          wake()
          await running
        },
      }
    },
  }
}
