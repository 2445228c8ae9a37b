import { expect, test } from 'vitest'
import { inParts } from '../../src/shared/in-parts'

const weightOf = (item: number) => item

test.each<[string, number[], Omit<Parameters<typeof inParts<number>>[1], 'weightOf'>, number[][]]>([
  ['nothing gives no part', [], { most: 5 }, []],
  ['as many as the limit allows', [2, 3, 1, 4, 1], { most: 5 }, [[2, 3], [1, 4], [1]]],
  ['what is too heavy alone is a part of its own', [1, 9, 1], { most: 5 }, [[1], [9], [1]]],
  ['no part has more items than asked for', [1, 1, 1, 1, 1], { most: 5, mostItems: 2 }, [[1, 1], [1, 1], [1]]],
  ['a part has as many items as asked for, however heavy', [9, 9, 9], { most: 5, leastItems: 2 }, [[9, 9], [9]]],
  ['without a limit all is one part', [1, 2, 3], { most: Infinity }, [[1, 2, 3]]],
])('%s', (_name, items, limits, parts) => {
  expect([...inParts(items, { weightOf, ...limits })]).toEqual(parts)
})
