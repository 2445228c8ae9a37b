import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { desktop } from '../../shared/desktop-words'
import type { LINKS, WindowCommand } from '../../shared/window'

export interface MenuOptions {
  readonly send: (command: WindowCommand) => void
  readonly openLink: (link: keyof typeof LINKS) => void
}

const words = desktop.menu

/**
 * The menu of this system, with its keys. Where the page has the key itself, the menu only shows it:
 * one press does one thing.
 */
export function setMenu({ send, openLink }: MenuOptions): void {
  const mac = process.platform === 'darwin'
  const shown = (accelerator: string) => ({ accelerator, registerAccelerator: false })
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: words.settings,
    ...shown('CmdOrCtrl+,'),
    click: () => send({ kind: 'go', route: '#/settings' }),
  }
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: words.quit,
    accelerator: 'CmdOrCtrl+Q',
    click: () => app.quit(),
  }
  const template: MenuItemConstructorOptions[] = [
    ...(mac
      ? [
          {
            role: 'appMenu',
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              settings,
              { type: 'separator' },
              { role: 'services' },
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              quit,
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: words.file,
      submenu: [
        {
          id: 'new-batch',
          label: words.newBatch,
          accelerator: 'CmdOrCtrl+N',
          click: () => send({ kind: 'run', action: 'new-batch' }),
        },
        {
          id: 'toggle-stream',
          label: words.toggleStream,
          ...shown('CmdOrCtrl+Shift+S'),
          click: () => send({ kind: 'run', action: 'toggle-stream' }),
        },
        ...(mac
          ? []
          : [
              { type: 'separator' } satisfies MenuItemConstructorOptions,
              settings,
              { type: 'separator' } satisfies MenuItemConstructorOptions,
              quit,
            ]),
      ],
    },
    { label: words.edit, role: 'editMenu' },
    {
      label: words.go,
      submenu: [
        {
          id: 'find',
          label: words.find,
          ...shown('CmdOrCtrl+K'),
          click: () => send({ kind: 'run', action: 'palette' }),
        },
        { type: 'separator' },
        ...Object.entries(desktop.screens).map(([screen, label], index): MenuItemConstructorOptions => ({
          id: `go-${screen}`,
          label,
          accelerator: `CmdOrCtrl+${index + 1}`,
          click: () => send({ kind: 'go', route: `#/${screen}` }),
        })),
      ],
    },
    {
      label: words.view,
      submenu: [
        {
          id: 'theme',
          label: words.theme,
          ...shown('CmdOrCtrl+Shift+L'),
          click: () => send({ kind: 'run', action: 'theme' }),
        },
        { type: 'separator' },
        { id: 'zoom-in', role: 'zoomIn', label: words.zoomIn },
        // The same without Shift, where + needs it.
        { role: 'zoomIn', label: words.zoomIn, accelerator: 'CmdOrCtrl+=', visible: false },
        { id: 'zoom-out', role: 'zoomOut', label: words.zoomOut },
        { id: 'zoom-reset', role: 'resetZoom', label: words.actualSize },
        { type: 'separator' },
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
      ],
    },
    { role: 'windowMenu', label: words.window },
    {
      role: 'help',
      label: words.help,
      submenu: [
        { id: 'shortcuts', label: words.shortcuts, click: () => send({ kind: 'run', action: 'shortcuts' }) },
        { type: 'separator' },
        { label: words.deltaLake, click: () => openLink('deltaLake') },
        { label: words.duckdb, click: () => openLink('duckdb') },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
