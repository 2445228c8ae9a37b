import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Row } from '../../../../../shared/scalars'
import { keys } from '../../../api/keys'
import type { StoredTable, View } from '../../../api/results'
import { text } from '../../../strings/text'
import { formatCount } from '../../../ui/format'
import { notify } from '../../../ui/toast'
import { formatCell, numberOf, SHAPES, type ColumnType } from '../columns'
import { MOST_ROWS, readIndexes } from './read-cells'

export interface Selection {
  readonly rows: ReadonlySet<number>
  readonly toggle: (row: number) => void
  /** From the row that was selected last to this one. */
  readonly extend: (row: number) => void
}

interface Selected {
  readonly view: string
  readonly rows: ReadonlySet<number>
  /** Null while nothing is selected: a range then begins at its own row. */
  readonly last: number | null
}

/** Selected rows by their index: of one view alone, for another order has other rows there. */
export function useSelection(view: View): Selection {
  const key = JSON.stringify(view)
  const [kept, setKept] = useState<Selected>({ view: key, rows: new Set(), last: null })
  const { rows, last } = kept.view === key ? kept : { rows: new Set<number>(), last: null }

  function extend(row: number): void {
    const from = last ?? row
    const [first, end] = [Math.min(row, from), Math.max(row, from)]
    // The sum of all of them is asked for, row by row.
    if (rows.size + end - first >= MOST_ROWS) {
      notify({ mark: 'failed', title: text.results.selectTooMany(formatCount(MOST_ROWS)) })
      return
    }
    const range = Array.from({ length: end - first + 1 }, (_, index) => first + index)
    setKept({ view: key, rows: new Set([...rows, ...range]), last: row })
  }

  function toggle(row: number): void {
    const next = new Set(rows)
    if (!next.delete(row)) next.add(row)
    setKept({ view: key, rows: next, last: row })
  }

  return { rows, toggle, extend }
}

/** `3 selected, sum total_revenue $235,820.65`: over the measure of the analysis; empty where nothing is selected. */
export function useSelectionWords(
  table: StoredTable,
  view: View,
  selected: ReadonlySet<number>,
  at: (index: number) => Row | undefined,
  typeOf: (column: string) => ColumnType | undefined,
): string {
  const measure = table.analysis === null ? 'total_amount' : SHAPES[table.analysis].measure
  const indexes = [...selected].sort((left, right) => left - right)
  const { data } = useQuery({
    queryKey: keys.result('selected', table, view, indexes),
    queryFn: async ({ signal }) => {
      const rows = await readIndexes(table, view, indexes, at, signal)
      return rows.reduce((sum, row) => sum + numberOf(row[measure]), 0)
    },
    enabled: indexes.length > 0,
    gcTime: 0,
  })
  if (indexes.length === 0) return ''
  const type = typeOf(measure)
  if (data === undefined || type === undefined) return text.results.selected(formatCount(indexes.length))
  return text.results.selectedSum(formatCount(indexes.length), measure, formatCell(measure, type, data))
}
