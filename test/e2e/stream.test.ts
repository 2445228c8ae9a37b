import { expect, test } from 'vitest'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings, type WatchedPage } from './support/browser'
import { connectByClicks, fillBroker, goOnOverLoss, loseBroker, skipForward, stopAndStart } from './support/stream-walk'

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
    async function onStream(): Promise<WatchedPage> {
      const opened = await app.open('stream')
      await opened.page.getByRole('button', { name: 'Stop stream' }).waitFor()
      return opened
    }

    test('an empty lake is connected to Kafka by clicks, and each thing that can be wrong says what to fix', async () => {
      const { page, complaints } = await app.open()
      await connectByClicks(page, broker)
      expect(complaints).toEqual([])
      expect(await axeFindings(page)).toEqual([])
    })

    test('it stops and starts, and goes on where it stood', async () => {
      const { page, complaints } = await onStream()
      await stopAndStart(page)
      expect(complaints).toEqual([])
    })

    test('it goes forward on purpose, and says what that leaves out', async () => {
      const { page, complaints } = await onStream()
      await skipForward(page)
      expect(complaints).toEqual([])
    })

    test('a broker that is gone is told, with what to do, until it is back', async () => {
      const { page, complaints } = await onStream()
      await loseBroker(page, broker)
      expect(complaints).toEqual([])
    })

    test('lost messages stop it with their number, and a button goes on without them', async () => {
      const { page, complaints } = await onStream()
      await goOnOverLoss(page, broker)
      expect(complaints).toEqual([])
    })

    test('a page that is opened late has the lag and the rates of the time before', async () => {
      const { page } = await onStream()
      await page.getByRole('img', { name: /^Lag over the last 30 minutes: at most / }).waitFor()
      await page.getByRole('img', { name: /^Input .* and process .* rows per second, on a log scale\.$/ }).waitFor()
    })
  },
)
