import { expect, test } from 'vitest'
import { dose, expectWithinMs } from '../support/dose'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings } from './support/browser'

const MINUTE_MS = 60_000
/** The gate walks the same way with fewer rows. */
const ROWS = dose(50_000, 1_000_000)

describeApp(
  'first run',
  {
    settings: {
      'pipeline.stream.trigger-interval': '1s',
      'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE,
      'pipeline.sample.records': ROWS,
    },
  },
  (app) => {
    test('[promise 1] from an empty lake to a chart of revenue by category by clicks alone, in under a minute', async () => {
      const started = performance.now()
      const { page, complaints } = await app.open()
      await page.getByText(ROWS.toLocaleString('en'), { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Explore sample data' }).click()
      await page.getByRole('button', { name: 'Stop stream' }).waitFor()
      // Its batch comes by itself, whatever screen is looked at meanwhile.
      await page.locator('.rail').getByRole('link', { name: 'Lake' }).click()
      await page.getByRole('heading', { name: 'Lake', level: 1 }).waitFor()
      await page.locator('.rail').getByRole('link', { name: 'Overview' }).click()
      await page.getByText(`revenue_by_category is ready: it read ${ROWS.toLocaleString('en')} rows.`).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: 'Show the chart' }).click()
      await page.getByRole('img', { name: /electronics/ }).waitFor()
      expectWithinMs(performance.now() - started, MINUTE_MS, 'a chart by clicks alone')
      await page.goBack()
      await page.getByRole('region', { name: 'Recent batches' }).waitFor()
      await expect.poll(() => page.getByRole('button', { name: 'Show the chart' }).count()).toBe(0)
      expect(complaints).toEqual([])
    })

    test('sample rows can be cancelled: those that were committed stay, and a batch reads them', async () => {
      const other = await app.another({ 'pipeline.sample.records': 2_000_000 })
      const { page, complaints } = await app.open('/', { from: other })
      await page.getByRole('button', { name: 'Explore sample data' }).click()
      const notice = page.getByRole('region', { name: 'Sample data' })
      // The first commit is there.
      await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 200_000)
      await notice.getByRole('button', { name: 'Cancel' }).click()
      await notice.getByText('Cancelled: 200,000 of 2,000,000 sample rows were committed and stay.').waitFor()
      await notice.getByRole('button', { name: 'Run the first batch' }).click()
      await page.getByRole('img', { name: /electronics/ }).waitFor()
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

    test('the arrow keys and the pointer move one cursor through the live charts, and each says what it has there', async () => {
      const { page, complaints } = await app.open('stream')
      const durations = page.getByRole('img', { name: /^Duration of the last micro-batches/ })
      await page.getByRole('img', { name: /^Input .* and process/ }).waitFor()
      await page.getByRole('img', { name: /^Lag over the last 30 minutes/ }).waitFor()
      await durations.press('End')
      const told = page.locator('.livechart .there')
      const kinds = [/ · input .* · process /, /^[\d:]{8} · [\d,]+$/, / · decode .* · write .* · commit /]
      await expect.poll(() => told.count()).toBe(kinds.length)
      const texts = await told.allInnerTexts()
      for (const [index, kind] of kinds.entries()) expect(texts[index]).toMatch(kind)
      // A newer micro-batch comes.
      const moved = async (): Promise<string> => {
        await durations.press('End')
        return told.last().innerText()
      }
      await expect.poll(moved).not.toBe(texts.at(-1))
      await durations.press('Escape')
      await expect.poll(() => told.count()).toBe(0)
      await durations.hover()
      await expect.poll(() => told.last().innerText()).toMatch(/ · decode .* · write .* · commit /)
      expect(complaints).toEqual([])
    })

    test('the stream stops and starts by clicks, and its screen tells where each partition stands', async () => {
      const { page, complaints } = await app.open('stream')
      await page
        .getByRole('region', { name: 'Partitions' })
        .getByRole('rowheader', { name: '3', exact: true })
        .waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('link', { name: 'Windows', exact: true }).click()
      // One is over soon, four begin before it is: none of them is final within ten minutes.
      const windows = page.getByRole('region', { name: 'Live windows' }).getByRole('row')
      await windows.filter({ hasText: 'Filling' }).first().waitFor()
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
