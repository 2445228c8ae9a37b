import { useRef, useState } from 'react'
import { EXPORT_FORMATS, type ExportFormat } from '../../../../shared/batch'
import { readColumns, readRows, type StoredTable } from '../../api/results'
import { client } from '../../engine'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { formatBytes, formatCount } from '../../ui/format'
import { ariaKeys, BUTTON_KEYS } from '../../ui/keys'
import { Menu } from '../../ui/menu'
import { notify } from '../../ui/toast'
import { toText } from './to-text'

/** More rows than this are not put on the clipboard. */
const CLIPBOARD_ROWS = 10_000

export interface ExportButtonProps {
  readonly table: StoredTable
  readonly rows: number | null
}

/** Every row of the stored result as a file, with progress and cancel; nothing is run again. */
export function ExportButton({ table, rows }: ExportButtonProps) {
  const [bytes, setBytes] = useState<number | null>(null)
  const stop = useRef<AbortController | null>(null)
  const name = `${table.batchId}-${table.analysis ?? 'rows'}`

  async function save(format: ExportFormat): Promise<void> {
    stop.current = new AbortController()
    setBytes(0)
    const answer = await client().save({
      ...askForFile(table, format),
      fileName: `${name}.${format}`,
      onProgress: setBytes,
      signal: stop.current.signal,
    })
    setBytes(null)
    if (answer.kind === 'saved')
      notify({ mark: 'ok', title: text.results.exported(answer.path), detail: formatBytes(answer.bytes) })
    else if (answer.kind === 'cancelled') notify({ mark: 'stopped', title: text.results.exportCancelled })
    else notify({ mark: 'failed', title: text.results.exportFailed, detail: answer.error.message })
  }

  async function copyAll(): Promise<void> {
    if ((rows ?? 0) > CLIPBOARD_ROWS) {
      notify({ mark: 'failed', title: text.results.copyTooMany(formatCount(rows)) })
      return
    }
    const [answer, { columns }] = await Promise.all([readRows(table, {}, CLIPBOARD_ROWS, 0), readColumns(table, {})])
    await copyText(toText(answer.data, columns), text.results.copiedRows(answer.data.length))
  }

  if (bytes !== null)
    return (
      <span className="row" aria-live="polite">
        <span className="small muted">{text.results.exporting(formatBytes(bytes))}</span>
        <Button onClick={() => stop.current?.abort()}>{text.common.cancel}</Button>
      </span>
    )
  return (
    <Menu
      trigger={
        <Button icon="download" aria-keyshortcuts={ariaKeys(BUTTON_KEYS.export)}>
          {rows === null ? text.results.exportPlain : text.results.export(formatCount(rows))}
        </Button>
      }
      items={[
        ...EXPORT_FORMATS.map((format) => ({ label: text.results.formats[format], onSelect: () => void save(format) })),
        { label: text.results.copyAll, onSelect: () => void copyAll() },
      ]}
    />
  )
}

function askForFile({ batchId: id, analysis }: StoredTable, format: ExportFormat) {
  return analysis === null
    ? ({ operation: 'exportRaw', input: { params: { id }, query: { format } } } as const)
    : ({ operation: 'exportResult', input: { params: { id }, query: { format, analysis } } } as const)
}
