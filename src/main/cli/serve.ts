import type { Headless } from '../headless'
import type { Context } from './context'
import { note, print } from './terminal'

/** Engine and API until SIGTERM, SIGINT or `POST /stop`; the exit code. */
export async function serve(context: Context): Promise<number> {
  const { startHeadless } = await import('../headless')
  const headless = await startHeadless(context)
  stopOnSignals(headless)
  print(`millrace ready ${headless.address}`)
  await headless.closed
  return 0
}

/** As `serve`, saying why there is no window. */
export async function open(context: Context): Promise<number> {
  note('This version has no window yet: the engine and its API run here. Ctrl-C stops them.')
  return serve(context)
}

function stopOnSignals(headless: Headless): void {
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait.
      if (asked) process.exit(1)
      asked = true
      void headless.stop()
    })
  }
}
