import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { discardBody } from '../../src/main/api/body'
import { until } from '../support/until'

test('what is discarded of a body is given back at once, and nothing that shares its memory with others', async () => {
  const request = new PassThrough()
  void discardBody(request as unknown as IncomingMessage)
  const own = Buffer.from(new ArrayBuffer(1000))
  const whole = Buffer.from(new ArrayBuffer(1000))
  const part = whole.subarray(0, 500)
  request.write(part)
  request.write(own)
  await until(
    () => own.byteLength,
    (left) => left === 0,
  )
  expect(whole.byteLength).toBe(1000)
})
