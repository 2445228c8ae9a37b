import { useLayoutEffect, type FocusEvent, type MouseEvent, type ReactElement, type RefCallback } from 'react'
import type { ColumnStatistics } from '../../../../../shared/explore'
import type { Row } from '../../../../../shared/scalars'
import { boundsOf, HEAD_ROW, type CellRange } from './cell-range'
import { cellPlaceOf, elementOf, explainCut, fitWidth, revealColumn, rowPlaceOf } from './cells'
import { dropColumn } from './column-choice'
import { GridHead } from './head'
import { GridRow } from './row'
import type { GridColumn, GridColumns } from './use-columns'
import { onGridKey, type GridKeys } from './use-keys'
import { ROW_PX, type ShownRows } from './use-scroll-space'

/** Pinned columns that would take more of the window than this move with the others. */
const MOST_PINNED = 0.6

export interface GridTableProps {
  readonly label: string
  readonly scroller: HTMLDivElement | null
  readonly setScroller: RefCallback<HTMLDivElement>
  readonly columns: GridColumns
  readonly statistics: readonly ColumnStatistics[]
  readonly rows: ShownRows
  readonly at: (index: number) => Row | undefined
  readonly keys: GridKeys
  readonly setRange: (range: CellRange) => void
  /** Of the active cell, wherever the pointer went down. */
  readonly onPick: (row: number, column: number) => void
  readonly opened: number | null
  /** Grows with each move by a key: the active cell then takes the focus. */
  readonly moves: number
}

/** The table of a result: one tab stop, its cells and heads reached by arrows. */
export function GridTable(props: GridTableProps) {
  const { label, scroller, setScroller, columns, statistics, rows, at, keys, setRange, onPick, opened, moves } = props
  const { range, size, selection, open } = keys
  const { active } = range
  const shown = stuck(columns.shown, scroller)
  const { row: activeRow, column: activeColumn } = active

  // A cell that a key moved to is in the document by now, also where its row has not come.
  useLayoutEffect(() => {
    if (moves > 0 && scroller !== null)
      elementOf(scroller, { row: activeRow, column: activeColumn })?.focus({ preventScroll: true })
  }, [moves, scroller, activeRow, activeColumn])
  useLayoutEffect(() => {
    if (moves > 0 && scroller !== null) revealColumn(scroller, shown, activeColumn)
    // Once a move, not while the table is moved sideways.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moves])

  function onFocus({ target }: FocusEvent): void {
    const place = cellPlaceOf(target)
    if (place !== null && (place.row !== activeRow || place.column !== activeColumn))
      setRange({ anchor: place, active: place })
  }

  function onMouseDown(event: MouseEvent): void {
    const place = cellPlaceOf(event.target)
    if (!event.shiftKey || place === null || place.row === HEAD_ROW) return
    // The range grows; the text between is not marked.
    event.preventDefault()
    keys.go({ anchor: range.anchor.row === HEAD_ROW ? place : range.anchor, active: place })
  }

  function onClick(event: MouseEvent): void {
    const place = rowPlaceOf(event.target)
    if (place === null || event.shiftKey) return
    if (event.ctrlKey || event.metaKey) selection.toggle(place.row)
    else onPick(place.row, place.column ?? activeColumn)
  }

  function line(index: number): ReactElement {
    const { top, bottom, left, right } = boundsOf(range)
    const isMarked = index >= top && index <= bottom && (top < bottom || left < right)
    return (
      <GridRow
        key={index}
        index={index}
        row={at(index)}
        columns={shown}
        active={index === activeRow ? activeColumn : -1}
        markedFrom={isMarked ? left : 0}
        markedTo={isMarked ? right : -1}
        selected={selection.rows.has(index)}
        opens={open !== undefined}
        opened={opened === index}
      />
    )
  }

  return (
    <div ref={setScroller} className="scroll fill" role="region" tabIndex={-1} aria-label={label}>
      <table
        className="compact"
        role="grid"
        aria-label={label}
        aria-rowcount={size.rows + 1}
        aria-colcount={shown.length}
        aria-multiselectable="true"
        style={{ width: shown.reduce((sum, { width }) => sum + width, 0) }}
        onKeyDown={(event) => onGridKey(event, keys)}
        onFocus={onFocus}
        onMouseDown={onMouseDown}
        onClick={onClick}
        onMouseOver={({ target }) => explainCut(target)}
      >
        <colgroup>
          {shown.map(({ name, width }) => (
            <col key={name} style={{ width }} />
          ))}
          <col />
        </colgroup>
        <GridHead
          columns={columns}
          shown={shown}
          statistics={statistics}
          active={activeRow === HEAD_ROW ? activeColumn : -1}
          onDrop={(name, target) => columns.setChoice(dropColumn(columns.names, columns.choice, name, target))}
          onFit={(position) => {
            const name = shown[position]?.name
            if (scroller !== null && name !== undefined) columns.setWidth(name, fitWidth(scroller, position))
          }}
        />
        <tbody>{lines(rows, activeRow, line, shown.length)}</tbody>
      </table>
    </div>
  )
}

/** Rows in the document between what stands for the others; the active one is always among them, and keeps the focus. */
function lines(
  { items, totalPx }: ShownRows,
  active: number,
  line: (index: number) => ReactElement,
  columns: number,
): ReactElement[] {
  const [first, last] = [items[0], items.at(-1)]
  if (first === undefined || last === undefined) return []
  const isAbove = active >= 0 && active < first.row
  const isBelow = active > last.row
  const below = totalPx - last.start - ROW_PX
  return [
    ...(isAbove ? [line(active)] : []),
    <Spacer key="above" height={first.start - (isAbove ? ROW_PX : 0)} columns={columns} />,
    ...items.map(({ row }) => line(row)),
    <Spacer key="below" height={below - (isBelow ? ROW_PX : 0)} columns={columns} />,
    ...(isBelow ? [line(active)] : []),
  ]
}

/** Stands for rows that are not in the document. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true" className="spacer" style={{ height: Math.max(0, height) }}>
      <td colSpan={columns} />
    </tr>
  )
}

/** In a narrow window nothing is pinned: the others would never be seen. */
function stuck(shown: readonly GridColumn[], scroller: HTMLDivElement | null): readonly GridColumn[] {
  const pinned = shown.reduce((sum, { left, width }) => sum + (left === undefined ? 0 : width), 0)
  if (scroller === null || pinned <= scroller.clientWidth * MOST_PINNED) return shown
  return shown.map((column) => ({ ...column, left: undefined }))
}
