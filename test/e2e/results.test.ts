import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { ANALYSIS_NAMES, BatchData } from '../../src/shared/batch'
import { Comparison } from '../../src/shared/explore'
import { day } from '../support/day'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'
import { when, whereParameter } from '../support/where'

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

  test('Esc does one thing at a time: it empties the filter box, then it closes the panel', async () => {
    const { page } = await app.open(`results/${newer}`)
    const filter = page.getByRole('searchbox', { name: 'Filter rows' })
    const panel = page.getByRole('complementary')
    const grid = page.getByRole('grid', { name: 'fraud_analysis, all rows' })
    await grid.getByRole('row').nth(2).click()
    await panel.getByText(/rows? here equal fraud_count [\d,]+; amounts sum to \$/).waitFor()
    await filter.fill('region = west')
    await page.getByText(/that match/).waitFor()
    await filter.press('Escape')
    await page.getByText(/that match/).waitFor({ state: 'detached' })
    expect(await filter.inputValue()).toBe('')
    expect(await panel.count()).toBe(1)
    await filter.press('Escape')
    await panel.waitFor({ state: 'detached' })
    // A panel that had not the focus takes it from nobody; one that had it gives it back in the next frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(await filter.evaluate((box) => box === document.activeElement)).toBe(true)
  })

  test('the panel is as wide as somebody wants it, by keyboard and pointer, and stays so', async () => {
    const { page } = await app.open(`results/${newer}`)
    const panel = page.getByRole('complementary')
    const splitter = page.getByRole('separator', { name: 'Width of the panel' })
    const open = async () => {
      await page.getByRole('grid').getByRole('row').nth(2).click()
      await splitter.waitFor()
    }
    const width = async () => (await panel.boundingBox())?.width
    await open()
    expect(await width()).toBe(480)
    await splitter.press('ArrowLeft')
    await expect.poll(width).toBe(496)
    await splitter.press('Home')
    await expect.poll(width).toBe(360)
    expect(await splitter.getAttribute('aria-valuenow')).toBe('360')
    const box = await splitter.boundingBox()
    const [x, y] = [(box?.x ?? 0) + 4, (box?.y ?? 0) + 100]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x - 50, y)
    await page.mouse.up()
    await expect.poll(width).toBe(410)
    await page.reload()
    await open()
    await expect.poll(width).toBe(410)
    // The panels of the other screens are the same one.
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('row', { name: /pipeline\.http\.port/ }).click()
    await expect.poll(width).toBe(410)
  })

  test('a result without a row says where there are some', async () => {
    const empty = { startDate: '2001-01-01', endDate: '2001-01-02' }
    const { page } = await app.open(`results/${await app.run('fraud_analysis', 1, empty)}`)
    await page.getByText(/^v\d+ has no row from 2001-01-01 to 2001-01-02\.$/).waitFor()
    await page.getByText(`The table now covers ${day(10)} – ${day(1)}.`).waitFor()
    await page.getByRole('button', { name: 'Use all dates' }).click()
    await expect.poll(() => page.getByRole('textbox', { name: 'First date' }).inputValue()).toBe(day(10))
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

  test('the report shows each of its analyses with a chart and a grid', async () => {
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
      BatchData.parse(await app.get(`/batch/data/${newer}?limit=1&sort=total_amount:desc${filter}`))
    const first = page.locator('[data-index="0"]')
    const { data: all } = await highest()
    await page.getByRole('grid').getByRole('button', { name: 'total_amount' }).press('Enter')
    await page.getByText(/sorted by total_amount/).waitFor()
    await expect.poll(() => first.innerText()).toContain(String(all[0]?.['transaction_id']))
    await page.getByRole('searchbox', { name: 'Filter rows' }).fill('category = books')
    const { data: books, page: match } = await highest(`&${whereParameter(when('category', '=', 'books'))}`)
    await page.getByText(/^Rows 1–\d+ of [\d,]+ that match, 20,000 in all$/).waitFor()
    await expect.poll(() => first.innerText()).toContain(String(books[0]?.['transaction_id']))

    // The file honours the filter or not, as the reader chooses, and says how many rows it will hold.
    const count = match.total.toLocaleString('en-US')
    const saved = async () => {
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'CSV', exact: true }).click()
      return (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\r\n').slice(1)
    }
    await page.getByRole('button', { name: `Export ${count} rows` }).click()
    const chosen = await saved()
    expect([chosen.length, chosen[0]?.split(',')[0]]).toEqual([match.total, books[0]?.['transaction_id']])
    await page.getByRole('button', { name: `Export ${count} rows` }).click()
    await page.getByRole('menuitemradio', { name: 'All 20,000 rows, in their own order' }).click()
    await page.getByRole('menuitemcheckbox', { name: /a spreadsheet takes for a formula/ }).click()
    expect(await saved()).toHaveLength(20_000)

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
    await page.getByRole('menuitem', { name: 'CSV', exact: true }).click()
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
    const others = page.getByRole('dialog').getByRole('grid', { name: 'Finished batches of fraud_analysis' })
    await others.getByRole('row').filter({ hasText: older }).press('Enter')
    await page.getByRole('table', { name: 'Groups of both batches' }).waitFor()
    await page.getByText(/^Right less left; /).waitFor()
    // The largest rise comes first, and the chart has both directions.
    const sides = `left=${older}&right=${newer}`
    const whole = Comparison.parse(await app.get(`/batch/compare?${sides}&limit=1`))
    const first = page.getByRole('table', { name: 'Groups of both batches' }).getByRole('row').nth(1)
    await expect.poll(() => first.innerText()).toContain(Object.values(whole.data[0]?.group ?? {}).join('\t'))
    await page.getByRole('img', { name: /^Change of fraud_count: [\d,]+ groups risen, / }).waitFor()
    // All of them are sorted, and times look like times, whatever they are named.
    await page.getByText(/^Rows 1–100 of [\d,]+$/).waitFor()
    const groups = page.getByRole('table', { name: 'Groups of both batches' }).getByRole('row')
    const query = `${sides}&sort=fraud_count.right:desc&limit=1`
    const { data } = Comparison.parse(await app.get(`/batch/compare?${query}`))
    await page.getByRole('button', { name: 'fraud_count, right' }).click()
    await expect.poll(() => groups.nth(1).innerText()).toContain(Object.values(data[0]?.group ?? {}).join('\t'))
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText(/^Rows 1–200 of [\d,]+$/).waitFor()
    await page.getByText('Only right', { exact: true }).click()
    await page.getByText(new RegExp(`^Rows 1–[\\d,]+ of ${whole.onlyRight.toLocaleString('en-US')}$`)).waitFor()
    await expect.poll(() => first.innerText()).toContain('only right')
    expect(await axeFindings(page)).toEqual([])

    const segments = await Promise.all([5, 10].map((days) => app.run('customer_segmentation', days)))
    await page.goto(`${app.address}/#/results/compare?left=${segments[0]}&right=${segments[1]}`)
    await page.getByRole('combobox', { name: 'Column' }).selectOption('last_purchase_date')
    await expect.poll(() => groups.nth(1).innerText()).toMatch(/\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\t/)

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
