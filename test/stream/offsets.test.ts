import { expect, test } from 'vitest'
import {
  fingerprintAppId,
  fingerprintOf,
  fingerprintsOf,
  partitionAppId,
  positionsOf,
  startedAppId,
  WATERMARK_APP_ID,
} from '../../src/main/stream/progress/offsets'

const KAFKA = { kind: 'kafka', topic: 'a', identity: '' } as const

test('a partition and its txn are found from each other, and streams do not see one another', () => {
  const others = [
    { kind: 'kafka', topic: 'a.1', identity: '' },
    { kind: 'kafka', topic: 'a', identity: 'other' },
    { kind: 'sample', topic: 'a', identity: '' },
  ] as const
  const transactions = new Map<string, bigint>([
    [partitionAppId(KAFKA, 0), 9n],
    [partitionAppId(KAFKA, 11), 9007199254740993n],
    [fingerprintAppId(KAFKA, 11), 77n],
    [startedAppId(KAFKA), 1_700_000_000_000n],
    [WATERMARK_APP_ID, 5n],
    ...others.map((stream): [string, bigint] => [partitionAppId(stream, 1), 5n]),
  ])
  expect(positionsOf({ setTransactions: transactions }, KAFKA)).toEqual(
    new Map([
      [0, 10n],
      [11, 9007199254740994n],
    ]),
  )
  expect(fingerprintsOf({ setTransactions: transactions }, KAFKA)).toEqual(new Map([[11, 77n]]))
  for (const other of others) expect(positionsOf({ setTransactions: transactions }, other)).toEqual(new Map([[1, 6n]]))
  expect(positionsOf(null, KAFKA).size).toBe(0)
})

test('a fingerprint tells messages apart by time, key and value, and fits a Delta long', () => {
  const bytes = (text: string) => Buffer.from(text)
  const record = { offset: 1n, timestamp: 5, key: bytes('ab'), value: bytes('cd'), headers: [] }
  const same = fingerprintOf({ ...record, offset: 2n })
  expect(same).toBe(fingerprintOf(record))
  const different = [
    { ...record, timestamp: 6 },
    { ...record, timestamp: null },
    { ...record, value: bytes('ce') },
    { ...record, value: null },
    { ...record, key: bytes('abc'), value: bytes('d') },
    { ...record, key: null, value: bytes('abcd') },
  ].map(fingerprintOf)
  expect(new Set([same, ...different]).size).toBe(different.length + 1)
  for (const one of different) expect(one >= 0n && one < 2n ** 63n).toBe(true)
})
