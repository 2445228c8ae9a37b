import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { AggregatedData, BatchData } from '../../src/shared/batch'
import { describeApp } from './support/app'
import { expectFiles } from './support/exports-walk'

describeApp('exports by clicks', { seed: { records: 3000, days: 3 } }, (app) => {
  let batchId: string

  beforeAll(async () => {
    batchId = await app.run('fraud_analysis', 3)
  })

  /** Where the browser put the file that the menu saves. */
  async function saved(page: Page, format: string): Promise<string> {
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: format, exact: true }).click()
    const path = await (await download).path()
    await page
      .getByText(/was saved\.$/)
      .last()
      .waitFor()
    return path
  }

  test('a result is the same in all four formats', async () => {
    const { page, complaints } = await app.open(`results/${batchId}`)
    const { data } = AggregatedData.parse(await app.get(`/batch/data/${batchId}/aggregated?limit=10000`))
    await expectFiles((format) => saved(page, format), data)
    expect(complaints).toEqual([])
  })

  test('its raw rows are, too', async () => {
    const { page, complaints } = await app.open(`results/${batchId}?tab=rows`)
    const { data, page: told } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=10000`))
    expect(told.hasMore).toBe(false)
    await expectFiles((format) => saved(page, format), data)
    expect(complaints).toEqual([])
  })
})
