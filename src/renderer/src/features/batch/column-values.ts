import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import type { TableValues } from '../../../../shared/table'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { KNOWN_VALUES } from './known-values'
import { useSettled } from './settled'
import { isVersion, useBatchForm, type FilterValues } from './values'

/** A stream commits each few seconds; who chooses a value needs no newer counts than these. */
const KEPT_MS = 60_000

interface ValuesQuery {
  readonly version?: string
  readonly contains?: string
  readonly value?: string
}

/** What a value is offered with; no count while it is on its way. */
export interface OfferedValue {
  readonly value: string
  readonly count: number | null
}

export interface OfferedValues {
  readonly offered: readonly OfferedValue[]
  /** Values of the column besides those that were fetched. */
  readonly more: number
}

/** How many rows have a value, at which version of the table. */
export interface ValueCount {
  readonly count: number
  readonly rows: number
  readonly version: number
}

/** The known values that go with what is typed: all of them, where it is one of them already. */
export function useOfferedValues(column: string, typed: string): OfferedValues {
  const version = useAskedVersion()
  const wanted = useSettled(typed)
  const first = useQuery(valuesOptions(column, { ...version }))
  const isWhole = first.data !== undefined && first.data.values.length === first.data.distinct
  const isListed = first.data?.values.some(({ value }) => value === wanted) === true
  const isSearched = first.data !== undefined && !isWhole && wanted !== '' && !isListed
  const searched = useQuery({
    ...valuesOptions(column, { ...version, contains: wanted }),
    enabled: isSearched,
  })
  if (first.data === undefined) {
    const known = (KNOWN_VALUES[column] ?? []).map((value) => ({ value, count: null }))
    return { offered: narrow(known, typed), more: 0 }
  }
  const { values, distinct } = (isSearched ? searched.data : undefined) ?? first.data
  return { offered: narrow(values, typed), more: isSearched ? 0 : distinct - values.length }
}

/**
 * The counts of filters' values over the whole table, in their order; undefined while one is on its way, null where it
 * cannot be known. Asked for at once: who types them waits until they settle.
 */
export function useValueCounts(filters: readonly FilterValues[]): readonly (ValueCount | null | undefined)[] {
  const version = useAskedVersion()
  const lists = useQueries({ queries: filters.map(({ column }) => valuesOptions(column, { ...version })) })
  const listed = filters.map(({ value }, index) => countOf(lists[index]?.data, value))
  // Another text may be the same value: 10.0 is 10.
  const exact = useQueries({
    queries: filters.map(({ column, value }, index) => ({
      ...valuesOptions(column, { ...version, value }),
      enabled: value !== '' && listed[index] === null && lists[index]?.data !== undefined,
    })),
  })
  return filters.map(({ value }, index) => {
    if (lists[index]?.isPending === true || exact[index]?.isFetching === true) return undefined
    return listed[index] ?? countOf(exact[index]?.data, value)
  })
}

function countOf(data: TableValues | undefined, value: string): ValueCount | null {
  const found = data?.values.find((one) => one.value === value)
  return data === undefined || found === undefined
    ? null
    : { count: found.count, rows: data.rows, version: data.version }
}

function narrow(values: readonly OfferedValue[], typed: string): readonly OfferedValue[] {
  const listed = values.filter(({ value }) => value !== '')
  if (listed.some(({ value }) => value === typed)) return listed
  const wanted = typed.toLowerCase()
  return listed.filter(({ value }) => value.toLowerCase().includes(wanted))
}

/** The version of the form, where a right one is typed. */
function useAskedVersion(): { readonly version?: string } {
  const version = useBatchForm(({ values }) => values.tableVersion)
  return isVersion(version) ? { version } : {}
}

function valuesOptions(column: string, query: ValuesQuery) {
  return queryOptions({
    queryKey: keys.values(column, query),
    queryFn: ({ signal }) => call('tableValues', { params: { name: 'transactions', column }, query }, signal),
    staleTime: KEPT_MS,
    retry: false,
  })
}
