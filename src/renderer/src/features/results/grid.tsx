import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import type { ColumnsAnswer } from '../../../../shared/explore'
import type { Row } from '../../../../shared/scalars'
import { keys } from '../../api/keys'
import { readColumns, type StoredTable, type View } from '../../api/results'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { TextInput } from '../../ui/field'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { boundsOf, HEAD_ROW, within, type CellRange } from './cell-range'
import { shownNames, stepColumn, toggleHidden, togglePinned } from './column-choice'
import { ColumnsDialog } from './column-dialog'
import { isMono, textOf } from './columns'
import { parseFilter, withCondition } from './filter-text'
import { GridFoot } from './grid-foot'
import { GridTable } from './grid-table'
import { useCopy } from './use-copy'
import { useGridColumns } from './use-grid-columns'
import { useGridLetters, type GridKeys, type Letter } from './use-grid-keys'
import { useRows } from './use-rows'
import { useScrollSpace } from './use-scroll-space'
import { useSelection, useSelectionWords } from './use-selection'

const START: CellRange = { anchor: { row: 0, column: 0 }, active: { row: 0, column: 0 } }
const NONE: readonly string[] = []

export interface GridProps {
  readonly table: StoredTable
  readonly name: string
  /** A row was chosen, perhaps before it came: its index in the shown order, and how that order came to be. */
  readonly onOpen?: (row: Row | undefined, index: number, view: View) => void
  /** Columns that are hidden until somebody shows them. */
  readonly hidden?: readonly string[]
  /** What the filter box has at first. */
  readonly filter?: string
  /** How the rows are looked at now, each time that has changed. */
  readonly onView?: (view: View) => void
}

/** A stored result in full: rows come by range from the engine, sort and filter run there over all of them. */
export function ResultGrid(props: GridProps) {
  const { table, name } = props
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('columns', table, {}),
    queryFn: ({ signal }) => readColumns(table, {}, signal),
  })
  if (error !== null)
    return <ErrorState title={text.common.failed(name)} error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={10} columns={6} />
  return <LoadedGrid {...props} all={data} />
}

/** @param all statistics of its columns without a filter */
function LoadedGrid(props: GridProps & { readonly all: ColumnsAnswer }) {
  const { table, name, onOpen, hidden = NONE, filter = '', onView, all } = props
  const [typed, setTyped] = useState(filter)
  const [choosing, setChoosing] = useState(false)
  const [kept, setRange] = useState(START)
  const [moves, setMoves] = useState(0)
  const [opened, setOpened] = useState<{ readonly row: number; readonly view: string } | null>(null)
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const filterBox = useRef<HTMLInputElement>(null)
  const columns = useGridColumns(table.analysis ?? 'rows', all.columns, hidden, onSort)
  const { names, shown, choice, setChoice } = columns
  const wanted = parseFilter(useDeferredValue(typed), names)
  const matching = useQuery({
    queryKey: keys.result('columns', table, wanted),
    queryFn: ({ signal }) => readColumns(table, wanted, signal),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const view: View = { ...wanted, ...sortOf(columns.sorting) }
  const viewKey = JSON.stringify(view)
  useEffect(() => onView?.(JSON.parse(viewKey) as View), [viewKey, onView])
  const total = matching.data?.rows ?? all.rows
  const space = useScrollSpace(total, scroller)
  const { at, error, retry } = useRows(table, view, space.first, Math.min(space.last, total - 1), space.moving)
  const selection = useSelection(view)
  const typeOf = (column: string) => all.columns.find((one) => one.name === column)?.type
  const selected = useSelectionWords(table, view, selection.rows, at, typeOf)
  const copy = useCopy(table, view, at)
  const size = { rows: total, columns: shown.length, page: space.page }
  const range = within(kept, size)
  const { active } = range
  const column = shown[active.column]

  /** The rows of another order begin at their first; whoever sorts by a head stays there. */
  function onSort(): void {
    space.toTop()
    const row = active.row === HEAD_ROW ? HEAD_ROW : 0
    go({ anchor: { ...active, row }, active: { ...active, row } })
  }

  function go(next: CellRange): void {
    setRange(next)
    setMoves((count) => count + 1)
    if (next.active.row >= 0) space.reveal(next.active.row)
  }

  /** The focus stays with its column wherever that goes, or goes to the one that takes its place. */
  function change(next: typeof choice, place: number = active.column): void {
    setChoice(next)
    const cell = { row: active.row, column: place }
    go({ anchor: cell, active: cell })
  }

  function open(row: number): void {
    setOpened({ row, view: viewKey })
    onOpen?.(at(row), row, view)
  }

  function pick(row: number, place: number): void {
    if (row !== active.row || place !== active.column) {
      const cell = { row, column: place }
      go({ anchor: cell, active: cell })
    }
    // An id of a row that opens nothing is copied by a click; elsewhere a click leads to the rows behind.
    const id = shown[place]
    if (onOpen !== undefined) open(row)
    else if (id !== undefined && isMono(id.name)) void copyText(textOf(at(row)?.[id.name]), text.results.copiedCells(1))
  }

  function copyCells(head: boolean): void {
    const { top, bottom, left, right } = boundsOf(range)
    if (column === undefined) return
    if (top === HEAD_ROW) void copyText(column.name, text.results.copiedCells(1))
    else if (top === bottom && left === right && selection.rows.size > 0)
      void copy({ rows: selection.rows, columns: shown.map((one) => one.name), head })
    else
      void copy({
        rows: { first: top, count: bottom - top + 1 },
        columns: shown.slice(left, right + 1).map((one) => one.name),
        head,
      })
  }

  const gridKeys: GridKeys = {
    range,
    size,
    selection,
    go,
    open: onOpen === undefined ? undefined : open,
    copy: copyCells,
    resize: (byPx) => {
      if (column !== undefined) columns.resizeBy(column.name, byPx)
    },
    step(by) {
      if (column === undefined) return
      const next = stepColumn(
        names,
        shown.map((one) => one.name),
        choice,
        column.name,
        by,
      )
      if (next !== choice) change(next, active.column + by)
    },
    leave: () => filterBox.current?.focus(),
  }
  const onLetter: Record<Letter, (name: string) => void> = {
    sort: (name) => columns.sortBy(name, false),
    hide: (name) => change(toggleHidden(names, choice, name)),
    pin(name) {
      const next = togglePinned(choice, name)
      change(next, shownNames(names, next).indexOf(name))
    },
    filter(name) {
      setTyped(withCondition(typed, name, column?.type ?? 'string', names))
      filterBox.current?.focus()
    },
  }
  useGridLetters(scroller, (letter) => {
    if (column !== undefined) onLetter[letter](column.name)
  })

  const wrong = matching.error ?? error
  return (
    <div className="pane fill result-grid">
      <div className="row rule filterbar">
        <TextInput
          ref={filterBox}
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
      {wrong !== null ? (
        <ErrorState
          title={wanted.filter === undefined ? text.common.failed(name) : text.results.filterFailed}
          error={wrong}
          onRetry={retry}
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
        <GridTable
          label={text.results.gridOf(name)}
          scroller={scroller}
          setScroller={setScroller}
          columns={columns}
          statistics={matching.data?.columns ?? all.columns}
          rows={space}
          at={at}
          keys={gridKeys}
          setRange={setRange}
          onPick={pick}
          opened={opened?.view === viewKey ? opened.row : null}
          moves={moves}
        />
      )}
      <GridFoot
        from={space.from}
        to={space.to}
        total={total}
        all={all.rows}
        sorting={columns.sorting}
        selected={selected}
        opens={onOpen !== undefined}
      />
      <ColumnsDialog
        open={choosing}
        columns={names}
        choice={choice}
        onChange={setChoice}
        onClose={() => setChoosing(false)}
      />
    </div>
  )
}

function sortOf(sorting: readonly { readonly id: string; readonly desc: boolean }[]): Pick<View, 'sort'> {
  return sorting.length === 0 ? {} : { sort: sorting.map(({ id, desc }) => `${desc ? '-' : ''}${id}`).join(',') }
}
