import type { Page } from 'playwright-core'

/** What a page has in use. */
export interface Memory {
  readonly heapMB: number
  readonly nodes: number
  readonly listeners: number
}

/** Looks at it, each time after a collection of garbage. */
export async function memoryOf(page: Page): Promise<() => Promise<Memory>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
    return { heapMB: metric('JSHeapUsedSize') / 1e6, nodes: metric('Nodes'), listeners: metric('JSEventListeners') }
  }
}
