import { create } from 'zustand'
import { BatchRequest, type BatchRecord } from '../../../../shared/batch'
import { text } from '../../strings/text'
import { dateProblem, presetDates } from './dates'

/** The form as it is typed; the request is made of it once nothing is wrong with it. */
export interface FormValues {
  readonly analysisType: BatchRequest['analysisType']
  readonly startDate: string
  readonly endDate: string
  readonly filters: readonly FilterValues[]
  readonly tableVersion: string
}

export interface FilterValues {
  readonly column: string
  readonly value: string
}

export interface FormProblems {
  readonly startDate?: string
  readonly endDate?: string
  readonly tableVersion?: string
  readonly filters: readonly (string | null)[]
}

export interface BatchForm {
  readonly values: FormValues
  /** Errors appear once a field was left, all of them on submit. */
  readonly shown: 'all' | readonly string[]
}

/** What is typed survives a look at another screen. */
export const useBatchForm = create<BatchForm>(() => ({ values: firstValues(), shown: [] }))

export function changeValues(change: Partial<FormValues>): void {
  useBatchForm.setState(({ values }) => ({ values: { ...values, ...change } }))
}

/** The field was left: what is wrong with it may be said now. */
export function showProblem(field: string): void {
  useBatchForm.setState(({ shown }) => ({ shown: shown === 'all' ? 'all' : [...shown, field] }))
}

export function firstValues(): FormValues {
  const [startDate, endDate] = presetDates('30') ?? ['', '']
  return { analysisType: 'revenue_by_category', startDate, endDate, filters: [], tableVersion: '' }
}

/** A batch to be edited and run again, on the newest version. */
export function valuesOf({ analysisType, startDate, endDate, filters = {} }: BatchRecord): FormValues {
  return {
    analysisType,
    startDate,
    endDate,
    filters: Object.entries(filters).map(([column, value]) => ({ column, value })),
    tableVersion: '',
  }
}

export function problemsOf({ startDate, endDate, filters, tableVersion }: FormValues): FormProblems {
  const first = dateProblem(startDate)
  const last = dateProblem(endDate)
  return {
    ...(first === null ? {} : { startDate: first }),
    ...(last !== null
      ? { endDate: last }
      : first === null && startDate > endDate
        ? { endDate: text.batch.reversed }
        : {}),
    ...(tableVersion === '' || /^\d{1,15}$/.test(tableVersion) ? {} : { tableVersion: text.batch.notAVersion }),
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
  const { analysisType, startDate, endDate, filters, tableVersion } = values
  return BatchRequest.parse({
    startDate,
    endDate,
    analysisType,
    ...(filters.length === 0
      ? {}
      : { filters: Object.fromEntries(filters.map(({ column, value }) => [column, value])) }),
    ...(tableVersion === '' ? {} : { tableVersion: Number(tableVersion) }),
  })
}
