import { expect, test } from 'vitest'
import { MillraceError } from '../../src/shared/errors'
import { parseCommit, stringifyCommit } from '../../src/main/lake/log-entry'

const COMMIT = stringifyCommit({ operation: 'WRITE' }, [{ txn: { appId: 'a', version: 1 } }])
const DEEP = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`

test('a commit is read back', () => {
  expect(parseCommit(COMMIT, 'x.json').map(({ kind }) => kind)).toEqual(['commitInfo', 'txn'])
})

test.each([
  ['a number beyond 64 bits', '18446744073709551616'],
  ['a text', '"2"'],
  ['another number', '3'],
  ['a hostile depth', DEEP],
  ['an object with a toString of its own', '{"toString":1}'],
])('%s for the count of actions or the checksum is a damaged commit, and nothing else', (_what, value) => {
  for (const damaged of [
    COMMIT.replace(/"millraceActions":\d+/, () => `"millraceActions":${value}`),
    COMMIT.replace(/"millraceChecksum":"[^"]*"/, () => `"millraceChecksum":${value}`),
  ]) {
    expect(damaged).not.toBe(COMMIT)
    let error: unknown = null
    try {
      parseCommit(damaged, 'x.json')
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(MillraceError)
    expect(error).toMatchObject({ code: 'TABLE_CORRUPT' })
  }
})
