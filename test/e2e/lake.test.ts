import { existsSync } from 'node:fs'
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TableList } from '../../src/shared/table'
import { events } from '../support/event-json'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'
import { streamInto } from './support/stream-into'

const MESSAGES = 30

describeApp(
  'the Lake screen',
  { seed: { records: 5000, days: 5 }, prepare: (base) => streamInto(base, events(MESSAGES)) },
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
      const leftover = join((await transactions())?.path ?? '', 'part-of-a-crash.parquet')
      await writeFile(leftover, 'PAR1')
      const long = new Date(Date.now() - 30 * 86_400_000)
      await utimes(leftover, long, long)
      const { page, complaints } = await app.open('lake')
      const dialog = page.getByRole('alertdialog', { name: 'Delete 1 file, 4 B?' })
      await page.getByRole('button', { name: 'Vacuum…' }).press('Enter')
      await dialog.getByText('part-of-a-crash.parquet').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      expect(existsSync(leftover)).toBe(true)
      await page.getByRole('button', { name: 'Vacuum…' }).press('Enter')
      await dialog.getByRole('button', { name: 'Delete files' }).press('Enter')
      await page.getByText('1 file was deleted, 4 B.').waitFor()
      expect(existsSync(leftover)).toBe(false)
      expect(complaints).toEqual([])
    })

    test('an empty lake says how a table comes to be', async () => {
      const { page, complaints } = await app.open('lake', { from: await app.another() })
      await page.getByText('There is no table yet.').waitFor()
      expect(complaints).toEqual([])
    })
  },
)
