import { expect, test } from 'vitest'
import { afterKey, boundsOf, within, type CellRange } from '../../src/renderer/src/features/results/grid/cell-range'
import {
  dropColumn,
  shownNames,
  stepColumn,
  toggleHidden,
  togglePinned,
} from '../../src/renderer/src/features/results/grid/column-choice'
import { unitOf, widthOf } from '../../src/renderer/src/features/results/columns'
import { parseFilter, withCondition } from '../../src/renderer/src/features/results/grid/filter-text'
import { runsOf } from '../../src/renderer/src/features/results/grid/read-cells'
import { toText } from '../../src/renderer/src/features/results/grid/to-text'
import { when } from '../support/where'

const SIZE = { rows: 100, columns: 5, page: 10 }
const at = (row: number, column: number): CellRange => ({ anchor: { row, column }, active: { row, column } })
const press = (key: string, { shift = false, mod = false } = {}) => ({ key, shift, mod })

test('keys move by cell, page, row and over all rows, and the head is above the first row', () => {
  const to = (key: string, from = at(50, 2), more = {}) => afterKey(press(key, more), from, SIZE)?.active
  expect(to('ArrowDown')).toEqual({ row: 51, column: 2 })
  expect(to('ArrowLeft')).toEqual({ row: 50, column: 1 })
  expect(to('PageUp')).toEqual({ row: 40, column: 2 })
  expect(to('Home')).toEqual({ row: 50, column: 0 })
  expect(to('End')).toEqual({ row: 50, column: 4 })
  expect(to('Home', at(50, 2), { mod: true })).toEqual({ row: 0, column: 2 })
  expect(to('End', at(50, 2), { mod: true })).toEqual({ row: 99, column: 2 })
  expect(to('ArrowUp', at(0, 2))).toEqual({ row: -1, column: 2 })
  expect(to('ArrowUp', at(-1, 2))).toEqual({ row: -1, column: 2 })
  expect(to('PageUp', at(3, 2))).toEqual({ row: 0, column: 2 })
  expect(to('ArrowRight', at(99, 4))).toEqual({ row: 99, column: 4 })
  expect(afterKey(press('x'), at(0, 0), SIZE)).toBeNull()
})

test('Shift keeps where the range began, and a range has no head', () => {
  const grown = afterKey(press('ArrowDown', { shift: true }), at(1, 1), SIZE)
  const wide = afterKey(press('End', { shift: true }), grown ?? at(0, 0), SIZE)
  expect(boundsOf(wide ?? at(0, 0))).toEqual({ top: 1, bottom: 2, left: 1, right: 4 })
  expect(afterKey(press('ArrowUp', { shift: true }), at(0, 1), SIZE)?.active.row).toBe(0)
  expect(
    within({ anchor: { row: 90, column: 4 }, active: { row: 3, column: 1 } }, { ...SIZE, rows: 5, columns: 2 }),
  ).toEqual({
    anchor: { row: 4, column: 1 },
    active: { row: 3, column: 1 },
  })
})

const NAMES = ['a', 'b', 'c', 'd']
const PLAIN = { hidden: [], order: [], pinned: ['a'], widths: {} }

test('columns are hidden, moved and pinned, each in its own part', () => {
  expect(shownNames(NAMES, toggleHidden(NAMES, PLAIN, 'b'))).toEqual(['a', 'c', 'd'])
  expect(shownNames(NAMES, togglePinned(PLAIN, 'c'))).toEqual(['a', 'c', 'b', 'd'])
  expect(shownNames(NAMES, stepColumn(NAMES, NAMES, PLAIN, 'b', 1))).toEqual(['a', 'c', 'b', 'd'])
  // A pinned column does not pass to the others.
  expect(stepColumn(NAMES, NAMES, PLAIN, 'a', 1)).toBe(PLAIN)
  expect(stepColumn(NAMES, NAMES, PLAIN, 'b', -1)).toBe(PLAIN)
  // Over a hidden one in one step.
  const hidden = toggleHidden(NAMES, PLAIN, 'c')
  expect(shownNames(NAMES, stepColumn(NAMES, ['a', 'b', 'd'], hidden, 'b', 1))).toEqual(['a', 'd', 'b'])
  expect(shownNames(NAMES, dropColumn(NAMES, PLAIN, 'd', 'b'))).toEqual(['a', 'd', 'b', 'c'])
  expect(dropColumn(NAMES, PLAIN, 'd', 'a').pinned).toEqual(['a', 'd'])
})

test('the last column stays', () => {
  const one = { ...PLAIN, hidden: ['b', 'c', 'd'] }
  expect(toggleHidden(NAMES, one, 'a')).toBe(one)
})

test('a condition whose value is not typed yet filters nothing, and F adds to those that do', () => {
  const columns = ['region', 'fraud_count', 'affected_cities']
  expect(parseFilter('fraud_count > ', columns)).toEqual({})
  expect(parseFilter('region = west and fraud_count > ', columns)).toEqual({ where: [when('region', '=', 'west')] })
  expect(parseFilter("region = ''", columns)).toEqual({ where: [when('region', '=', '')] })
  expect(parseFilter('west', columns)).toEqual({ search: 'west' })
  expect(withCondition('', 'fraud_count', 'int64', columns)).toBe('fraud_count > ')
  expect(withCondition('', 'affected_cities', 'string_list', columns)).toBe('affected_cities ~ ')
  expect(withCondition('region = west', 'fraud_count', 'int64', columns)).toBe('region = west and fraud_count > ')
  expect(withCondition('region = ', 'fraud_count', 'int64', columns)).toBe('fraud_count > ')
  expect(withCondition('fraud_count > 1 and fraud_count > ', 'region', 'string', columns)).toBe(
    'fraud_count > 1 and region = ',
  )
  expect(withCondition('west', 'region', 'string', columns)).toBe('region = ')
})

test('rows that lie close together are asked for at once, and never more than the engine gives', () => {
  expect(runsOf([])).toEqual([])
  expect(runsOf([5, 1, 2, 150, 9000])).toEqual([
    [1, 150],
    [9000, 9000],
  ])
  expect(runsOf(Array.from({ length: 10_001 }, (_, index) => index))).toEqual([
    [0, 9999],
    [10_000, 10_000],
  ])
})

test('copied cells keep their digits, with or without a head', () => {
  const rows = [{ a: 235820.65123456, b: null, c: ['x', 'y'], d: 'tab\there' }]
  const columns = NAMES.map((name) => ({ name }))
  expect(toText(rows, columns, { head: false })).toBe('235820.65123456\t\tx, y\ttab here')
  const risky = [{ a: '=1+1', b: -1, c: ['@x', 'y'], d: 'a=b' }]
  expect(toText(risky, columns, { head: false })).toBe('=1+1\t-1\t@x, y\ta=b')
  expect(toText(risky, columns, { head: false, guardFormulas: true })).toBe("'=1+1\t-1\t'@x, y\ta=b")
  expect(toText(rows, columns)).toBe('a\tb\tc\td\n235820.65123456\t\tx, y\ttab here')
})

test('a head names the unit that its values leave out, and a column is as wide as its usual values', () => {
  expect(unitOf('daily_velocity', 'double')).toBe('units/day')
  expect(unitOf('event_timestamp', 'timestamp')).toBe('UTC')
  expect(unitOf('category', 'string')).toBeUndefined()
  const statistics = { count: 1, nulls: 0, distinct: 1, mean: null, histogram: null, top: null }
  const money = widthOf({ ...statistics, name: 'total_revenue', type: 'double', min: 1, max: 337_548_320.56 })
  const count = widthOf({ ...statistics, name: 'total_revenue', type: 'int64', min: 1, max: 2 })
  expect(money).toBeGreaterThan('$337,548,320.56'.length * 6)
  expect(count).toBeGreaterThan('total_revenue'.length * 6)
})
