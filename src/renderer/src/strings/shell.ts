import { desktop } from '../../../shared/desktop-words'
import { formatClock, formatDuration } from '../ui/format'

export const shell = {
  product: 'Millrace',
  skip: 'Skip to the screen',
  screens: 'Screens',
  screen: desktop.screens,
  live: {
    label: 'Live figures',
    in: 'In',
    lag: 'Lag',
    table: 'Table',
    time: 'Time',
    rate: (rate: string) => `${rate} rows/s`,
    lagValue: (messages: string, seconds: string) => `${messages} msgs · ${seconds}`,
    version: (version: number) => `v${version}`,
    clock: (now: number) => `${formatClock(now)} UTC`,
  },
  health: {
    connecting: 'Connecting',
    connectingReason: 'Reaching the engine.',
    offline: 'Offline',
    offlineReason: (reason: string, figuresFrom: number | null) =>
      figuresFrom === null ? reason : `${reason} Figures are from ${formatClock(figuresFrom)} UTC.`,
    waiting: 'Waiting',
    reconnecting: 'Reconnecting',
    noSource: 'No source chosen yet. Explore sample data, or start the stream from Kafka.',
  },
  source: { none: 'No source', sample: 'Sample source', kafka: 'Kafka', topic: (topic: string | null) => topic ?? '—' },
  newVersion: (version: string) => `The engine is of version ${version} now; this page is of an older one.`,
  reload: 'Reload',
  find: 'Find or run',
  palette: {
    title: 'Find or run',
    placeholder: 'Screen, action or batch',
    empty: 'Nothing has this name.',
    groups: { go: 'Go to', act: 'Act', grid: 'In a grid' },
  },
  shortcuts: {
    title: 'Shortcuts',
    grid: [
      ['Move', '↑ ↓ ← →'],
      ['First, last row', 'mod+home'],
      ['Open row', 'enter'],
      ['Leave panel or grid', 'esc'],
    ],
  },
  actions: {
    go: (screen: string) => `Go to ${screen}`,
    palette: 'Find or run',
    newBatch: 'New batch',
    toggleStream: 'Start or stop the stream',
    theme: 'Change theme: system, light, dark',
    shortcuts: 'Show shortcuts',
    settings: 'Open settings',
  },
  toast: {
    close: 'Close',
    batchDone: (analysis: string) => `${analysis} completed`,
    batchFailed: (analysis: string) => `${analysis} failed`,
  },
  theme: { system: 'Theme follows the system', light: 'Light theme', dark: 'Dark theme' },
  offlineBanner: {
    title: 'The engine does not answer.',
    since: (ms: number) => `Trying again by itself since ${formatDuration(ms)}. Nothing that was committed is lost.`,
  },
  crash: {
    title: 'This screen stopped.',
    cause: (message: string) => `Cause: ${message}`,
    fix: 'The engine goes on; nothing was changed. Show it again, or open another screen.',
    again: 'Show again',
    copy: 'Copy details',
  },
} as const
