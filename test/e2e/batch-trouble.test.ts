import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { BatchList } from '../../src/shared/batch'
import { whileWorkersAreHeld, workersOf } from '../support/batch-worker'
import { until } from '../support/until'
import { missingForSmallDisks, openSmallDisk, type SmallDisk } from '../support/small-disk'
import { runByClicks } from './support/analyses-walk'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'

const SEED = { records: 20_000, days: 10 }

/** Chooses an analysis and a value by hand, as they must stand there after whatever goes wrong. */
async function fillForm(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^fraud_analysis/ }).check()
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('combobox', { name: 'Value, category' }).fill('grocery')
  await page.keyboard.press('Escape')
}

async function expectForm(page: Page): Promise<void> {
  await expect.poll(() => page.getByRole('radio', { name: /^fraud_analysis/ }).isChecked()).toBe(true)
  await expect.poll(() => page.getByRole('combobox', { name: 'Value, category' }).inputValue()).toBe('grocery')
}

describeApp('a batch in trouble', { seed: SEED }, (app) => {
  test('an engine that dies fails its batch with the reason, which stands where it was run, and what was typed stays', async () => {
    const { page } = await app.open('batch')
    await page.getByText(/of 20,000 rows/).waitFor()
    await fillForm(page)
    const engine = app.served.child.pid
    await whileWorkersAreHeld(async () => {
      await page.getByRole('button', { name: /^Run batch/ }).click()
      await page.getByRole('row', { name: /^fraud_analysis .*Running/ }).waitFor()
      // One that is not asked yet would be replaced, and the batch completed; the first fraction says that it is.
      await until(
        async () => BatchList.parse(await app.get('/batch/list?limit=1')).batches[0],
        (batch) => batch?.progress?.fraction === 0,
      )
      for (const pid of workersOf(engine)) process.kill(pid, 'SIGKILL')
    }, engine)
    const why = page.getByText(/The batch worker process ended .*Run it again\./).first()
    await page.getByRole('row', { name: /Failed fraud_analysis/ }).waitFor()
    await why.waitFor()
    await expectForm(page)
    await page.getByRole('link', { name: 'fraud_analysis' }).first().click()
    await page
      .getByRole('alert')
      .getByText(/^fraud_analysis failed/)
      .waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Edit and re-run' }).last().click()
    await expectForm(page)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('row', { name: /Completed fraud_analysis/ }).waitFor()
  })

  test('a result that is deleted while it is looked at says so, and leads on', async () => {
    const { page } = await app.open('batch')
    const batchId = await runByClicks(page, 'channel_performance')
    await page.getByRole('grid').waitFor()
    const other = (await app.open('batch')).page
    await other.getByRole('checkbox', { name: `Select ${batchId}` }).check()
    await other.getByRole('button', { name: 'Delete' }).click()
    await other.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await other.getByRole('link', { name: 'channel_performance' }).waitFor({ state: 'detached' })
    await page.getByText('This batch could not be read.').waitFor()
    await page.reload()
    await page.getByText('This batch could not be read.').waitFor()
    await page.getByRole('alert').getByText(batchId).waitFor()
    await page.getByRole('alert').getByText('It was deleted, or its id is mistyped').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'To the queue' }).click()
    await page.getByRole('heading', { level: 1, name: 'Batch' }).waitFor()
  })
})

let disk: SmallDisk

describeApp(
  'a batch whose disk is full',
  {
    seed: SEED,
    missing: missingForSmallDisks(),
    prepare: async () => {
      disk = await openSmallDisk()
    },
    settings: () => ({ 'pipeline.delta.batch-base-path': join(disk.folder, 'batches') }),
    afterwards: () => disk.remove(),
  },
  (app) => {
    test('it says what to do, and runs once there is room', async () => {
      const { page } = await app.open('batch')
      await page.getByText(/of 20,000 rows/).waitFor()
      await fillForm(page)
      await disk.leaveFree(64 * 1024)
      await page.keyboard.press('Control+Enter')
      await page.getByRole('row', { name: /Failed fraud_analysis/ }).waitFor()
      await page.getByText('The disk is full. Free space, then run the batch again.').first().waitFor()
      await expectForm(page)
      await disk.leaveFree(32 * 2 ** 20)
      await page.getByRole('checkbox', { name: /^Select batch-/ }).check()
      await page.getByRole('button', { name: 'Re-run on the newest version' }).click()
      await page.getByRole('row', { name: /Completed fraud_analysis/ }).waitFor()
    })
  },
)

describeApp(
  'a batch over a lake of a newer protocol',
  {
    seed: SEED,
    prepare: (base) => {
      writeNewerProtocol(join(base, 'stream/transactions/_delta_log'))
      return Promise.resolve()
    },
  },
  (app) => {
    test('the form says what it cannot read and why, before it is run and after, and keeps what was typed', async () => {
      const { page } = await app.open('batch')
      await fillForm(page)
      await page.getByText(/The estimate could not be made\..*timeTravelling/).waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: /^Run batch/ }).click()
      await page.getByText('The batch was not submitted.').first().waitFor()
      await page
        .getByText(/timeTravelling/)
        .nth(1)
        .waitFor()
      await expectForm(page)
    })
  },
)

/** As a writer of a later day would leave it. */
function writeNewerProtocol(log: string): void {
  const versions = readdirSync(log).flatMap((name) => (/^\d{20}\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
  const next = String(Math.max(...versions) + 1).padStart(20, '0')
  const features = ['timeTravelling']
  const protocol = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features }
  writeFileSync(join(log, `${next}.json`), `${JSON.stringify({ protocol })}\n`)
}
