import { expect, test } from 'vitest'
import { TableList } from '../../src/shared/table'
import { events } from '../support/event-json'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'
import { streamInto } from './support/stream-into'

const MESSAGES = 30
let retention = '7d'

describeApp(
  'the Lake screen',
  {
    seed: { records: 5000, days: 5 },
    prepare: (base) => streamInto(base, events(MESSAGES)),
    settings: () => ({ 'pipeline.delta.retention': retention }),
  },
  (app) => {
    async function transactions(): Promise<TableList['tables'][number] | undefined> {
      return TableList.parse(await app.get('/lake/tables')).tables.find(({ name }) => name === 'transactions')
    }

    test('tables, versions and schema are shown; a version is taken over by the batch form', async () => {
      const table = await transactions()
      const { page, complaints } = await app.open('lake')
      const row = page.getByRole('row', { name: /^transactions/ })
      await row.waitFor()
      await expect.poll(() => row.innerText()).toContain('5,030')
      await page.getByText(`${(table?.version ?? 0) + 1} versions`).waitFor()
      await page.getByRole('link', { name: 'Browse v1 with a batch' }).press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Batch' }).waitFor()
      await expect.poll(() => page.getByRole('textbox', { name: 'Table version' }).inputValue()).toBe('1')

      await page.goto(`${app.address}/#/lake/transactions?tab=schema`)
      await page.getByRole('rowheader', { name: 'transaction_id' }).waitFor()
      await page.goto(`${app.address}/#/lake/nothing`)
      await page.getByText('There is no table nothing.').waitFor()
      await page.getByRole('button', { name: 'Show the transactions table' }).click()
      await page.getByRole('navigation', { name: 'Parts of transactions' }).waitFor()
      expect(complaints).toEqual([])
    })

    test('the audit shows by partition that each offset is a row once', async () => {
      const { page } = await app.open('lake/transactions?tab=audit')
      await page.getByText('Every offset is a row, a dead letter or a recorded gap, exactly once.').waitFor()
      const row = page.getByRole('table', { name: 'Offsets by partition' }).getByRole('row').nth(1)
      await expect.poll(() => row.innerText()).toContain(String(MESSAGES))
      await expect.poll(() => row.innerText()).toContain('agrees')
    })

    test('axe finds nothing wrong with its parts, in both themes', async () => {
      const { page } = await app.open()
      for (const [tab, shown] of [
        ['versions', 'Browse v0 with a batch'],
        ['schema', 'Protocol'],
        ['audit', 'exactly once.'],
      ]) {
        await page.goto(`${app.address}/#/lake/transactions?tab=${tab}`)
        await (
          tab === 'versions' ? page.getByRole('link', { name: shown ?? '' }) : page.getByText(shown ?? '')
        ).waitFor()
        expect(await axeFindings(page)).toEqual([])
      }
    })

    test('a table is compacted with its figures, and vacuum looks before it would delete', async () => {
      const before = await transactions()
      const { page, complaints } = await app.open('lake')
      await page.getByRole('button', { name: 'Compact', exact: true }).click()
      await page.getByText(/files? of .* became|There was nothing to compact/).waitFor()
      const after = await transactions()
      expect(after?.rows).toBe(before?.rows)
      expect(after?.compactableFiles).toBe(0)
      await page.getByRole('button', { name: 'Vacuum…' }).click()
      await page.getByText(/^Nothing is due: files stay 7 d/).waitFor()
      await expect
        .poll(() => transactions())
        .toMatchObject({ removedFiles: after?.removedFiles, version: after?.version })
      expect(complaints).toEqual([])
    })

    test('what vacuum would delete is asked about, with the focus on keeping it', async () => {
      retention = '0s'
      await app.restart('stop')
      const { page, complaints } = await app.open('lake')
      const due = (await transactions())?.removedFiles ?? 0
      expect(due).toBeGreaterThan(0)
      const dialog = page.getByRole('alertdialog', { name: new RegExp(`^Delete ${due} file`) })
      await page.getByRole('button', { name: 'Vacuum…' }).press('Enter')
      await dialog.waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      expect((await transactions())?.removedFiles).toBe(due)
      await page.getByRole('button', { name: 'Vacuum…' }).press('Enter')
      await dialog.getByRole('button', { name: 'Delete files' }).press('Enter')
      await page.getByText(new RegExp(`^${due} files? (was|were) deleted`)).waitFor()
      await page.getByRole('button', { name: 'Vacuum…' }).press('Enter')
      await page.getByText(/^Nothing is due/).waitFor()
      expect(complaints).toEqual([])
    })

    test('an empty lake says how a table comes to be', async () => {
      const { page, complaints } = await app.open('lake', { from: await app.another() })
      await page.getByText('There is no table yet.').waitFor()
      expect(complaints).toEqual([])
    })
  },
)
