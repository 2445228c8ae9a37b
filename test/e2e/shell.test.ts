import { expect, test } from 'vitest'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'

const SCREENS = ['Overview', 'Stream', 'Dead letters', 'Batch', 'Results', 'Lake', 'Settings']

describeApp('the shell in a browser', {}, (app) => {
  test('every screen is reached by its entry on an empty lake, without a complaint', async () => {
    const { page, complaints } = await app.open()
    const nav = page.getByRole('navigation', { name: 'Screens' })
    for (const name of SCREENS) {
      const entry = nav.getByRole('link', { name })
      await expect.poll(() => entry.innerText()).toContain(name)
      await entry.click()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => entry.getAttribute('aria-current')).toBe('page')
    }
    expect(complaints).toEqual([])
  })

  test('G and a letter go to a screen, Ctrl K finds one, ? shows the keys', async () => {
    const { page } = await app.open()
    await page.getByRole('heading', { level: 1 }).waitFor()
    // The second key counts for 1.2 s: on a busy machine it may come too late.
    await expect
      .poll(async () => {
        await page.keyboard.press('g')
        await page.keyboard.press('l')
        return page.evaluate(() => location.hash)
      })
      .toBe('#/lake')
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Screen, action, analysis or batch').fill('dead')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => location.hash === '#/dead-letters')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor({ state: 'detached' })
  })

  test('F6 goes from pane to pane and back, also out of a field; / goes to the search', async () => {
    const { page } = await app.open('settings')
    const search = page.getByRole('searchbox')
    await search.waitFor()
    await page.keyboard.press('/')
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search')
    const visited: (string | null)[] = []
    const step = async (keys: string): Promise<string | null> => {
      await page.keyboard.press(keys)
      return page.evaluate(() => document.activeElement?.tagName ?? null)
    }
    do visited.push(await step('F6'))
    while (visited.at(-1) !== 'HEADER' && visited.length < 20)
    expect(visited.at(-1)).toBe('HEADER')
    expect(await step('F6')).toBe('NAV')
    expect(await step('F6')).toBe('NAV')
    expect(await step('F6')).toBe('SECTION')
    expect(await step('Shift+F6')).toBe('NAV')
    expect(await step('Shift+F6')).toBe('NAV')
    expect(await step('Shift+F6')).toBe('HEADER')
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Shortcuts' })
    for (const name of ['Next pane', 'Search or filter this pane', 'Copy as curl, SQL or Python', 'Export'])
      await sheet.getByText(name, { exact: true }).waitFor()
  })

  test('an analysis is found by its name, and stands in the form of a new batch', async () => {
    const { page, complaints } = await app.open()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Screen, action, analysis or batch').fill('inventory')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Batch' }).waitFor()
    await expect.poll(() => page.getByRole('radio', { name: /^inventory_velocity/ }).isChecked()).toBe(true)
    expect(complaints).toEqual([])
  })

  test('axe finds nothing wrong with the shell, in both themes', async () => {
    const { page } = await app.open()
    await page.getByText('Stopped').first().waitFor()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await axeFindings(page)).toEqual([])
  })

  test('a link opens the page once, and leaves a cookie that no script sees', async () => {
    const { link, address } = app.served
    const first = link('settings/api')
    const { page, complaints } = await app.open(first)
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    expect(page.url()).toBe(`${address}/#/settings/api`)
    expect(await page.evaluate(() => document.cookie)).toBe('')
    expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict', domain: '127.0.0.1' }])
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await page.locator('.health .word', { hasText: 'Stopped' }).waitFor()
    expect(complaints).toEqual([])
    const { page: other } = await app.open('about:blank')
    for (const refused of [first, `${address}/`]) {
      const answer = await other.goto(refused)
      expect(answer?.status()).toBe(401)
      expect(await answer?.text()).toContain('millrace open --browser')
    }
  })

  test('an engine that dies is shown at once, and again when it is back', async () => {
    const { page } = await app.open()
    await page.getByText('Stopped').first().waitFor()
    await app.served.kill()
    await page.locator('.health .word', { hasText: 'Offline' }).waitFor()
    await app.restart('kill')
    await page.locator('.health .word', { hasText: 'Stopped' }).waitFor()
  })
})
