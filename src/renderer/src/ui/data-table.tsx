import {
  createSortedRowModel,
  functionalUpdate,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
  type ColumnDef,
  type RowData,
  type SortingState,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { usePrefs } from '../state/prefs'
import { isRow } from './is-row'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers and times stand right. */
  readonly align?: 'left' | 'right'
  /** Without it the column is not sorted by. Null goes last. */
  readonly sortBy?: (row: Row) => string | number | boolean | null
  /** Not shown in a window of 1180 px or less. */
  readonly optional?: boolean
  /** The row's name for screen readers (`<th scope="row">`); by default the first column. */
  readonly heads?: boolean
  readonly title?: string
  /** Stays in view at the right while the table is moved sideways: for what acts on a row. */
  readonly sticks?: boolean
  /** Cut off with an ellipsis where it is longer, so that one long cell does not push the others out. */
  readonly short?: boolean
}

export interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly sort?: { readonly column: string; readonly descending: boolean }
  /** Where more rows than these are sorted, by who has them all: how they are now, and what to do for another order. */
  readonly sorted?: { readonly by: SortingState; readonly onChange: (by: SortingState) => void }
  /** Enter or a click opens a row; the table is then a grid with one tab stop. */
  readonly onOpen?: (row: Row) => void
  readonly selected?: string | null
  readonly compact?: boolean
  readonly foot?: ReactNode
  /** Where nothing is. */
  readonly empty?: ReactNode
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
})
const ROW_HEIGHT = { compact: 24, normal: 28, relaxed: 32 }
/** Below this every row is in the document. */
const VIRTUAL_FROM = 120

/** A table in one scroller: sticky head, sort by its columns, virtual beyond 120 rows, keyboard where rows open. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, sorted, onOpen, selected = null, compact = false, foot, empty } = props
  const relaxed = usePrefs((prefs) => prefs.relaxedRows)
  const [ownSorting, setSorting] = useState<SortingState>(
    props.sort === undefined ? [] : [{ id: props.sort.column, desc: props.sort.descending }],
  )
  const sorting = sorted?.by ?? ownSorting
  const definitions = useMemo(() => columns.map((column) => toDefinition<Row>(column)), [columns])
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowKey,
    state: { sorting },
    onSortingChange: sorted === undefined ? setSorting : (change) => sorted.onChange(functionalUpdate(change, sorting)),
    manualSorting: sorted !== undefined,
    isMultiSortEvent: (event: unknown) => event instanceof Object && 'shiftKey' in event && event.shiftKey === true,
  })
  const shown = table.getRowModel().rows
  const scroller = useRef<HTMLDivElement>(null)
  // By its key: rows come and go above it while it has the focus.
  const [last, setLast] = useState({ key: '', index: 0 })
  const found = shown.findIndex(({ id }) => id === last.key)
  const active = found < 0 ? Math.min(last.index, shown.length - 1) : found
  const virtual = shown.length > VIRTUAL_FROM
  const height = ROW_HEIGHT[compact ? 'compact' : relaxed ? 'relaxed' : 'normal']
  const virtualizer = useVirtualizer({
    count: virtual ? shown.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  })
  const items = virtual
    ? virtualizer.getVirtualItems().map((item) => item.index)
    : Array.from(shown, (_, index) => index)
  const above = virtual ? (items[0] ?? 0) * height : 0
  const below = virtual ? Math.max(0, shown.length - 1 - (items.at(-1) ?? 0)) * height : 0

  function setActive(index: number): void {
    setLast({ key: shown[index]?.id ?? '', index })
  }

  function moveTo(index: number): void {
    const target = Math.min(Math.max(index, 0), shown.length - 1)
    setActive(target)
    if (virtual) virtualizer.scrollToIndex(target)
    // The row may only now come into the document.
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${target}"]`)?.focus()
    })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (onOpen === undefined) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height * 10) / height) - 1)
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: shown.length - 1,
    }
    const target = targets[event.key]
    const row = shown[active]
    if (target !== undefined) moveTo(target)
    else if ((event.key === 'Enter' || event.key === ' ') && isRow(event.target) && row !== undefined)
      onOpen(row.original)
    else return
    event.preventDefault()
  }

  if (rows.length === 0 && empty !== undefined) return empty
  return (
    // What scrolls must be reachable by keyboard; in a grid its rows are.
    <div
      ref={scroller}
      className="scroll fill"
      tabIndex={onOpen === undefined ? 0 : -1}
      role="group"
      aria-label={label}
    >
      <table
        className={compact ? 'compact' : ''}
        role={onOpen === undefined ? undefined : 'grid'}
        aria-label={label}
        aria-rowcount={shown.length + 1}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => {
              const key = sorting.find(({ id }) => id === column.id)
              const order = key === undefined ? undefined : key.desc ? 'descending' : 'ascending'
              return (
                <th key={column.id} scope="col" className={classOf(column)} aria-sort={order} title={column.title}>
                  {column.sortBy === undefined ? (
                    column.header
                  ) : (
                    <button
                      type="button"
                      className={`colhead${order === undefined ? '' : ` sort${order === 'ascending' ? ' asc' : ''}`}`}
                      onClick={table.getColumn(column.id)?.getToggleSortingHandler()}
                    >
                      {column.header}
                      {sorting.length > 1 && key !== undefined ? <sup>{sorting.indexOf(key) + 1}</sup> : null}
                    </button>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 ? <Spacer height={above} columns={columns.length} /> : null}
          {items.map((index) => {
            const row = shown[index]
            if (row === undefined) return null
            return (
              <tr
                key={row.id}
                data-index={index}
                aria-rowindex={index + 2}
                aria-selected={onOpen === undefined ? undefined : row.id === selected}
                tabIndex={onOpen === undefined ? undefined : index === active ? 0 : -1}
                className={onOpen === undefined ? undefined : 'opens'}
                onFocus={() => setActive(index)}
                onClick={onOpen === undefined ? undefined : () => onOpen(row.original)}
              >
                {columns.map((column, position) =>
                  (column.heads ?? position === 0) ? (
                    <th key={column.id} scope="row" className={classOf(column)}>
                      {column.cell(row.original)}
                    </th>
                  ) : (
                    <td key={column.id} className={classOf(column)}>
                      {column.cell(row.original)}
                    </td>
                  ),
                )}
              </tr>
            )
          })}
          {below > 0 ? <Spacer height={below} columns={columns.length} /> : null}
        </tbody>
        {foot === undefined ? null : <tfoot>{foot}</tfoot>}
      </table>
    </div>
  )
}

/** Stands for the rows that are not in the document. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true" className="spacer" style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}

function classOf<Row>(column: Column<Row>): string {
  return [
    column.align === 'right' ? 'num' : '',
    column.optional === true ? 'drop-1180' : '',
    column.sticks === true ? 'sticks' : '',
    column.short === true ? 'short' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** The useful direction first: numbers and times down, text up. */
function toDefinition<Row extends RowData>(column: Column<Row>): ColumnDef<typeof features, Row> {
  const { sortBy } = column
  return {
    id: column.id,
    accessorFn: (row: Row) => sortBy?.(row) ?? undefined,
    enableSorting: sortBy !== undefined,
    sortDescFirst: column.align === 'right',
    sortUndefined: 'last',
    sortFn: 'basic',
  }
}
