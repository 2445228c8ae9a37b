import { expect, test } from 'vitest'
import { filterOf, parseFilter } from '../../src/renderer/src/features/results/grid/filter-text'

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
  [{ city: ' padded ' }, `city = ' padded '`, ['city:eq: padded ']],
  [{ is_fraudulent: true }, 'is_fraudulent = true', ['is_fraudulent:eq:true']],
])('%o is found by its text', (group, text, filter) => {
  expect(filterOf(group)).toBe(text)
  if (filter !== null) expect(parseFilter(text, COLUMNS)).toEqual({ filter })
})

test('what is no condition is searched for', () => {
  expect(parseFilter('west and east', COLUMNS)).toEqual({ q: 'west and east' })
})
