import type { SortingState } from '@tanstack/react-table'
import { useState } from 'react'
import { sortKeys, type ColumnStatistics } from '../../../../../shared/explore'
import type { StoredTable } from '../../../api/results'
import { noteInAddress, useRoute } from '../../../route'
import { isSortable } from '../columns'

/** What was typed into the filter box, and the sort as the API writes it. */
export interface Look {
  readonly filter: string
  readonly sort: string
}

/** Names in the address: rows and result of a batch each keep their own while the other is shown. */
const RESULT = { filter: 'filter', sort: 'sort' }
const ROWS = { filter: 'rowsFilter', sort: 'rowsSort' }

/** Notes in the address how a stored table is to be looked at. */
export function noteLook({ analysis }: Pick<StoredTable, 'analysis'>, { filter, sort }: Look): void {
  const names = analysis === null ? ROWS : RESULT
  noteInAddress({ [names.filter]: filter, [names.sort]: sort })
}

/** How a stored table is looked at, kept in the address: a link, Back and another tab of the batch find it again. */
export function useLook(table: StoredTable) {
  const { query } = useRoute()
  const names = table.analysis === null ? ROWS : RESULT
  const noted: Look = { filter: query[names.filter] ?? '', sort: query[names.sort] ?? '' }
  // Beside the address, which Chromium does not change as often as a held key does.
  const [look, setLook] = useState(noted)
  const [known, setKnown] = useState(noted)
  if (known.filter !== noted.filter || known.sort !== noted.sort) {
    setKnown(noted)
    setLook(noted)
  }
  function change(part: Partial<Look>): void {
    const next = { ...look, ...part }
    setLook(next)
    noteLook(table, next)
  }
  return [look, change] as const
}

/** What an address says of both, for another tab of the same batch, perhaps of another analysis. */
export function looksIn(query: Readonly<Record<string, string>>, sameResult: boolean): Record<string, string> {
  const names = [...Object.values(ROWS), ...(sameResult ? Object.values(RESULT) : [])]
  return Object.fromEntries(names.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])))
}

/** Columns that are none or have no order, as in a link from elsewhere, are not sorted by; the foot says by which ones. */
export function sortingOf(sort: string, columns: readonly Pick<ColumnStatistics, 'name' | 'type'>[]): SortingState {
  return sortKeys(sort)
    .filter(({ column }) => columns.some(({ name, type }) => name === column && isSortable(type)))
    .map(({ column, direction }) => ({ id: column, desc: direction === 'desc' }))
}
