// The renderer as a user sees it: a real Chromium against `serve`.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'

const PLACES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Jumps on the way to the end of a result, as a hand drags the scroll bar. */
const JUMPS = 300
const JUMP_MS = 100
/** Between two looks at the memory. */
const LOOK_SECONDS = 10

/** Null where there is no Chromium. */
export async function openChromium() {
  const executablePath = PLACES.find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined) return null
  // Without the flags a container has too little shared memory, and root no sandbox; the heap is told exactly.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--enable-precise-memory-info']
  return chromium.launch({ executablePath, args })
}

/** From the link to the first paint and to the heading of the screen, ms, and the scripts it took, gzip kB. */
export async function firstPaint(browser, link) {
  const page = await newPage(browser)
  // What other screens need is fetched when the page is idle, which may be before its heading is seen here.
  await page.addInitScript('window.requestIdleCallback = () => 0')
  const scripts = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response)
  })
  const started = performance.now()
  await page.goto(link)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const shownMs = performance.now() - started
  const paintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  )
  const bodies = await Promise.all(scripts.map((response) => response.body()))
  await page.close()
  return { shownMs, paintMs, scriptKB: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1000 }
}

/**
 * From the click on Explore sample data in an empty lake to the chart of its first batch, by clicks alone.
 * @returns `streamMs` until the stream runs, `readyMs` until the batch is ready, `chartMs` until its chart is drawn
 */
export async function exploreToChart(browser, link) {
  const page = await newPage(browser)
  await page.goto(link)
  const explore = page.getByRole('button', { name: 'Explore sample data' })
  await explore.waitFor()
  const started = performance.now()
  await explore.click()
  await page.getByRole('button', { name: 'Stop stream' }).waitFor()
  const streamMs = performance.now() - started
  const show = page.getByRole('button', { name: 'Show the chart' })
  await show.waitFor({ timeout: 600_000 })
  const readyMs = performance.now() - started
  await show.click()
  await page.getByRole('img', { name: /electronics/ }).waitFor()
  const chartMs = performance.now() - started
  await page.close()
  return { streamMs, readyMs, chartMs }
}

/** The share of one core that the renderer takes while nobody touches it, %. */
export async function idleShare(browser, link, seconds) {
  const page = await newPage(browser)
  await page.goto(link)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const processes = await rendererOf(browser, page)
  // What the start costs is over by then.
  await sleep(5)
  const before = await processes.cpuSeconds()
  await sleep(seconds)
  const share = ((await processes.cpuSeconds()) - before) / seconds
  await page.close()
  return share * 100
}

/**
 * Drags the rows of a batch from the first to the last.
 * @returns `requestMs`, how long each page of rows took; `blankMs`, the longest that a row in view stayed empty;
 *   `before` and `after`, MB of script heap after a collection and MB resident
 */
export async function scrollToEnd(browser, link, rows) {
  const page = await newPage(browser)
  await page.goto(link)
  await page.locator('[data-index="0"]:not([aria-busy])').waitFor({ timeout: 120_000 })
  const memory = await memoryOf(browser, page)
  const before = await memory()
  await page.evaluate(watchBlankRows)
  await page.evaluate(
    async ([jumps, everyMs]) => {
      const scroller = document.querySelector('[role=grid]').parentElement
      for (let jump = 1; jump <= jumps; jump++) {
        scroller.scrollTop = (jump / jumps) * (scroller.scrollHeight - scroller.clientHeight)
        await new Promise((resolve) => setTimeout(resolve, everyMs))
      }
    },
    [JUMPS, JUMP_MS],
  )
  await page.locator(`[data-index="${rows - 1}"]:not([aria-busy])`).waitFor({ timeout: 120_000 })
  const { blankMs, requestMs } = await page.evaluate(() => globalThis.seen())
  const after = await memory()
  await page.close()
  return { requestMs, blankMs, before, after }
}

/** Runs in the page: each frame looks which rows in view are empty, and since when. */
function watchBlankRows() {
  performance.setResourceTimingBufferSize(20_000)
  performance.clearResourceTimings()
  const since = new Map()
  let blankMs = 0
  const look = (now) => {
    const scroller = document.querySelector('[role=grid]').parentElement.getBoundingClientRect()
    const blank = new Set()
    for (const row of document.querySelectorAll('tr[aria-busy=true]')) {
      const { top, bottom } = row.getBoundingClientRect()
      if (bottom > scroller.top && top < scroller.bottom) blank.add(row.dataset.index)
    }
    for (const index of since.keys()) if (!blank.has(index)) since.delete(index)
    for (const index of blank) {
      if (!since.has(index)) since.set(index, now)
      blankMs = Math.max(blankMs, now - since.get(index))
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
  globalThis.seen = () => ({
    blankMs,
    requestMs: performance
      .getEntriesByType('resource')
      .filter(({ name, responseStatus }) => name.includes('/batch/data/') && responseStatus === 200)
      .map(({ duration }) => duration),
  })
}

/**
 * Looks at Overview while the stream commits about ten times a second: an hour of one update a second in six minutes.
 * @returns the updates that came, and memory after the first tenth of the time and at the end
 */
export async function liveUpdates(browser, link, minutes) {
  const page = await newPage(browser)
  await page.goto(link)
  await page.getByRole('button', { name: 'Stop stream' }).waitFor()
  const version = () => page.locator('.strip .live .w2').evaluate((cell) => Number(cell.textContent.replace(/\D/g, '')))
  const memory = await memoryOf(browser, page)
  const processes = await rendererOf(browser, page)
  const looks = Math.max(2, Math.round((minutes * 60) / LOOK_SECONDS))
  const first = await version()
  const cpu = await processes.cpuSeconds()
  const found = []
  for (let look = 0; look < looks; look++) {
    await sleep(LOOK_SECONDS)
    found.push(await memory())
  }
  const seconds = looks * LOOK_SECONDS
  const updates = (await version()) - first
  const share = (((await processes.cpuSeconds()) - cpu) / seconds) * 100
  await page.close()
  return { updates, seconds, share, early: found[Math.floor(looks / 10)], late: found.at(-1) }
}

async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.on('close', () => void context.close().catch(() => undefined))
  return page
}

/** MB of script heap after a collection, MB resident, and nodes of documents. */
async function memoryOf(browser, page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { pid } = await rendererOf(browser, page)
  return async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const metric = (wanted) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    return {
      heapMB: metric('JSHeapUsedSize') / 1e6,
      nodes: metric('Nodes'),
      residentMB: (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024) / 1e6,
    }
  }
}

/** The newest renderer is the page's: each context has its own. */
async function rendererOf(browser, page) {
  await page.bringToFront()
  const session = await browser.newBrowserCDPSession()
  const list = async () =>
    (await session.send('SystemInfo.getProcessInfo')).processInfo.filter(({ type }) => type === 'renderer')
  const pid = Math.max(...(await list()).map(({ id }) => id))
  return { pid, cpuSeconds: async () => (await list()).find(({ id }) => id === pid)?.cpuTime ?? Number.NaN }
}

function sleep(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
