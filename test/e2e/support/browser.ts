import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from 'playwright-core'
import { PATIENCE_MS } from '../../support/until'

/** The shell is Chromium without its own window: the same pages at half the work. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Debian's Chromium, or what CHROMIUM_PATH names; null where there is none. */
export function findChromium(): string | null {
  return [process.env['CHROMIUM_PATH'], ...PLACES].find((path) => path !== undefined && existsSync(path)) ?? null
}

export const NO_CHROMIUM = 'needs Chromium (apt-get install chromium, or CHROMIUM_PATH)'

export async function openBrowser(executablePath: string, flags: readonly string[] = []): Promise<Browser> {
  // Tests run as root in containers; the product never does without its sandbox.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...flags] })
}

export interface WatchedPage {
  readonly page: Page
  /** What the page complained about: errors thrown, logged, or refused by the content security policy. */
  readonly complaints: readonly string[]
}

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  /** Where the user is; far from UTC by default. */
  readonly timeZone?: string
  /** May read and write the clipboard. */
  readonly clipboard?: boolean
  /** Everything it asks goes over this proxy, this machine too. */
  readonly proxy?: string
  /** Runs in the page before any script of its own. */
  readonly script?: string
}

export async function openPage(browser: Browser, address: string, options: PageOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    locale: 'en-US',
    // Shown times must be UTC wherever the user is.
    timezoneId: options.timeZone ?? 'Asia/Kolkata',
    ...(options.proxy === undefined ? {} : { proxy: { server: options.proxy, bypass: '<-loopback>' } }),
    ...(options.clipboard === true ? { permissions: ['clipboard-read', 'clipboard-write'] } : {}),
  })
  // A busy machine is no defect.
  context.setDefaultTimeout(PATIENCE_MS)
  if (options.script !== undefined) await context.addInitScript(options.script)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(address)
  // A page of ours shows itself only now, and takes keys once it does.
  await page.locator('#root:not(:empty), body:not(:has(#root))').first().waitFor({ state: 'attached' })
  return { page, complaints }
}

const THEMES = ['light', 'dark'] as const
/** What a theme can break; all other rules look at the same elements in both. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** Once all that a screen asked for is there, and nothing moves any more for it. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null)
}

/** In the page itself: there are no frames of other origins, for which it would open a second page. */
export function axeOf(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode()
}

/** What axe finds wrong with the page as it is, in both themes; empty where nothing is. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  const findings: string[] = []
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // A colour on its way from one theme to the other is neither's.
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
    const axe = axeOf(page)
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(COLOUR_RULES)).analyze()
    findings.push(
      ...violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map((node) => node.html).join(' ')}`),
    )
  }
  return findings
}
