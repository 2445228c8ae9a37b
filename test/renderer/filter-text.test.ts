import { expect, test } from 'vitest'
import { filterOf, filterTrouble, parseFilter } from '../../src/renderer/src/features/results/grid/filter-text'
import { when } from '../support/where'

const COLUMNS = ['city', 'region', 'fraud_count', 'is_fraudulent']

test.each([
  [
    { city: 'Pune', region: 'west' },
    'city = Pune and region = west',
    [when('city', '=', 'Pune'), when('region', '=', 'west')],
  ],
  [{ city: null }, 'city = null', [when('city', 'is null')]],
  [{ city: 'null' }, `city = 'null'`, [when('city', '=', 'null')]],
  [{ city: '' }, `city = ''`, [when('city', '=', '')]],
  [{ city: 'Fish and chips' }, `city = 'Fish and chips'`, [when('city', '=', 'Fish and chips')]],
  [
    { city: 'a && b', region: 'west' },
    `city = 'a && b' and region = west`,
    [when('city', '=', 'a && b'), when('region', '=', 'west')],
  ],
  [{ city: `'quoted' and "so"` }, `city = "'quoted' and "so""`, null],
  [
    { city: `it's`, fraud_count: 3 },
    `city = it's and fraud_count = 3`,
    [when('city', '=', `it's`), when('fraud_count', '=', '3')],
  ],
  [{ city: `rock' and roll` }, `city = "rock' and roll"`, [when('city', '=', `rock' and roll`)]],
  [{ city: 'Fish and' }, `city = 'Fish and'`, [when('city', '=', 'Fish and')]],
  [{ city: ' padded ' }, `city = ' padded '`, [when('city', '=', ' padded ')]],
  [{ is_fraudulent: true }, 'is_fraudulent = true', [when('is_fraudulent', '=', 'true')]],
])('%o is found by its text', (group, text, where) => {
  expect(filterOf(group)).toBe(text)
  if (where !== null) expect(parseFilter(text, COLUMNS)).toEqual({ where })
})

test('what is no condition is searched for', () => {
  expect(parseFilter('west and east', COLUMNS)).toEqual({ search: 'west and east' })
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

test.each([
  ['fraud_count between 5 and 9', [when('fraud_count', 'between', ['5', '9'])]],
  [
    `city = Pune and fraud_count BETWEEN 5 AND 9 and region = 'a and b'`,
    [when('city', '=', 'Pune'), when('fraud_count', 'between', ['5', '9']), when('region', '=', 'a and b')],
  ],
  [`city between 'a and b' and "c"`, [when('city', 'between', ['a and b', 'c'])]],
  [`city in (Pune, 'Fish, and chips' , New Delhi)`, [when('city', 'in', ['Pune', 'Fish, and chips', 'New Delhi'])]],
  [`city in ('a) and b') and region in ("west")`, [when('city', 'in', ['a) and b']), when('region', 'in', ['west'])]],
  [`city in (O'Brien, x)`, [when('city', 'in', [`O'Brien`, 'x'])]],
  ['city in (Pune, Del', [when('city', 'in', ['Pune', 'Del'])]],
  ['city is null and region IS NOT NULL', [when('city', 'is null'), when('region', 'is not null')]],
  ['city contains pun and fraud_count <> 3', [when('city', 'contains', 'pun'), when('fraud_count', '!=', '3')]],
])('%j is read as the operators of the API', (typed, where) => {
  expect(filterTrouble(typed, COLUMNS)).toBeNull()
  expect(parseFilter(typed, COLUMNS)).toEqual({ where })
})

test.each([
  'fraud_count between 5',
  'fraud_count between 5 and',
  'fraud_count between 5 and ',
  'city in (',
  'city in ()',
])('%j filters nothing while it is typed', (typed) => {
  expect(filterTrouble(typed, COLUMNS)).toBeNull()
  expect(parseFilter(typed, COLUMNS)).toEqual({})
  expect(parseFilter(`region = west and ${typed}`, COLUMNS)).toEqual({ where: [when('region', '=', 'west')] })
})

test('a condition that is to be followed by another is one already', () => {
  expect(parseFilter('fraud_count > 5 and', COLUMNS)).toEqual({ where: [when('fraud_count', '>', '5')] })
  expect(parseFilter('fraud_count > 5 &&', COLUMNS)).toEqual({ where: [when('fraud_count', '>', '5')] })
})
