import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings, type WatchedPage } from './support/browser'
import {
  connectByClicks,
  fillBroker,
  goOnOverLoss,
  loseBroker,
  skipForward,
  stopAndStart,
  waitForTopic,
  type Look,
} from './support/stream-walk'

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
