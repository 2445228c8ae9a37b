import { beforeEach, expect, test } from 'vitest'
import {
  changeFilter,
  changeValues,
  editBatch,
  fieldOf,
  newFilter,
  requestOf,
  resetForm,
  showProblem,
  showProblems,
  useBatchForm,
} from '../../src/renderer/src/features/batch/values'

const DATES = { startDate: '2026-01-01', endDate: '2026-01-31' }
const request = () => requestOf(useBatchForm.getState().values)
const shown = () => [...useBatchForm.getState().shown]

beforeEach(() => {
  resetForm()
  changeValues(DATES)
})

test('a batch that is edited keeps its engine and its filters, and reads the newest version', () => {
  editBatch({
    batchId: 'batch-20260101-00000000',
    status: 'COMPLETED',
    analysisType: 'hourly_trends',
    engine: 'spark',
    sourcePath: '',
    ...DATES,
    filters: { category: 'books' },
    tableVersion: 3,
    submitTime: '2026-02-01T00:00:00.000Z',
  })
  expect(request()).toEqual({
    ...DATES,
    analysisType: 'hourly_trends',
    filters: { category: 'books' },
    engine: 'spark',
  })
})

test.each([
  ['', {}],
  ['12', { tableVersion: 12 }],
  ['2026-01-31T12:00:00Z', { asOf: '2026-01-31T12:00:00Z' }],
  ['2026-01-31T12:00:00', { asOf: '2026-01-31T12:00:00' }],
])('"%s" as the table version asks for %o', (tableVersion, asked) => {
  changeValues({ tableVersion })
  expect(request()).toEqual({ ...DATES, analysisType: 'revenue_by_category', ...asked })
})

test.each(['-1', '1.5', 'yesterday', '2026-01-31', '2026-02-30T00:00:00Z'])('"%s" is no table version', (typed) => {
  changeValues({ tableVersion: typed })
  expect(request()).toBeNull()
})

test('what is wrong is said once a field was left, and not while it is typed in', () => {
  showProblem('endDate')
  expect(shown()).toEqual(['endDate'])
  changeValues({ startDate: '2026-01-02' })
  expect(shown()).toEqual(['endDate'])
  changeValues({ endDate: '2026' })
  expect(shown()).toEqual([])
})

test('a filter that is removed leaves its errors to no other', () => {
  const [one, other] = [newFilter('category'), newFilter('region')]
  changeValues({ filters: [one, other] })
  showProblems()
  changeFilter(other.id, { value: 'west' })
  expect(shown()).toContain(fieldOf(one.id))
  changeValues({ filters: [other] })
  expect(shown()).not.toContain(fieldOf(other.id))
})
