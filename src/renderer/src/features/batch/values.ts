import { create } from 'zustand'
import { areReversed, BatchRequest, type BatchRecord, type EngineKind } from '../../../../shared/batch'
import { Moment } from '../../../../shared/scalars'
import { text } from '../../strings/text'
import { dateProblem, presetDates } from './dates'

/** The form as it is typed; the request is made of it once nothing is wrong with it. */
export interface FormValues {
  readonly analysisType: BatchRequest['analysisType']
  readonly startDate: string
  readonly endDate: string
  readonly filters: readonly FormFilter[]
  /** A version, or a time to find one by; empty: the newest. */
  readonly tableVersion: string
  /** Empty: what the settings say. */
  readonly engine: '' | EngineKind
}

export interface FilterValues {
  readonly column: string
  readonly value: string
}

export interface FormFilter extends FilterValues {
  /** Stays its own, whichever of the others is removed. */
  readonly id: number
}

export interface FormProblems {
  readonly startDate?: string
  readonly endDate?: string
  readonly tableVersion?: string
  readonly filters: readonly (string | null)[]
}

export interface BatchForm {
  readonly values: FormValues
  /** Fields whose errors are said: once they were left, all of them on submit; not while something is typed there. */
  readonly shown: ReadonlySet<string>
}

/** What is typed survives a look at another screen. */
export const useBatchForm = create<BatchForm>(() => ({ values: firstValues(), shown: new Set() }))

/** Something was typed; its error is not said until the field is left. */
export function changeValues(change: Partial<FormValues>): void {
  useBatchForm.setState(({ values, shown }) => ({ values: { ...values, ...change }, shown: without(shown, change) }))
}

/** The same for one filter. */
export function changeFilter(id: number, change: Partial<FilterValues>): void {
  useBatchForm.setState(({ values, shown }) => ({
    values: {
      ...values,
      filters: values.filters.map((filter) => (filter.id === id ? { ...filter, ...change } : filter)),
    },
    shown: without(shown, { [fieldOf(id)]: change }),
  }))
}

/** The field was left: what is wrong with it may be said now. */
export function showProblem(field: string): void {
  useBatchForm.setState(({ shown }) => ({ shown: new Set(shown).add(field) }))
}

/** It was submitted: all errors are said. */
export function showProblems(): void {
  useBatchForm.setState(({ values }) => ({
    shown: new Set([...Object.keys(values), ...values.filters.map(({ id }) => fieldOf(id))]),
  }))
}

/** The name of a filter's field. */
export function fieldOf(id: number): string {
  return `filters.${id}`
}

/** As it was at first: the last 30 days. */
export function resetForm(): void {
  useBatchForm.setState({ values: firstValues(), shown: new Set() })
}

function firstValues(): FormValues {
  const [startDate, endDate] = presetDates('30') ?? ['', '']
  return { analysisType: 'revenue_by_category', startDate, endDate, filters: [], tableVersion: '', engine: '' }
}

/** Takes over a batch to be edited and run again, on the newest version. */
export function editBatch({ analysisType, startDate, endDate, filters = {}, engine }: BatchRecord): void {
  useBatchForm.setState({
    values: {
      analysisType,
      startDate,
      endDate,
      filters: Object.entries(filters).map(([column, value]) => newFilter(column, value)),
      tableVersion: '',
      engine: engine ?? '',
    },
    shown: new Set(),
  })
}

let filtersMade = 0

/** A filter with an id of its own. */
export function newFilter(column: string, value = ''): FormFilter {
  return { id: filtersMade++, column, value }
}

function without(shown: ReadonlySet<string>, change: object): ReadonlySet<string> {
  return new Set([...shown].filter((field) => !(field in change)))
}

/** What is wrong with each field. */
export function problemsOf({ startDate, endDate, filters, tableVersion }: FormValues): FormProblems {
  const first = dateProblem(startDate)
  const last = dateProblem(endDate)
  return {
    ...(first === null ? {} : { startDate: first }),
    ...(last !== null
      ? { endDate: last }
      : first === null && areReversed({ startDate, endDate })
        ? { endDate: text.batch.reversed }
        : {}),
    ...(tableVersion === '' || isVersion(tableVersion) || isTime(tableVersion)
      ? {}
      : { tableVersion: text.batch.notAVersion }),
    filters: filters.map(({ column, value }, index) => {
      if (filters.findIndex((one) => one.column === column) < index) return text.batch.twice(column)
      return value === '' ? text.batch.noValue : null
    }),
  }
}

/** The request, or null while a field is wrong. */
export function requestOf(values: FormValues): BatchRequest | null {
  const problems = problemsOf(values)
  if (Object.keys(problems).length > 1 || problems.filters.some((problem) => problem !== null)) return null
  const { analysisType, startDate, endDate, filters, tableVersion, engine } = values
  return BatchRequest.parse({
    startDate,
    endDate,
    analysisType,
    ...(filters.length === 0
      ? {}
      : { filters: Object.fromEntries(filters.map(({ column, value }) => [column, value])) }),
    ...(isVersion(tableVersion) ? { tableVersion: Number(tableVersion) } : {}),
    ...(isTime(tableVersion) ? { asOf: tableVersion } : {}),
    ...(engine === '' ? {} : { engine }),
  })
}

/** Whether it names a version; else it may be a time. */
export function isVersion(typed: string): boolean {
  return /^\d{1,15}$/.test(typed)
}

function isTime(typed: string): boolean {
  return Moment.safeParse(typed).success
}
