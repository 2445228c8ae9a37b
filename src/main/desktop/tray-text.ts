import { desktop } from '../../shared/desktop-words'
import type { StreamStatus } from '../../shared/stream'

type Shown = Pick<StreamStatus, 'active' | 'health' | 'inputRowsPerSecond' | 'lag'>

/** Systems redraw a tooltip at each change. */
const EVERY_MS = 1000
const words = desktop.tray

/**
 * What the tray says of batches, and of a stream that tells its status as often as it likes: null where that is too soon
 * after the last text. A stop, a start or a failure is said at once, for no status need come after it; so is a batch
 * that begins or ends while the stream stands still.
 * @param now a clock that nobody sets, milliseconds
 */
export function createTrayText(
  now = () => performance.now(),
): (status: Shown | null, batches: number) => string | null {
  let saidAt = Number.NEGATIVE_INFINITY
  let running = false
  return (status, batches) => {
    const wasRunning = running
    running = status?.active ?? false
    if (running && wasRunning && now() - saidAt < EVERY_MS) return null
    saidAt = now()
    return textOf(status, batches)
  }
}

/** While the stream runs rate and lag, else the word of its health; then how many batches run, where some do. */
function textOf(status: Shown | null, batches: number): string {
  if (status === null) return words.noEngine
  const stream = status.active
    ? words.running(status.inputRowsPerSecond.toFixed(1), String(status.lag))
    : words.word(status.health.word)
  return batches === 0 ? stream : `${stream}; ${words.batches(batches)}`
}
