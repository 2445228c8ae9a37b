import { expect, test } from 'vitest'
import { plainLiteral } from '../../src/shared/literals'

test.each([
  ['2026-11-01T00:00:00', 'timestamp', '2026-11-01T00:00:00.000000Z'],
  ['2026-11-01T02:00+05:30', 'timestamp', '2026-10-31T20:30:00.000000Z'],
  ['1969-12-31T23:59:59.999999Z', 'timestamp', '1969-12-31T23:59:59.999999Z'],
  ['0001-01-01T00:00:00.000001Z', 'timestamp', '0001-01-01T00:00:00.000001Z'],
  ['yesterday', 'timestamp', 'yesterday'],
  ['50.0', 'int64', '50'],
  ['1e2', 'int32', '100'],
  ['-0', 'int64', '0'],
  ['9223372036854775807', 'int64', '9223372036854775807'],
  ['50.5', 'int64', '50.5'],
  ['50.0', 'string', '50.0'],
  ['2026-11-01T00:00:00', 'string', '2026-11-01T00:00:00'],
  ['1e2', 'double', '1e2'],
])('%s of %s is told other readers as %s', (text, kind, plain) => {
  expect(plainLiteral(text, kind)).toBe(plain)
})
