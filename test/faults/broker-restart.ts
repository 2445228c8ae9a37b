import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import type { TestBroker } from '../support/broker'
import { expectWithinMs } from '../support/dose'
import { createFeed } from '../support/event-feed'
import { NOT_SEEN, until } from '../support/until'
import { CANARY_MS, type Fault, type FaultRig } from './fault'
import { WITHOUT } from './guards'
import { Ledger } from './ledger'
import { newName, openServedStream } from './served-stream'

const PARTITIONS = 6
const EVENTS = 300
/** Of the promise: from a broker that answers to all of its messages committed. */
const RESUMED_MS = 30_000
/** A shorter absence can be outlived by kafkajs itself, which proves nothing of our guard. */
const CANARY_AWAY_MS = 12_000

/** One process goes on through every restart of its broker, which is killed and never asked to stop. */
export function brokerRestart(broker: () => TestBroker): Fault {
  let slowest = 0
  return {
    name: 'broker-restart',
    canaries: [{ guard: 'a new consumer for a crashed one', mutations: WITHOUT.rejoin, trials: 1, says: NOT_SEEN }],
    note: () => `slowest resumption ${(slowest / 1000).toFixed(1)} s`,
    async open({ mutations, canary }): Promise<FaultRig> {
      const stream = await openServedStream(broker(), mutations)
      const feed = createFeed(broker())
      const topic = newName('restarts')
      const ledger = new Ledger()
      await broker().createTopic(topic, PARTITIONS)
      await feed.send(topic, EVENTS)
      await stream.start(newName('group'))
      await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
      await stream.drained(topic)
      return {
        async trial(random) {
          // Half of the time rows are on their way when it strikes.
          if (random.below(2) === 0) await feed.send(topic, EVENTS)
          await broker().outage(async () => {
            const away = await until(
              () => stream.status(),
              ({ state }) => state === 'RECONNECTING',
            )
            expect(away.reason).toContain(broker().bootstrapServers)
            expect(away.fix).toContain('goes on by itself')
            expect(away.retryAt).not.toBeNull()
            if (canary !== null) await setTimeout(CANARY_AWAY_MS)
          })
          const back = Date.now()
          await feed.send(topic, EVENTS)
          const ends = await stream.drained(topic, canary === null ? undefined : CANARY_MS)
          const resumedMs = Date.now() - back
          if (canary === null) slowest = Math.max(slowest, resumedMs)
          expectWithinMs(resumedMs, RESUMED_MS, 'resumed')
          await stream.look((parts) => ledger.read(parts))
          ledger.expectComplete(ends)
        },
        close: () => stream.close(),
      }
    },
  }
}
