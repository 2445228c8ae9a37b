// Pictures of every screen and state, both themes, two sizes: npm run screenshots [-- --out FOLDER --only NAME,NAME]
// Against real engines: an empty one, one with sample rows and a stream (of a real broker where there is a JDK, with
// messages that are no rows), one in trouble, one whose table is too new, and one that dies while it is looked at.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { fill, openBroker, openHalted, openNewer, openTroubled, serve } from './lib/worlds.mjs'

const SIZES = [
  [1440, 900],
  [1024, 700],
]
const SETTLE_MS = 1500

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(import.meta.dirname, '../out/screenshots') },
    only: { type: 'string' },
    records: { type: 'string', default: '200000' },
    /** Seconds the stream runs before the first picture, so that the charts have something to show. */
    warm: { type: 'string', default: '30' },
  },
})
const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path && existsSync(path),
)
if (executablePath === undefined) {
  console.log('SKIPPED: needs Chromium (apt-get install chromium, or CHROMIUM_PATH)')
  process.exit(0)
}

/** By engine: name, route (may depend on the engine), and what is done there before the picture. */
const PICTURES = {
  empty: [
    ['first-run', 'overview'],
    ['stream-empty', 'stream'],
    ['dead-letters-empty', 'dead-letters'],
    ['batch-empty', 'batch'],
    ['results-empty', 'results'],
    ['lake-empty', 'lake'],
  ],
  full: [
    ['overview', 'overview'],
    ['activity', 'overview/activity'],
    ['stream', 'stream'],
    ['stream-cursor', 'stream', (page) => page.getByRole('img', { name: /^Duration of/ }).press('Home')],
    ['windows', 'stream/windows'],
    ['messages', 'stream/messages', (page) => page.getByRole('grid').getByRole('row').nth(3).click()],
    ['topics', 'stream/topics'],
    ['groups', 'stream/groups'],
    ['brokers', 'stream/brokers'],
    ['dead-letters', 'dead-letters'],
    ['dead-letter', 'dead-letters', (page) => page.getByRole('grid').getByRole('row').nth(1).click()],
    ['batch', 'batch'],
    ['reports', 'batch/reports'],
    ['report', 'batch', (page) => fillReport(page, '0 6 * * 1-5')],
    ['report-wrong', 'batch', (page) => fillReport(page, '0 6 31 2 *')],
    ['results-list', 'results'],
    ...['revenue_by_category', 'payment_analysis', 'customer_segmentation', 'fraud_analysis'].map((name) => [
      name === 'fraud_analysis' ? 'results' : `results-${name}`,
      ({ batches }) => `results/${batches[name]}`,
    ]),
    ...['hourly_trends', 'channel_performance', 'inventory_velocity', 'revenue_by_region'].map((name) => [
      `results-${name}`,
      ({ batches }) => `results/${batches.full_report}?analysis=${name}`,
    ]),
    ['results-report', ({ batches }) => `results/${batches.full_report}`],
    ['results-rows', ({ batches }) => `results/${batches.fraud_analysis}?tab=rows`],
    ['results-plan', ({ batches }) => `results/${batches.payment_analysis}?tab=plan`],
    ['results-behind', ({ batches }) => `results/${batches.live}`, openMessage],
    ['results-filtered', ({ batches }) => `results/${batches.fraud_analysis}?tab=rows`, narrowRows],
    ['export-menu', ({ batches }) => `results/${batches.fraud_analysis}?tab=rows`, openExport],
    ['compare', ({ batches }) => `results/compare?left=${batches.older}&right=${batches.fraud_analysis}`],
    [
      'compare-picker',
      ({ batches }) => `results/${batches.fraud_analysis}`,
      (page) => page.getByRole('button', { name: 'Compare…' }).click(),
    ],
    ['lake', 'lake'],
    ['lake-schema', 'lake/transactions?tab=schema'],
    ['lake-audit', 'lake/transactions?tab=audit'],
    ['settings', 'settings'],
    ['setting', 'settings', (page) => page.getByRole('grid').getByRole('row').nth(5).click()],
    ['retention', 'settings', previewRetention],
    ['appearance', 'settings/appearance'],
    ['api', 'settings/api'],
    ['about', 'settings/about'],
    ['connection', 'stream/connections', testConnection],
    ['connection-new', 'stream/connections/new'],
    ['palette', 'overview', (page) => page.keyboard.press('Control+k')],
    ['shortcuts', 'overview', (page) => page.keyboard.press('?')],
  ],
  exploring: [['exploring', 'overview', explore]],
  waiting: [['stream-waiting', 'stream']],
  lost: [
    ['stream-lost', 'stream'],
    ['stream-lost-ask', 'stream', (page) => page.getByRole('button', { name: 'Go on without them…' }).click()],
    ['overview-lost', 'overview'],
    ['connect', 'stream', tryToConnect],
  ],
  away: [['stream-away', 'stream']],
  troubled: [
    ['kafka-away', 'stream/topics', (page) => page.getByRole('alert').waitFor()],
    ['connection-away', 'stream/connections', testConnection],
    ['start-away', 'stream', startStream],
    ['batch-failed', 'batch'],
    ['batch-wrong', 'batch', fillWrong],
    ['result-failed', ({ failed }) => `results/${failed}`],
    ['result-gone', 'results/batch-20200101-00000000'],
    ['overview-stopped', 'overview'],
  ],
  newer: [
    ['overview-newer', 'overview'],
    ['lake-newer', 'lake'],
    ['batch-newer', 'batch'],
  ],
  // Last: each picture begins anew and ends with the death of its engine.
  dying: [
    ['offline-overview', 'overview'],
    ['offline-batch', 'batch', fillWrong],
    ['offline-results', 'results'],
  ],
}

const OPEN = {
  empty: (path) => serve(path),
  exploring: (path) => serve(path, { 'pipeline.sample.records': 10_000_000 }),
  waiting: (path) => openHalted(path, 'waiting'),
  lost: (path) => openHalted(path, 'lost'),
  away: (path) => openHalted(path, 'away'),
  troubled: openTroubled,
  newer: openNewer,
  dying: openDying,
  async full(path) {
    const broker = await openBroker(folder)
    const engine = await serve(
      path,
      broker === null
        ? { 'pipeline.stream.trigger-interval': '1s' }
        : { 'pipeline.stream.trigger-interval': '1s', 'pipeline.kafka.bootstrap-servers': broker.servers },
    )
    const source = broker === null ? 'sample' : 'kafka'
    const batches = await fill(engine, { records: Number(values.records), source, warmMs: Number(values.warm) * 1000 })
    return {
      ...engine,
      batches,
      async stop() {
        await engine.stop()
        await broker?.stop()
      },
    }
  },
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-screenshots-'))
mkdirSync(values.out, { recursive: true })
const wanted = values.only?.split(',')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
try {
  for (const [world, all] of Object.entries(PICTURES)) {
    const pictures = all.filter(([name]) => wanted === undefined || wanted.includes(name))
    if (pictures.length > 0) await takePictures(world, pictures)
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Of one engine, which is started for them. */
async function takePictures(world, pictures) {
  const engine = await OPEN[world](join(folder, world))
  if (engine === null) {
    console.log(`SKIPPED ${world}: needs a broker, which needs a JDK and Maven`)
    return
  }
  try {
    const storageState = await enter(engine)
    for (const colorScheme of ['light', 'dark'])
      for (const [width, height] of SIZES)
        for (const [name, route, act] of pictures) {
          const page = await browser.newPage({
            viewport: { width, height },
            colorScheme,
            locale: 'en-US',
            storageState,
          })
          await page.goto(`${engine.address}/#/${typeof route === 'function' ? route(engine) : route}`)
          await page.getByRole('heading', { level: 1 }).first().waitFor()
          // The picture shows what there was instead.
          await act?.(page).catch((error) => {
            console.log(`${name}: ${error.message}`)
            process.exitCode = 1
          })
          await page.waitForTimeout(SETTLE_MS)
          if (world === 'dying') await engine.dieAndRise(() => take(page, `${name}-${colorScheme}-${width}`))
          else await take(page, `${name}-${colorScheme}-${width}`)
          await page.close()
        }
  } finally {
    await engine.stop()
  }
}

async function take(page, name) {
  const path = join(values.out, `${name}.png`)
  await page.screenshot({ path })
  console.log(path)
}

/** What a browser has that was let in by a link. */
async function enter(engine) {
  const page = await browser.newPage()
  await page.goto(engine.link())
  const state = await page.context().storageState()
  await page.close()
  return state
}

/** An engine that is killed, looked at in a page that was open, and back for the next. */
async function openDying(path) {
  let engine = await serve(path, { 'pipeline.stream.trigger-interval': '1s' })
  await fill(engine, { records: 20_000, source: 'sample', warmMs: 2000 })
  const settings = { 'pipeline.http.port': new URL(engine.address).port }
  return {
    address: engine.address,
    link: engine.link,
    async dieAndRise(look) {
      await engine.kill()
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      await look()
      engine = await serve(path, settings)
    },
    stop: () => engine.stop(),
  }
}

async function narrowRows(page) {
  await page.getByRole('searchbox').fill('category in (books, toys) and total_amount between 100 and 500')
  await page.getByText(/that match, /).waitFor()
}

async function openExport(page) {
  await narrowRows(page)
  await page.getByRole('button', { name: /^Export/ }).click()
}

async function previewRetention(page) {
  await page.getByRole('row', { name: /pipeline\.batch\.retention-bytes/ }).click()
  const preview = page.getByRole('region', { name: 'What would go' })
  await preview.getByRole('textbox', { name: 'Size of all results' }).fill('1kB')
  await preview.getByRole('button', { name: 'Preview' }).click()
  await preview.getByRole('table').waitFor()
}

/** With its preview. */
async function fillReport(page, schedule) {
  await page.getByRole('button', { name: 'Save as report…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as report' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Every working day')
  await dialog.getByRole('combobox', { name: 'Dates' }).selectOption('last_7_days')
  await dialog.getByRole('textbox', { name: 'Schedule' }).fill(schedule)
  await dialog
    .getByText(/ 06:00:00 UTC|never fires/)
    .first()
    .waitFor()
}

async function openMessage(page) {
  await page.getByRole('grid').getByRole('row').nth(2).click()
  await page.getByRole('grid', { name: 'Rows behind the selected row' }).getByRole('row').nth(1).click()
}

async function testConnection(page) {
  await page.getByRole('button', { name: 'Test connection' }).click()
  await page
    .getByRole('list', { name: 'Stages of the test' })
    .getByRole('listitem')
    .filter({ hasText: /^TCP\s*(passed|failed)/ })
    .waitFor()
}

async function tryToConnect(page) {
  await page.getByRole('button', { name: 'Start stream…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Bootstrap servers').fill('127.0.0.1:1')
  await testConnection(page)
}

async function explore(page) {
  // The first picture presses it.
  if (await page.getByText('Nothing here yet').isVisible())
    await page.getByRole('button', { name: 'Explore sample data' }).click()
  await page.getByRole('region', { name: 'Sample data' }).waitFor()
}

async function startStream(page) {
  await page.getByRole('button', { name: 'Start stream…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Topic').fill('orders')
  await dialog.getByRole('button', { name: 'Start stream' }).click()
  await dialog.getByRole('alert').waitFor()
}

async function fillWrong(page) {
  await page.getByRole('textbox', { name: 'First date' }).fill('2026-02-30')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('button', { name: /Run batch/ }).click()
}
