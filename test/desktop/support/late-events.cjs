// The application in a real Electron, where all that may come while it exits comes at the worst moment: when its
// windows are gone and it still runs.
const { app, BrowserWindow, nativeTheme } = require('electron')

const exit = app.exit.bind(app)
app.exit = (code) => {
  const windows = BrowserWindow.getAllWindows()
  const contents = windows.map((window) => window.webContents)
  for (const window of windows) window.destroy()
  for (const one of contents) one.emit('did-finish-load')
  nativeTheme.emit('updated')
  app.emit('activate')
  app.emit('second-instance', {}, ['millrace://batch/none'])
  exit(code)
}

require('../../../out/main/index.cjs')
