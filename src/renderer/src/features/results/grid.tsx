import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useRef, useState, type KeyboardEvent } from 'react'
import type { ColumnStatistics } from '../../../../shared/explore'
import type { Row } from '../../../../shared/scalars'
import { keys } from '../../api/keys'
import { readColumns, type StoredTable, type View } from '../../api/results'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { TextInput } from '../../ui/field'
import { formatCount } from '../../ui/format'
import { isRow } from '../../ui/is-row'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { ColumnsDialog, shownColumns, type ColumnChoice } from './column-dialog'
import { formatCell, isMono, isRight } from './columns'
import { ColumnSummary } from './column-summary'
import { parseFilter } from './filter-text'
import { toText } from './to-text'
import { useRows } from './use-rows'

const ROW_PX = 24
const HEAD_PX = 52
const OVERSCAN = 20

export interface GridProps {
  readonly table: StoredTable
  readonly name: string
  /** A row was chosen, perhaps before it came: its index in the shown order, and how that order came to be. */
  readonly onOpen?: (row: Row | undefined, index: number, view: View) => void
  readonly hidden?: readonly string[]
  /** What the filter box has at first. */
  readonly filter?: string
}

interface SortKey {
  readonly column: string
  readonly descending: boolean
}

/** A stored result in full: rows come by range from the engine, sort and filter run there over all of them. */
export function ResultGrid({ table, name, onOpen, hidden = [], filter = '' }: GridProps) {
  const [typed, setTyped] = useState(filter)
  const [sort, setSort] = useState<readonly SortKey[]>([])
  const [choice, setChoice] = useState<ColumnChoice>({ hidden, order: [], pinned: true })
  const [choosing, setChoosing] = useState(false)
  const [active, setActive] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const every = useQuery({
    queryKey: keys.result('columns', table, {}),
    queryFn: ({ signal }) => readColumns(table, {}, signal),
  })
  const names = every.data?.columns.map((column) => column.name) ?? []
  const wanted = parseFilter(useDeferredValue(typed), names)
  const matching = useQuery({
    queryKey: keys.result('columns', table, wanted),
    queryFn: ({ signal }) => readColumns(table, wanted, signal),
    enabled: every.data !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const view: View = {
    ...wanted,
    ...(sort.length === 0
      ? {}
      : { sort: sort.map(({ column, descending }) => `${descending ? '-' : ''}${column}`).join(',') }),
  }
  const total = matching.data?.rows ?? every.data?.rows ?? 0
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_PX,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const rows = useRows(table, view, first, Math.min(last, total - 1))

  if (every.error !== null)
    return <ErrorState title={text.common.failed(name)} error={every.error} onRetry={() => void every.refetch()} />
  if (every.data === undefined) return <LoadingRows rows={10} columns={6} />
  const columns = shownColumns(matching.data?.columns ?? every.data.columns, choice)

  function moveTo(target: number): void {
    const index = Math.min(Math.max(0, target), total - 1)
    setActive(index)
    virtualizer.scrollToIndex(index)
    // The row may only now come into the document.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus()),
    )
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD_PX) / ROW_PX) - 1)
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: total - 1,
    }
    const target = targets[event.key]
    const row = rows.at(active)
    if (target !== undefined) moveTo(target)
    else if (event.key === 'Enter' && isRow(event.target) && onOpen !== undefined) onOpen(row, active, view)
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && row !== undefined)
      void copyText(toText([row], columns), text.results.copiedRows(1))
    else return
    event.preventDefault()
  }

  /** The useful direction first, then the other, then the own order; Shift adds a key. */
  function sortBy({ name: column, type }: ColumnStatistics, add: boolean): void {
    setSort((known) => {
      const before = known.find((key) => key.column === column)
      const start = isRight(type)
      const next =
        before === undefined
          ? [{ column, descending: start }]
          : before.descending === start
            ? [{ column, descending: !start }]
            : []
      return add ? [...known.filter((key) => key.column !== column), ...next] : next
    })
    scroller.current?.scrollTo({ top: 0 })
  }

  const shownFrom = Math.min(total, Math.floor((scroller.current?.scrollTop ?? 0) / ROW_PX) + 1)
  const shownTo = Math.min(
    total,
    Math.floor(((scroller.current?.scrollTop ?? 0) + (scroller.current?.clientHeight ?? 0) - HEAD_PX) / ROW_PX),
  )
  return (
    <div className="pane fill result-grid">
      <div className="row rule filterbar">
        <TextInput
          type="search"
          aria-label={text.results.filterLabel}
          placeholder={text.results.filterBox}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button small kind="quiet" onClick={() => setChoosing(true)}>
          {text.results.columnsButton}
        </Button>
      </div>
      {matching.error !== null || rows.error !== null ? (
        <ErrorState
          title={wanted.filter === undefined ? text.common.failed(name) : text.results.filterFailed}
          error={matching.error ?? rows.error}
          onRetry={rows.retry}
        />
      ) : total === 0 ? (
        typed === '' ? (
          <EmptyState title={text.results.zeroRows}>{text.results.zeroRowsWhy}</EmptyState>
        ) : (
          <EmptyState
            title={text.results.noMatch(typed)}
            action={<Button onClick={() => setTyped('')}>{text.results.clearFilter}</Button>}
          />
        )
      ) : (
        <div ref={scroller} className="scroll fill" role="region" tabIndex={-1} aria-label={text.results.gridOf(name)}>
          <table
            className="compact"
            role="grid"
            aria-label={text.results.gridOf(name)}
            aria-rowcount={total + 1}
            onKeyDown={onKeyDown}
          >
            <thead>
              <tr aria-rowindex={1}>
                {columns.map((column, position) => {
                  const key = sort.find((one) => one.column === column.name)
                  const order = key === undefined ? undefined : key.descending ? 'descending' : 'ascending'
                  return (
                    <th
                      key={column.name}
                      scope="col"
                      className={`${isRight(column.type) ? 'num ' : ''}${position === 0 && choice.pinned ? 'pinned' : ''}`}
                      aria-sort={order}
                    >
                      <button
                        type="button"
                        className={`colhead${order === undefined ? '' : ` sort${order === 'ascending' ? ' asc' : ''}`}`}
                        onClick={(event) => sortBy(column, event.shiftKey)}
                      >
                        {column.name}
                        {sort.length > 1 && key !== undefined ? <sup>{sort.indexOf(key) + 1}</sup> : null}
                      </button>
                      <ColumnSummary column={column} />
                    </th>
                  )
                })}
              </tr>
            </thead>
            <tbody>
              <tr aria-hidden="true" className="spacer" style={{ height: items[0]?.start ?? 0 }}>
                <td colSpan={columns.length} />
              </tr>
              {items.map(({ index }) => {
                const row = rows.at(index)
                return (
                  <tr
                    key={index}
                    data-index={index}
                    aria-rowindex={index + 2}
                    aria-selected={index === active}
                    aria-busy={row === undefined ? true : undefined}
                    tabIndex={index === active || (active < first && index === first) ? 0 : -1}
                    className={onOpen === undefined ? undefined : 'opens'}
                    onFocus={() => setActive(index)}
                    onClick={() => {
                      setActive(index)
                      onOpen?.(row, index, view)
                    }}
                  >
                    {columns.map((column, position) => {
                      const value = row?.[column.name]
                      const isNull = row !== undefined && (value === null || value === undefined)
                      const classes = [
                        isRight(column.type) ? 'num' : '',
                        isMono(column.name) ? 'mono' : '',
                        position === 0 && choice.pinned ? 'pinned' : '',
                        isNull ? 'null' : '',
                      ]
                      const content = row === undefined ? ' ' : formatCell(column.name, column.type, value)
                      const className = classes.filter(Boolean).join(' ')
                      return position === 0 ? (
                        <th key={column.name} scope="row" className={className}>
                          {content}
                        </th>
                      ) : (
                        <td key={column.name} className={className}>
                          {content}
                        </td>
                      )
                    })}
                  </tr>
                )
              })}
              <tr
                aria-hidden="true"
                className="spacer"
                style={{ height: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) }}
              >
                <td colSpan={columns.length} />
              </tr>
            </tbody>
          </table>
        </div>
      )}
      <div className="grid-foot">
        <span>
          {total === 0
            ? ''
            : text.results.rowsOf(
                formatCount(shownFrom),
                formatCount(Math.max(shownFrom, shownTo)),
                formatCount(total),
                formatCount(every.data.rows),
              )}
        </span>
        <span className="muted">
          {sort.length === 0
            ? text.results.ownOrder
            : text.results.sortedBy(
                sort.map(({ column, descending }) => `${column} ${descending ? '↓' : '↑'}`).join(', '),
              )}
        </span>
        {onOpen === undefined ? null : <span className="muted push drop-1180">{text.results.keyHelp}</span>}
      </div>
      <ColumnsDialog
        open={choosing}
        columns={every.data.columns.map((column) => column.name)}
        choice={choice}
        onChange={setChoice}
        onClose={() => setChoosing(false)}
      />
    </div>
  )
}
