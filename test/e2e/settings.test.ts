import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { BatchList, BatchRecord } from '../../src/shared/batch'
import { SettingList } from '../../src/shared/system'
import { unzip } from '../support/unzip'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'

const SETTINGS = { environment: { KAFKA_BOOTSTRAP_SERVERS: 'broker.test:9093' }, seed: { records: 1000, days: 3 } }

describeApp('the Settings screen', SETTINGS, (app) => {
  test('every key stands there with its value and source, is found, and says how it is changed', async () => {
    const { settings } = SettingList.parse(await app.get('/config'))
    const { page, complaints } = await app.open('settings')
    await page.getByText(`${settings.length} of ${settings.length} keys`).waitFor()
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('broker.test')
    await page.getByText(`1 of ${settings.length} keys`).waitFor()
    const row = page.getByRole('row', { name: /pipeline\.kafka\.bootstrap-servers/ })
    await expect.poll(() => row.innerText()).toContain('Environment')
    await row.focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: 'How to change' })
    const code = async (name: string): Promise<string> => panel.locator('pre', { hasText: name }).innerText()
    await expect
      .poll(() => code('--set'))
      .toBe('millrace serve --set pipeline.kafka.bootstrap-servers=broker.test:9093')
    await expect.poll(() => code('export')).toBe('export KAFKA_BOOTSTRAP_SERVERS=broker.test:9093')
    await expect.poll(() => code('pipeline:')).toBe('pipeline:\n  kafka:\n    bootstrap-servers: "broker.test:9093"')
    await panel.getByRole('button', { name: 'Close panel' }).focus()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('no such thing')
    await page.getByText('No setting matches.').waitFor()
    expect(complaints).toEqual([])
  })

  test('a limit of retention is tried before it is set: what would go is listed, and nothing is deleted', async () => {
    const old = await app.run('fraud_analysis', 3)
    await app.run('hourly_trends', 3)
    const kept = BatchRecord.parse(await app.get(`/batch/status/${old}`))
    const { page, complaints } = await app.open('settings', { clipboard: true })
    const preview = page.getByRole('region', { name: 'What would go' })
    await page.getByRole('row', { name: /pipeline\.batch\.retention-days/ }).click()
    await preview.getByRole('button', { name: 'Preview' }).click()
    await preview.getByText('No limit is set, and every batch stays.').waitFor()
    const days = preview.getByRole('textbox', { name: 'Days since the end of a batch' })
    await days.fill('30')
    await days.press('Enter')
    await preview.getByText('No batch would go.').waitFor()
    await preview.getByText('Retention deletes batches that ended more than 30 days ago.').waitFor()

    await page.getByRole('row', { name: /pipeline\.batch\.retention-bytes/ }).click()
    await preview.getByRole('textbox', { name: 'Size of all results' }).fill('1kB')
    await preview.getByRole('button', { name: 'Preview' }).click()
    const since = kept.endTime?.slice(0, 19).replace('T', ' ') ?? ''
    await preview.getByText(new RegExp(`^1 batch, [\\d.]+ kB would go, the oldest from ${since} UTC\\.$`)).waitFor()
    const table = preview.getByRole('table', { name: 'Batches that would go, the oldest first' })
    await expect.poll(() => table.getByRole('row').count()).toBe(2)
    await expect.poll(() => table.innerText()).toContain('fraud_analysis')
    await preview.getByText('1 of 1 batch').waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(BatchList.parse(await app.get('/batch/list')).total).toBe(2)
    expect(complaints).toEqual([])

    const size = preview.getByRole('textbox', { name: 'Size of all results' })
    await size.fill('much')
    await size.press('Enter')
    await preview.getByText('bytes: must be a size such as 10GB or 64MiB').waitFor()
    expect(await axeFindings(page)).toEqual([])
  })

  test('theme and rows take effect at once and outlive a reload', async () => {
    const { page } = await app.open('settings/appearance')
    await page.getByRole('radio', { name: 'Dark' }).press('Space')
    await page.getByRole('radio', { name: 'Relaxed, 32' }).press('Space')
    const shown = () =>
      page.evaluate(() => {
        const { theme, rows } = document.documentElement.dataset
        return { theme, rows }
      })
    await expect.poll(() => shown()).toMatchObject({ theme: 'dark', rows: 'relaxed' })
    await page.reload()
    await page.getByRole('heading', { level: 2, name: 'Appearance' }).waitFor()
    await expect.poll(() => shown()).toMatchObject({ theme: 'dark', rows: 'relaxed' })
    await expect.poll(() => page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true)
  })

  test('diagnostics are copied with settings and state, and the address stands under API', async () => {
    const { page } = await app.open('settings/api', { clipboard: true })
    await page.getByText(app.address, { exact: true }).waitFor()
    await page.getByText('No token is in use').waitFor()
    await page.getByRole('button', { name: 'Copy redacted diagnostics' }).click()
    await page.getByText('Diagnostics were copied').waitFor()
    const copied: unknown = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(copied).toMatchObject({ shownIn: 'browser', connection: 'online', settings: expect.any(Array) as unknown })
    await page.getByRole('link', { name: 'About' }).click()
    await page.getByText('Apache License 2.0').waitFor()
  })

  test('the support bundle is saved from here', async () => {
    const { page } = await app.open('settings')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save support bundle' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^millrace-support-\d{4}-\d\d-\d\d\.zip$/)
    const files = unzip(await readFile(await download.path()))
    expect([...files.keys()]).toEqual(expect.arrayContaining(['checks.json', 'settings.json', 'instance/health.json']))
    await page.getByText('Secrets and your home folder are taken out').waitFor()
  })

  test('axe finds nothing wrong with its sections, in both themes', async () => {
    const { page } = await app.open()
    for (const [section, heading] of [
      ['effective', 'Effective settings'],
      ['appearance', 'Appearance'],
      ['api', 'API and token'],
      ['about', 'About'],
    ]) {
      await page.goto(`${app.address}/#/settings/${section}`)
      await page.getByRole('heading', { level: 2, name: heading ?? '' }).waitFor()
      if (section === 'effective') await page.getByRole('row', { name: /pipeline\.http\.port/ }).click()
      expect(await axeFindings(page)).toEqual([])
    }
  })
})
