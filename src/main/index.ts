import './desktop/polyfill'
import { app } from 'electron'

// Loaded only now: what it pulls in may need the polyfill while it loads.
void import('./desktop/main')
  .then(({ startDesktop }) => startDesktop())
  .catch((error: unknown) => {
    process.stderr.write(`millrace: ${error instanceof Error ? error.message : String(error)}\n`)
    app.exit(1)
  })
