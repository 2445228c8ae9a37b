// The application in a real Electron, where what may come while it exits comes at the worst moment: its windows are
// gone, and it still runs. Its exit code is then 77, which says that this has happened.
const { app, BrowserWindow, nativeTheme } = require('electron')

const exit = app.exit.bind(app)
const leave = (code) => exit(code === 0 ? 77 : code)

app.exit = (code) => {
  app.exit = leave
  const windows = BrowserWindow.getAllWindows()
  if (windows.length === 0) throw new Error('there is no window')
  const contents = windows.map((window) => window.webContents)
  for (const window of windows) window.destroy()
  for (const one of contents) one.emit('did-finish-load')
  for (const window of windows) window.emit('ready-to-show')
  nativeTheme.emit('updated')
  app.emit('activate')
  app.emit('second-instance', {}, ['millrace://batch/none'])
  leave(code)
}

require('../../../out/main/index.cjs')
