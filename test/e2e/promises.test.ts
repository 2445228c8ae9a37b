import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { AggregatedData, BatchList, BatchRecord } from '../../src/shared/batch'
import { inParts } from '../../src/shared/in-parts'
import { QualityHistory } from '../../src/shared/quality'
import { StreamStatus } from '../../src/shared/stream'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { day } from '../support/day'
import { eventJson, events } from '../support/event-json'
import { until } from '../support/until'
import { describeApp } from './support/app'
import { streamInto } from './support/stream-into'

// The ten promises of the product are tests named `[promise N]`; docs/coverage.md lists them. Here are those that are
// of no single screen.

const BACKLOG = 10_000
const DEAD = 3
/** Of one record batch, which is the least that is read at once. */
const RECORDS = 5
const EVENT_DATE = '2026-01-31'

let broker: TestBroker
/** Few rows a micro-batch, so that the backlog lasts while the page is looked at. */
let slowly = true

describeApp(
  'promises over a broker',
  {
    missing: NO_BROKER,
    async prepare() {
      broker = await openBroker()
      await broker.createTopic('orders', 2)
      const values = events(BACKLOG - DEAD)
      for (let index = 0; index < DEAD; index++) values.push(eventJson({ quantity: 1.5 }))
      for (const part of inParts(values, { weightOf: () => 1, most: 2 * RECORDS }))
        await broker.produce(
          'orders',
          part.map((value, index) => ({ value, partition: index % 2 })),
        )
    },
    settings: () => ({
      'pipeline.kafka.bootstrap-servers': broker.bootstrapServers,
      'pipeline.kafka.stream-topic': 'orders',
      // On a busy machine a commit may take longer than a second, which would be told instead.
      'pipeline.stream.trigger-interval': slowly ? '60s' : '1s',
      'pipeline.stream.max-batch-rows': slowly ? RECORDS : 100_000,
    }),
    afterwards: () => broker.close(),
  },
  (app) => {
    test('[promise 2] true lag per partition in messages and seconds, with its trend and the time to catch up', async () => {
      const { page, complaints } = await app.open('stream')
      const said = await page.locator('.health .reason').evaluateHandle((reason) => {
        const list: string[] = []
        new MutationObserver(() => list.push(reason.textContent)).observe(reason, {
          characterData: true,
          subtree: true,
        })
        return list
      })
      await app.post('/stream/start', { startingOffsets: 'earliest' })
      const admin = broker.kafka.admin()
      await admin.connect()
      const ends = new Map((await admin.fetchTopicOffsets('orders')).map(({ partition, high }) => [partition, +high]))
      await admin.disconnect()
      // All cells of one look, since they go on; the first may come before the ends are known, or a moment after the
      // start, of which nothing is known but that it is not a tenth of a second ago.
      let look = await tableOf(page, 'Partitions')
      await expect
        .poll(async () => {
          look = await tableOf(page, 'Partitions')
          return look.map(([partition, , end, lag, seconds]) => [
            end === ends.get(partition ?? -1),
            lag === 0 || seconds !== 0,
          ])
        })
        .toEqual([
          [true, true],
          [true, true],
        ])
      for (const [, offset, end, lag, seconds] of look) {
        expect(lag).toBe((end ?? 0) - (offset ?? 0))
        expect(seconds === 0).toBe(lag === 0)
      }
      await page.getByRole('img', { name: /^Lag over the last 30 minutes: at most / }).waitFor()
      await expect
        .poll(() => said.jsonValue())
        .toContainEqual(expect.stringMatching(/^\d+ messages behind(, about \d.* a second net)?\.$/))
      expect(complaints).toEqual([])
    })

    test('[promise 3] after a kill one panel shows that offsets, rows and dead letters agree', async () => {
      slowly = false
      await app.restart('kill')
      await app.post('/stream/start', { startingOffsets: 'earliest' })
      const { page } = await app.open('overview')
      await until(
        async () => StreamStatus.parse(await app.get('/stream/status')),
        ({ lag, state, partitions }) => state === 'RUNNING' && partitions.length === 2 && lag === 0,
      )
      const panel = page.getByRole('region', { name: 'Exactly-once check', exact: true })
      // What was read may be a commit ahead of what is checked.
      await expect
        .poll(async () => {
          await panel.getByRole('button', { name: 'Check again' }).click()
          await panel.getByText('All agree').waitFor()
          return panel.getByRole('row').allInnerTexts()
        })
        .toEqual([
          expect.anything(),
          expect.stringMatching(/^Kafka\s+offsets since the start\s+10,000$/),
          expect.stringMatching(/^Delta txn\s+offsets passed, 2 partitions\s+10,000$/),
          expect.stringMatching(/^Table\s+rows that carry an offset\s+9,997$/),
          expect.stringMatching(/^Dead letters\s+kept with reason\s+3$/),
          expect.stringMatching(/^Difference\s+missing, repeated\s+0$/),
        ])
    })

    test('[promise 9] bad data is visible with its count, reason and trend', async () => {
      await broker.produce('orders', [{ value: eventJson({ quantity: 1.5 }), partition: 0 }])
      // Each micro-batch is counted a moment after its commit.
      await until(
        async () => QualityHistory.parse(await app.get('/stream/quality?limit=100')).data,
        (counted) => counted.some(({ deadLetters }) => deadLetters > 0),
      )
      const { page } = await app.open('dead-letters')
      await page.getByText(`Rows 1–${DEAD + 1} of ${DEAD + 1}`).waitFor()
      await page
        .getByRole('row', { name: /BAD_VALUE quantity/ })
        .first()
        .waitFor()
      await page.getByRole('img', { name: /^[1-4] of [\d,]+ messages became dead letters/ }).waitFor()
    })

    test('[promise 5] a number leads to its rows, and a row to its message, after a restart, too', async () => {
      const batchId = await app.run('revenue_by_category', 1, { startDate: EVENT_DATE, endDate: EVENT_DATE })
      // Nothing is read now: the row itself must tell whose message it was.
      await app.restart('stop')
      const { page, complaints } = await app.open(`results/${batchId}`)
      const rows = page.getByRole('grid', { name: 'revenue_by_category, all rows' })
      await rows.getByRole('row', { name: /^electronics/ }).click()
      await page.getByText('9,997 rows here equal transaction_count 9,997.').waitFor()
      const row = page.getByRole('grid', { name: 'Rows behind the selected row' }).getByRole('row').nth(1)
      const place = /(\d):([\d,]+)\s*$/.exec(await row.innerText())
      await row.click()
      const message = page.getByLabel('Kafka message').last()
      await message.getByText('"transaction_id"').waitFor()
      const [, partition, offset] = place ?? []
      await page.getByText(new RegExp(`^${partition}:${offset} of orders, \\d+ bytes$`)).waitFor()
      expect(JSON.parse(await message.innerText())).toMatchObject({ category: 'electronics', total_amount: 20.5 })
      expect(complaints).toEqual([])
    })
  },
)

describeApp(
  'promises over stored data',
  {
    seed: { records: 20_000, days: 10 },
    prepare: (base) => streamInto(base, ['{"cut']),
    settings: { 'pipeline.stream.trigger-interval': '300ms' },
  },
  (app) => {
    test('[promise 4] a result says its version, exact bounds, UTC and filters, and is the same again later', async () => {
      const batchId = await app.run('channel_performance', 10, { filters: { region: 'west' } })
      const { tableVersion } = BatchRecord.parse(await app.get(`/batch/status/${batchId}`))
      const { page, complaints } = await app.open(`results/${batchId}`)
      const facts = page.locator('.asof')
      await facts.getByText(`v${tableVersion}`, { exact: true }).waitFor()
      await facts.getByText(/ UTC$/).waitFor()
      await facts.getByText(`${day(10)} – ${day(1)}, both included, 10 dates`).waitFor()
      await facts.getByText('region = west').waitFor()

      // The table goes on; that version stays.
      await app.post('/lake/tables/transactions/compact')
      await page.getByRole('button', { name: 'Edit and re-run' }).click()
      await page.getByRole('textbox', { name: 'Table version' }).fill(String(tableVersion))
      await page.getByRole('button', { name: /Run batch/ }).click()
      const again = await until(
        async () => BatchList.parse(await app.get('/batch/list?limit=1')).batches[0],
        (batch) => batch !== undefined && batch.batchId !== batchId && batch.status === 'COMPLETED',
      )
      expect(again).toMatchObject({ tableVersion, filters: { region: 'west' } })
      const rows = async (id: string) =>
        AggregatedData.parse(await app.get(`/batch/data/${id}/aggregated`)).data.map((row) => ({
          ...row,
          batch_id: null,
          processing_timestamp: null,
        }))
      expect(await rows(again?.batchId ?? '')).toEqual(await rows(batchId))
      expect(complaints).toEqual([])
    })

    test('[promise 7] after a restart every run is found, run again, edited and compared, and the figures of the stream are there', async () => {
      const older = await app.run('fraud_analysis', 5, { filters: { region: 'north' } })
      const newer = await app.run('fraud_analysis', 10, { filters: { region: 'north' } })
      await app.post('/stream/start', { source: 'sample' })
      await until(
        async () => StreamStatus.parse(await app.get('/stream/status')).quality,
        (quality) => quality !== null,
      )
      await app.restart('stop')
      const { page, complaints } = await app.open('batch')
      await page.getByRole('searchbox', { name: 'Search history' }).fill('fraud_analysis')
      for (const id of [older, newer]) await page.getByRole('checkbox', { name: `Select ${id}` }).check()
      await page.getByRole('button', { name: 'Compare two' }).click()
      await page.getByRole('table', { name: 'Groups of both batches' }).waitFor()

      await page.goto(`${app.address}/#/batch`)
      await page.getByRole('checkbox', { name: `Select ${older}` }).check()
      await page.getByRole('button', { name: 'Edit and re-run' }).click()
      await expect.poll(() => page.getByRole('textbox', { name: 'First date' }).inputValue()).toBe(day(5))
      await page.getByRole('button', { name: 'Re-run on the newest version' }).click()
      await until(
        async () => BatchList.parse(await app.get('/batch/list?q=fraud_analysis')).batches,
        (batches) => batches.length === 3 && batches.every(({ status }) => status === 'COMPLETED'),
      )
      await page.goto(`${app.address}/#/dead-letters`)
      await page.getByRole('img', { name: /^0 of [1-9]\d* messages became dead letters/ }).waitFor()
      expect(complaints).toEqual([])
    })

    test('[promise 8] a batch says how much it read and which filters were pushed down', async () => {
      const batchId = await app.run('revenue_by_region', 3, { filters: { category: 'grocery' } })
      const { page } = await app.open(`results/${batchId}?tab=plan`)
      await page.getByText(/^3 of 1\d dates read, \d filters pushed down$/).waitFor()
      const fact = (name: string) => page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]')
      await expect
        .poll(() => fact('PartitionFilters').innerText())
        .toBe(`[(event_date >= ${day(3)}), (event_date <= ${day(1)})]`)
      await expect.poll(() => fact('PushedFilters').innerText()).toContain('EqualTo(category,grocery)')
      await page.getByRole('table', { name: 'Operators' }).getByRole('row').nth(1).waitFor()
    })
  },
)

/** The numbers of the rows of a table, all of one moment. */
async function tableOf(page: Page, name: string): Promise<(number | undefined)[][]> {
  const texts = await page
    .getByRole('table', { name, exact: true })
    .locator('tbody')
    .evaluate((body) =>
      [...body.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent)),
    )
  return texts.map((row) => row.map((text) => Number(text.replaceAll(',', ''))))
}
