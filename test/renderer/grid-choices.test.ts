import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const KEY = 'millrace.grids'
const CHOICE = { hidden: ['b'], order: ['c', 'b'], pinned: ['a', 'c'], widths: { a: 120 } }
let stored: Map<string, string>

beforeEach(() => {
  vi.resetModules()
  stored = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  })
})
afterEach(() => void vi.unstubAllGlobals())

const load = () => import('../../src/renderer/src/state/grid-choices')

test('a choice is there again after a reload, and gone once it is taken back', async () => {
  const { setGridChoice } = await load()
  setGridChoice('fraud_analysis', CHOICE)
  vi.resetModules()
  const again = await load()
  expect(again.useGridChoices.getState()).toEqual({ fraud_analysis: CHOICE })
  again.setGridChoice('fraud_analysis', null)
  expect(stored.get(KEY)).toBe('{}')
})

test.each(['{', '7', 'null', '[]', '{"fraud_analysis": 7}', '{"fraud_analysis": {"hidden": "b"}}'])(
  'a damaged store, %s, gives the defaults',
  async (text) => {
    stored.set(KEY, text)
    const { useGridChoices } = await load()
    expect(useGridChoices.getState()['fraud_analysis']).toBeUndefined()
  },
)

test('one damaged choice leaves the others', async () => {
  stored.set(KEY, JSON.stringify({ rows: CHOICE, fraud_analysis: { ...CHOICE, order: 'a' } }))
  const { useGridChoices } = await load()
  expect(useGridChoices.getState()['rows']).toEqual(CHOICE)
  expect(useGridChoices.getState()['fraud_analysis']).toBeUndefined()
})

test('damaged widths leave what else was chosen', async () => {
  stored.set(KEY, JSON.stringify({ fraud_analysis: { ...CHOICE, widths: { a: 'wide' } } }))
  const { useGridChoices } = await load()
  expect(useGridChoices.getState()['fraud_analysis']).toEqual({ ...CHOICE, widths: {} })
})

test('a storage that is full keeps the choice while the page is open', async () => {
  const { useGridChoices, setGridChoice } = await load()
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem() {
      throw new DOMException('full', 'QuotaExceededError')
    },
  })
  setGridChoice('rows', CHOICE)
  expect(useGridChoices.getState()['rows']).toEqual(CHOICE)
})
