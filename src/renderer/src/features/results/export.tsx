import { useState } from 'react'
import { EXPORT_FORMATS, type ExportFormat } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import type { Query } from '../../api/call'
import { isPlain, readColumns, viewQuery, type StoredTable, type View } from '../../api/results'
import type { SaveRequest } from '../../client/client'
import { startExport } from '../../state/exports'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { toCurl } from '../../ui/copy-as'
import { formatCount } from '../../ui/format'
import { ariaKeys, BUTTON_KEYS } from '../../ui/keys'
import { Menu, type MenuChoice, type MenuToggle } from '../../ui/menu'
import { notify } from '../../ui/toast'
import { MOST_ROWS, readIndexes } from './grid/read-cells'
import { toText } from './grid/to-text'

const SCOPES = ['shown', 'all'] as const
type Scope = (typeof SCOPES)[number]

interface ExportButtonProps {
  readonly table: StoredTable
  /** How its rows are looked at now. */
  readonly view: View
  /** All of them; null until it is known. */
  readonly rows: number | null
  /** Those that are looked at; null until it is known. */
  readonly matching: number | null
}

/**
 * The rows of a stored result as a file, with progress and cancel; nothing is run again. Where they are filtered or
 * sorted the reader chooses whether the file is, too; the button says how many rows it will write.
 */
export function ExportButton({ table, view, rows, matching }: ExportButtonProps) {
  const [scope, setScope] = useState<Scope>('shown')
  const [guardFormulas, setGuard] = useState(false)
  const isShown = scope === 'shown' && !isPlain(view)
  const [chosen, count] = isShown ? [view, matching] : [{}, rows]

  async function copyAll(): Promise<void> {
    try {
      // As many as there are now, whatever the button said.
      const { columns, rows: found } = await readColumns(table, chosen)
      if (found > MOST_ROWS) {
        notify({ mark: 'failed', title: text.results.copyTooMany(formatCount(found)) })
        return
      }
      const every = Array.from({ length: found }, (_, index) => index)
      const data = await readIndexes(table, chosen, every, () => undefined)
      await copyText(toText(data, columns, { guardFormulas }), text.results.copiedRows(data.length))
    } catch (error) {
      notify({ mark: 'failed', title: text.common.notCopied, detail: messageOf(error) })
    }
  }

  return (
    <SaveMenu
      label={count === null ? text.results.exportPlain : text.results.export(formatCount(count))}
      choice={
        isPlain(view) || rows === null || matching === null
          ? null
          : {
              label: text.results.exportScope,
              options: SCOPES.map((value) => ({
                value,
                label: text.results.scopes[value](formatCount(value === 'all' ? rows : matching)),
              })),
              value: scope,
              onChange: (value) => setScope(SCOPES.find((one) => one === value) ?? 'shown'),
            }
      }
      toggle={{ label: text.results.guardFormulas, checked: guardFormulas, onChange: setGuard }}
      files={EXPORT_FORMATS.map((format) => fileOf(table, format, chosen, guardFormulas && format === 'csv'))}
      more={[{ label: text.results.copyAll, onSelect: () => void copyAll() }]}
    />
  )
}

/** All results of a full report in one file. */
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
  readonly choice?: MenuChoice | null
  readonly toggle?: MenuToggle | null
}

function SaveMenu({ label, files, more = [], choice = null, toggle = null }: SaveMenuProps) {
  return (
    <Menu
      choice={choice}
      toggle={toggle}
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

function fileOf(table: StoredTable, format: ExportFormat, view: View, guardFormulas: boolean): SavedFile {
  return {
    label: text.results.formats[format],
    fileName: `${table.batchId}-${table.analysis ?? 'rows'}.${format}`,
    ask: askForFile(table, { format, ...viewQuery(view), ...(guardFormulas ? { guardFormulas } : {}) }),
  }
}

function askForFile({ batchId: id, analysis }: StoredTable, query: Query) {
  return analysis === null
    ? ({ operation: 'exportRaw', input: { params: { id }, query } } as const)
    : ({ operation: 'exportResult', input: { params: { id }, query: { ...query, analysis } } } as const)
}
