import { expect, test } from 'vitest'
import { BatchRecord } from '../../src/shared/batch'
import { expectWithinMs } from '../support/dose'
import { until } from '../support/until'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings } from './support/browser'

const MINUTE_MS = 60_000

describeApp(
  'first run',
  { settings: { 'pipeline.stream.trigger-interval': '1s', 'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE } },
  (app) => {
    test('[promise 1] from an empty lake to the first result by clicks alone, in under a minute', async () => {
      const started = performance.now()
      const { page, complaints } = await app.open()
      await page.getByRole('button', { name: 'Explore sample data' }).click()
      await page.getByRole('button', { name: 'Stop stream' }).waitFor()
      // The first commit of sample rows comes long before the last.
      await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 100_000)
      await page.getByRole('button', { name: 'Run the first batch' }).click()
      await page.waitForURL(/#\/results\/batch-/)
      const batchId = /#\/results\/(batch-[\w-]+)/.exec(page.url())?.[1] ?? ''
      const record = await until(
        async () => BatchRecord.parse(await app.get(`/batch/status/${batchId}`)),
        ({ status }) => status !== 'PENDING' && status !== 'RUNNING',
      )
      expect(record.status).toBe('COMPLETED')
      expect(record.rowCount).toBeGreaterThan(0)
      expectWithinMs(performance.now() - started, MINUTE_MS, 'a chart by clicks alone')
      expect(complaints).toEqual([])
    })

    test('figures, charts, dashboard, check, batches and disk of the overview agree with the API', async () => {
      const { page } = await app.open('overview')
      const region = (name: string) => page.getByRole('region', { name, exact: true }).first()
      await region('Live dashboard').getByRole('rowheader', { name: 'electronics' }).waitFor()
      await region('Exactly-once check').getByText('All agree').waitFor()
      await region('Recent batches').getByRole('link', { name: 'revenue_by_category' }).waitFor()
      await region('Disk').getByRole('rowheader', { name: 'transactions' }).waitFor()
      const word = await page.locator('.health .word').innerText()
      // On a busy machine commits may take longer than the trigger interval, and that is said.
      expect(['Healthy', 'Catching up', 'Degraded']).toContain(word)
      expect(await axeFindings(page)).toEqual([])
    })

    test('the stream stops and starts by clicks, and its screen tells where each partition stands', async () => {
      const { page, complaints } = await app.open('stream')
      await page
        .getByRole('region', { name: 'Partitions' })
        .getByRole('rowheader', { name: '3', exact: true })
        .waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Stop stream' }).click()
      await page.getByRole('button', { name: 'Start stream…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Start stream' })
      await dialog.getByText('Sample source').click()
      await dialog.getByLabel('Events per second').fill('many')
      await dialog.getByRole('button', { name: 'Start stream' }).click()
      await dialog.getByText('The rate is a number, 0 or more.').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await dialog.getByLabel('Events per second').fill('50')
      await dialog.getByRole('button', { name: 'Start stream' }).click()
      await page.getByRole('button', { name: 'Stop stream' }).waitFor()
      await page.getByText('Resumed after the last committed offset').waitFor()
      expect(complaints).toEqual([])
    })

    test('a broker that does not answer is told where it happened, and what was typed stays', async () => {
      await app.post('/stream/stop')
      const { page } = await app.open('stream')
      await page.getByRole('button', { name: 'Start stream…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Start stream' })
      await dialog.getByLabel('Topic').fill('orders')
      await dialog.getByRole('button', { name: 'Start stream' }).click()
      await dialog.getByRole('alert').waitFor()
      await expect
        .poll(() => dialog.getByRole('alert').innerText())
        .toMatch(/The stream was not started[\s\S]*broker|Kafka/i)
      await expect.poll(() => dialog.getByLabel('Topic').inputValue()).toBe('orders')
      // On a low screen, too, what is to be done is in reach without scrolling.
      await page.setViewportSize({ width: 1024, height: 600 })
      await expect
        .poll(async () => {
          const [frame, button] = await Promise.all([
            dialog.boundingBox(),
            dialog.getByRole('button', { name: 'Start stream' }).boundingBox(),
          ])
          return (frame?.y ?? 0) + (frame?.height ?? 0) - (button?.y ?? 0) - (button?.height ?? 0)
        })
        .toBeGreaterThan(0)
    })
  },
)
