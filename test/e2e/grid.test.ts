import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { AggregatedData, BatchData } from '../../src/shared/batch'
import { ColumnsAnswer } from '../../src/shared/explore'
import type { Row } from '../../src/shared/scalars'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'

const ROWS = 20_000

describeApp('the grid of a result', { seed: { records: ROWS, days: 10 } }, (app) => {
  let batchId: string

  beforeAll(async () => {
    batchId = await app.run('fraud_analysis', 10)
  })

  async function result(limit: number): Promise<readonly Row[]> {
    return AggregatedData.parse(await app.get(`/batch/data/${batchId}/aggregated?limit=${limit}`)).data
  }

  async function open(tab: 'result' | 'rows' = 'result') {
    const opened = await app.open(`results/${batchId}?tab=${tab}`, { clipboard: true })
    const { page } = opened
    await page.locator('[data-index="0"]:not([aria-busy])').waitFor()
    return { ...opened, grid: page.getByRole('grid'), keys: page.keyboard }
  }

  /** Row and column of the cell, or head, that has the focus; both as the grid counts them. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement } = document
      const place = (name: string) => Number(activeElement?.closest(`[${name}]`)?.getAttribute(name) ?? 0)
      return [place('aria-rowindex'), place('aria-colindex')]
    })
  const heads = (page: Page) => page.locator('.result-grid thead .colhead .cut').allInnerTexts()
  const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
  const widthOf = (page: Page, name: string) =>
    page.getByRole('columnheader', { name }).evaluate((head) => head.getBoundingClientRect().width)

  test('it is one stop for Tab, and arrows reach every cell and head', async () => {
    const { page, grid, keys, complaints } = await open()
    const columns = (await heads(page)).length
    expect(await grid.getAttribute('aria-colcount')).toBe(String(columns))
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    expect(await focused(page)).toEqual([2, 1])
    expect(await grid.locator('[tabindex="0"]').count()).toBe(1)
    for (const [key, row, column] of [
      ['ArrowRight', 2, 2],
      ['ArrowDown', 3, 2],
      ['End', 3, columns],
      ['Home', 3, 1],
      ['ArrowUp', 2, 1],
      ['ArrowUp', 1, 1],
      ['ArrowRight', 1, 2],
    ] as const) {
      await keys.press(key)
      expect(await focused(page), key).toEqual([row, column])
    }
    // From the head out again, and back to where it was.
    await keys.press('Tab')
    expect(await focused(page)).toEqual([0, 0])
    await keys.press('Shift+Tab')
    expect(await focused(page)).toEqual([1, 2])
    // Enter on a head sorts, and the focus stays.
    await keys.press('Enter')
    await page.getByText('sorted by region ↑').waitFor()
    expect(await focused(page)).toEqual([1, 2])
    await keys.press('ArrowDown')
    await keys.press('Enter')
    await page.getByText(/rows? here equal fraud_count/).waitFor()
    await keys.press('Escape')
    await page.getByText(/rows? here equal fraud_count/).waitFor({ state: 'detached' })
    expect(await focused(page)).toEqual([2, 2])
    await keys.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Filter rows')
    expect(complaints).toEqual([])
  })

  test('letters sort, filter, hide and pin the column, in text they are text, and they can be turned off', async () => {
    const { page, grid, keys } = await open()
    const before = await heads(page)
    await grid.locator('[data-index="3"] [aria-colindex="5"]').click()
    await page.getByText(/rows? here equal fraud_count/).waitFor()
    await keys.press('Escape')
    await keys.press('s')
    await page.getByText('sorted by fraud_count ↓').waitFor()
    expect(await focused(page)).toEqual([2, 5])
    await keys.press('s')
    await page.getByText('sorted by fraud_count ↑').waitFor()
    await keys.press('s')
    await page.getByText("in the analysis's own order").waitFor()
    await keys.press('h')
    await expect.poll(() => heads(page)).toEqual(before.filter((name) => name !== 'fraud_count'))
    expect(await focused(page)).toEqual([2, 5])
    await keys.press('p')
    await expect
      .poll(() => heads(page))
      .toEqual([
        'category',
        'fraud_total_amount',
        ...before.slice(1).filter((name) => !['fraud_count', 'fraud_total_amount'].includes(name)),
      ])
    expect(await focused(page)).toEqual([2, 2])
    await keys.press('f')
    const box = page.getByRole('searchbox', { name: 'Filter rows' })
    await expect.poll(() => box.inputValue()).toBe('fraud_total_amount > ')
    // Nothing is filtered while the value is missing; letters go into the box.
    await page.getByText(/^Rows 1–\d+ of [\d,]+$/).waitFor()
    await keys.type('100')
    await page.getByText(/that match/).waitFor()
    await box.fill('')
    await keys.type('hs')
    expect(await heads(page)).toContain('fraud_total_amount')
    await box.fill('')

    await page.evaluate(() => localStorage.setItem('millrace.prefs', JSON.stringify({ singleKeys: false })))
    await page.reload()
    await page.locator('[data-index="0"]:not([aria-busy])').waitFor()
    const kept = await heads(page)
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    await keys.press('h')
    await keys.press('ArrowRight')
    expect(await focused(page)).toEqual([2, 2])
    expect(await heads(page)).toEqual(kept)
  })

  test('columns are resized, moved, hidden and pinned, and stay so after a reload', async () => {
    const { page, grid, keys, complaints } = await open()
    const before = await heads(page)
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    await keys.press('ArrowRight')
    const region = await widthOf(page, 'region')
    await keys.press('Alt+ArrowRight')
    await keys.press('Alt+ArrowRight')
    await keys.press('Alt+ArrowLeft')
    await expect.poll(() => widthOf(page, 'region')).toBe(region + 16)
    await keys.press('Shift+Alt+ArrowRight')
    await expect.poll(() => heads(page)).toEqual(['category', 'channel', 'region', ...before.slice(3)])
    expect(await focused(page)).toEqual([2, 3])

    // By pointer: its edge is 24 px wide.
    const grip = page.getByRole('columnheader', { name: 'channel' }).locator('.grip')
    const box = await grip.boundingBox()
    expect(box?.width).toBe(24)
    const [x, y] = [(box?.x ?? 0) + 12, (box?.y ?? 0) + 10]
    const channel = await widthOf(page, 'channel')
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 30, y)
    await page.mouse.move(x + 60, y)
    await page.mouse.up()
    await expect.poll(() => widthOf(page, 'channel')).toBe(channel + 60)
    expect(await page.getByText(/sorted by/).count()).toBe(0)
    await page.getByRole('columnheader', { name: 'payment_method' }).locator('.grip').dblclick()
    const cut = () =>
      grid
        .locator('tbody [aria-colindex="4"]')
        .evaluateAll((cells) => cells.some((cell) => cell.scrollWidth > cell.clientWidth))
    expect(await cut()).toBe(false)
    await page
      .getByRole('columnheader', { name: 'fraud_count' })
      .dragTo(page.getByRole('columnheader', { name: 'region' }))
    await expect
      .poll(() => heads(page))
      .toEqual(['category', 'channel', 'fraud_count', 'region', 'payment_method', ...before.slice(5)])

    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: 'Show affected_cities' }).press('Space')
    await dialog.getByRole('checkbox', { name: 'Pin channel' }).press('Space')
    await dialog.getByRole('button', { name: 'Move avg_fraud_score up' }).press('Enter')
    await dialog.getByRole('button', { name: 'Close' }).press('Enter')
    const after = await heads(page)
    expect(after).not.toContain('affected_cities')
    expect(after.indexOf('avg_fraud_score')).toBeLessThan(after.indexOf('fraud_total_amount'))
    expect(await grid.locator('thead .pinned').allInnerTexts()).toEqual([
      expect.stringContaining('category'),
      expect.stringContaining('channel'),
    ])

    await page.reload()
    await page.locator('[data-index="0"]:not([aria-busy])').waitFor()
    expect(await heads(page)).toEqual(after)
    expect(await widthOf(page, 'region')).toBe(region + 16)
    // Pinned ones stay where they are when the others move, none over the other.
    await page.setViewportSize({ width: 1024, height: 800 })
    const places = () =>
      grid
        .locator('[data-index="0"] .pinned')
        .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().x))
    const unmoved = await places()
    await page.locator('.result-grid .scroll').evaluate((scroller) => scroller.scrollTo({ left: 10_000 }))
    expect(await page.locator('.result-grid .scroll').evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0)
    expect(await places()).toEqual(unmoved)

    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await page.getByRole('button', { name: 'Back to default' }).press('Enter')
    await keys.press('Escape')
    await expect.poll(() => heads(page)).toEqual(before)
    await expect.poll(() => widthOf(page, 'region')).toBe(region)
    expect(complaints).toEqual([])
  })

  test('copied cells are the values of the engine at full precision', async () => {
    const { page, keys } = await open()
    const rows = await result(3)
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    for (let step = 0; step < 4; step++) await keys.press('ArrowRight')
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await keys.press(`Shift+${key}`)
    await keys.press('Control+c')
    await page.getByText('9 cells were copied.').first().waitFor()
    const names = ['fraud_count', 'fraud_total_amount', 'avg_fraud_score']
    const lines = rows.map((row) => names.map((name) => String(row[name])).join('\t'))
    expect(await clipboard(page)).toBe(lines.join('\n'))
    await keys.press('Control+Shift+c')
    await expect.poll(() => clipboard(page)).toBe([names.join('\t'), ...lines].join('\n'))
    // By pointer, and one cell alone.
    await page.locator('[data-index="0"] [aria-colindex="6"]').click({ modifiers: ['Shift'] })
    await keys.press('Control+c')
    await expect
      .poll(() => clipboard(page))
      .toBe(
        rows
          .slice(0, 1)
          .map((row) => [row['fraud_count'], row['fraud_total_amount']].join('\t'))
          .join(),
      )
    await keys.press('ArrowLeft')
    await keys.press('Control+c')
    await expect.poll(() => clipboard(page)).toBe(String(rows[0]?.['fraud_count']))
    // Elsewhere the same keys are those of the button.
    await page.getByRole('heading', { level: 1 }).click()
    await keys.press('Control+Shift+c')
    await page.getByRole('menuitem', { name: 'curl' }).waitFor()
  })

  test('rows that are not here are copied too, and too many are told', async () => {
    const { page, keys } = await open('rows')
    const { data } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=4000`))
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    const page1 = page.locator('.result-grid tbody tr[data-index]')
    await page1.first().waitFor()
    // A range from the first to the last row is beyond what goes on a clipboard.
    await keys.press('Control+Shift+End')
    await expect.poll(() => focused(page)).toEqual([ROWS + 1, 1])
    await keys.press('Control+c')
    await page.getByText('20,000 rows are too many for the clipboard; export them as a file.').first().waitFor()
    await keys.press('Control+Home')
    await expect.poll(() => focused(page)).toEqual([2, 1])
    await page.locator('.result-grid .scroll').evaluate((scroller) => scroller.scrollTo({ top: 3999 * 24 }))
    await page.locator('[data-index="3999"] [aria-colindex="1"]').click({ modifiers: ['Shift'] })
    await keys.press('Control+c')
    await page.getByText('4,000 cells were copied.').first().waitFor()
    expect(await clipboard(page)).toBe(data.map((row) => String(row['transaction_id'])).join('\n'))
    await page.locator('[data-index="3999"] [aria-colindex="2"]').click()
    await page.locator('[data-index="3999"] .mono').nth(1).click()
    await expect.poll(() => clipboard(page)).toMatch(/^CUST-\d{8}$/)
  })

  test('a column that is dragged past its left edge is as narrow as one can be, and no choice is lost by it', async () => {
    const { page, keys } = await open()
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    await keys.press('ArrowRight')
    await keys.press('h')
    const shown = await heads(page)
    expect(shown).not.toContain('region')
    const box = await page.getByRole('columnheader', { name: 'channel' }).locator('.grip').boundingBox()
    const y = (box?.y ?? 0) + 10
    await page.mouse.move((box?.x ?? 0) + 12, y)
    await page.mouse.down()
    await page.mouse.move(100, y)
    await page.mouse.move(1, y)
    await page.mouse.up()
    await expect.poll(() => widthOf(page, 'channel')).toBe(48)
    await page.reload()
    await expect.poll(() => heads(page)).toEqual(shown)
    await expect.poll(() => widthOf(page, 'channel')).toBe(48)
    await page.getByRole('button', { name: 'Columns', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Back to default' }).click()
    await expect.poll(() => heads(page)).toContain('region')
  })

  test('a range of rows begins where nothing was selected, and an id that is not there is not copied', async () => {
    const { page, keys } = await open()
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    for (let step = 0; step < 5; step++) await keys.press('ArrowDown')
    await keys.press('Shift+Space')
    await page
      .locator('.result-grid .grid-foot')
      .getByText(/^1 selected, /)
      .waitFor()
    expect(await page.locator('tr[aria-selected="true"]').getAttribute('aria-rowindex')).toBe('7')

    await page.goto(`${app.address}/#/results/${batchId}?tab=rows`)
    const { data } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=200`))
    const without = data.findIndex((row) => row['session_id'] === null)
    expect(without).toBeGreaterThanOrEqual(0)
    await page.evaluate(() => navigator.clipboard.writeText('as it was'))
    await page.locator(`[data-index="${without}"]:not([aria-busy])`).waitFor()
    const place = (await heads(page)).indexOf('session_id') + 1
    await page.locator(`[data-index="${without}"] > [aria-colindex="${place}"]`).click()
    expect(await clipboard(page)).toBe('as it was')
  })

  test('the sum of selected rows is that of the engine', async () => {
    const { page, keys } = await open()
    const rows = await result(1000)
    const foot = page.locator('.result-grid .grid-foot')
    const says = (count: number, sum: number) => `${count} selected, sum fraud_count ${sum.toLocaleString('en-US')}`
    const sumOf = (some: readonly Row[]) => some.reduce((sum, row) => sum + Number(row['fraud_count']), 0)
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    await keys.press('Space')
    await foot.getByText(says(1, sumOf(rows.slice(0, 1)))).waitFor()
    for (let step = 0; step < 4; step++) await keys.press('ArrowDown')
    await keys.press('Shift+Space')
    await foot.getByText(says(5, sumOf(rows.slice(0, 5)))).waitFor()
    await keys.press('Space')
    await foot.getByText(says(4, sumOf(rows.slice(0, 4)))).waitFor()
    expect(await page.locator('tr[aria-selected="true"]').count()).toBe(4)
    // To the last row, most of which are not in the document; rows in between are asked for.
    await keys.press('Control+End')
    await keys.press('Shift+Space')
    await foot.getByText(says(rows.length, sumOf(rows))).waitFor()
    await keys.press('s')
    await foot.getByText(/selected/).waitFor({ state: 'detached' })

    await page.goto(`${app.address}/#/results/${batchId}?tab=rows`)
    const { data } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=2`))
    for (const index of [0, 1])
      await page.locator(`[data-index="${index}"] [aria-colindex="5"]`).click({ modifiers: ['Control'] })
    const amount = data.reduce((sum, row) => sum + Number(row['total_amount']), 0)
    const money = amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' })
    await foot.getByText(`2 selected, sum total_amount ${money}`).waitFor()
  })

  test('the last of all rows and the first again, with no row left blank and the focus kept', async () => {
    const { page, grid, keys, complaints } = await open('rows')
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    const none = () => expect.poll(() => grid.locator('tr[aria-busy]').count()).toBe(0)
    for (const [key, row] of [
      ['Control+End', ROWS + 1],
      ['Control+Home', 2],
    ] as const) {
      await keys.press(key)
      await expect.poll(() => focused(page)).toEqual([row, 1])
      await none()
      expect(await page.evaluate(() => document.activeElement?.getBoundingClientRect().top ?? 0)).toBeGreaterThan(0)
    }
    // Scrolled out of sight, the cell keeps the focus, and an arrow goes on from it.
    await page.locator('.result-grid .scroll').evaluate((scroller) => scroller.scrollTo({ top: 200_000 }))
    await page.locator('[data-index="8340"]:not([aria-busy])').waitFor()
    expect(await focused(page)).toEqual([2, 1])
    await keys.press('ArrowDown')
    await expect.poll(() => focused(page)).toEqual([3, 1])
    await page.getByText(/^Rows [12]–/).waitFor()
    await none()
    expect(complaints).toEqual([])
  })

  test('ten million rows: the thumb is proportional, wheel and keys go row by row, both ends are reached', async () => {
    const many = 10_000_000
    const { page, grid, keys, complaints } = await open('rows')
    // What the engine would answer of so many: the columns it has, and rows that say their number.
    await page.route(/\/batch\/data\/[^/]+\/columns/, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ json: { ...ColumnsAnswer.parse(await answer.json()), rows: many } })
    })
    await page.route(/\/batch\/data\/[^/]+\?/, async (route) => {
      const { searchParams } = new URL(route.request().url())
      const [limit, offset] = [Number(searchParams.get('limit')), Number(searchParams.get('offset'))]
      const rows = Array.from({ length: Math.min(limit, many - offset) }, (_, index) => ({
        transaction_id: `row ${offset + index}`,
      }))
      await route.fulfill({
        json: {
          batchId,
          status: 'COMPLETED',
          rowCount: many,
          page: { limit, offset, returned: rows.length, hasMore: true, total: many },
          data: rows,
        },
      })
    })
    await page.reload()
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(many + 1))
    const row = (index: number) => page.locator(`[data-index="${index}"]`).getByText(`row ${index}`, { exact: true })
    const scroller = page.locator('.result-grid .scroll')
    const shown = async () => {
      const words = await page.locator('.result-grid .grid-foot span').first().innerText()
      const [, from = '', to = ''] = /^Rows ([\d,]+)–([\d,]+) of 10,000,000$/.exec(words) ?? []
      return [from, to].map((number) => Number(number.replaceAll(',', '')))
    }
    await row(0).waitFor()
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    await keys.press('Control+End')
    await row(many - 1).waitFor()
    await expect.poll(() => focused(page)).toEqual([many + 1, 1])
    await expect.poll(async () => (await shown())[1]).toBe(many)
    await keys.press('ArrowUp')
    await expect.poll(() => focused(page)).toEqual([many, 1])
    // The thumb in the middle, then a wheel: ten rows of 24 px.
    await scroller.evaluate((element) => element.scrollTo({ top: (element.scrollHeight - element.clientHeight) / 2 }))
    await expect.poll(async () => Math.abs(((await shown())[0] ?? 0) - many / 2)).toBeLessThan(many / 1000)
    const [middle = 0] = await shown()
    await row(middle).waitFor()
    await scroller.hover()
    await page.mouse.wheel(0, 240)
    await expect.poll(shown).toEqual([middle + 10, expect.any(Number)])
    await row(middle + 10).waitFor()
    await keys.press('Control+Home')
    await row(0).waitFor()
    await expect.poll(async () => (await shown())[0]).toBe(1)
    await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    await row(many - 1).waitFor()
    await expect.poll(async () => (await shown())[1]).toBe(many)
    await expect.poll(() => grid.locator('tr[aria-busy]').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('what is passed at once is never asked for, and what is passed before it came is aborted', async () => {
    const { page, grid } = await open('rows')
    const asked: string[] = []
    let aborted = 0
    const isRows = (url: string) => url.includes('/batch/data/')
    page.on('request', (request) => {
      if (isRows(request.url())) asked.push(request.url())
    })
    page.on('requestfailed', (request) => {
      if (isRows(request.url())) aborted += 1
    })
    const scroller = page.locator('.result-grid .scroll')
    // Its timers stand still: sixty places in no time.
    await page.clock.install()
    await page.clock.pauseAt(Date.now() + 60_000)
    await scroller.evaluate(async (element) => {
      for (let place = 1; place <= 60; place++) {
        const moved = new Promise((resolve) => element.addEventListener('scroll', resolve, { once: true }))
        element.scrollTo({ top: 50_000 + place * 5000 })
        await moved
      }
    })
    await page.locator('[data-index="14600"]').waitFor()
    expect(asked).toEqual([])
    await page.clock.resume()
    await page.locator('[data-index="14600"]:not([aria-busy])').waitFor()
    expect(asked.length).toBeLessThanOrEqual(2)

    // Every answer waits until it is let go.
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(/\/batch\/data\//, async (route) => {
      await held
      await route.continue().catch(() => undefined)
    })
    const before = asked.length
    await scroller.evaluate((element) => element.scrollTo({ top: 24_000 }))
    await expect.poll(() => asked.length).toBeGreaterThan(before)
    await scroller.evaluate((element) => element.scrollTo({ top: 240_000 }))
    await expect.poll(() => aborted).toBeGreaterThan(0)
    release()
    await page.locator('[data-index="10000"]:not([aria-busy])').waitFor()
    await expect.poll(() => grid.locator('tr[aria-busy]').count()).toBe(0)
  })

  test('a mistyped column and a value that wants quotes are told beside the box, with what to type', async () => {
    const { page, complaints } = await open()
    const box = page.getByRole('searchbox', { name: 'Filter rows' })
    await box.fill('fraud_cont > 50')
    await page.getByText('There is no column fraud_cont. Is fraud_count meant?').waitFor()
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    await page.getByText(/^Rows 1–\d+ of [\d,]+$/).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await box.fill('category = Marks and Spencer')
    await page.getByText("in quotes: category = 'Marks and Spencer'.").waitFor()
    await box.fill("category = 'Marks and Spencer'")
    await page.getByText("No row matches category = 'Marks and Spencer'.").waitFor()
    expect(await box.getAttribute('aria-invalid')).toBeNull()
    const most = Math.max(...(await result(1000)).map((row) => Number(row['fraud_count'])))
    await box.fill('fraud_count > 50000')
    await page.getByText(new RegExp(`^The largest fraud_count of [\\d,]+ rows is ${most}\\.$`)).waitFor()
    expect(complaints).toEqual([])
  })

  test('filter and sort are in the address, and what was read stays when it cannot be read again', async () => {
    const { page, keys } = await open()
    const box = page.getByRole('searchbox', { name: 'Filter rows' })
    const foot = page.locator('.result-grid .grid-foot')
    const looksAt = async (filter: string, sort: string) => {
      await expect.poll(() => box.inputValue()).toBe(filter)
      await foot.getByText(sort).waitFor()
      await foot.getByText(/that match/).waitFor()
    }
    await box.pressSequentially('fraud_count >= 1 and region = west')
    await page.getByRole('columnheader', { name: 'fraud_total_amount' }).getByRole('button').click()
    await looksAt('fraud_count >= 1 and region = west', 'sorted by fraud_total_amount ↓')
    // The head that has the focus tells what its drawing leaves out.
    await foot.getByText(/^fraud_total_amount: 0 nulls, from \$.+ to \$.+, mean \$/).waitFor()

    await page.getByRole('tab', { name: 'Rows' }).click()
    await expect.poll(() => box.inputValue()).toBe('')
    await box.fill('category = books')
    await looksAt('category = books', "in the analysis's own order")
    await page.getByRole('tab', { name: 'Result' }).click()
    await looksAt('fraud_count >= 1 and region = west', 'sorted by fraud_total_amount ↓')
    await page.getByRole('tab', { name: 'Rows' }).click()
    await looksAt('category = books', "in the analysis's own order")
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Lake' }).click()
    await box.waitFor({ state: 'detached' })
    // What was typed made no steps of its own.
    await page.goBack()
    await looksAt('category = books', "in the analysis's own order")
    await page.goBack()
    await looksAt('fraud_count >= 1 and region = west', 'sorted by fraud_total_amount ↓')
    await page.reload()
    await looksAt('fraud_count >= 1 and region = west', 'sorted by fraud_total_amount ↓')

    await page.locator('[data-index="0"] [aria-colindex="1"]').focus()
    await keys.press('ArrowDown')
    await page.route(/\/batch\//, (route) => route.abort())
    await app.restart('stop')
    await foot.getByText('read before; not read again since').waitFor()
    await looksAt('fraud_count >= 1 and region = west', 'sorted by fraud_total_amount ↓')
    expect(await focused(page)).toEqual([3, 1])
  })

  test('values stand as the design says, with the unit in the head', async () => {
    const { page, grid } = await open('rows')
    const [row = {}] = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=1`)).data
    const cell = async (name: string) => {
      const place = (await heads(page)).indexOf(name) + 1
      return grid.locator(`[data-index="0"] [aria-colindex="${place}"]`).innerText()
    }
    expect(await cell('event_timestamp')).toBe(String(row['event_timestamp']).slice(0, 19).replace('T', ' '))
    expect(await cell('total_amount')).toMatch(/^\$[\d,]+\.\d\d$/)
    expect(await cell('fraud_score')).toMatch(/^\d\.\d{4}$/)
    expect(await page.getByRole('columnheader', { name: 'event_timestamp' }).getAttribute('title')).toBe('UTC')
    await page.getByRole('columnheader', { name: 'event_timestamp' }).getByText('UTC').waitFor()
    expect(await grid.locator('.null .sr').first().innerText()).toBe('null')
    // Nothing usual is cut.
    expect(
      await grid
        .locator('tbody [aria-colindex]')
        .evaluateAll((cells) => cells.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)),
    ).toEqual([])
  })

  test('in a narrow window the grid alone moves sideways', async () => {
    const { page } = await open()
    await page.setViewportSize({ width: 390, height: 800 })
    const wide = (selector: string) =>
      page.locator(selector).evaluate((element) => element.scrollWidth > element.clientWidth)
    await expect.poll(() => wide('.result-grid .scroll')).toBe(true)
    expect(await wide('html')).toBe(false)
    expect(await wide('main')).toBe(false)
    expect(await page.locator('.result-grid tbody tr[data-index]').count()).toBeLessThan(100)
  })

  test('axe finds nothing wrong with a range, a selection, a pinned column and a sort, in both themes', async () => {
    const { page, keys, complaints } = await open()
    await page.getByRole('button', { name: 'Columns', exact: true }).focus()
    await keys.press('Tab')
    await keys.press('ArrowRight')
    await keys.press('p')
    await keys.press('s')
    await page.getByText(/sorted by/).waitFor()
    await keys.press('Space')
    await keys.press('Shift+ArrowDown')
    await keys.press('Shift+ArrowRight')
    await page.getByText(/1 selected, sum/).waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(complaints).toEqual([])
  })
})
