import { expect, test } from 'vitest'
import { filterOf, filterTrouble, parseFilter } from '../../src/renderer/src/features/results/grid/filter-text'

const COLUMNS = ['city', 'region', 'fraud_count', 'is_fraudulent']

test.each([
  [{ city: 'Pune', region: 'west' }, 'city = Pune and region = west', ['city:eq:Pune', 'region:eq:west']],
  [{ city: null }, 'city = null', ['city:null']],
  [{ city: 'null' }, `city = 'null'`, ['city:eq:null']],
  [{ city: '' }, `city = ''`, ['city:eq:']],
  [{ city: 'Fish and chips' }, `city = 'Fish and chips'`, ['city:eq:Fish and chips']],
  [{ city: 'a && b', region: 'west' }, `city = 'a && b' and region = west`, ['city:eq:a && b', 'region:eq:west']],
  [{ city: `'quoted' and "so"` }, `city = "'quoted' and "so""`, null],
  [{ city: `it's`, fraud_count: 3 }, `city = it's and fraud_count = 3`, [`city:eq:it's`, 'fraud_count:eq:3']],
  [{ city: `rock' and roll` }, `city = "rock' and roll"`, [`city:eq:rock' and roll`]],
  [{ city: 'Fish and' }, `city = 'Fish and'`, ['city:eq:Fish and']],
  [{ city: ' padded ' }, `city = ' padded '`, ['city:eq: padded ']],
  [{ is_fraudulent: true }, 'is_fraudulent = true', ['is_fraudulent:eq:true']],
])('%o is found by its text', (group, text, filter) => {
  expect(filterOf(group)).toBe(text)
  if (filter !== null) expect(parseFilter(text, COLUMNS)).toEqual({ filter })
})

test('what is no condition is searched for', () => {
  expect(parseFilter('west and east', COLUMNS)).toEqual({ q: 'west and east' })
})

test.each(['west', 'west and east', 'fraud_cont', 'city = Pune', 'city = Pune and', 'city = ', `city = 'a and b'`, ''])(
  '%j is understood',
  (typed) => {
    expect(filterTrouble(typed, COLUMNS)).toBeNull()
  },
)

test.each([
  ['fraud_cont > 50', 'fraud_cont', 'fraud_count'],
  ['Region = west', 'Region', 'region'],
  ['city = Pune and regoin = west', 'regoin', 'region'],
  ['top3 > 1', 'top3', null],
])('%j names a column that there is not', (typed, column, nearest) => {
  expect(filterTrouble(typed, COLUMNS)).toEqual({ kind: 'column', column, nearest, columns: COLUMNS })
  expect(parseFilter(typed, COLUMNS)).toEqual({})
})

test.each([
  ['city = Marks and Spencer', `city = 'Marks and Spencer'`],
  ['city = Tom and Dick && Harry and region = west', `city = 'Tom and Dick and Harry'`],
  [`region = west and city = rock and roll's`, `city = "rock and roll's"`],
])('a value with "and" in it is asked for in quotes: %j', (typed, quoted) => {
  expect(filterTrouble(typed, COLUMNS)).toEqual({ kind: 'unquoted', quoted })
  expect(parseFilter(typed, COLUMNS)).toEqual({})
})

test.each([
  ['west and city = Pune', 'west'],
  [`city = 'Pune' and west`, 'west'],
])('conditions and something else are no filter: %j', (typed, part) => {
  expect(filterTrouble(typed, COLUMNS)).toEqual({ kind: 'mixed', part })
  expect(parseFilter(typed, COLUMNS)).toEqual({})
})

test('a condition that is to be followed by another is one already', () => {
  expect(parseFilter('fraud_count > 5 and', COLUMNS)).toEqual({ filter: ['fraud_count:gt:5'] })
  expect(parseFilter('fraud_count > 5 &&', COLUMNS)).toEqual({ filter: ['fraud_count:gt:5'] })
})
