import { EXPORT_FORMATS, type ExportFormat } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import { readColumns, type StoredTable } from '../../api/results'
import type { SaveRequest } from '../../client/client'
import { startExport } from '../../state/exports'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { toCurl } from '../../ui/copy-as'
import { formatCount } from '../../ui/format'
import { ariaKeys, BUTTON_KEYS } from '../../ui/keys'
import { Menu } from '../../ui/menu'
import { notify } from '../../ui/toast'
import { MOST_ROWS, readIndexes } from './grid/read-cells'
import { toText } from './grid/to-text'

/** Every row of a stored result as a file, with progress and cancel; nothing is run again. */
export function ExportButton({ table, rows }: { readonly table: StoredTable; readonly rows: number | null }) {
  async function copyAll(): Promise<void> {
    if (rows === null) return
    if (rows > MOST_ROWS) {
      notify({ mark: 'failed', title: text.results.copyTooMany(formatCount(rows)) })
      return
    }
    try {
      const { columns } = await readColumns(table, {})
      const every = Array.from({ length: rows }, (_, index) => index)
      const data = await readIndexes(table, {}, every, () => undefined)
      await copyText(toText(data, columns), text.results.copiedRows(data.length))
    } catch (error) {
      notify({ mark: 'failed', title: text.common.notCopied, detail: messageOf(error) })
    }
  }

  return (
    <SaveMenu
      label={rows === null ? text.results.exportPlain : text.results.export(formatCount(rows))}
      files={EXPORT_FORMATS.map((format) => fileOf(table, format))}
      more={[{ label: text.results.copyAll, onSelect: () => void copyAll() }]}
    />
  )
}

/** The eight results of a full report in one file. */
export function ExportReportButton({ batchId }: { readonly batchId: string }) {
  const ask = { operation: 'exportResult', input: { params: { id: batchId }, query: { format: 'xlsx' } } } as const
  return (
    <SaveMenu
      label={text.results.exportReport}
      files={[{ label: text.results.formats.xlsx, fileName: `${batchId}-full_report.xlsx`, ask }]}
    />
  )
}

interface SavedFile {
  readonly label: string
  readonly fileName: string
  readonly ask: Pick<SaveRequest, 'operation' | 'input'>
}

interface SaveMenuProps {
  readonly label: string
  readonly files: readonly SavedFile[]
  readonly more?: readonly { readonly label: string; readonly onSelect: () => void }[]
}

function SaveMenu({ label, files, more = [] }: SaveMenuProps) {
  return (
    <Menu
      trigger={
        <Button icon="download" aria-keyshortcuts={ariaKeys(BUTTON_KEYS.export)}>
          {label}
        </Button>
      }
      items={[
        ...files.map(({ label: format, fileName, ask }) => ({
          label: format,
          onSelect: () => void startExport({ ...ask, fileName }),
        })),
        ...more,
        ...files.map(({ label: format, ask }) => ({
          label: text.results.copyExport(format),
          onSelect: () => void copyCurl(ask),
        })),
      ]}
    />
  )
}

async function copyCurl(ask: SavedFile['ask']): Promise<void> {
  await copyText(await toCurl(ask), text.results.copiedExport)
}

function fileOf(table: StoredTable, format: ExportFormat): SavedFile {
  return {
    label: text.results.formats[format],
    fileName: `${table.batchId}-${table.analysis ?? 'rows'}.${format}`,
    ask: askForFile(table, format),
  }
}

function askForFile({ batchId: id, analysis }: StoredTable, format: ExportFormat) {
  return analysis === null
    ? ({ operation: 'exportRaw', input: { params: { id }, query: { format } } } as const)
    : ({ operation: 'exportResult', input: { params: { id }, query: { format, analysis } } } as const)
}
