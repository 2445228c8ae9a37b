import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { AggregatedData, ANALYSIS_NAMES, type AnalysisName } from '../../src/shared/batch'
import { describeApp } from './support/app'
import { expectChart, expectGrid, expectReport, runByClicks } from './support/analyses-walk'
import { axeFindings } from './support/browser'

const MOST_ROWS = 10_000

/** Parts of the report that lie over others, by more than a hairline, with what is in them. */
function overlapping(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const parts = [...document.querySelectorAll('.report > section')].map((part) => ({
      name: part.querySelector('h2')?.textContent ?? '',
      boxes: [part, ...part.children].map((element) => element.getBoundingClientRect()),
    }))
    const meets = (one: DOMRect, other: DOMRect): boolean =>
      Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
      Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1
    return parts.flatMap(({ name, boxes }, at) =>
      parts
        .slice(at + 1)
        .filter((other) => boxes.some((box) => other.boxes.some((one) => meets(box, one))))
        .map((other) => `${name} and ${other.name}`),
    )
  })
}

describeApp('each analysis in the window', { seed: { records: 50_000, days: 12 } }, (app) => {
  async function rowsOf(batchId: string, analysis: AnalysisName) {
    const answer = await app.get(`/batch/data/${batchId}/aggregated?limit=${MOST_ROWS}&analysis=${analysis}`)
    return AggregatedData.parse(answer).data
  }

  test.each(ANALYSIS_NAMES)('%s is run by clicks, and its chart and table say what the API says', async (analysis) => {
    const { page, complaints } = await app.open('batch')
    const rows = await rowsOf(await runByClicks(page, analysis), analysis)
    expect(rows.length).toBeGreaterThan(0)
    await expectGrid(page, analysis, rows)
    await expectChart(page, analysis, rows)
    expect(await axeFindings(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('full_report shows all of them on one page, each with its table, and each on a page of its own', async () => {
    const { page, complaints } = await app.open('batch')
    const batchId = await runByClicks(page, 'full_report')
    await expectReport(page, (name) => rowsOf(batchId, name))
    expect(await axeFindings(page)).toEqual([])
    for (const size of [
      { width: 1024, height: 700 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(size)
      await expect.poll(() => overlapping(page)).toEqual([])
    }
    for (const name of ANALYSIS_NAMES) {
      await page.getByRole('tab', { name, exact: true }).click()
      await expectGrid(page, name, await rowsOf(batchId, name))
    }
    await page.getByRole('tab', { name: 'All analyses' }).click()
    await page.getByRole('region', { name: 'channel_performance' }).getByRole('img').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.getByText('Rows 1–1 of 1 that match, 5 in all').waitFor()
    expect(complaints).toEqual([])
  })

  test('bars are as long as their numbers', async () => {
    const { page } = await app.open('batch')
    const rows = await rowsOf(await runByClicks(page, 'revenue_by_category'), 'revenue_by_category')
    await page.locator('.drawing svg').waitFor()
    const lengths = await page.locator('.drawing svg').evaluate((svg) => {
      const colour = getComputedStyle(document.documentElement).getPropertyValue('--chart-1').trim()
      return [...svg.querySelectorAll('path')]
        .filter((path) => path.getAttribute('fill') === colour)
        .map((path) => path.getBoundingClientRect().width)
    })
    expect(lengths).toHaveLength(rows.length)
    const [longest = 0] = lengths
    const most = Number(rows[0]?.['total_revenue'])
    for (const [index, row] of rows.entries())
      expect(lengths[index]).toBeCloseTo((Number(row['total_revenue']) / most) * longest, -0.5)
  })

  test('a cell of the matrix finds its rows in the table, a bar of one row the rows behind it', async () => {
    const { page, complaints } = await app.open('batch')
    const rows = await rowsOf(await runByClicks(page, 'fraud_analysis'), 'fraud_analysis')
    await page.getByRole('img', { name: /^fraud_count of/ }).focus()
    await page.keyboard.press('Home')
    const cell = /^(\w+), (\w+): /.exec(await page.locator('.drawing [aria-live]').first().innerText())
    const own = rows.filter((row) => row['category'] === cell?.[1] && row['region'] === cell?.[2])
    await page.keyboard.press('Enter')
    const found = page.getByText(`${own.length} that match, ${rows.length.toLocaleString('en-US')} in all`)
    await found.waitFor()
    // Asked for again, it is found again.
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('')
    await found.waitFor({ state: 'detached' })
    await page.getByRole('img', { name: /^fraud_count of/ }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await found.waitFor()

    await page.getByRole('combobox', { name: 'Across' }).selectOption('channel')
    await page.getByText('fraud_count by category, channel').waitFor()
    await page.getByRole('combobox', { name: 'Down' }).selectOption('channel')
    await page.getByText('fraud_count by channel, category').waitFor()

    await runByClicks(page, 'channel_performance')
    await page.getByRole('img', { name: /^total_revenue of/ }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.getByText(/rows here equal transaction_count/).waitFor()
    expect(complaints).toEqual([])
  })
})
