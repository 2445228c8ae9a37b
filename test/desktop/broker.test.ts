import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { dose } from '../support/dose'
import { NO_BROKER_THERE } from '../e2e/support/app'
import {
  connectByClicks,
  fillBroker,
  goOnOverLoss,
  loseBroker,
  skipForward,
  stopAndStart,
  waitForTopic,
} from '../e2e/support/stream-walk'
import { newFolder, NO_WINDOW, openDisplay, startWindow, type Display, type Started } from './support/window'

const MISSING = NO_WINDOW ?? NO_BROKER

describe.skipIf(MISSING !== null)(`the window over a broker${MISSING === null ? '' : ` (SKIPPED: ${MISSING})`}`, () => {
  let display: Display
  let folder: Awaited<ReturnType<typeof newFolder>>
  let broker: TestBroker
  let started: Started

  beforeAll(async () => {
    broker = await openBroker()
    await fillBroker(broker)
    display = await openDisplay()
    folder = await newFolder()
    started = await startWindow({
      display,
      folder: folder.path,
      environment: {
        MILLRACE_PIPELINE_STREAM_TRIGGER_INTERVAL: '500ms',
        // What works, works by what is typed.
        KAFKA_BOOTSTRAP_SERVERS: NO_BROKER_THERE,
      },
    })
  })
  afterAll(async () => {
    await started.kill()
    await display.close()
    await broker.close()
    await folder.remove()
  })

  test('an empty lake is connected to Kafka by clicks, and each thing that can be wrong says what to fix', async () => {
    await connectByClicks(started.page, broker)
    expect(started.complaints).toEqual([])
  })

  // The same over HTTP, each time, is test/e2e/stream.test.ts.
  for (const [what, walk] of dose<readonly (readonly [string, (page: Started['page']) => Promise<void>])[]>(
    [],
    [
      ['it stops, starts and goes on where it stood', stopAndStart],
      ['a topic that is not there yet is waited for', waitForTopic],
      ['it goes forward on purpose', (page) => skipForward(page, broker)],
      ['a broker that is gone is told until it is back', (page) => loseBroker(page, broker)],
      ['lost messages stop it, and a button goes on without them', (page) => goOnOverLoss(page, broker)],
    ],
  ))
    test(what, () => walk(started.page))
})
