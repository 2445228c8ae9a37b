import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { ANALYSIS_NAMES, BatchData } from '../../src/shared/batch'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'

describeApp('the Results screen', { seed: { records: 20_000, days: 10 } }, (app) => {
  let report: string
  let older: string
  let newer: string

  beforeAll(async () => {
    report = await app.run('full_report', 10)
    older = await app.run('fraud_analysis', 5)
    newer = await app.run('fraud_analysis', 10)
  })

  test('a number leads to its rows, which are as many as it says', async () => {
    const { page, complaints } = await app.open(`results/${newer}`)
    const grid = page.getByRole('grid', { name: 'fraud_analysis, all rows' })
    await grid.getByRole('row').nth(2).click()
    await page.getByText(/rows? here equal fraud_count/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(/rows? here equal fraud_count/).waitFor({ state: 'detached' })

    // Sorted another way, the same row still leads to its own rows.
    await grid.getByRole('button', { name: 'fraud_total_amount' }).click()
    await page.getByText(/sorted by fraud_total_amount/).waitFor()
    await grid.getByRole('row').nth(2).click()
    await page.getByText(/rows? here equal fraud_count/).waitFor()
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('region = west and fraud_count >= 1')
    await page.getByText(/that match/).waitFor()
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('region = nowhere')
    await page.getByText('No row matches region = nowhere.').waitFor()
    expect(complaints).toEqual([])
  })

  test('all raw rows are scrolled to the end by keyboard', async () => {
    const { page } = await app.open(`results/${newer}?tab=rows`)
    const grid = page.getByRole('grid')
    await grid.getByRole('row').nth(1).waitFor()
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('20001')
    await page.locator('[data-index="0"] [aria-colindex="1"]').focus()
    await page.keyboard.press('Control+End')
    await page.locator('[data-index="19999"]:not([aria-busy])').waitFor()
    await expect.poll(() => page.locator('[data-index="19999"]').innerText()).toMatch(/CUST-\d{8}/)
  })

  test('the report shows each of its eight with a chart and a grid', async () => {
    const { page, complaints } = await app.open(`results/${report}`)
    for (const name of ANALYSIS_NAMES) {
      await page.getByRole('tab', { name, exact: true }).click()
      await page.getByRole('grid', { name: `${name}, all rows` }).waitFor()
      await page.getByRole('img', { name: /highest/ }).waitFor()
    }
    await page.getByRole('tab', { name: 'Plan' }).click()
    await page.getByText('PartitionFilters').waitFor()
    await page.getByText('PushedFilters').waitFor()
    expect(complaints).toEqual([])
  })

  test('[promise 6] nothing is cut in silence: sort, filter and export act on all rows, and an export can be cancelled', async () => {
    const { page } = await app.open(`results/${newer}?tab=rows`)
    const highest = async (filter = '') =>
      BatchData.parse(await app.get(`/batch/data/${newer}?limit=1&sort=-total_amount${filter}`))
    const first = page.locator('[data-index="0"]')
    const { data: all } = await highest()
    await page.getByRole('grid').getByRole('button', { name: 'total_amount' }).press('Enter')
    await page.getByText(/sorted by total_amount/).waitFor()
    await expect.poll(() => first.innerText()).toContain(String(all[0]?.['transaction_id']))
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('category = books')
    const { data: books } = await highest('&filter=category:eq:books')
    await page.getByText(/^Rows 1–\d+ of [\d,]+ that match, 20,000 in all$/).waitFor()
    await expect.poll(() => first.innerText()).toContain(String(books[0]?.['transaction_id']))

    await page.getByRole('button', { name: 'Export 20,000 rows' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    const path = await (await download).path()
    expect((await readFile(path, 'utf8')).trimEnd().split('\r\n')).toHaveLength(20_001)

    // As slow as a network that takes two minutes for it.
    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: 50_000,
      uploadThroughput: -1,
    })
    await page.getByRole('button', { name: 'Export 20,000 rows' }).click()
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    // It goes on while something else is looked at, and can be cancelled there.
    const running = page.getByRole('region', { name: 'Files that are being saved' })
    await running.getByText(/Saving, /).waitFor()
    await page.getByRole('link', { name: 'Lake' }).click()
    await page.getByRole('heading', { level: 1, name: 'Lake' }).waitFor()
    await running.getByRole('button', { name: /^Cancel saving .*\.csv$/ }).click()
    await page.getByText('The export was cancelled; nothing was kept.').waitFor()
  })

  test('two runs are compared, and a missing batch says so', async () => {
    const { page } = await app.open(`results/${newer}`)
    await page.getByRole('button', { name: 'Compare…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: new RegExp(older) })
      .click()
    await page.getByRole('table', { name: 'Groups of both batches' }).waitFor()
    await page.getByText(/groups; /).waitFor()

    await page.goto(`${app.address}/#/results/batch-20200101-00000000`)
    await page.getByText('This batch could not be read.').waitFor()
  })

  test('a result says how far the table has gone since, and is run again on its newest version', async () => {
    const { page } = await app.open(`results/${newer}`)
    const facts = page.locator('.asof')
    await facts.getByText('newest version').waitFor()
    await app.post('/sample/seed', { records: 100, days: 1 })
    await facts.getByText(/versions? newer\. Re-run on v\d+/).waitFor()
    await facts.getByRole('button', { name: /^Re-run on v/ }).click()
    await page.waitForFunction((before) => !location.hash.includes(before), newer)
    await facts.getByText('newest version').waitFor()
    await page.getByRole('grid').waitFor()
  })

  test('axe finds nothing wrong with it, in both themes', async () => {
    const { page } = await app.open(`results/${newer}`)
    await page.getByRole('grid').getByRole('row').nth(2).click()
    await page.getByText(/rows? here equal fraud_count/).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })
})
