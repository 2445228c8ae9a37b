/** How much faster than the real one the clock runs. */
const TIMES = 10

/**
 * A script to run in a page or a process before all others: dates, timers and durations go `TIMES` as fast. Whoever
 * runs the same script has the same time, which was the real one at `from`, epoch ms.
 */
export function fastClock(from: number): string {
  return `(${quicken.toString()})(${from}, ${TIMES})`
}

/** The environment in which Node, workers too, runs such a script first. */
export function runningFirst(script: string): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(script)}` }
}

/** Read as text and run elsewhere: nothing of this module is in its reach. */
function quicken(from: number, times: number): void {
  const RealDate = Date
  const elapsed = performance.now.bind(performance)
  const later = globalThis.setTimeout.bind(globalThis)
  const often = globalThis.setInterval.bind(globalThis)
  const now = (): number => from + times * (RealDate.now() - from)
  class FastDate extends RealDate {
    constructor(...parts: [] | [string | number]) {
      if (parts.length === 0) super(now())
      else super(...parts)
    }

    static override now(): number {
      return now()
    }
  }
  Object.assign(globalThis, {
    Date: FastDate,
    setTimeout: (run: () => void, ms = 0, ...given: []) => later(run, ms / times, ...given),
    setInterval: (run: () => void, ms = 0, ...given: []) => often(run, ms / times, ...given),
  })
  performance.now = () => times * elapsed()
}
