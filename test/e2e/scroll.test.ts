import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { rowOfSlot, spaceOf } from '../../src/renderer/src/features/results/grid/scroll-space'
import { BatchData } from '../../src/shared/batch'
import { DrillDown } from '../../src/shared/explore'
import { dose } from '../support/dose'
import { describeApp } from './support/app'
import { memoryOf, type Memory } from './support/memory'

const ROWS = dose(50_000, 1_000_000)
const STOPS = dose(40, 400)
/** Rows that stay between two looks at the memory: code compiled since, and pages that are kept, take no more. */
const MOST_MORE: Memory = { heapMB: 8, nodes: 1500, listeners: 50 }
const ROW_PX = 24
const SPACE = spaceOf(ROWS, ROW_PX)

const OPTIONS = {
  seed: { records: ROWS, days: 10 },
  // Less than the grid asks for at once: a page that is cut leaves no row blank either.
  settings: { 'pipeline.batch.max-page-size': 150 },
}

describeApp('all raw rows of a batch', OPTIONS, (app) => {
  test(`${ROWS.toLocaleString('en-US')} rows from first to last: none stays blank, and the page keeps its size`, async () => {
    const batchId = await app.run('revenue_by_category', 10)
    const { page, complaints } = await app.open(`results/${batchId}?tab=rows`)
    const grid = page.getByRole('grid')
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(ROWS + 1))
    const memory = await memoryOf(page)

    await passRows(page, 0, STOPS / 4)
    const early = await memory()
    await passRows(page, STOPS / 4, STOPS)
    const late = await memory()
    for (const kind of ['heapMB', 'nodes', 'listeners'] as const)
      expect(late[kind] - early[kind], `${kind} of ${JSON.stringify([early, late])}`).toBeLessThan(MOST_MORE[kind])

    const { data } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=1&offset=${ROWS - 1}`))
    const last = page.locator(`[data-index="${ROWS - 1}"]:not([aria-busy])`)
    await expect.poll(() => last.innerText()).toContain(String(data[0]?.['transaction_id']))
    expect(complaints).toEqual([])
  })

  test('rows behind a number come on and on, sorted by the engine, though its pages are short', async () => {
    const batchId = await app.run('revenue_by_category', 10)
    const highest = async () => {
      const query = 'limit=1&sort=total_amount:desc'
      return DrillDown.parse(await app.get(`/batch/data/${batchId}/aggregated/0/rows?${query}`))
    }
    const { data, rowCount } = await highest()
    const { page } = await app.open(`results/${batchId}`)
    await page.getByRole('grid', { name: 'revenue_by_category, all rows' }).getByRole('row').nth(1).click()
    const panel = page.getByRole('complementary')
    const of = rowCount.toLocaleString('en-US')
    for (const shown of ['100', '200', '400', '800', '1,600']) {
      await panel.getByText(`Rows 1–${shown} of ${of}`).waitFor()
      await panel.getByRole('button', { name: 'Show more' }).click()
    }
    await panel.getByText(`Rows 1–3,200 of ${of}`).waitFor()
    await panel.getByRole('button', { name: 'total_amount' }).click()
    await panel.getByText(`Rows 1–100 of ${of}`).waitFor()
    const first = panel.locator('[data-index="0"]')
    await expect.poll(() => first.innerText()).toContain(String(data[0]?.['customer_id']))
  })
})

/** Stops at so many places on the way from the first row to the last, until each row there has come. */
async function passRows(page: Page, from: number, to: number): Promise<void> {
  const scroller = page.getByRole('grid').locator('..')
  for (let stop = from; stop < to; stop++) {
    const share = (stop + 1) / STOPS
    await scroller.evaluate((element, part) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) * part
    }, share)
    // At either end a slot of the scroller is one row, in the middle of a million it is three.
    const wanted = rowOfSlot(Math.floor((SPACE.slots - 1) * share), SPACE)
    // In view and told, at the place that belongs to this share of the way.
    await page.waitForFunction(
      ([row, tolerance]) => {
        const view = document.querySelector('[role=grid]')?.parentElement?.getBoundingClientRect()
        const rows = [...document.querySelectorAll<HTMLElement>('[role=grid] [data-index]')].filter((one) => {
          const { top, bottom } = one.getBoundingClientRect()
          return view !== undefined && bottom > view.top && top < view.bottom
        })
        const near = rows.some((one) => Math.abs(Number(one.dataset['index']) - row) <= tolerance)
        return near && rows.every((one) => one.getAttribute('aria-busy') === null)
      },
      [wanted, Math.ceil((900 / ROW_PX) * Math.ceil(ROWS / SPACE.slots))] as const,
    )
  }
}
