import { expect, test } from 'vitest'
import { closingOnFailure, createCloseStack } from '../../src/main/close-stack'
import { SILENT, type Logger } from '../../src/main/log/logger'

test('parts close in reverse, each when the one before it has closed', async () => {
  const closing = createCloseStack(SILENT)
  const told: string[] = []
  let release: () => void = () => undefined
  closing.push('first', () => told.push('first'))
  closing.push('slow', async () => {
    told.push('slow begins')
    await new Promise<void>((resolve) => {
      release = resolve
    })
    told.push('slow ends')
  })
  closing.push('last', () => told.push('last'))
  const closed = closing.close()
  await Promise.resolve()
  expect(told).toEqual(['last', 'slow begins'])
  release()
  await closed
  expect(told).toEqual(['last', 'slow begins', 'slow ends', 'first'])
})

test('a part that fails is logged by its name, and holds up no other; the first failure is thrown', async () => {
  const { log, warnings } = listen()
  const closing = createCloseStack(log)
  const told: string[] = []
  const [later, first] = [new Error('fails later'), new Error('fails first')]
  closing.push('bottom', () => told.push('bottom'))
  closing.push('rejects', () => Promise.reject(later))
  closing.push('middle', () => told.push('middle'))
  closing.push('throws', () => {
    throw first
  })
  await expect(closing.close()).rejects.toBe(first)
  expect(told).toEqual(['middle', 'bottom'])
  expect(warnings).toEqual([
    { part: 'throws', err: first },
    { part: 'rejects', err: later },
  ])
})

test('to close twice is to wait for the same closing', async () => {
  const closing = createCloseStack(SILENT)
  let closes = 0
  closing.push('one', () => closes++)
  const [one, other] = [closing.close(), closing.close()]
  expect(other).toBe(one)
  await other
  await closing.close()
  expect(closes).toBe(1)
})

test('what failed to open is closed before the failure is told, though closing fails too', async () => {
  const { log, warnings } = listen()
  const told: string[] = []
  const failure = new Error('the second cannot be opened')
  const opened = closingOnFailure(log, (closing) => {
    closing.push('bottom', () => told.push('bottom'))
    closing.push('stuck', () => Promise.reject(new Error('stuck')))
    return Promise.reject(failure)
  })
  await expect(opened).rejects.toBe(failure)
  expect(told).toEqual(['bottom'])
  expect(warnings).toMatchObject([{ part: 'stuck' }])
})

test('what could be opened stays open', async () => {
  let closes = 0
  const closing = await closingOnFailure(SILENT, (stack) => {
    stack.push('one', () => closes++)
    return Promise.resolve(stack)
  })
  expect(closes).toBe(0)
  await closing.close()
  expect(closes).toBe(1)
})

function listen(): { readonly log: Logger; readonly warnings: object[] } {
  const warnings: object[] = []
  return { log: { ...SILENT, warn: (facts) => warnings.push(facts) }, warnings }
}
