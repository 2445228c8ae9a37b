import { join } from 'node:path'
import type { TestBroker } from '../support/broker'
import { expectWithinMs } from '../support/dose'
import { createFeed } from '../support/event-feed'
import { serve } from '../support/process'
import { quickFolder } from '../support/quick-folder'
import { until } from '../support/until'
import type { Random } from '../support/random'
import { rm } from 'node:fs/promises'
import type { Fault, FaultRig } from './fault'
import { WITHOUT } from './guards'
import { Ledger } from './ledger'
import { newName, openServedStream, type ServedStream } from './served-stream'

const PARTITIONS = 6
const RESUMED_MS = 30_000
/** Members that stay at once, beside the stream. */
const MOST_MEMBERS = 3

interface Member {
  leave(): Promise<void>
}

/** Real members join and leave the group of a running stream; each takes partitions away and gives them back. */
export function rebalance(broker: () => TestBroker): Fault {
  let slowest = 0
  return {
    name: 'rebalance',
    canaries: [
      {
        guard: 'that what was buffered is dropped',
        mutations: WITHOUT.dropOnRebalance,
        trials: 12,
        says: /stands twice|the stream failed|are there,/,
      },
    ],
    note: () => `slowest resumption ${(slowest / 1000).toFixed(1)} s`,
    async open({ mutations }): Promise<FaultRig> {
      const stream = await openServedStream(broker(), mutations)
      const topic = newName('rebalances')
      const group = newName('group')
      const ledger = new Ledger()
      const members: Member[] = []
      await broker().createTopic(topic, PARTITIONS)
      // A long trigger: there is always something buffered when partitions move.
      await stream.start(group, { 'pipeline.stream.trigger-interval': '1s' })
      await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
      const feed = createFeed(broker())
      const send = () => feed.run(topic, { every: 30, count: 40 })
      let sending = send()

      async function settle(): Promise<void> {
        const began = Date.now()
        for (const member of members.splice(0)) await member.leave()
        await sending.end()
        const ends = await stream.drained(topic)
        const resumedMs = Date.now() - began
        slowest = Math.max(slowest, resumedMs)
        expectWithinMs(resumedMs, RESUMED_MS, 'resumed')
        await stream.look((parts) => ledger.read(parts))
        ledger.expectComplete(ends)
        sending = send()
      }

      return {
        async trial(random, index) {
          const leaves = members.length === MOST_MEMBERS || (members.length > 0 && random.below(2) === 0)
          if (leaves) await members.splice(random.below(members.length), 1)[0]?.leave()
          else members.push(await joinAs(random, broker(), stream, topic, group))
          await new Promise((resolve) => setTimeout(resolve, random.below(800)))
          if (index % 6 === 5) await settle()
        },
        async finish() {
          for (const member of members.splice(0)) await member.leave()
          await sending.end()
          const ends = await stream.drained(topic)
          await stream.look((parts) => ledger.read(parts))
          ledger.expectComplete(ends)
        },
        async close() {
          await sending.end().catch(() => undefined)
          for (const member of members) await member.leave()
          await stream.close()
        },
      }
    },
  }
}

/** One in four is a second Millrace on the same tables, which reads on; the others only take partitions away. */
function joinAs(
  random: Random,
  broker: TestBroker,
  stream: ServedStream,
  topic: string,
  group: string,
): Promise<Member> {
  return random.below(4) === 0 ? joinMillrace(broker, stream, topic, group) : joinPlainly(broker, topic, group)
}

async function joinPlainly(broker: TestBroker, topic: string, group: string): Promise<Member> {
  const consumer = broker.kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    sessionTimeout: 6000,
    rebalanceTimeout: 6000,
    heartbeatInterval: 1000,
  })
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
  await consumer.connect()
  await consumer.subscribe({ topics: [topic] })
  await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() })
  await joined
  return { leave: () => consumer.disconnect() }
}

async function joinMillrace(broker: TestBroker, stream: ServedStream, topic: string, group: string): Promise<Member> {
  const state = await quickFolder('millrace-second-')
  const second = await serve(stream.folder, {
    'pipeline.engine.state-dir': join(state, 'state'),
    'pipeline.kafka.bootstrap-servers': broker.bootstrapServers,
    'pipeline.kafka.consumer-group': group,
    'pipeline.stream.trigger-interval': '200ms',
    'pipeline.log.level': 'silent',
  })
  await second.post('/stream/start', { topic })
  await until(
    () => second.get('/stream/status'),
    (status) => JSON.stringify(status).includes('"state":"RUNNING"') || JSON.stringify(status).includes('CATCHING_UP'),
  )
  return {
    async leave() {
      await second.stop()
      await rm(state, { recursive: true, force: true })
    },
  }
}
