import { useId, useRef, useState } from 'react'
import { codeOf } from '../../../../../shared/errors'
import { text } from '../../../strings/text'
import { Button } from '../../../ui/button'
import { TextInput } from '../../../ui/field'
import { EmptyState, ErrorState, LoadingRows } from '../../../ui/states'
import { formatCell } from '../columns'
import { useColumns } from '../stored'
import { ZeroRows } from '../zero-rows'
import { ColumnsDialog } from './column-dialog'
import type { FilterTrouble } from './filter-text'
import { GridFoot } from './foot'
import { extremeOf } from './no-match'
import { GridTable } from './table'
import { useGrid, type GridProps, type LoadedProps } from './use-grid'

/** A stored result in full: rows come by range from the engine, sort and filter run there over all of them. */
export function ResultGrid(props: GridProps) {
  const { table, name } = props
  const { data, error, refetch } = useColumns(table)
  // What was read stays when it cannot be read again.
  if (data !== undefined) return <LoadedGrid {...props} all={data} />
  if (error !== null)
    return <ErrorState title={text.common.failed(name)} error={error} onRetry={() => void refetch()} />
  return <LoadingRows rows={10} columns={6} />
}

function LoadedGrid(props: LoadedProps) {
  const { table, name, onOpen, all } = props
  const [choosing, setChoosing] = useState(false)
  const filterBox = useRef<HTMLInputElement>(null)
  const note = useId()
  const grid = useGrid(props, filterBox)
  const { typed, setTyped, trouble, columns, wanted, refused, missing, total, space, scroller } = grid
  const extreme = total === 0 ? extremeOf(wanted.where ?? [], all.columns) : null
  return (
    <div className="pane fill result-grid">
      <div className="row rule filterbar">
        <TextInput
          ref={filterBox}
          type="search"
          aria-invalid={trouble === null ? undefined : true}
          aria-describedby={trouble === null ? undefined : note}
          aria-label={text.results.filterLabel}
          placeholder={text.results.filterBox}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button small kind="quiet" onClick={() => setChoosing(true)}>
          {text.results.columnsButton}
        </Button>
      </div>
      <p id={note} className={trouble === null ? 'sr' : 'body help danger'} aria-live="polite">
        {trouble === null ? '' : wordsOf(trouble)}
      </p>
      {refused === null && missing !== null ? (
        <ErrorState title={text.results.rowsMissing} error={missing} onRetry={grid.retry} />
      ) : null}
      {refused !== null ? (
        <ErrorState
          title={
            codeOf(refused) === 'INVALID_REQUEST' && wanted.where !== undefined
              ? text.results.filterFailed
              : text.common.failed(name)
          }
          error={refused}
          onRetry={grid.retry}
        />
      ) : total === 0 ? (
        wanted.where === undefined && wanted.search === undefined ? (
          <ZeroRows table={table} />
        ) : (
          <EmptyState
            title={text.results.noMatch(typed)}
            action={<Button onClick={() => setTyped('')}>{text.results.clearFilter}</Button>}
          >
            {extreme === null
              ? undefined
              : text.results[extreme.which](
                  extreme.column.name,
                  all.rows,
                  formatCell(extreme.column.name, extreme.column.type, extreme.value),
                )}
          </EmptyState>
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
        stale={grid.isStale}
        summary={grid.summary}
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

function wordsOf(trouble: FilterTrouble): string {
  switch (trouble.kind) {
    case 'column':
      return text.results.noColumn(trouble.column, trouble.nearest, trouble.columns)
    case 'unquoted':
      return text.results.quoteIt(trouble.quoted)
    case 'mixed':
      return text.results.noCondition(trouble.part)
  }
}
