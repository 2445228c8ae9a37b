import { assertNever } from './errors'

/**
 * The words of what is outside of the page (menu, tray, notifications) and of the lines that the page shows about
 * it. Part of the one catalogue (renderer/src/strings), kept here since main speaks them too.
 */
export const desktop = {
  screens: {
    overview: 'Overview',
    stream: 'Stream',
    'dead-letters': 'Dead letters',
    batch: 'Batch',
    results: 'Results',
    lake: 'Lake',
    settings: 'Settings',
  },
  menu: {
    file: 'File',
    newBatch: 'New batch',
    toggleStream: 'Start or stop the stream',
    settings: 'Settings…',
    quit: 'Quit Millrace',
    edit: 'Edit',
    go: 'Go',
    find: 'Find or run…',
    view: 'View',
    theme: 'Change theme',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    actualSize: 'Actual size',
    fullScreen: 'Full screen',
    window: 'Window',
    help: 'Help',
    shortcuts: 'Shortcuts',
    deltaLake: 'About Delta Lake',
    duckdb: 'About DuckDB',
  },
  tray: {
    show: 'Show Millrace',
    quit: 'Quit',
    running: (rowsPerSecond: string, lag: string) => `Millrace: ${rowsPerSecond} rows/s, lag ${lag}`,
    word: (word: string) => `Millrace: ${word}`,
    batches: (count: number) => (count === 1 ? '1 batch running' : `${count} batches running`),
    noEngine: 'Millrace: no engine',
  },
  notification: {
    completed: (analysis: string) => `${analysis} completed`,
    failed: (analysis: string) => `${analysis} failed`,
    rows: (rows: string) => `${rows} rows. Open the result`,
    reason: (reason: string) => reason,
  },
  deepLink: {
    bad: (link: string) => `This link leads to no batch: ${link}. A link has the form millrace://batch/ID.`,
  },
  banner: {
    retry: 'Retry',
    port: 'The window works; scripts do not.',
    readOnly: (pid: number, address: string | null) =>
      `Another Millrace, process ${pid}${address === null ? ' (without an HTTP port)' : ` at ${address}`}, owns the state folder.`,
    readOnlyConnected: 'This window can read. It takes over by itself when the other one ends.',
    readOnlyAlone: 'It cannot be read from here. This window takes over by itself when the other one ends.',
    failed: 'The engine could not be opened.',
    closing: (waits: { readonly stream: boolean; readonly batches: number }) =>
      `Quitting. ${waitsWords(waits)} This takes 10 seconds at most.`,
    report: 'A report is in',
    dismiss: 'Dismiss',
  },
  crash: {
    unclean: (pid: number) => `The last run (process ${pid}) ended without closing.`,
    ended: (part: CrashedPart, reason: string) => `${partWords(part)} ended: ${reason}.`,
    restartedTooOften: 'It was not started again: it had just ended before.',
  },
} as const

export type CrashedPart = 'main' | 'window' | 'worker' | 'gpu' | 'helper'

function partWords(part: CrashedPart): string {
  switch (part) {
    case 'main':
      return 'Millrace'
    case 'window':
      return 'The page of the window'
    case 'worker':
      return 'The batch worker'
    case 'gpu':
      return 'The graphics process'
    case 'helper':
      return 'A helper process'
    default:
      return assertNever(part)
  }
}

function waitsWords({ stream, batches }: { readonly stream: boolean; readonly batches: number }): string {
  if (stream) return 'The stream commits its last rows.'
  if (batches > 0) return batches === 1 ? 'One batch is being ended.' : `${batches} batches are being ended.`
  return 'Files are being closed.'
}
