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

  test('keys work on a keyboard of another script, once while they are held; Ctrl Shift S asks what to start', async () => {
    const { page } = await app.open('lake')
    await page.getByRole('heading', { level: 1 }).waitFor()
    const press = (init: object) =>
      page.evaluate((given) => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...given }))
      }, init)
    await press({ key: 'л', code: 'KeyK', ctrlKey: true, repeat: true })
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await press({ key: 'л', code: 'KeyK', ctrlKey: true })
    await page.getByPlaceholder('Screen, action, analysis or batch').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Shift+S')
    await page.getByRole('dialog', { name: 'Start stream' }).waitFor()
  })

  test('F6 and / reach the parts of a screen that is one list', async () => {
    const { page } = await app.open('dead-letters')
    await page.getByText('There is no dead letter.').waitFor()
    await page.goto(`${app.address}/#/lake`)
    await page.getByText('There is no table yet.').waitFor()
    await page.keyboard.press('/')
    await page.getByText('This screen has no search.').waitFor()
    // A toast is no dialog: it stands in no key's way.
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
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

  test('an engine that dies is shown at once, and again when it is back; what it said last is no news by then', async () => {
    const { page } = await app.open()
    await app.post('/stream/start', { source: 'sample' })
    const word = page.locator('.health .word')
    await word.filter({ hasText: /Healthy|Catching up/ }).waitFor()
    await word.evaluate((element) => {
      const words = [element.textContent]
      new MutationObserver(() => words.push(element.textContent)).observe(element, {
        characterData: true,
        childList: true,
        subtree: true,
      })
      Object.assign(window, { words })
    })
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => /\/palette-[^/]*\.js$/.test(name)),
    )
    await app.served.kill()
    await word.filter({ hasText: 'Offline' }).waitFor()
    // Its code is there already, though nothing can be fetched now.
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Screen, action, analysis or batch').waitFor()
    await page.keyboard.press('Escape')
    await app.restart('kill')
    await word.filter({ hasText: 'Stopped' }).waitFor()
    const words = await page.evaluate(() => (window as unknown as { readonly words: readonly string[] }).words)
    expect(words.slice(words.indexOf('Offline'))).toEqual(['Offline', 'Stopped'])
  })
})
