import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { AnalysisName } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import type { Row } from '../../../../shared/scalars'
import { isPlain, readRange, readRows, type StoredTable, type View } from '../../api/results'
import { text } from '../../strings/text'
import { notify } from '../../ui/toast'
import { RowsBehind } from './behind'
import { ResultChart } from './chart'
import { SHAPES } from './columns'
import { filterOf } from './grid/filter-text'
import { ResultGrid } from './grid/grid'
import { noteLook } from './grid/use-look'
import { chartRowsOf } from './stored'

/** Rows of a page in which the place of a row is looked for. */
const PLACE_ROWS = 10_000

export interface ResultPartProps {
  readonly batchId: string
  readonly analysis: AnalysisName
  /** How its rows are looked at now. */
  readonly onView: (view: View) => void
}

/** The result of one analysis: its chart, all of its rows, and the raw rows behind one of them. */
export function ResultPart({ batchId, analysis, onView }: ResultPartProps) {
  const [behind, setBehind] = useState<number | null>(null)
  const [grids, setGrids] = useState(0)
  const looking = useRef<AbortController | null>(null)
  useEffect(() => () => looking.current?.abort(), [])
  const queries = useQueryClient()
  const table = { batchId, analysis }

  /** Of all group columns: the rows behind; of some: the rows of the result that have these values. */
  async function openGroup(group: Row, signal: AbortSignal): Promise<void> {
    if (!SHAPES[analysis].keys.every((key) => key in group)) {
      noteLook(table, { filter: filterOf(group), sort: '' })
      // A new one looks at the address.
      setGrids((count) => count + 1)
      return
    }
    const known = await queries.query(chartRowsOf(batchId, analysis))
    signal.throwIfAborted()
    const place = await placeOf(table, group, SHAPES[analysis].keys, known, signal)
    if (place === null) notify({ mark: 'failed', title: text.results.behindUnknown })
    else setBehind(place)
  }

  async function openRow(row: Row | undefined, index: number, view: View, signal: AbortSignal): Promise<void> {
    // In the analysis's own order the place is known.
    if (isPlain(view)) {
      setBehind(index)
      return
    }
    // A row may be chosen before it has come.
    const chosen = row ?? (await readRows(table, view, 1, index, signal)).data[0]
    if (chosen !== undefined) await openGroup(chosen, signal)
  }

  /** One at a time: what is chosen next is what is meant. */
  function look(work: (signal: AbortSignal) => Promise<void>): void {
    looking.current?.abort()
    const { signal } = (looking.current = new AbortController())
    work(signal).catch((error: unknown) => {
      if (!signal.aborted) notify({ mark: 'failed', title: text.results.behindFailed, detail: messageOf(error) })
    })
  }

  return (
    <div className={`cols fill${behind === null ? '' : ' with-panel'}`}>
      <div className="pane">
        <ResultChart
          batchId={batchId}
          analysis={analysis}
          onOpen={(group) => look((signal) => openGroup(group, signal))}
        />
        <ResultGrid
          key={grids}
          table={table}
          name={analysis}
          onView={onView}
          onOpen={(row, index, view) => look((signal) => openRow(row, index, view, signal))}
        />
      </div>
      {behind === null ? null : (
        <RowsBehind key={behind} batchId={batchId} analysis={analysis} row={behind} onClose={() => setBehind(null)} />
      )}
    </div>
  )
}

/**
 * Where a group stands in the analysis's own order, by which the engine finds the rows behind it.
 * @param known the first rows, which the chart has
 */
async function placeOf(
  table: StoredTable,
  group: Row,
  groupColumns: readonly string[],
  known: Awaited<ReturnType<typeof readRange>>,
  signal: AbortSignal,
): Promise<number | null> {
  const isMeant = (row: Row): boolean => groupColumns.every((key) => (row[key] ?? null) === (group[key] ?? null))
  let page = known
  for (let passed = 0; ;) {
    const place = page.rows.findIndex(isMeant)
    if (place >= 0) return passed + place
    if (!page.hasMore) return null
    passed += page.rows.length
    page = await readRange(table, {}, passed, PLACE_ROWS, signal)
  }
}
