import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { BatchAccepted, BatchRecord } from '../../../src/shared/batch'
import { day, onOneDay } from '../../support/day'
import { CLI, serve, type Served } from '../../support/process'
import { until } from '../../support/until'
import { findChromium, NO_CHROMIUM, openBrowser, openPage, type PageOptions, type WatchedPage } from './browser'

/** The usual place may have one, of somebody else. */
export const NO_BROKER_THERE = '127.0.0.1:1'

export interface AppOptions {
  /** Sample rows of as many days before today. */
  readonly seed?: { readonly records: number; readonly days: number }
  /** Before `serve` starts; gets the lake's folder. */
  readonly prepare?: (base: string) => Promise<void>
  /** Once `serve` has ended. */
  readonly afterwards?: () => Promise<void>
  readonly settings?: Settings | (() => Settings)
  readonly environment?: NodeJS.ProcessEnv
  /** Of the folder's name, where it is of interest. */
  readonly prefix?: string
  /** Why it cannot be tried here, besides a missing Chromium; or null. */
  readonly missing?: string | null
}

type Settings = Readonly<Record<string, string | number>>

/** `serve` over a folder of its own, and a Chromium that looks at it; there while the tests of a `describeApp` run. */
export interface App {
  readonly folder: string
  readonly served: Served
  readonly address: string
  readonly browser: Browser
  /** A page at `#/route`, or at a path or an address; closed after the test. */
  open(route?: string, options?: PageOptions & { readonly from?: Served }): Promise<WatchedPage>
  get(path: string): Promise<unknown>
  post(path: string, body?: unknown): Promise<unknown>
  /** Ends `serve` as `how` says, then starts it again over the same folder at the same address. */
  restart(how: 'stop' | 'kill'): Promise<void>
  /** Another `serve` over an empty folder, with `settings`; ended with the others. */
  another(settings?: Settings): Promise<Served & { readonly folder: string }>
  /** A batch over the `days` before today, run to its end. */
  run(analysisType: string, days: number, more?: object): Promise<string>
}

export function describeApp(name: string, options: AppOptions, tests: (app: App) => void): void {
  const chromiumPath = findChromium()
  const missing = chromiumPath === null ? NO_CHROMIUM : (options.missing ?? null)
  describe.skipIf(missing !== null)(`${name}${missing === null ? '' : ` (SKIPPED: ${missing})`}`, () => {
    const app = new RunningApp(options)
    beforeAll(() => app.start(chromiumPath ?? ''))
    afterEach(() => app.closePages())
    afterAll(() => app.close())
    tests(app)
  })
}

class RunningApp implements App {
  private started: { folder: string; served: Served; browser: Browser } | null = null
  private pages: WatchedPage[] = []
  private others: { folder: string; served: Served }[] = []

  constructor(private readonly options: AppOptions) {}

  get folder(): string {
    return this.parts.folder
  }
  get served(): Served {
    return this.parts.served
  }
  get browser(): Browser {
    return this.parts.browser
  }
  get address(): string {
    return this.served.address
  }

  async start(chromiumPath: string): Promise<void> {
    const { seed, prepare, prefix = 'millrace-e2e-' } = this.options
    const folder = await mkdtemp(join(tmpdir(), prefix))
    const base = join(folder, 'delta')
    if (seed !== undefined) await onOneDay(() => seedSample(base, seed))
    await prepare?.(base)
    const served = await serve(folder, this.settings(), this.options.environment)
    this.started = { folder, served, browser: await openBrowser(chromiumPath) }
  }

  async open(route = '/', { from = this.served, ...options }: PageOptions & { readonly from?: Served } = {}) {
    const opened = await openPage(this.browser, addressOf(route, from), options)
    this.pages.push(opened)
    return opened
  }

  get(path: string): Promise<unknown> {
    return this.served.get(path)
  }

  post(path: string, body?: unknown): Promise<unknown> {
    return this.served.post(path, body)
  }

  async restart(how: 'stop' | 'kill'): Promise<void> {
    const { folder, served } = this.parts
    await served[how]()
    const port = { 'pipeline.http.port': new URL(served.address).port }
    this.parts.served = await serve(folder, { ...this.settings(), ...port }, this.options.environment)
  }

  async another(settings: Settings = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-e2e-other-'))
    // What it logs of its troubles is no news to the test that makes them.
    const served = await serve(folder, settings, {}, CLI, 'ignore')
    this.others.push({ folder, served })
    return { ...served, folder }
  }

  async run(analysisType: string, days: number, more: object = {}): Promise<string> {
    const body = { startDate: day(days), endDate: day(1), analysisType, ...more }
    const { batchId } = BatchAccepted.parse(await this.post('/batch/run', body))
    const { status, errorMessage } = await until(
      async () => BatchRecord.parse(await this.get(`/batch/status/${batchId}`)),
      (record) => record.status !== 'PENDING' && record.status !== 'RUNNING',
    )
    expect(status, errorMessage).toBe('COMPLETED')
    return batchId
  }

  async closePages(): Promise<void> {
    for (const { page } of this.pages.splice(0)) await page.context().close()
  }

  async close(): Promise<void> {
    await this.started?.browser.close()
    const all = [...this.others, ...(this.started === null ? [] : [this.started])]
    for (const { served, folder } of all) {
      await served.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    }
    await this.options.afterwards?.()
  }

  private get parts(): NonNullable<RunningApp['started']> {
    if (this.started === null) throw new Error('not started')
    return this.started
  }

  private settings(): Settings {
    const { settings = {} } = this.options
    return typeof settings === 'function' ? settings() : settings
  }
}

function addressOf(route: string, { address, link }: Served): string {
  if (/^\w+:/.test(route)) return route
  if (route === '/') return link()
  return route.startsWith('/') ? address + route : link(route)
}

/** Sample rows for a lake that nobody has open. */
export function seedSample(base: string, { records, days }: { readonly records: number; readonly days: number }): void {
  const flags = [
    '--replace',
    '--records',
    String(records),
    '--days',
    String(days),
    '--set',
    `pipeline.delta.base-path=${base}`,
  ]
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'seed', ...flags], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}
