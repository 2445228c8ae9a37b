import { expect, test } from 'vitest'
import {
  afterScroll,
  MOST_PX,
  rowOfSlot,
  settled,
  slotOfRow,
  spaceOf,
  toRow,
} from '../../src/renderer/src/features/results/grid/scroll-space'

const ROW_PX = 24
const VIEW_PX = 480
const HUGE = spaceOf(10_000_000, ROW_PX)
const BOTTOM = HUGE.slots * ROW_PX - VIEW_PX

test('few rows have a slot each, and any number stays below what Chromium draws', () => {
  const few = spaceOf(20_000, ROW_PX)
  expect(few.slots).toBe(20_000)
  for (const slot of [0, 1, 12_345, 19_999]) expect(rowOfSlot(slot, few)).toBe(slot)
  expect(afterScroll(400_000, { top: 0, shift: 0 }, few)).toEqual({ top: 400_000, shift: 0 })
  for (const rows of [333_334, 1_390_000, 10_000_000, 4_000_000_000])
    expect(spaceOf(rows, ROW_PX).slots * ROW_PX).toBeLessThanOrEqual(MOST_PX)
})

test.each([333_333, 333_334, 400_000, 1_390_000, 10_000_000, 4_000_000_000])(
  'of %i rows the first and the last have the first and the last slot, and none goes back',
  (rows) => {
    const space = spaceOf(rows, ROW_PX)
    expect(rowOfSlot(0, space)).toBe(0)
    expect(rowOfSlot(space.slots - 1, space)).toBe(rows - 1)
    let before = -1
    for (let slot = 0; slot < space.slots; slot++) {
      const row = rowOfSlot(slot, space)
      if (row <= before || slotOfRow(row, space) !== slot) throw new Error(`slot ${slot}: row ${row} after ${before}`)
      before = row
    }
  },
)

test('slots of rows never go back either', () => {
  let before = 0
  for (let row = 0; row < HUGE.rows; row += 997) {
    const slot = slotOfRow(row, HUGE)
    expect(slot).toBeGreaterThanOrEqual(before)
    before = slot
  }
  expect(slotOfRow(HUGE.rows - 1, HUGE)).toBe(HUGE.slots - 1)
})

test('a thumb at the end of the bar shows the last row, in the middle about the middle one, at the start the first', () => {
  const start = { top: 0, shift: 0 }
  const end = afterScroll(BOTTOM, start, HUGE)
  expect(HUGE.slots - 1 + end.shift).toBe(HUGE.rows - 1)
  const middle = afterScroll(BOTTOM / 2, end, HUGE)
  const row = Math.floor(middle.top / ROW_PX) + middle.shift
  expect(Math.abs(row - HUGE.rows / 2)).toBeLessThan(HUGE.rows / 1000)
  expect(afterScroll(0, middle, HUGE)).toEqual(start)
})

test('a wheel passes row by row, and the rows stay where they are once it rests', () => {
  const jumped = afterScroll(3_000_000, { top: 0, shift: 0 }, HUGE)
  let place = jumped
  for (let turn = 0; turn < 500; turn++) place = afterScroll(place.top - 120, place, HUGE)
  expect(place.shift).toBe(jumped.shift)
  const rowAt = ({ top, shift }: typeof place) => top / ROW_PX + shift
  const rested = settled(place, HUGE)
  expect(rowAt(rested)).toBeCloseTo(rowAt(place), 6)
  expect(Math.floor(rested.top / ROW_PX)).toBe(slotOfRow(Math.floor(rowAt(place)), HUGE))
  expect(settled(rested, HUGE)).toEqual(rested)
})

test('a wheel reaches both ends from anywhere near', () => {
  for (const [row, delta] of [
    [5000, -120],
    [HUGE.rows - 5000, 120],
  ] as const) {
    let place = toRow(row, { top: 0, shift: 0 }, VIEW_PX, HUGE)
    for (let turn = 0; turn < 2000; turn++) {
      const top = Math.min(BOTTOM, Math.max(0, place.top + delta))
      place = settled(afterScroll(top, place, HUGE), HUGE)
    }
    if (delta < 0) expect(place).toEqual({ top: 0, shift: 0 })
    else expect(Math.floor((place.top + VIEW_PX) / ROW_PX) + place.shift).toBe(HUGE.rows)
  }
})

test('a key brings any row into view as a whole, with the least movement where it is near', () => {
  let place = { top: 0, shift: 0 }
  const seen = (row: number) => {
    const y = (row - place.shift) * ROW_PX - place.top
    return y >= 0 && y + ROW_PX <= VIEW_PX
  }
  for (const row of [0, 19, 20, 21, 9_999_999, 9_999_998, 9_999_979, 9_999_978, 5_000_000, 5_000_001, 4_999_900, 0]) {
    place = toRow(row, place, VIEW_PX, HUGE)
    expect(seen(row), String(row)).toBe(true)
    expect(place.top).toBeGreaterThanOrEqual(0)
    expect(place.top).toBeLessThanOrEqual(BOTTOM)
  }
  expect(toRow(20, { top: 0, shift: 0 }, VIEW_PX, HUGE)).toEqual({ top: ROW_PX, shift: 0 })
  expect(toRow(19, { top: 0, shift: 0 }, VIEW_PX, HUGE)).toEqual({ top: 0, shift: 0 })
})
