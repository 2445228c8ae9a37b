import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { SortingState } from '@tanstack/react-table'
import { useDeferredValue, useEffect, useMemo, useState, type RefObject } from 'react'
import type { ColumnsAnswer } from '../../../../../shared/explore'
import type { Row } from '../../../../../shared/scalars'
import { sortText } from '../../../api/pages'
import type { StoredTable, View } from '../../../api/results'
import { text } from '../../../strings/text'
import { copyText } from '../../../ui/copy'
import { isMono } from '../columns'
import { columnsOf } from '../stored'
import { boundsOf, HEAD_ROW, within, type CellRange } from './cell-range'
import { shownNames, stepColumn, toggleHidden, togglePinned } from './column-choice'
import { filterTrouble, parseFilter, withCondition } from './filter-text'
import { useCopy } from './use-copy'
import { useGridColumns } from './use-columns'
import { useGridLetters, type GridKeys, type Letter } from './use-keys'
import { sortingOf, useLook } from './use-look'
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
  /** How the rows are looked at now, each time that has changed. */
  readonly onView?: (view: View) => void
}

/** With statistics of its columns without a filter. */
export type LoadedProps = GridProps & { readonly all: ColumnsAnswer }

/** What a grid knows and does: which rows, in which order and columns, where the focus is, and what its keys do. */
export function useGrid(props: LoadedProps, filterBox: RefObject<HTMLInputElement | null>) {
  const { table, onOpen, hidden = NONE, onView, all } = props
  const [{ filter: typed, sort }, changeLook] = useLook(table)
  const [kept, setRange] = useState(START)
  const [moves, setMoves] = useState(0)
  const [opened, setOpened] = useState<{ readonly row: number; readonly view: string } | null>(null)
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const sorting = useMemo(() => sortingOf(sort, all.columns), [sort, all])
  const columns = useGridColumns(table.analysis ?? 'rows', all.columns, hidden, sorting, onSort)
  const { names, shown, choice, setChoice } = columns
  const settled = useDeferredValue(typed)
  const wanted = parseFilter(settled, names)
  const matching = useQuery({ ...columnsOf(table, wanted), placeholderData: keepPreviousData, retry: false })
  const view: View = sorting.length === 0 ? wanted : { ...wanted, sort: sortText(sorting) }
  const viewKey = JSON.stringify(view)
  useEffect(() => onView?.(JSON.parse(viewKey) as View), [viewKey, onView])
  const total = matching.data?.rows ?? all.rows
  const statistics = matching.data?.columns ?? all.columns
  const space = useScrollSpace(total, scroller)
  const { at, error, stale, retry } = useRows(table, view, space.first, Math.min(space.last, total - 1), space.moving)
  const selection = useSelection(view)
  const typeOf = (column: string) => all.columns.find((one) => one.name === column)?.type
  const selected = useSelectionWords(table, view, selection.rows, at, typeOf)
  const copy = useCopy(table, view, at)
  const size = { rows: total, columns: shown.length, page: space.page }
  const range = within(kept, size)
  const { active } = range
  const column = shown[active.column]

  /** The rows of another order begin at their first; whoever sorts by a head stays there. */
  function onSort(next: SortingState): void {
    changeLook({ sort: sortText(next) })
    space.toTop()
    const row = active.row === HEAD_ROW ? HEAD_ROW : 0
    go({ anchor: { ...active, row }, active: { ...active, row } })
  }

  function setTyped(filter: string): void {
    changeLook({ filter })
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
    const value = id === undefined ? undefined : at(row)?.[id.name]
    if (onOpen !== undefined) open(row)
    else if (id !== undefined && isMono(id.name) && typeof value === 'string')
      void copyText(value, text.results.copiedCells(1))
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

  return {
    typed,
    setTyped,
    columns,
    names,
    choice,
    setChoice,
    wanted,
    trouble: filterTrouble(settled, names),
    statistics,
    total,
    /** Of the column whose head has the focus. */
    summary: active.row === HEAD_ROW ? statistics.find(({ name }) => name === column?.name) : undefined,
    /** Why it is not known which rows match. */
    refused: matching.data === undefined ? matching.error : null,
    /** Why some of them are missing. */
    missing: error,
    /** What is shown was read, but not again. */
    isStale: stale !== null || (matching.data !== undefined && matching.error !== null),
    retry: () => {
      void matching.refetch()
      retry()
    },
    scroller,
    setScroller,
    space,
    at,
    selected,
    gridKeys,
    setRange,
    pick,
    opened: opened?.view === viewKey ? opened.row : null,
    moves,
  }
}
