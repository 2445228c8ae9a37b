import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  functionalUpdate,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type SortingState,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { ColumnStatistics } from '../../../../../shared/explore'
import type { Row } from '../../../../../shared/scalars'
import { setGridChoice, useGridChoices, type ColumnChoice } from '../../../state/grid-choices'
import { arranged } from './column-choice'
import { isRight, isSortable, widthOf, type ColumnType } from '../columns'

const MIN_PX = 48
const MAX_PX = 800
/** The first cell stands further from the edge of the sheet. */
const EDGE_PX = 16

/** A shown column, in the place where it stands. */
export interface GridColumn {
  readonly name: string
  readonly type: ColumnType
  readonly width: number
  /** Px from the left of a pinned column; undefined where it moves. */
  readonly left: number | undefined
}

export interface GridColumns {
  readonly shown: readonly GridColumn[]
  /** Of all columns, hidden ones too, in the engine's order. */
  readonly names: readonly string[]
  readonly choice: ColumnChoice
  readonly setChoice: (choice: ColumnChoice | null) => void
  readonly setWidth: (name: string, px: number) => void
  readonly resizeBy: (name: string, px: number) => void
  readonly sorting: SortingState
  /** The useful direction first, then the other, then the own order; `add` keeps the keys before it. */
  readonly sortBy: (name: string, add: boolean) => void
  /** Follows the pointer that went down on the edge of a column. */
  readonly startResize: (name: string, event: unknown) => void
  readonly resizing: string | null
}

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
})
/** TanStack Table keeps the columns and the sort alone: rows come by range, sorted by the engine. */
const NO_ROWS: Row[] = []

/**
 * The columns of a grid as somebody wants them.
 * @param grid under which name the choice is kept
 * @param hidden those that are hidden by default
 */
export function useGridColumns(
  grid: string,
  statistics: readonly ColumnStatistics[],
  hidden: readonly string[],
  sorting: SortingState,
  onSort: (sorting: SortingState) => void,
): GridColumns {
  const kept = useGridChoices((choices) => choices[grid])
  const names = useMemo(() => statistics.map(({ name }) => name), [statistics])
  const choice = useMemo(
    () => kept ?? { hidden: [...hidden], order: [], pinned: names.slice(0, 1), widths: {} },
    [kept, hidden, names],
  )
  const definitions = useMemo(() => statistics.map(toDefinition), [statistics])
  const state = useMemo(() => {
    const order = arranged(names, choice)
    return {
      columnOrder: order,
      columnPinning: { start: order.filter((name) => choice.pinned.includes(name)), end: [] },
      columnSizing: choice.widths,
      columnVisibility: Object.fromEntries(choice.hidden.map((name) => [name, false])),
      sorting,
    }
  }, [names, choice, sorting])
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state,
    manualSorting: true,
    columnResizeMode: 'onChange',
    onColumnSizingChange: (change) =>
      setGridChoice(grid, { ...choice, widths: clampWidths(functionalUpdate(change, choice.widths)) }),
    onSortingChange: (change) => onSort(functionalUpdate(change, sorting)),
  })
  const types = new Map(statistics.map(({ name, type }) => [name, type]))
  const shown: GridColumn[] = []
  let left = 0
  for (const column of [...table.getStartVisibleLeafColumns(), ...table.getCenterVisibleLeafColumns()]) {
    const width = column.getSize() + (shown.length === 0 ? EDGE_PX : 0)
    const isPinned = column.getIsPinned() === 'start'
    shown.push({ name: column.id, type: types.get(column.id) ?? 'string', width, left: isPinned ? left : undefined })
    left += width
  }
  const setChoice = (next: ColumnChoice | null): void => setGridChoice(grid, next)
  const setWidth = (name: string, px: number): void =>
    setChoice({ ...choice, widths: { ...choice.widths, [name]: clampWidth(px) } })
  return {
    shown,
    names,
    choice,
    setChoice,
    setWidth,
    resizeBy: (name, px) => setWidth(name, (table.getColumn(name)?.getSize() ?? MIN_PX) + px),
    sorting,
    sortBy(name, add) {
      const column = table.getColumn(name)
      if (column?.getCanSort() === true) column.toggleSorting(undefined, add)
    },
    startResize: (name, event) =>
      table
        .getFlatHeaders()
        .find(({ column }) => column.id === name)
        ?.getResizeHandler()(event),
    resizing: table.state.columnResizing.isResizingColumn || null,
  }
}

/** The useful direction first: numbers and times down, text up. */
function toDefinition(column: ColumnStatistics): ColumnDef<typeof features, Row> {
  return {
    id: column.name,
    accessorFn: (row: Row) => row[column.name],
    size: clampWidth(widthOf(column)),
    minSize: MIN_PX,
    maxSize: MAX_PX,
    sortDescFirst: isRight(column.type),
    enableSorting: isSortable(column.type),
  }
}

/** The library tells a width as the pointer made it; it holds to the limits only where it is drawn. */
function clampWidths(widths: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(widths).map(([name, px]) => [name, clampWidth(px)]))
}

function clampWidth(px: number): number {
  return Math.min(MAX_PX, Math.max(MIN_PX, Math.round(px)))
}
