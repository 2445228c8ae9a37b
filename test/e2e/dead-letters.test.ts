import { expect, test } from 'vitest'
import { DeadLetterPage } from '../../src/shared/stream'
import { eventJson, events } from '../support/event-json'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'
import { streamInto } from './support/stream-into'

const MESSAGES = [
  ...events(20),
  eventJson({ transaction_id: 'half', quantity: 1.5 }),
  eventJson({ transaction_id: 'nobody', customer_id: null }),
  eventJson({ transaction_id: 'list', city: [] }),
  '{"transaction_id": "cut',
  null,
  new Uint8Array([0xff, 0x00, 0x41]),
]

describeApp('the Dead letters screen', { prepare: (base) => streamInto(base, MESSAGES) }, (app) => {
  async function letters(query = ''): Promise<DeadLetterPage> {
    return DeadLetterPage.parse(await app.get(`/stream/dead-letters${query}`))
  }

  test('letters are counted, found by filters, and a time that is none is said beside its field', async () => {
    const { page, complaints } = await app.open('dead-letters')
    await page.getByText('Rows 1–6 of 6').waitFor()
    await page.getByRole('button', { name: 'BAD_VALUE' }).click()
    await page.getByText('Rows 1–2 of 2').waitFor()
    await page.getByRole('combobox', { name: 'Field' }).selectOption('city')
    await page.getByText('Rows 1–1 of 1').waitFor()
    const from = page.getByRole('textbox', { name: 'Dead at or after, UTC' })
    await from.fill('2026-02-30')
    await from.press('Enter')
    await page.getByText('2026-02-30 is not a time.').waitFor()
    await expect.poll(() => from.inputValue()).toBe('2026-02-30')
    await from.fill('2099-01-01')
    await from.press('Enter')
    await page.getByText('No dead letter matches these filters.').waitFor()
    await page.reload()
    await page.getByText('No dead letter matches these filters.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).last().click()
    await page.getByText('Rows 1–6 of 6').waitFor()
    expect(complaints).toEqual([])
  })

  test('axe finds nothing wrong with list and panel, in both themes', async () => {
    const { page } = await app.open('dead-letters?code=NOT_UTF8')
    await page.getByRole('row', { name: /NOT_UTF8/ }).click()
    await page.getByText('ff 00 41').waitFor()
    expect(await axeFindings(page)).toEqual([])
  })

  test('[promise 9] a letter is opened, corrected and redriven by keyboard; what is still wrong is said beside it', async () => {
    const { page, complaints } = await app.open('dead-letters?field=quantity')
    const row = page.getByRole('row', { name: /BAD_VALUE/ })
    await row.focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary')
    await panel.locator('mark', { hasText: '"quantity":1.5' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await expect.poll(() => row.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Edit and redrive' }).press('Enter')
    const corrected = panel.getByRole('textbox', { name: 'Corrected message' })
    await corrected.fill(eventJson({ transaction_id: 'half', quantity: 2.5 }))
    await panel.getByRole('button', { name: 'Redrive', exact: true }).press('Enter')
    await panel.getByText(/^Still not a row:/).waitFor()
    await expect.poll(() => corrected.inputValue()).toContain('2.5')
    await corrected.fill(eventJson({ transaction_id: 'half', quantity: 3 }))
    await panel.getByRole('button', { name: 'Redrive', exact: true }).press('Enter')
    await panel.getByText(/^The row is in the table since v\d+\.$/).waitFor()
    await expect.poll(() => letters('?field=quantity')).toMatchObject({ live: 0, redriven: 1 })

    await panel.getByRole('button', { name: 'Close panel' }).focus()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('all letters of a reason are redriven at once, each answered', async () => {
    const { page } = await app.open('dead-letters')
    await page.getByRole('button', { name: 'Redrive all…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Redrive all of a reason' })
    await dialog.getByRole('combobox', { name: 'Reason' }).selectOption('NOT_JSON')
    await dialog.getByRole('button', { name: 'Redrive 1 letter' }).click()
    await dialog.getByText('0 letters became rows, 1 still cannot.').waitFor()
    await dialog.getByText(/^0:23 Still not a row:/).waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect((await letters('?code=NOT_JSON')).live).toBe(1)
  })

  test('an empty lake says that there is none', async () => {
    const { page, complaints } = await app.open('dead-letters', { from: await app.another() })
    await page.getByText('There is no dead letter.').waitFor()
    expect(complaints).toEqual([])
  })
})
