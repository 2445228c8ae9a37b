import { expect, test } from 'vitest'
import { MessageReader, MessageWriter } from '../../src/main/spark/protobuf'
import { Random } from '../support/random'

test('what is written is read back: integers of 64 bits, text, lists, messages in messages', () => {
  const random = Random.fresh()
  for (let round = 0; round < 200; round++) {
    const numbers = Array.from({ length: 5 }, () =>
      BigInt.asIntN(64, (BigInt(random.below(2 ** 32)) << 32n) | BigInt(random.below(2 ** 32))),
    )
    const texts = Array.from({ length: random.below(4) }, () => '🛒é\u0000'.repeat(random.below(100)))
    const inner = new MessageWriter()
    for (const [index, number] of numbers.entries()) inner.int(index + 1, number)
    const outer = new MessageWriter().message(1000, inner).bool(2, true).double(3, 1.5)
    for (const text of texts) outer.text(16, text)
    const read = new MessageReader(outer.finish())
    expect(numbers.map((_, index) => read.message(1000)?.int(index + 1))).toEqual(numbers)
    expect(read.texts(16)).toEqual(texts)
    expect(read.bool(2)).toBe(true)
  }
})

test('fields that are not known are passed over; the last of two wins', () => {
  const bytes = Buffer.concat([
    new MessageWriter().int(1, 7).double(9, 2).text(8, 'unknown').finish(),
    // A fixed32 of field 20.
    Buffer.from([0xa5, 0x01, 1, 2, 3, 4]),
    new MessageWriter().int(1, -8).finish(),
  ])
  expect(new MessageReader(bytes).int(1)).toBe(-8n)
  expect(new MessageReader(bytes).optionalInt(2)).toBeNull()
})

test('bytes that are no message are an error, wherever they are cut', () => {
  const bytes = new MessageWriter()
    .text(1, 'hello')
    .int(2, 1n << 62n)
    .finish()
  const whole = new Set([0, 7, bytes.length])
  for (let length = 0; length <= bytes.length; length++) {
    const read = () => new MessageReader(bytes.subarray(0, length))
    if (whole.has(length)) expect(read).not.toThrow()
    else expect(read, `cut at ${length}`).toThrow(/no message/)
  }
  expect(() => new MessageReader(Buffer.from([0x0b]))).toThrow(/no message/)
})
