import { useRef, useState } from 'react'
import type { Row } from '../../../../../shared/scalars'
import type { StoredTable, View } from '../../../api/results'
import { text } from '../../../strings/text'
import { Button } from '../../../ui/button'
import { TextInput } from '../../../ui/field'
import { EmptyState, ErrorState, LoadingRows } from '../../../ui/states'
import { useColumns } from '../stored'
import { ZeroRows } from '../zero-rows'
import { ColumnsDialog } from './column-dialog'
import { GridFoot } from './foot'
import { GridTable } from './table'
import { useGrid, type LoadedProps } from './use-grid'

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
  const { data, error, refetch } = useColumns(table)
  if (error !== null)
    return <ErrorState title={text.common.failed(name)} error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={10} columns={6} />
  return <LoadedGrid {...props} all={data} />
}

function LoadedGrid(props: LoadedProps) {
  const { table, name, onOpen, all } = props
  const [choosing, setChoosing] = useState(false)
  const filterBox = useRef<HTMLInputElement>(null)
  const grid = useGrid(props, filterBox)
  const { typed, setTyped, columns, wanted, total, space, scroller } = grid
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
      {grid.error !== null ? (
        <ErrorState
          title={wanted.filter === undefined ? text.common.failed(name) : text.results.filterFailed}
          error={grid.error}
          onRetry={grid.retry}
        />
      ) : total === 0 ? (
        typed === '' ? (
          <ZeroRows table={table} />
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
          setScroller={grid.setScroller}
          columns={columns}
          statistics={grid.statistics}
          rows={space}
          at={grid.at}
          keys={grid.gridKeys}
          setRange={grid.setRange}
          onPick={grid.pick}
          opened={grid.opened}
          moves={grid.moves}
        />
      )}
      <GridFoot
        from={space.from}
        to={space.to}
        total={total}
        all={all.rows}
        sorting={columns.sorting}
        selected={grid.selected}
        opens={onOpen !== undefined}
      />
      <ColumnsDialog
        open={choosing}
        columns={grid.names}
        choice={grid.choice}
        onChange={grid.setChoice}
        onClose={() => setChoosing(false)}
      />
    </div>
  )
}
