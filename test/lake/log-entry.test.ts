import { expect, test } from 'vitest'
import { MillraceError } from '../../src/shared/errors'
import { parseCommit, removeToLog, stringifyCommit } from '../../src/main/lake/log-entry'

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

test.each([
  ['a text', '"49"'],
  ['a fraction', '1.5'],
  ['a list', '[49]'],
  ['a hostile depth', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
])('%s for the offset of a deletion vector is a damaged commit: its rows are not guessed', (_what, value) => {
  const line = (offset: string) =>
    `{"remove":{"path":"a.parquet","dataChange":true,"deletionVector":{"storageType":"u","pathOrInlineDv":"f[3V{9*orqH%h)5-79BY","offset":${offset},"sizeInBytes":38,"cardinality":3}}}\n`
  expect(parseCommit(line('49'), 'x.json')).toMatchObject([{ remove: { deletionVector: { offset: 49 } } }])
  expect(parseCommit(line('null'), 'x.json')).toMatchObject([{ remove: { deletionVector: { offset: null } } }])
  expect(() => parseCommit(line(value), 'x.json')).toThrow(expect.objectContaining({ code: 'TABLE_CORRUPT' }) as Error)
})

test('a remove of another writer keeps in a checkpoint what it told, and claims no more', () => {
  const line = (more: string) => `{"remove":{"path":"a.parquet","deletionTimestamp":5,"dataChange":true${more}}}\n`
  const written = (more: string) => {
    const [entry] = parseCommit(line(more), 'x.json')
    return entry?.kind === 'remove' ? removeToLog(entry.remove).remove : null
  }
  const bare = { path: 'a.parquet', deletionTimestamp: 5, dataChange: true }
  expect(written('')).toEqual(bare)
  expect(written(',"size":10')).toEqual(bare)
  expect(written(',"size":10,"partitionValues":{"d":"2026-01-01"}')).toEqual({
    ...bare,
    extendedFileMetadata: true,
    size: 10,
    partitionValues: { d: '2026-01-01' },
  })
})
