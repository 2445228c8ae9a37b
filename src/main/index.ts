import './desktop/polyfill'
import './desktop/scheme'
import { app } from 'electron'

// Loaded only now: what it pulls in may need the polyfill while it loads.
void import('./desktop/main').then(async ({ startDesktop, exitCodeOf }) => {
  try {
    await startDesktop()
  } catch (error) {
    app.exit(exitCodeOf(error))
    return
  }
  const { complain, watchUpdates } = await import('./desktop/updates')
  // Whatever is wrong with updates, what runs goes on.
  await watchUpdates(process.resourcesPath).catch(complain)
})
