import { expect } from 'vitest'
import type { TestBroker } from '../support/broker'
import { createFeed, type RunningFeed } from '../support/event-feed'
import { millrace } from '../support/process'
import { LONG_PATIENCE_MS, until } from '../support/until'
import { join } from 'node:path'
import type { Fault, FaultRig } from './fault'
import { WITHOUT } from './guards'
import { Ledger } from './ledger'
import { newName, openServedStream } from './served-stream'

const PARTITIONS = 6
/** After so many kills everything is read to its end, and the next begin with a new topic and empty tables. */
const KILLS_A_TOPIC = 25

export function killNine(broker: () => TestBroker): Fault {
  return {
    name: 'kill-9',
    canaries: [{ guard: 'the txn of each partition', mutations: WITHOUT.txn, trials: 3, says: /stands twice/ }],
    note: () => 'a ledger of every (partition, offset) against rows and dead letters after each kill',
    async open({ mutations }): Promise<FaultRig> {
      const stream = await openServedStream(broker(), mutations)
      const feed = createFeed(broker())
      let topic = ''
      let group = newName('group')
      let ledger = new Ledger()
      let sending: RunningFeed | null = null
      let kills = 0

      async function begin(): Promise<void> {
        topic = newName('kills')
        ledger = new Ledger()
        await broker().createTopic(topic, PARTITIONS)
        sending = feed.run(topic, { every: 80, count: 60 })
      }

      async function finish(): Promise<void> {
        if (kills === 0) return
        await sending?.end()
        await stream.start(newName('group'))
        await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
        const ends = await stream.drained(topic)
        await stream.server.post('/stream/stop')
        expect(await stream.server.stop()).toBe(0)
        await stream.look((parts) => ledger.read(parts))
        ledger.expectComplete(ends)
        const base = `pipeline.delta.base-path=${join(stream.folder, 'delta')}`
        const { code, stdout } = await millrace(['lake', 'verify', '--json', '--set', base])
        expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' })
        await stream.renew()
        kills = 0
      }

      return {
        async trial(random) {
          if (kills === 0) await begin()
          // A member that was killed holds its partitions for a while: some restarts meet that, most do not.
          if (random.below(8) > 0) group = newName('group')
          await stream.start(group)
          await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
          // Some kills strike while it starts, most while rows flow.
          if (random.next() < 0.85)
            await until(
              () => stream.status(),
              ({ totals }) => totals.rows > 0,
              LONG_PATIENCE_MS,
            )
          await new Promise((resolve) => setTimeout(resolve, random.below(400)))
          await stream.server.kill()
          kills++
          await stream.look((parts) => ledger.read(parts))
          if (kills === KILLS_A_TOPIC) await finish()
        },
        finish,
        async close() {
          await sending?.end().catch(() => undefined)
          await stream.close()
        },
      }
    },
  }
}
