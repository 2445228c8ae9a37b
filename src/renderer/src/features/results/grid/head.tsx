import { useId, type DragEvent, type MouseEvent, type TouchEvent } from 'react'
import type { ColumnStatistics } from '../../../../../shared/explore'
import { text } from '../../../strings/text'
import { isRight, isSortable, unitOf } from '../columns'
import { ColumnSummary } from './column-summary'
import type { GridColumn, GridColumns } from './use-columns'

const DRAGGED = 'text/x-millrace-column'

export interface GridHeadProps {
  readonly columns: GridColumns
  readonly shown: readonly GridColumn[]
  /** Of the rows that match. */
  readonly statistics: readonly ColumnStatistics[]
  /** Place of the column whose head Tab reaches; -1 where it is a cell. */
  readonly active: number
  readonly onDrop: (name: string, target: string) => void
  readonly onFit: (position: number) => void
}

/**
 * Names, sort and statistics. The head of a column takes the focus by its sort button: Enter sorts. Its right edge is
 * dragged to resize, and the head itself to reorder; by keyboard both are keys of the grid.
 */
export function GridHead({ columns, shown, statistics, active, onDrop, onFit }: GridHeadProps) {
  const id = useId()
  const { sorting, sortBy, startResize, resizing } = columns

  function drop(event: DragEvent, target: string): void {
    const name = event.dataTransfer.getData(DRAGGED)
    if (name === '' || name === target) return
    event.preventDefault()
    onDrop(name, target)
  }

  function grip(event: MouseEvent | TouchEvent, name: string): void {
    // Else the column itself is dragged.
    if (event.type === 'mousedown') event.preventDefault()
    event.stopPropagation()
    startResize(name, event)
  }

  return (
    <thead>
      <tr aria-rowindex={1}>
        {shown.map(({ name, type, left }, position) => {
          const place = sorting.findIndex(({ id }) => id === name)
          const key = sorting[place]
          const order = key === undefined ? undefined : key.desc ? 'descending' : 'ascending'
          const summary = statistics.find((one) => one.name === name)
          return (
            <th
              key={name}
              scope="col"
              aria-colindex={position + 1}
              aria-sort={order}
              className={`${isRight(type) ? 'num' : ''}${left === undefined ? '' : ' pinned'}`}
              // Each stands above the next, over which its edge reaches; the pinned above all.
              style={{ left, zIndex: (left === undefined ? 2 : 200) + shown.length - position }}
              title={isSortable(type) ? unitOf(name, type) : text.results.noOrder}
              draggable
              onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, name)}
              onDragOver={(event) => {
                if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault()
              }}
              onDrop={(event) => drop(event, name)}
            >
              <button
                type="button"
                tabIndex={position === active ? 0 : -1}
                aria-disabled={isSortable(type) ? undefined : true}
                className={`colhead${order === undefined ? '' : ` sort${order === 'ascending' ? ' asc' : ''}`}`}
                aria-describedby={summary === undefined ? undefined : `${id}-${name}`}
                onClick={(event) => sortBy(name, event.shiftKey)}
              >
                <span className="cut">{name}</span>
                {unitOf(name, type) === 'UTC' ? <span className="zone muted small">&nbsp;UTC</span> : null}
                {sorting.length > 1 && key !== undefined ? <sup>{place + 1}</sup> : null}
              </button>
              {summary === undefined ? null : <ColumnSummary column={summary} id={`${id}-${name}`} />}
              <span
                className="grip"
                aria-hidden="true"
                data-on={resizing === name}
                onMouseDown={(event) => grip(event, name)}
                onTouchStart={(event) => grip(event, name)}
                onDoubleClick={() => onFit(position)}
              />
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
