import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../src/main/log/log'
import { openRotatingFile } from '../../src/main/log/rotating-file'
import { millrace } from '../support/process'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-log-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const line = (number: number) => `${String(number).padStart(9, '0')}\n`
const numbersIn = (path: string) => readFileSync(path, 'utf8').trim().split('\n').map(Number)

test('each file stays below its limit, the newest lines are kept in order, older files go', () => {
  const path = join(folder, 'logs/millrace.log')
  const file = openRotatingFile(path, { maxBytes: 100, keep: 2 })
  for (let number = 0; number < 95; number++) file.write(line(number))
  expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['millrace.log', 'millrace.log.1', 'millrace.log.2'])
  const kept = ['.2', '.1', ''].flatMap((end) => numbersIn(path + end))
  expect(kept).toEqual(Array.from({ length: 25 }, (_, at) => at + 70))
  for (const end of ['', '.1', '.2']) expect(statSync(path + end).size).toBeLessThanOrEqual(100)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a file that somebody moved away or removed is made anew', () => {
  const path = join(folder, 'millrace.log')
  const file = openRotatingFile(path, { maxBytes: 1000, keep: 1, lookMs: 0 })
  file.write('one\n')
  renameSync(path, join(folder, 'elsewhere'))
  file.write('two\n')
  expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('one\n')
  expect(readFileSync(path, 'utf8')).toBe('two\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  rmSync(path)
  file.write('three\n')
  expect(readFileSync(path, 'utf8')).toBe('three\n')
})

test('what is there already counts, and a line that is longer than the limit is written whole', () => {
  const path = join(folder, 'millrace.log')
  writeFileSync(path, 'x'.repeat(95))
  const file = openRotatingFile(path, { maxBytes: 100, keep: 1 })
  file.write('y'.repeat(500))
  file.write('z')
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('y'.repeat(500))
  expect(readFileSync(path, 'utf8')).toBe('z')
})

test('of two processes that share a file, each line is written once', () => {
  const path = join(folder, 'millrace.log')
  const [one, other] = [
    openRotatingFile(path, { maxBytes: 100, keep: 40 }),
    openRotatingFile(path, { maxBytes: 100, keep: 40 }),
  ]
  for (let number = 0; number < 60; number++) (number % 2 === 0 ? one : other).write(line(number))
  const all = readdirSync(folder).flatMap((name) => numbersIn(join(folder, name)))
  expect(all.sort((left, right) => left - right)).toEqual(Array.from({ length: 60 }, (_, at) => at))
})

test('a file that cannot be moved is no reason to end', () => {
  const path = join(folder, 'logs/millrace.log')
  const file = openRotatingFile(path, { maxBytes: 20, keep: 1 })
  mkdirSync(`${path}.1`)
  writeFileSync(join(`${path}.1`, 'in the way'), '')
  for (let number = 0; number < 10; number++) file.write(line(number))
  expect(existsSync(path)).toBe(true)
  renameSync(`${path}.1`, `${path}.away`)
})

test('a rotation that fails loses no line, and writes none into a file that was opened since', () => {
  const path = join(folder, 'millrace.log')
  const file = openRotatingFile(path, { maxBytes: 20, keep: 1 })
  mkdirSync(join(`${path}.1`, 'in the way'), { recursive: true })
  for (let number = 0; number < 3; number++) file.write(line(number))
  const other = openSync(join(folder, 'other'), 'w')
  for (let number = 3; number < 5; number++) file.write(line(number))
  writeSync(other, 'its own')
  closeSync(other)
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('its own')
  expect(numbersIn(path)).toEqual([0, 1, 2, 3, 4])
  renameSync(`${path}.1`, `${path}.away`)
  file.write(line(5))
  expect(numbersIn(`${path}.1`)).toEqual([0, 1, 2, 3, 4])
  expect(numbersIn(path)).toEqual([5])
})

test('the log writes redacted JSON lines into it', () => {
  const path = join(folder, 'millrace.log')
  createLog({ level: 'info', file: path }).info({ password: 'hunter2' }, 'signed in')
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 'info', msg: 'signed in', password: '***' })
})

test('a log file that cannot be is refused by its key, exit 2', async () => {
  writeFileSync(join(folder, 'file'), '')
  chmodSync(join(folder, 'file'), 0o600)
  const { code, stderr } = await millrace(['doctor', '--set', `pipeline.log.file=${join(folder, 'file/millrace.log')}`])
  expect(code).toBe(2)
  expect(stderr).toMatch(/pipeline\.log\.file: .*: a part of the path is a file, not a folder\..* Name a file that/)
  expect(stderr).not.toContain('ENOTDIR')
  if (process.platform !== 'linux') return
  const nowhere = await millrace(['doctor', '--set', 'pipeline.log.file=/proc/millrace/logs/millrace.log'])
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('pipeline.log.file') as unknown })
})
