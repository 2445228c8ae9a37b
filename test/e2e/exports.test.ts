import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { AggregatedData, BatchData } from '../../src/shared/batch'
import { describeApp } from './support/app'

import { copied, shell } from './support/copied'

import { expectFiles } from './support/exports-walk'

describeApp('exports by clicks', { seed: { records: 3000, days: 3 } }, (app) => {
  let batchId: string

  beforeAll(async () => {
    batchId = await app.run('fraud_analysis', 3)
  })

  /** Where the browser put the file that the menu saves. */
  async function savedFile(page: Page, format: string): Promise<string> {
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

  /** Where the line that the menu copies put it. */
  async function copiedFile(page: Page, format: string): Promise<string> {
    const folder = await mkdtemp(join(app.folder, 'copied-'))
    shell(await copied(page, `Copy the export as curl: ${format}`, 'body', /^Export/), { cwd: folder })
    return join(folder, (await readdir(folder))[0] ?? '')
  }

  test('a result is the same in all four formats, saved or by the line that is copied', async () => {
    const { page, complaints } = await app.open(`results/${batchId}`, { clipboard: true })
    const { data } = AggregatedData.parse(await app.get(`/batch/data/${batchId}/aggregated?limit=10000`))
    for (const saved of [savedFile, copiedFile]) await expectFiles((format) => saved(page, format), data)

    expect(complaints).toEqual([])
  })

  test('its raw rows are, too', async () => {
    const { page, complaints } = await app.open(`results/${batchId}?tab=rows`, { clipboard: true })
    const { data, page: told } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=10000`))
    expect(told.hasMore).toBe(false)

    for (const saved of [savedFile, copiedFile]) await expectFiles((format) => saved(page, format), data)

    expect(complaints).toEqual([])
  })
})
