import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { z } from 'zod'
import type { TestBroker } from '../support/broker'
import { createFeed } from '../support/event-feed'
import { NOT_SEEN, PATIENCE_MS, until } from '../support/until'
import type { Random } from '../support/random'
import { CANARY_MS, type Fault, type FaultRig } from './fault'
import { WITHOUT } from './guards'
import { endsOf, newName, openServedStream, type ServedStream } from './served-stream'

const History = z.array(z.object({ parameters: z.record(z.string(), z.string()) }))

/** Decision 6 for what retention took: the exact range, then on past it with the gap in the table's history. */
export function retention(broker: () => TestBroker): Fault {
  return {
    name: 'retention',
    canaries: [
      {
        guard: 'the comparison with the first offset held',
        mutations: WITHOUT.lowWatermark,
        trials: 1,
        says: NOT_SEEN,
      },
    ],
    open: ({ mutations, canary }) =>
      openLossRig(broker, mutations, async ({ stream, topic, random }) => {
        const before = 50 + random.below(100)
        const after = 50 + random.below(100)
        const feed = createFeed(broker())
        await broker().createTopic(topic, 1)
        await feed.send(topic, before)
        await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
        await until(
          () => stream.status(),
          ({ totals }) => totals.rows === before,
        )
        // Half of the time it happens under a stream that is running, but was held up.
        const running = canary === null && random.below(2) === 0
        if (running) stream.server.child.kill('SIGSTOP')
        else await stream.server.post('/stream/stop')
        // A fetch that waits at the broker takes one with it; the rest is gone before it is asked for.
        const taken = running ? 1 : 0
        await feed.send(topic, taken)
        await feed.send(topic, after)
        const from = before + taken
        const low = from + 1 + random.below(after)
        await trim(broker(), topic, low)
        if (running) stream.server.child.kill('SIGCONT')
        else await stream.server.post('/stream/start', { topic })
        const all = before + taken + after
        const failed = await until(
          () => stream.status(),
          ({ state, totals }) => state === 'FAILED' || (running && totals.rows === all),
          canary === null ? PATIENCE_MS : CANARY_MS,
        )
        // The broker may answer the fetch that waits only when everything is there: then nothing was lost.
        if (failed.totals.rows === all) return
        expect(failed.reason).toContain(`partition 0 no longer holds offsets ${from} to ${low - 1}`)
        expect(failed.fix).toContain('"failOnDataLoss": false')
        expect(failed.queries.map(({ isActive }) => isActive)).toEqual([false, false])
        await goOn(stream, topic, from + after - low)
        await expectGap(stream, { partition: 0, from: String(from), to: String(low - 1), cause: 'retention' })
      }),
  }
}

/** Decision 6 for a topic that is another one under the same name, whatever its length. */
export function topicRecreated(broker: () => TestBroker): Fault {
  return {
    name: 'topic-recreated',
    canaries: [
      {
        guard: 'the fingerprint of the last message',
        mutations: WITHOUT.fingerprint,
        trials: 1,
        says: NOT_SEEN,
      },
      // A look while the new topic is still shorter than the old one notices without it.
      { guard: 'the id of the topic', mutations: WITHOUT.topicId, trials: 5, says: NOT_SEEN },
    ],
    open: ({ mutations, canary }) =>
      openLossRig(broker, mutations, async ({ stream, topic, random, index }) => {
        const before = 50 + random.below(50)
        // As long as the old one, which no offset tells, longer and shorter in turn.
        const lengths = [before, before + 1 + random.below(100), 1 + random.below(before - 1)]
        const after = lengths[index % lengths.length] ?? before
        const feed = createFeed(broker())
        await broker().createTopic(topic, 1)
        await feed.send(topic, before)
        await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
        await until(
          () => stream.status(),
          ({ totals }) => totals.rows === before,
        )
        const running = canary === null ? random.below(2) === 0 : canary.mutations === WITHOUT.topicId
        if (!running) await stream.server.post('/stream/stop')
        await recreate(broker(), topic)
        await feed.send(topic, after)
        if (!running) await stream.server.post('/stream/start', { topic })
        const failed = await until(
          () => stream.status(),
          ({ state }) => state === 'FAILED',
          canary === null ? PATIENCE_MS : CANARY_MS,
        )
        expect(failed.reason).toContain('was deleted and made anew')
        // Of a longer one a running stream may have read the end before it was told.
        if (!running || after <= before) await goOn(stream, topic, after)
      }),
  }
}

/** Decision 5 for partitions that are added to a topic while it is read. */
export function partitionsAdded(broker: () => TestBroker): Fault {
  return {
    name: 'partitions-added',
    canaries: [
      {
        guard: 'the position of each partition',
        mutations: WITHOUT.seekOnJoin,
        trials: 1,
        says: NOT_SEEN,
      },
    ],
    open: ({ mutations, canary }) =>
      openLossRig(broker, mutations, async ({ stream, topic, random }) => {
        const first = 100 + random.below(200)
        const feed = createFeed(broker())
        await broker().createTopic(topic, 4)
        await feed.send(topic, first)
        await stream.server.post('/stream/start', { topic, startingOffsets: random.pick(['earliest', 'latest']) })
        await until(
          () => stream.status(),
          ({ state }) => state === 'RUNNING',
        )
        const { partitions: counted, totals: before } = await stream.status()
        const skipped = counted.reduce((sum, { offset }) => sum + Number(offset), 0) - before.rows
        await admin(broker(), (one) => one.createPartitions({ topicPartitions: [{ topic, count: 12 }] }))
        await broker().refresh()
        for (let partition = 0; partition < 12; partition++) await feed.send(topic, 10, partition)
        await until(
          () => stream.status(),
          ({ totals, partitions }) => partitions.length === 12 && totals.rows + skipped === first + 120,
          canary === null ? PATIENCE_MS : CANARY_MS,
        )
      }),
  }
}

interface LossTrial {
  readonly stream: ServedStream
  /** Of this trial alone; it does not exist yet. */
  readonly topic: string
  readonly random: Random
  readonly index: number
}

/** One process and one data folder for all trials: each topic has offsets of its own in the table. */
export async function openLossRig(
  broker: () => TestBroker,
  mutations: Parameters<typeof openServedStream>[1],
  trial: (given: LossTrial) => Promise<void>,
): Promise<FaultRig> {
  const stream = await openServedStream(broker(), mutations)
  await stream.start(newName('group'))
  return {
    async trial(random, index) {
      await trial({ stream, topic: newName('loss'), random, index })
      await stream.server.post('/stream/stop')
    },
    close: () => stream.close(),
  }
}

/** Starts past the gap; as many rows as are left come in. */
export async function goOn(stream: ServedStream, topic: string, rows: number): Promise<void> {
  await stream.server.post('/stream/start', { topic, failOnDataLoss: false })
  await until(
    () => stream.status(),
    ({ state, totals }) => state === 'RUNNING' && totals.rows === rows,
  )
}

export async function expectGap(stream: ServedStream, gap: object): Promise<void> {
  // Where nothing is left behind the gap, no row tells that it is recorded. Trials before left gaps of their own.
  const recorded = { failOnDataLoss: false, gaps: [gap] }
  await until(
    async () => {
      const history = History.parse(await stream.server.get('/lake/tables/transactions/history'))
      const texts = history.flatMap(({ parameters }) => parameters['userMetadata'] ?? [])
      return texts.map((text) => JSON.parse(text) as unknown)
    },
    (found) => found.some((one) => isDeepStrictEqual(one, recorded)),
  )
}

export async function trim(broker: TestBroker, topic: string, low: number): Promise<void> {
  await admin(broker, async (one) => {
    // kafkajs deletes only from topics whose metadata it has.
    await one.fetchTopicOffsets(topic)
    await one.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(low) }] })
  })
}

async function recreate(broker: TestBroker, topic: string): Promise<void> {
  await admin(broker, (one) => one.deleteTopics({ topics: [topic] }))
  await until(
    () =>
      broker.createTopic(topic, 1).then(
        () => true,
        () => false,
      ),
    (done) => done,
  )
  await until(
    () => endsOf(broker, topic),
    (ends) => ends.get(0) === 0n,
  )
  await broker.refresh()
}

async function admin<T>(
  broker: TestBroker,
  work: (one: ReturnType<TestBroker['kafka']['admin']>) => Promise<T>,
): Promise<T> {
  const one = broker.kafka.admin()
  await one.connect()
  try {
    return await work(one)
  } finally {
    await one.disconnect()
  }
}
