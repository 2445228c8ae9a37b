import { desktop } from '../../shared/desktop-words'
import type { StreamStatus } from '../../shared/stream'

type Shown = Pick<StreamStatus, 'active' | 'health' | 'inputRowsPerSecond' | 'lag'>

/** Systems redraw a tooltip at each change. */
const EVERY_MS = 1000
const words = desktop.tray

/**
 * What the tray says of a stream that tells its status as often as it likes: null where that is too soon after the last
 * text. A stop, a start or a failure is said at once, for no status need come after it.
 * @param now a clock that nobody sets, milliseconds
 */
export function createTrayText(now = () => performance.now()): (status: Shown | null) => string | null {
  let saidAt = Number.NEGATIVE_INFINITY
  let running = false
  return (status) => {
    const wasRunning = running
    running = status?.active ?? false
    if (running && wasRunning && now() - saidAt < EVERY_MS) return null
    saidAt = now()
    return textOf(status)
  }
}

/** While it runs rate and lag, else the word of its health. */
function textOf(status: Shown | null): string {
  if (status === null) return words.noEngine
  if (!status.active) return words.word(status.health.word)
  return words.running(status.inputRowsPerSecond.toFixed(1), String(status.lag))
}
