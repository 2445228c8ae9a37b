import { memo } from 'react'
import type { Row } from '../../../../../shared/scalars'
import { Null } from '../../../ui/time'
import { formatCell, isMono, isRight } from '../columns'
import type { GridColumn } from './use-columns'

export interface GridRowProps {
  /** In the shown order. */
  readonly index: number
  /** Undefined while it is on its way. */
  readonly row: Row | undefined
  readonly columns: readonly GridColumn[]
  /** Place of the cell that Tab reaches; -1 where it is in another row. */
  readonly active: number
  /** First and last place of its marked cells; none where the first is greater. */
  readonly markedFrom: number
  readonly markedTo: number
  readonly selected: boolean
  readonly opens: boolean
  /** Its rows behind were opened last. */
  readonly opened: boolean
}

/** One row of a grid: drawn again only where it changes, for a key draws the grid. Its events are those of the grid. */
export const GridRow = memo(
  function GridRow({ index, row, columns, active, markedFrom, markedTo, selected, opens, opened }: GridRowProps) {
    return (
      <tr
        data-index={index}
        aria-rowindex={index + 2}
        aria-selected={selected}
        aria-busy={row === undefined ? true : undefined}
        className={`${opens ? 'opens' : ''}${opened ? ' opened' : ''}`}
      >
        {columns.map(({ name, type, left }, position) => {
          const Cell = position === 0 ? 'th' : 'td'
          const classes = [
            isRight(type) ? 'num' : '',
            isMono(name) ? 'mono' : '',
            left === undefined ? '' : 'pinned',
            position >= markedFrom && position <= markedTo ? 'marked' : '',
          ]
          return (
            <Cell
              key={name}
              scope={position === 0 ? 'row' : undefined}
              aria-colindex={position + 1}
              tabIndex={position === active ? 0 : -1}
              className={classes.filter(Boolean).join(' ')}
              style={left === undefined ? undefined : { left }}
            >
              {row === undefined ? '\u00a0' : content(row, name, type)}
            </Cell>
          )
        })}
      </tr>
    )
  },
  (before, after) =>
    keysOf(before).every((key) => key === 'columns' || before[key] === after[key]) &&
    haveSameLook(before.columns, after.columns),
)

function keysOf(props: GridRowProps): (keyof GridRowProps)[] {
  return Object.keys(props).filter((key): key is keyof GridRowProps => key in props)
}

/** Widths are those of the table, whose rows need not follow. */
function haveSameLook(before: readonly GridColumn[], after: readonly GridColumn[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ name, left }, position) => name === after[position]?.name && left === after[position].left)
  )
}

function content(row: Row, name: string, type: GridColumn['type']) {
  const value = row[name]
  return value === null || value === undefined ? <Null /> : formatCell(name, type, value)
}
