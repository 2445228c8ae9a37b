import { beforeEach, expect, test } from 'vitest'
import { RateLimit } from '../../src/main/api/guards'
import { RATE } from '../../src/main/api/server'

const { perSecond, burst } = RATE

let now: number
let limit: RateLimit

beforeEach(() => {
  now = 0
  limit = new RateLimit(perSecond, burst, () => now)
})

/** How many of so many requests at this moment are let through. */
function passed(count: number, address = '127.0.0.1'): number {
  let through = 0
  for (let asked = 0; asked < count; asked++) {
    try {
      limit.take(address)
      through++
    } catch (error) {
      expect(error).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    }
  }
  return through
}

test('the rate of one address is a thousand a second, two thousand at once', () => {
  expect(RATE).toEqual({ perSecond: 1000, burst: 2000 })
})

test('a burst is let through, and no request more at that moment', () => {
  expect(passed(burst + 500)).toBe(burst)
  expect(passed(1)).toBe(0)
})

test('after a burst the rate is let through, second after second', () => {
  passed(burst)
  for (let second = 0; second < 5; second++) {
    now += 1000
    expect(passed(perSecond + 100)).toBe(perSecond)
  }
  now += 1
  expect(passed(10)).toBe(1)
})

test('silence brings a whole burst back, never more', () => {
  passed(burst)
  now += 3_600_000
  expect(passed(burst + 500)).toBe(burst)
})

test('each address has its own', () => {
  expect(passed(burst + 1)).toBe(burst)
  expect(passed(burst + 1, '127.0.0.2')).toBe(burst)
})
