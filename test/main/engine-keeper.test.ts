import { expect, test } from 'vitest'
import type { Door } from '../../src/main/desktop/door'
import { keepEngine } from '../../src/main/desktop/engine-keeper'
import { MillraceError } from '../../src/shared/errors'
import { until } from '../support/until'

const hello = { type: 'hello', version: '1', startedAt: '2026-01-01T00:00:00.000Z', resumed: false } as const

test('behind another owner a line that is lost alone is taken up again, and lines end with their listener', async () => {
  const lines: { readonly lose: () => void; readonly notices: boolean; left: boolean }[] = []
  const door: Door = {
    ask: () => Promise.reject(new Error('nobody asks here')),
    subscribe(listener, { onClose, notices }) {
      const line = { lose: onClose, notices, left: false }
      lines.push(line)
      queueMicrotask(() => listener(hello))
      return () => {
        line.left = true
      }
    },
  }
  const keeper = keepEngine({
    open: () => Promise.reject(new MillraceError('OWNED_BY_ANOTHER', 'another owns it')),
    findOwner: () => Promise.resolve({ pid: 1, address: 'http://127.0.0.1:1', door }),
    onChange: () => undefined,
    onOpen: () => undefined,
  })
  await keeper.settled
  expect(keeper.view).toMatchObject({ kind: 'read-only', connected: true })
  const told: string[] = []
  const leave = keeper.subscribe(({ type }) => told.push(type), { notices: true, onLost: () => told.push('lost') })
  await until(
    () => told.length,
    (count) => count === 1,
  )
  // The keeper's own line lives on.
  lines[1]?.lose()
  await until(
    () => told,
    (words) => words.at(-1) === 'hello' && words.length === 3,
  )
  expect(told).toEqual(['hello', 'lost', 'hello'])
  leave()
  expect(lines.map(({ left }) => left)).toEqual([false, false, true])
  // The keeper's own line shows nothing to anybody, and takes no notice from who does.
  expect(lines.map(({ notices }) => notices)).toEqual([false, true, true])
  await keeper.close()
})

test('who listens where no engine could be opened is told so, then and there', async () => {
  const keeper = keepEngine({
    open: () => Promise.reject(new MillraceError('IO_ERROR', 'it is damaged')),
    findOwner: () => Promise.resolve(null),
    onChange: () => undefined,
    onOpen: () => undefined,
  })
  await keeper.settled
  expect(keeper.view).toEqual({ kind: 'failed', message: 'it is damaged' })
  let lost = 0
  keeper.subscribe(() => undefined, { notices: true, onLost: () => lost++ })
  expect(lost).toBe(1)
  await keeper.close()
})
