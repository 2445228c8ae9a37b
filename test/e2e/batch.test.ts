import { expect, test } from 'vitest'
import { BatchAccepted, BatchList } from '../../src/shared/batch'
import { parseOutput } from '../../src/shared/operations'
import { ReportPreview } from '../../src/shared/report'
import { TableValues } from '../../src/shared/table'
import { formatDates, formatTimestamp } from '../../src/renderer/src/ui/format'
import { whileWorkersAreHeld } from '../support/batch-worker'
import { day } from '../support/day'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'
import { openLine } from './support/cut-line'

describeApp('the Batch screen', { seed: { records: 20_000, days: 10 } }, (app) => {
  async function newest(): Promise<BatchList['batches'][number] | undefined> {
    return BatchList.parse(await app.get('/batch/list?limit=1')).batches[0]
  }

  /** As the dialog has it, of what the engine tells. */
  async function previewText(dates: string, schedule: string): Promise<string> {
    const { startDate, endDate, runs } = ReportPreview.parse(await app.post('/reports/preview', { dates, schedule }))
    const lines = runs.map((run) => [`${formatTimestamp(run.at)} UTC`, formatDates(run.startDate, run.endDate)])
    return ['Dates that it reads', 'Run now', formatDates(startDate, endDate), ...lines.flat()].join('\n')
  }

  test('a batch with a filter is estimated, run by keyboard, found again, edited and deleted', async () => {
    const { page, complaints } = await app.open('batch')
    await page.getByRole('radio', { name: /revenue_by_region/ }).check()
    await page.getByText('All', { exact: true }).first().click()
    const estimate = page.getByText('of 20,000 rows')
    await estimate.waitFor()
    await page.getByRole('button', { name: 'Add filter' }).click()
    const value = page.getByRole('combobox', { name: 'Value, category' })
    await value.fill('grocery')
    const { rows, values } = TableValues.parse(
      await app.get('/lake/tables/transactions/columns/category/values?value=grocery'),
    )
    expect(rows).toBe(20_000)
    // All dates: what is guessed is what is there.
    await page.getByText(`about ${(values[0]?.count ?? 0).toLocaleString('en')}`).waitFor()
    await page.getByText('of 20,000 rows in range').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('cell', { name: 'Completed' }).waitFor()
    // Such a batch took its time just now.
    await page.getByText(/^about [\d.]+ m?s, as 1 run of this size$/).waitFor()
    await expect
      .poll(() => newest())
      .toMatchObject({
        analysisType: 'revenue_by_region',
        filters: { category: 'grocery' },
        status: 'COMPLETED',
      })

    await page.getByRole('searchbox', { name: 'Search history' }).fill('nothing like it')
    await page.getByText('No batch matches.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('checkbox', { name: /Select batch-/ }).check()
    await page.getByRole('button', { name: 'Edit and re-run' }).click()
    await page.getByRole('radio', { name: /channel_performance/ }).check()
    await page.getByRole('button', { name: /Run batch/ }).click()
    await page.getByRole('link', { name: 'channel_performance' }).waitFor()
    await expect
      .poll(() => newest())
      .toMatchObject({ analysisType: 'channel_performance', filters: { category: 'grocery' } })

    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name: 'revenue_by_region' }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('what is wrong is said beside its field with the fix, and nothing typed is lost', async () => {
    const { page } = await app.open('batch')
    const first = page.getByRole('textbox', { name: 'First date' })
    await first.fill('2026-02-30')
    await page.getByRole('button', { name: /Run batch/ }).click()
    await page.getByText('February 2026 ends on the 28th.').waitFor()
    await expect.poll(() => first.evaluate((input) => document.activeElement === input)).toBe(true)
    await first.fill('2026-12-31')
    await page.getByRole('textbox', { name: 'Last date' }).fill('2026-12-01')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Swap them' }).click()
    await expect.poll(() => first.inputValue()).toBe('2026-12-01')
    await page.getByRole('link', { name: 'Lake' }).click()
    await page.getByRole('heading', { level: 1, name: 'Lake' }).waitFor()
    await page.getByRole('link', { name: 'Batch' }).first().click()
    await expect.poll(() => first.inputValue()).toBe('2026-12-01')
  })

  test.each(['Pacific/Kiritimati', 'America/Los_Angeles', 'Asia/Kolkata'])(
    'the date that is clicked in the calendar is the date that is chosen, to a reader in %s',
    async (timeZone) => {
      const { page, complaints } = await app.open('batch', { timeZone })
      const [first, last] = [
        page.getByRole('textbox', { name: 'First date' }),
        page.getByRole('textbox', { name: 'Last date' }),
      ]
      await first.fill('2026-03-01')
      await last.fill('2026-03-31')
      await page.getByRole('button', { name: 'Choose first date' }).click()
      const calendar = page.getByRole('dialog', { name: 'Choose first date' })
      // 2026-03-01 is a Sunday, the last day of its week.
      const days = calendar.getByRole('gridcell')
      await expect.poll(() => days.nth(0).getAttribute('data-day')).toBe('2026-02-23')
      await expect.poll(() => days.nth(6).innerText()).toBe('1')
      await calendar.getByRole('button', { name: 'Sunday, March 8, 2026', exact: false }).click()
      await calendar.waitFor({ state: 'detached' })
      expect(await first.inputValue()).toBe('2026-03-08')
      expect(await last.inputValue()).toBe('2026-03-31')

      await page.getByRole('button', { name: 'Choose last date' }).click()
      const other = page.getByRole('dialog', { name: 'Choose last date' })
      await other.getByRole('button', { name: 'Previous month' }).click()
      await other.getByRole('button', { name: 'Saturday, February 28, 2026', exact: false }).click()
      // The first date goes with a last one before it.
      await expect.poll(() => last.inputValue()).toBe('2026-02-28')
      expect(await first.inputValue()).toBe('2026-02-28')
      expect(complaints).toEqual([])
    },
  )

  test('the calendar is walked by keys, from the date of its field, and gives the focus back', async () => {
    const { page, complaints } = await app.open('batch')
    const first = page.getByRole('textbox', { name: 'First date' })
    await first.fill('2026-03-31')
    await page.getByRole('textbox', { name: 'Last date' }).fill('2026-04-02')
    const button = page.getByRole('button', { name: 'Choose first date' })
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
    await button.press('Enter')
    await expect.poll(focused).toBe('Tuesday, March 31, 2026, in the range, outside the table')
    await page.keyboard.press('ArrowRight')
    await expect.poll(focused).toMatch(/^Wednesday, April 1, 2026/)
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('Choose first date')
    expect(await first.inputValue()).toBe('2026-03-31')

    await button.press('Enter')
    await expect.poll(focused).toMatch(/^Tuesday, March 31, 2026/)
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toMatch(/^Tuesday, April 7, 2026/)
    await page.keyboard.press('Enter')
    await expect.poll(() => first.inputValue()).toBe('2026-04-07')
    await expect.poll(focused).toBe('Choose first date')
    const box = await button.boundingBox()
    expect([box?.width, box?.height]).toEqual([24, 24])
    expect(complaints).toEqual([])
  })

  test('known values come with their counts, narrow while typing, and one that no row has is said to be none', async () => {
    const { page, complaints } = await app.open('batch')
    await page.getByRole('button', { name: 'Add filter' }).click()
    const value = page.getByRole('combobox', { name: 'Value, category' })
    const { version, values } = TableValues.parse(await app.get('/lake/tables/transactions/columns/category/values'))
    const told = values.map(({ value, count }) => `${value}${count.toLocaleString('en')}`)
    // The list of columns has options, too.
    const options = page.getByRole('listbox', { name: /^Known values of / }).getByRole('option')
    const offered = async () => (await options.allInnerTexts()).map((one) => one.replaceAll(/\s/g, ''))
    await value.click()
    await expect.poll(offered).toEqual(told)
    expect(await axeFindings(page)).toEqual([])
    await value.pressSequentially('OOK')
    await expect.poll(offered).toEqual(told.filter((one) => one.startsWith('books')))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => value.inputValue()).toBe('books')
    await options.first().waitFor({ state: 'detached' })
    // Esc has nothing to close, and takes nothing away.
    await page.keyboard.press('Escape')
    expect(await value.inputValue()).toBe('books')

    await value.fill('no such thing')
    const note = page.getByText(`No row in v${version} has this value.`)
    await note.waitFor()
    await page.getByText('about 0').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: /Run batch/ }).click()
    await expect
      .poll(() => newest())
      .toMatchObject({ filters: { category: 'no such thing' }, status: 'COMPLETED', rowCount: 0 })
    await value.fill('books')
    await note.waitFor({ state: 'detached' })

    // A column with more values than are listed at first: what is typed is looked for in the table.
    await page.getByRole('combobox', { name: 'Column' }).selectOption('customer_id')
    const known = TableValues.parse(await app.get('/lake/tables/transactions/columns/customer_id/values?limit=1000'))
    const rare = known.values.at(-1)
    const customer = page.getByRole('combobox', { name: 'Value, customer_id' })
    await customer.fill('')
    await customer.click()
    await page.getByText(/^[\d,]+ more values: type to find them\.$/).waitFor()
    await customer.fill(rare?.value ?? '')
    await expect.poll(offered).toEqual([`${rare?.value}${rare?.count}`])
    await page.getByText(/^about [\d,]+ of [\d,]+ rows in range$/).waitFor()
    expect(complaints).toEqual([])
  })

  test('a line that is lost is taken up where it was, and what happened meanwhile is shown', async () => {
    const line = await openLine()
    try {
      const { page } = await app.open('batch', { proxy: line.server })
      await page.locator('.health .word', { hasText: 'Stopped' }).waitFor()
      // All of the screen is there: what a cut keeps from coming is another test's.
      await page.getByText('of 20,000 rows').waitFor()
      await page.getByRole('searchbox', { name: 'Search history' }).waitFor()
      const again = page.waitForResponse(
        (response) => response.url().endsWith('/events') && response.request().headers()['last-event-id'] !== undefined,
      )
      line.cut()
      await page.locator('.health .word', { hasText: 'Offline' }).waitFor()
      const missed = await app.run('payment_analysis', 1)
      line.mend()
      expect((await again).status()).toBe(200)
      await page.locator('.health .word', { hasText: 'Stopped' }).waitFor()
      await page.getByRole('row', { name: new RegExp(missed) }).waitFor()
    } finally {
      await line.close()
    }
  })

  test('a report is saved with dates that move and a schedule, run, edited and deleted', async () => {
    const { page, complaints } = await app.open('batch')
    await page.getByText('of 20,000 rows').waitFor()
    await page.getByRole('radio', { name: /channel_performance/ }).check()
    await page.getByRole('button', { name: 'Save as report…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save as report' })
    // The keys of what is behind it do nothing.
    const before = await newest()
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Control+,')
    await dialog.getByRole('button', { name: 'Save report' }).click()
    expect(await newest()).toEqual(before)
    await dialog.getByText('Type a name.').waitFor()
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Channels')
    await dialog.getByRole('combobox', { name: 'Dates' }).selectOption('last_7_days')
    const schedule = dialog.getByRole('textbox', { name: 'Schedule' })
    // Told while it is typed, and again by who saves it.
    await schedule.fill('every morning')
    const wrong = (text: string) => dialog.locator('.danger', { hasText: text })
    await wrong('schedule: it has 2 parts, not five').waitFor()
    await dialog.getByRole('button', { name: 'Save report' }).click()
    await wrong('schedule: it has 2 parts, not five').waitFor()
    expect(parseOutput('reports', await app.get('/reports')).reports).toEqual([])
    await schedule.fill('0 6 31 2 *')
    await wrong('schedule: 0 6 31 2 * never fires').waitFor()
    const preview = dialog.locator('.report-preview')
    expect(await preview.locator('time').count()).toBe(0)
    await schedule.fill('0 6 * * *')
    await expect.poll(() => preview.locator('time').count()).toBe(5)
    await expect
      .poll(async () => (await preview.innerText()) === (await previewText('last_7_days', '0 6 * * *')))
      .toBe(true)
    await dialog.getByRole('combobox', { name: 'Dates' }).selectOption('month_to_date')
    await expect
      .poll(async () => (await preview.innerText()) === (await previewText('month_to_date', '0 6 * * *')))
      .toBe(true)
    await dialog.getByRole('combobox', { name: 'Dates' }).selectOption('last_7_days')
    await expect
      .poll(async () => (await preview.innerText()) === (await previewText('last_7_days', '0 6 * * *')))
      .toBe(true)
    await preview.locator('.stale').waitFor({ state: 'detached' })
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save report' }).click()
    const row = page.getByRole('row', {
      name: /^Channels 7 days before today .* channel_performance, all rows/,
    })
    await row.getByText(/ 06:00:00$/).waitFor()
    expect(await axeFindings(page)).toEqual([])

    await page.getByRole('button', { name: 'Run Channels' }).click()
    await page.getByText('Channels was submitted.').waitFor()
    await row.getByRole('link').waitFor()
    await expect.poll(() => newest()).toMatchObject({ analysisType: 'channel_performance' })
    const more = page.getByRole('button', { name: 'More for Channels' })
    await more.click()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('menuitem', { name: 'Edit…' }).click()
    const edit = page.getByRole('dialog', { name: 'Edit Channels' })
    await edit.getByRole('textbox', { name: 'Schedule' }).fill('')
    await edit.getByRole('button', { name: 'Save report' }).click()
    await row.getByText('by hand').waitFor()
    await edit.waitFor({ state: 'detached' })
    await expect.poll(() => more.evaluate((button) => button === document.activeElement)).toBe(true)
    await more.click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    const deletion = page.getByRole('alertdialog', { name: 'Delete Channels?' })
    await deletion.waitFor()
    expect(await axeFindings(page)).toEqual([])
    await deletion.getByRole('button', { name: 'Delete report' }).click()
    await page.getByText('No report is saved.').waitFor()
    expect(complaints.filter((one) => !one.includes('400'))).toEqual([])
  })

  test('to cancel a batch that runs is asked in the queue, with the focus on letting it run', async () => {
    const { page, complaints } = await app.open('batch')
    await page.getByText('Nothing runs or waits.').waitFor()
    const row = page
      .getByRole('table', { name: 'Running and waiting batches' })
      .getByRole('row', { name: /^fraud_analysis/ })
    const dialog = page.getByRole('alertdialog', { name: 'Cancel fraud_analysis?' })
    const ask = async (): Promise<string> => {
      const request = { startDate: day(5), endDate: day(1), analysisType: 'fraud_analysis' }
      const { batchId } = BatchAccepted.parse(await app.post('/batch/run', request))
      await row.getByText('Running').waitFor()
      await row.getByRole('button', { name: 'Cancel fraud_analysis' }).press('Enter')
      await dialog.waitFor()
      return batchId
    }
    const worker = app.served.child.pid
    const kept = await whileWorkersAreHeld(async () => {
      const batchId = await ask()
      expect(await axeFindings(page)).toEqual([])
      return batchId
    }, worker)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await row.waitFor({ state: 'detached' })
    const ended = await newest()
    expect(ended).toMatchObject({ batchId: kept })
    expect(ended?.status).not.toBe('CANCELLED')

    const cancelled = await whileWorkersAreHeld(async () => {
      const batchId = await ask()
      await dialog.getByRole('button', { name: 'Cancel batch' }).press('Enter')
      await dialog.waitFor({ state: 'detached' })
      return batchId
    }, worker)
    await row.waitFor({ state: 'detached' })
    await expect.poll(() => newest()).toMatchObject({ batchId: cancelled, status: 'CANCELLED' })
    expect(complaints).toEqual([])
  })

  test('axe finds nothing wrong with it, in both themes', async () => {
    const { page } = await app.open('batch')
    await page.getByText(/^of 20,000 rows$/).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })

  test('of a long queue the first in line are shown, how many wait behind them, and why in this order; the title counts all', async () => {
    const { page, complaints } = await app.open('batch')
    const request = { startDate: day(5), endDate: day(1), analysisType: 'revenue_by_category' }
    await whileWorkersAreHeld(async () => {
      const sent = await Promise.all(Array.from({ length: 115 }, () => app.post('/batch/run', request)))
      const queue = page.getByRole('table', { name: 'Running and waiting batches' })
      await queue.getByText('next', { exact: true }).waitFor()
      await queue.getByText('100 in line', { exact: true }).waitFor()
      await expect
        .poll(async () => {
          const { total } = BatchList.parse(await app.get('/batch/list?status=PENDING&limit=1'))
          return page.getByText(`${total - 100} batches more wait behind these.`).isVisible()
        })
        .toBe(true)
      await page.getByText('Batches start in the order they came').waitFor()
      await expect.poll(() => page.title()).toBe('(115) Batch · Millrace')
      await Promise.all(sent.map((one) => app.post(`/batch/cancel/${BatchAccepted.parse(one).batchId}`, {})))
    }, app.served.child.pid)
    await page.getByText('Nothing runs or waits. Batches start in the order they came').waitFor()
    await expect.poll(() => page.title()).toBe('Batch · Millrace')
    expect(complaints).toEqual([])
  })
})
