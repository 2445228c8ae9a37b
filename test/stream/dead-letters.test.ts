import { afterEach, beforeEach, expect, test } from 'vitest'
import { DeadLetterPage } from '../../src/shared/stream'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson } from '../support/event-json'
import { Random } from '../support/random'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

let parts: EngineParts

beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

async function letters(partitions: readonly (readonly (Uint8Array | string | null)[])[]) {
  const topic = new ScriptedTopic('orders', partitions.length)
  for (const [partition, values] of partitions.entries()) topic.produce(partition, values)
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  await until(
    () => stream.status().totals,
    ({ rows, deadLetters }) => rows + deadLetters === partitions.flat().length,
  )
  return stream
}

test('pages hold every letter once with its exact bytes, however many and large they are', async () => {
  const random = Random.fresh()
  const values = Array.from({ length: 90 }, (_, index) => {
    const noise = Uint8Array.from({ length: 1 + random.below(1000) }, () => random.below(256))
    return index % 2 === 0 ? noise : Uint8Array.from(Buffer.alloc(2 ** 20, noise))
  })
  const stream = await letters([values])
  const found = new Map<number, string | null>()
  let pages = 0
  for (let offset = 0, more = true; more; pages++) {
    const page = DeadLetterPage.parse(await stream.deadLetters({ limit: 80, offset }))
    expect(page.total).toBe(90)
    expect(page.page.returned).toBe(page.data.length)
    expect(page.data.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)).toBeLessThan(46 * 2 ** 20)
    for (const { kafka_offset: at, value } of page.data) {
      expect(found.has(Number(at))).toBe(false)
      found.set(Number(at), value)
    }
    more = page.page.hasMore
    offset += page.page.returned
  }
  expect(pages).toBeGreaterThan(1)
  for (const [at, value] of values.entries()) expect(found.get(at)).toBe(Buffer.from(value).toString('base64'))
})

test('letters are found by code, field, partition and time, with their counts', async () => {
  const stream = await letters([
    ['{', eventJson({ city: 7 }), null],
    [eventJson({ city: null }), eventJson({ city: [] }), new Uint8Array([0xff, 0x00])],
  ])
  const at = async (filter: object) => {
    const page = await stream.deadLetters({ limit: 10, offset: 0, ...filter })
    return page.data.map(({ kafka_partition: partition, kafka_offset: offset }) => `${partition}/${offset}`).sort()
  }
  expect(await at({ code: 'BAD_VALUE' })).toEqual(['0/1', '1/1'])
  expect(await at({ field: 'city' })).toEqual(['0/1', '1/0', '1/1'])
  expect(await at({ field: 'city', partition: 1 })).toEqual(['1/0', '1/1'])
  expect(await at({ partition: 2 })).toEqual([])
  const { data, total, live, redriven, byCode, byField } = await stream.deadLetters({ limit: 10, offset: 0 })
  expect({ total, live, redriven }).toEqual({ total: 6, live: 6, redriven: 0 })
  expect(byCode).toEqual({ BAD_VALUE: 2, MISSING_FIELD: 1, NOT_JSON: 1, NOT_UTF8: 1, NO_VALUE: 1 })
  expect(byField).toEqual({ city: 3 })
  const times = data.map((letter) => Date.parse(letter.dead_at))
  expect(await at({ from: Math.min(...times), to: Math.max(...times) })).toHaveLength(6)
  expect(await at({ from: Math.max(...times) + 1 })).toEqual([])
  expect(await at({ to: Math.min(...times) - 1 })).toEqual([])
  expect(data.find(({ code }) => code === 'NOT_UTF8')).toMatchObject({ value: '/wA=', valueText: null })
  expect(data.find(({ code }) => code === 'NOT_JSON')).toMatchObject({ value: 'ew==', valueText: '{' })
  expect(data.find(({ code }) => code === 'NO_VALUE')).toMatchObject({ value: null, valueText: null })
})
