import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { AggregatedData } from '../../src/shared/batch'
import { describeApp } from './support/app'

/** More stops than any screen has. */
const MOST_STOPS = 80

describeApp('by keyboard alone', { seed: { records: 20_000, days: 10 } }, (app) => {
  async function press(page: Page, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key)
  }

  /** Tab by Tab, until the focus is in it. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    const isThere = () => page.evaluate((wanted) => document.activeElement?.closest(wanted) != null, selector)
    for (let stop = 0; stop < MOST_STOPS && !(await isThere()); stop++) await press(page, 'Tab')
    expect(await isThere(), selector).toBe(true)
  }

  test('a new batch is chosen and run, its result opened, a number followed to its rows, and the result exported', async () => {
    const { page, complaints } = await app.open('overview')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await press(page, 'n')
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'analysisType')
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown')
    expect(await page.getByRole('radio', { name: /^fraud_analysis/ }).isChecked()).toBe(true)
    await page.getByText(/^of 20,000 rows/).waitFor()
    await tabTo(page, '[role="radiogroup"]')
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight')
    expect(await page.getByRole('radio', { name: 'All', exact: true }).first().isChecked()).toBe(true)
    await press(page, 'Control+Enter')
    await page.getByRole('row', { name: /Completed fraud_analysis/ }).waitFor()

    await expect
      .poll(async () => {
        await press(page, 'g', 'r')
        return page.evaluate(() => location.hash)
      })
      .toBe('#/results')
    await page.getByRole('grid').waitFor()
    await tabTo(page, '[role="grid"] [data-index="0"]')
    await press(page, 'Enter')
    await page.waitForURL(/#\/results\/batch-/)
    const batchId = /batch-\d{8}-[0-9a-f]{8}/.exec(page.url())?.[0] ?? ''
    const { data } = AggregatedData.parse(await app.get(`/batch/data/${batchId}/aggregated?limit=10000`))

    await page.getByRole('grid', { name: 'fraud_analysis, all rows' }).waitFor()
    await tabTo(page, '[role="grid"]')
    await press(page, 'ArrowDown', 'Control+Home', 'Enter')
    const count = Number(data[0]?.['fraud_count'])
    const sum = Number(data[0]?.['fraud_total_amount']).toLocaleString('en-US', { style: 'currency', currency: 'USD' })
    await page.getByText(`${count} rows here equal fraud_count ${count}; amounts sum to ${sum}.`).waitFor()
    await press(page, 'Escape')
    await page.getByText(/rows here equal/).waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.closest('[role="grid"]') != null)).toBe(true)

    const download = page.waitForEvent('download')
    await press(page, 'Control+e')
    await page.getByRole('menu').waitFor()
    await press(page, 'Enter')
    const path = await (await download).path()
    expect((await readFile(path, 'utf8')).trimEnd().split('\r\n')).toHaveLength(data.length + 1)
    expect(complaints).toEqual([])
  })
})
