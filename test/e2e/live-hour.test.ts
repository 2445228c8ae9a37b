import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { dose } from '../support/dose'
import { fastClock, runningFirst } from '../support/fast-clock'
import { describeApp, type App } from './support/app'
import { memoryOf, type Memory } from './support/memory'

const SHORT_WALK = 60
/** A frame a second. */
const HOUR = 3600
const FRAMES_OF_VISIT = 5
const SCREENS = ['Stream', 'Overview'] as const
/** What one more row, a chart that has something to draw by now and code compiled since may take; a leak takes more. */
const MOST_MORE: Memory = { heapMB: 3, nodes: 100, listeners: 20 }

const clock = fastClock(Date.now())

describeApp(
  'live updates in fast motion',
  {
    // Twice in the time of a frame, so that each frame has a commit to show.
    settings: { 'pipeline.stream.trigger-interval': '500ms' },
    // A page an hour ahead of the engine would look for windows that are not there yet.
    environment: runningFirst(clock),
  },
  (app) => {
    beforeAll(async () => {
      await app.post('/stream/start', { source: 'sample', rate: 100 })
    })

    test('an hour of live updates grows nothing', async () => {
      const { page, complaints } = await openLive(app)
      expect(await growthOver(page, dose(SHORT_WALK, HOUR))).toEqual([])
      expect(complaints).toEqual([])
    })

    test('canary: what is kept with each frame is found to grow', async () => {
      const { page } = await openLive(app)
      await page.evaluate(keepWithEachFrame)
      expect(await growthOver(page, SHORT_WALK)).toEqual([
        expect.stringMatching(/^heapMB grew/),
        expect.stringMatching(/^nodes grew/),
        expect.stringMatching(/^listeners grew/),
      ])
    })
  },
)

async function openLive(app: App) {
  const opened = await app.open('overview', { script: clock })
  await opened.page.getByRole('button', { name: 'Stop stream' }).waitFor()
  await opened.page.evaluate(countFrames)
  return opened
}

/** Runs in the page: counts as `data-frames` of the strip; each frame has a new version of the table. */
function countFrames(): void {
  const strip = document.querySelector<HTMLElement>('.strip')
  const version = strip?.querySelector('.live .w2')
  if (!strip || !version) throw new Error('no strip')
  let frames = 0
  strip.dataset['frames'] = '0'
  const counter = new MutationObserver(() => (strip.dataset['frames'] = String(++frames)))
  counter.observe(version, { characterData: true, childList: true, subtree: true })
}

/** Runs in the page: what a component does that never lets go. */
function keepWithEachFrame(): void {
  const strip = document.querySelector('.strip')
  if (strip === null) throw new Error('no strip')
  const kept: unknown[] = []
  const keeper = new MutationObserver(() => {
    const row = document.createElement('tr')
    row.append(document.createElement('th'), document.createElement('td'))
    kept.push(
      row,
      Array.from({ length: 4000 }, (_, index) => ({ index })),
    )
    window.addEventListener('resize', () => kept.length)
  })
  keeper.observe(strip, { attributeFilter: ['data-frames'] })
}

/** Visits the screens while so many frames are shown; tells what grew after the first tenth of them. */
async function growthOver(page: Page, frames: number): Promise<readonly string[]> {
  const figures = await memoryOf(page)
  await visitInTurn(page, frames / 10)
  const early = await figures()
  await visitInTurn(page, frames)
  const late = await figures()
  const kinds = Object.keys(MOST_MORE) as (keyof Memory)[]
  return kinds
    .filter((kind) => late[kind] - early[kind] > MOST_MORE[kind])
    .map((kind) => `${kind} grew from ${early[kind]} to ${late[kind]}`)
}

/** In whole rounds, so that it always ends on the same screen, until so many frames have been shown. */
async function visitInTurn(page: Page, frames: number): Promise<void> {
  while ((await framesOf(page)) < frames) {
    for (const screen of SCREENS) {
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()
      await page.getByRole('heading', { level: 1, name: screen }).waitFor()
      await page.waitForFunction(
        (wanted) => Number(document.querySelector('.strip')?.getAttribute('data-frames')) >= wanted,
        (await framesOf(page)) + FRAMES_OF_VISIT,
      )
    }
  }
}

async function framesOf(page: Page): Promise<number> {
  return Number(await page.locator('.strip').getAttribute('data-frames'))
}
