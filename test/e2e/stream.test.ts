import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { KafkaTopicDetail } from '../../src/shared/kafka'
import { StreamStarted, StreamStatus, StreamStopped } from '../../src/shared/stream'
import { trim } from '../faults/lost-data'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { events } from '../support/event-json'
import { until } from '../support/until'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings, type WatchedPage } from './support/browser'
import { answers, copied, curl, shell } from './support/copied'
import {
  connectByClicks,
  fillBroker,
  goOnOverLoss,
  loseBroker,
  skipForward,
  stopAndStart,
  TOPIC,
  waitForTopic,
  type Look,
} from './support/stream-walk'

const DIALOG = '[role="dialog"]'
let broker: TestBroker

describeApp(
  'the Stream screen over a broker',
  {
    missing: NO_BROKER,
    async prepare() {
      broker = await openBroker()
      await fillBroker(broker)
    },
    settings: { 'pipeline.stream.trigger-interval': '500ms', 'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE },
    afterwards: () => broker.close(),
  },
  (app) => {
    /** Each state is as accessible as the screens are. */
    const lookAt =
      (page: Page): Look =>
      async (what) =>
        expect(await axeFindings(page), what).toEqual([])

    async function onStream(): Promise<WatchedPage> {
      const opened = await app.open('stream')
      await opened.page.getByRole('button', { name: 'Stop stream' }).waitFor()
      return opened
    }

    test('an empty lake is connected to Kafka by clicks, and each thing that can be wrong says what to fix', async () => {
      const { page, complaints } = await app.open()
      await connectByClicks(page, broker, lookAt(page))
      expect(complaints).toEqual([])
      expect(await axeFindings(page)).toEqual([])
    })

    test('it stops and starts, and goes on where it stood', async () => {
      const { page, complaints } = await onStream()
      await stopAndStart(page)
      expect(complaints).toEqual([])
    })

    test('a topic that is not there yet is waited for, and a button leads to another one', async () => {
      const { page, complaints } = await onStream()
      await waitForTopic(page, lookAt(page))
      expect(complaints).toEqual([])
    })

    test('it goes forward on purpose, and says what that leaves out', async () => {
      const { page, complaints } = await onStream()
      await skipForward(page, broker, lookAt(page))
      expect(complaints).toEqual([])
    })

    test('a broker that is gone is told, with what to do, until it is back', async () => {
      const { page, complaints } = await onStream()
      await loseBroker(page, broker, lookAt(page))
      expect(complaints).toEqual([])
    })

    test('lost messages stop it with their number, and a button goes on without them', async () => {
      const { page, complaints } = await onStream()
      await goOnOverLoss(page, broker, lookAt(page))
      expect(complaints).toEqual([])
    })

    test('the lines that its dialogs copy stop it, start it, skip, and go on over a loss', async () => {
      const { page } = await app.open('stream', { clipboard: true })
      const stop = await copied(page, 'curl: stop the stream', '.head')
      expect(StreamStopped.parse(curl(stop)).queriesStopped).toBeGreaterThan(0)
      await page.getByRole('button', { name: 'Start stream…' }).click()
      const start = await copied(page, 'curl', DIALOG)
      expect(StreamStarted.parse(curl(start)).resumedFrom).toHaveLength(2)

      curl(stop)
      await broker.produce(
        TOPIC,
        events(6).map((value) => ({ value, partition: 0 })),
      )
      await page.goto(`${app.address}/#/stream/skip?topic=${TOPIC}`)
      const [, skipped] = answers(shell(await copied(page, 'curl', DIALOG)), StreamStopped, StreamStarted)
      expect(skipped).toMatchObject({ note: expect.stringContaining('Skipped 6 offsets.') as unknown })
      await page.goto(`${app.address}/#/stream`)

      curl(stop)
      await broker.produce(
        TOPIC,
        events(6).map((value) => ({ value, partition: 0 })),
      )
      const { partitions } = KafkaTopicDetail.parse(await app.get(`/kafka/topics/${TOPIC}`))
      await trim(broker, TOPIC, Number(partitions[0]?.endOffset) - 2)
      curl(start)
      await page.getByRole('button', { name: 'Go on without them…' }).click()
      StreamStarted.parse(curl(await copied(page, 'curl', '[role="alertdialog"]')))
      await until(
        async () => StreamStatus.parse(await app.get('/stream/status')),
        ({ state, lag }) => state === 'RUNNING' && lag === 0,
      )
    })

    test('a page that is opened late has the lag and the rates of the time before', async () => {
      // What the engine keeps is tried in test/stream/trail.test.ts; here, that the page shows it beside what it sees.
      const before = { at: new Date(Date.now() - 600_000).toISOString(), lagAtCommit: 4242 }
      const point = { ...before, inputRowsPerSecond: 1, capacityRowsPerSecond: null }
      const script = `const ask = fetch; fetch = (...asked) => String(asked[0]).endsWith('/stream/trail')
        ? Promise.resolve(Response.json({ points: [${JSON.stringify(point)}] })) : ask(...asked)`
      const { page } = await app.open('stream', { script })
      await page
        .getByRole('img', { name: /^Lag over the last 30 minutes: at most 4,242 messages, now \d+\.$/ })
        .waitFor()
    })
  },
)
