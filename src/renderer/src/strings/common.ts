import { formatCount } from '../ui/format'

export const common = {
  loading: 'Loading',
  retry: 'Retry',
  cancel: 'Cancel',
  close: 'Close',
  closePanel: 'Close panel',
  panelWidth: 'Width of the panel',
  copied: 'Copied',
  notCopied: 'Nothing was copied.',
  copyFailed: 'The clipboard refused the text.',
  copyAs: 'Copy as',
  copyCurl: 'curl',
  copySql: 'SQL (DuckDB)',
  copyPython: 'Python (deltalake)',
  copyDetails: 'Copy details',
  failed: (what: string) => `${what} could not be read.`,
  null: 'null',
  local: (text: string) => `${text} on this computer`,
  rowsShown: (from: number, to: number, total: number) =>
    `Rows ${formatCount(from)}–${formatCount(to)} of ${formatCount(total)}`,
  states: { PENDING: 'Pending', RUNNING: 'Running', COMPLETED: 'Completed', FAILED: 'Failed', CANCELLED: 'Cancelled' },
  value: {
    title: 'Value',
    view: 'View',
    views: { text: 'Text', hex: 'Hex', base64: 'Base64' },
    noText: 'These bytes are not UTF-8 text. Hex shows them.',
    none: 'The message has no value.',
    noHeaders: 'none',
    inBase64: (base64: string) => `${base64} (base64)`,
    cut: (shown: number, total: number) =>
      `The first ${formatCount(shown)} of ${formatCount(total)} are shown; copying gives all of them.`,
  },
  causedBy: (cause: string) => `Cause: ${cause}`,
  /** What to do, by error code, where the engine's own words do not say it. */
  fixes: {
    SERVICE_UNAVAILABLE: 'It is tried again by itself when the engine answers.',
    UNAUTHORIZED: 'Open a new link: `millrace open --browser` makes one.',
    BATCH_NOT_FOUND: 'It was deleted, or its id is mistyped; the history of the Batch screen has every batch there is.',
    TABLE_NOT_FOUND: 'It is written by the first stream or seed.',
    DISK_FULL: 'Free space on the disk of the lake; nothing is half written.',
    OUT_OF_MEMORY: 'Choose fewer dates, or raise pipeline.engine.memory-limit.',
    UNSUPPORTED_PROTOCOL: 'A newer Millrace may read it, too.',
    TABLE_CORRUPT: 'Run `millrace lake verify` to see which files are damaged.',
  },
} as const
