import { beforeAll, expect, test } from 'vitest'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { eventJson, events } from '../support/event-json'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings } from './support/browser'
import { expectReads } from './support/copied'

let broker: TestBroker

describeApp(
  'Kafka in the Stream screen',
  {
    missing: NO_BROKER,
    prepare: async () => {
      broker = await openBroker()
      await broker.createTopic('orders', 3)
      await broker.createTopic('other', 1)
      await broker.produce('orders', [
        ...events(60).map((value) => ({ key: 'k', value, partition: 0 })),
        ...events(20).map((value) => ({ value, partition: 1 })),
        { value: eventJson({ transaction_id: 'half', quantity: 1.5 }), partition: 2 },
        { value: null, partition: 2 },
      ])
    },
    afterwards: () => broker.close(),
    settings: () => ({
      'pipeline.kafka.bootstrap-servers': broker.bootstrapServers,
      'pipeline.kafka.stream-topic': 'orders',
      'pipeline.stream.trigger-interval': '1s',
    }),
  },
  (app) => {
    beforeAll(() => app.post('/stream/start', { startingOffsets: 'earliest' }))

    test('[checklist 4, 26] topics say what they hold and how they are kept, ours with its partitions and settings', async () => {
      const { page, complaints } = await app.open('stream')
      await page.getByRole('link', { name: 'Topics' }).click()
      const topics = page.getByRole('grid', { name: 'Topics' })
      await topics.getByRole('row', { name: /^orders ours In sync 3 1 82 / }).waitFor()
      const partitions = page.getByRole('table', { name: 'Partitions of orders' })
      // First, end, messages, share, against even.
      await partitions.getByRole('row', { name: /^0 0 60 60 73\.2 % 2\.20 / }).waitFor()
      await page.getByRole('searchbox', { name: 'Search settings of the topic' }).fill('retention.ms')
      await page.getByRole('row', { name: 'retention.ms 604800000 default', exact: true }).waitFor()
      expect(await axeFindings(page)).toEqual([])

      await topics.getByRole('row', { name: /^other / }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('table', { name: 'Partitions of other' }).waitFor()

      // A row that comes in above the focused one leaves the focus, and what it opens, where it was.
      await broker.createTopic('another', 1)
      await topics.getByRole('row', { name: /^another / }).waitFor()
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await page.getByRole('table', { name: 'Partitions of orders' }).waitFor()
      expect(complaints).toEqual([])
    })

    test('[checklist 5, 26] our group is first, with its member and no lag once all is read; the broker tells its folders', async () => {
      const { page, complaints } = await app.open('stream/groups')
      const group = page.getByRole('grid', { name: 'Consumer groups' }).getByRole('row').nth(1)
      await group.getByText('Stable').waitFor()
      await expect.poll(() => group.innerText()).toContain('unified-pipeline-stream')
      const lag = page.getByRole('table', { name: 'Lag per partition' })
      await lag.getByRole('row', { name: /^orders 0 60 60 0 / }).waitFor()
      const member = page.getByRole('table', { name: 'Members of unified-pipeline-stream' })
      await member.getByRole('cell', { name: 'orders 0, 1, 2' }).waitFor()
      expect(await axeFindings(page)).toEqual([])

      await page.getByRole('link', { name: 'Brokers' }).click()
      const brokers = page.getByRole('table', { name: 'Brokers' })
      await brokers.getByRole('cell', { name: broker.bootstrapServers }).waitFor()
      await page.getByRole('table', { name: 'Log folders' }).getByRole('cell', { name: broker.dataFolder }).waitFor()
      expect(await axeFindings(page)).toEqual([])
      expect(complaints).toEqual([])
    })

    test('messages are found by partition and offset, paged, filtered, and told what they decode to', async () => {
      const { page, complaints } = await app.open('stream/messages')
      const grid = page.getByRole('grid', { name: 'Messages' })
      await page.getByText('50 messages, more follow').waitFor()
      await page.getByText('Offset', { exact: true }).first().click()
      await page.getByText('An offset is of one partition: choose it.').waitFor()
      await page.getByRole('combobox', { name: 'Partition' }).selectOption('0')
      const offset = page.getByRole('textbox', { name: 'Offset' })
      await offset.fill('minus one')
      await offset.press('Enter')
      await page.getByText('Type an offset: a whole number, 0 or more.').waitFor()
      await expect.poll(() => offset.inputValue()).toBe('minus one')
      await offset.fill('5')
      await offset.press('Enter')
      await grid.getByRole('row', { name: / 0 5 Row / }).waitFor()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText('5 messages, up to the end').waitFor()
      await page.getByRole('button', { name: 'Older' }).click()
      await page.getByText('50 messages, more follow').waitFor()

      // Both before the page is drawn anew: the second choice keeps the first.
      const newest = await page.getByText('Newest', { exact: true }).elementHandle()
      const partition = page.getByRole('combobox', { name: 'Partition' })
      await partition.evaluate((select, first) => {
        ;(first as HTMLElement).click()
        ;(select as HTMLSelectElement).value = '2'
        select.dispatchEvent(new Event('change', { bubbles: true }))
      }, newest)
      await page.getByText('2 messages, up to the end').waitFor()
      await grid.getByRole('row', { name: /NO_VALUE/ }).waitFor()
      await page.getByRole('searchbox', { name: 'Filter what was read' }).fill('HALF')
      await page.getByText('1 of 2 match').waitFor()
      await grid.getByRole('row', { name: /BAD_VALUE/ }).focus()
      await page.keyboard.press('Enter')
      const panel = page.getByRole('complementary', { name: 'Message 2:0' })
      await panel.locator('mark', { hasText: '"quantity":1.5' }).waitFor()
      await panel.getByText('As BAD_VALUE, field quantity, it would be a dead letter.').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await panel.getByRole('button', { name: 'Close panel' }).focus()
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      expect(complaints).toEqual([])
    })

    test('followed messages come in on top, and the filter stays', async () => {
      const { page } = await app.open('stream/messages?topic=other')
      await page.getByText('No message here.').waitFor()
      const filter = page.getByRole('searchbox', { name: 'Filter what was read' })
      await filter.fill('wanted')
      await page.getByRole('button', { name: 'Follow' }).click()
      await broker.produce('other', [
        { value: 'wanted one', partition: 0 },
        { value: 'another', partition: 0 },
        { value: 'wanted two', partition: 0 },
      ])
      await page.getByText('2 of 3 match').waitFor()
      await expect
        .poll(() => page.getByRole('grid', { name: 'Messages' }).getByRole('row').nth(1).innerText())
        .toContain('two')
      await expect.poll(() => filter.inputValue()).toBe('wanted')
    })

    test.each([
      ['messages?topic=orders&partition=0&from=offset&offset=5', [['kafkaMessages']]],
      ['topics/orders', [['kafkaTopic']]],
      ['groups/unified-pipeline-stream', [['kafkaGroup']]],
      ['brokers', [['kafkaBrokers']]],
    ] as const)('the lines that %s copies ask for what is there', async (route, wanted) => {
      const { page } = await app.open(`stream/${route}`, { clipboard: true })
      await expectReads(page, wanted)
    })
  },
)

describeApp(
  'Kafka in the Stream screen without a broker',
  { settings: { 'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE, 'pipeline.log.level': 'silent' } },
  (app) => {
    test('each part says that the broker does not answer, why, and what to do', async () => {
      const { page } = await app.open('stream/topics')
      for (const [part, what] of [
        ['topics', 'The topics could not be read.'],
        ['groups', 'The consumer groups could not be read.'],
        ['brokers', 'The brokers could not be read.'],
        ['messages', 'The topics could not be read.'],
      ]) {
        await page.goto(`${app.address}/#/stream/${part}`)
        const alert = page.getByRole('alert').filter({ hasText: what ?? '' })
        await alert.waitFor()
        await expect.poll(() => alert.innerText()).toMatch(/127\.0\.0\.1:1 .*refused/)
        await page.getByRole('button', { name: 'Test the connection' }).waitFor()
      }
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByRole('heading', { level: 2, name: 'Configuration' }).waitFor()
      await page.getByRole('button', { name: 'Test connection' }).click()
      const stages = page.getByRole('list', { name: 'Stages of the test' })
      const tcp = stages.getByRole('listitem').filter({ hasText: /^TCP\s*failed/ })
      await expect.poll(() => tcp.innerText()).toMatch(/127\.0\.0\.1:1.*refused[\s\S]*Is the broker running/i)
      await stages
        .getByRole('listitem')
        .filter({ hasText: /^SASL\s*not needed or not tried/ })
        .waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  },
)
