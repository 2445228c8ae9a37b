// A page that has broken out of its isolation: it can send anything on any channel.
const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('hostile', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
})
