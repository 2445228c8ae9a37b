import { expect, test } from 'vitest'
import { Semaphore } from '../../src/shared/semaphore'

/** A work that ends when it is told to. */
function work(names: string[], name: string) {
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  return {
    end,
    run: () => {
      names.push(name)
      return ended
    },
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const nothing = () => Promise.resolve()
const never = new AbortController().signal

test('so many run at a time, first come, first served, whether one ends or fails', async () => {
  const begun: string[] = []
  const semaphore = new Semaphore(2)
  const works = ['a', 'b', 'c', 'd'].map((name) => work(begun, name))
  const done = works.map(({ run }) => semaphore.run(run, never))
  const failed = expect(semaphore.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken')
  const last = semaphore.run(() => Promise.resolve('last'), never)
  await settled()
  expect(begun).toEqual(['a', 'b'])
  works[1]?.end()
  await settled()
  expect(begun).toEqual(['a', 'b', 'c'])
  for (const { end } of works) end()
  await Promise.all(done)
  await failed
  expect(await last).toBe('last')
})

test('who waits can leave, and takes no place then', async () => {
  const begun: string[] = []
  const semaphore = new Semaphore(1)
  const [first, second, third] = [work(begun, 'first'), work(begun, 'second'), work(begun, 'third')]
  const leaving = new AbortController()
  const one = semaphore.run(first.run, never)
  const left = expect(semaphore.run(second.run, leaving.signal)).rejects.toThrow('given up')
  const two = semaphore.run(third.run, never)
  leaving.abort(new Error('given up'))
  await left
  await expect(semaphore.run(second.run, leaving.signal)).rejects.toThrow('given up')
  first.end()
  await one
  await settled()
  expect(begun).toEqual(['first', 'third'])
  third.end()
  await two
})

test('whose turn goes on comes before those who wait for theirs, and can leave as they can', async () => {
  const begun: string[] = []
  const semaphore = new Semaphore(1)
  const works = ['running', 'waits', 'goes on', 'goes on too', 'leaves'].map((name) => work(begun, name))
  const [running, waits, goesOn, goesOnToo, leaves] = works
  const leaving = new AbortController()
  const done = [
    semaphore.run(running?.run ?? nothing, never),
    semaphore.run(waits?.run ?? nothing, never),
    expect(semaphore.run(leaves?.run ?? nothing, leaving.signal, true)).rejects.toThrow('given up'),
    semaphore.run(goesOn?.run ?? nothing, never, true),
    semaphore.run(goesOnToo?.run ?? nothing, never, true),
  ]
  leaving.abort(new Error('given up'))
  for (const { end } of works) end()
  await Promise.all(done)
  expect(begun).toEqual(['running', 'goes on', 'goes on too', 'waits'])
})

test('a spare place is for those whose turn goes on', async () => {
  const begun: string[] = []
  const semaphore = new Semaphore(1, 1)
  const works = ['running', 'waits', 'goes on', 'goes on too'].map((name) => work(begun, name))
  const done = works.map(({ run }, index) => semaphore.run(run, never, index > 1))
  await settled()
  expect(begun).toEqual(['running', 'goes on'])
  for (const { end } of works) end()
  await Promise.all(done)
  expect(begun).toEqual(['running', 'goes on', 'goes on too', 'waits'])
})

test('more places admit who waits, fewer take none from who runs', async () => {
  const begun: string[] = []
  const semaphore = new Semaphore(1)
  const works = ['a', 'b', 'c'].map((name) => work(begun, name))
  const done = works.map(({ run }) => semaphore.run(run, never))
  semaphore.resize(2)
  await settled()
  expect(begun).toEqual(['a', 'b'])
  semaphore.resize(0)
  works[0]?.end()
  await settled()
  expect(begun).toEqual(['a', 'b'])
  works[1]?.end()
  await settled()
  expect(begun).toEqual(['a', 'b', 'c'])
  works[2]?.end()
  await Promise.all(done)
})
