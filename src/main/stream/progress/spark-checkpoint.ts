import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError } from '../../../shared/errors'
import { isErrno } from '../../durable'

/**
 * Where the original stopped: the offsets of its newest committed micro-batch, from the checkpoint
 * folder of Spark's structured streaming (`offsets/N`: a version line, a metadata line, then one JSON line
 * per source; `commits/N`). Null where there is none, or none of this topic.
 *
 * @throws DATA_LOSS where a checkpoint is there but its offsets cannot be told: starting elsewhere would
 *   skip or repeat messages in silence
 */
export async function readSparkCheckpoint(folder: string, topic: string): Promise<ReadonlyMap<number, bigint> | null> {
  const committed = (await numberedFiles(join(folder, 'commits'))).at(-1)
  if (committed === undefined) return null
  const path = join(folder, 'offsets', String(committed))
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (!isErrno(cause, 'ENOENT')) throw cause
    throw unreadable(path, 'it is missing, though its micro-batch was committed', cause)
  }
  return parseOffsets(text, topic, path)
}

/** Spark writes the *next* offset of each partition. Null where the file has no line of this topic. */
export function parseOffsets(text: string, topic: string, path = 'offsets'): ReadonlyMap<number, bigint> | null {
  const lines = text.split('\n')
  if (lines[0]?.trim() !== 'v1') throw unreadable(path, 'its first line is not "v1"')
  for (const line of lines.slice(2)) {
    if (line.trim() === '' || line.trim() === '-') continue
    const partitions = partitionsOf(line, topic, path)
    if (partitions === undefined) continue
    const positions = new Map<number, bigint>()
    for (const [partition, offset] of partitions) {
      if (!/^\d+$/.test(partition) || typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
        throw unreadable(path, `partition ${partition} has no whole offset`)
      positions.set(Number(partition), BigInt(offset))
    }
    return positions.size === 0 ? null : positions
  }
  return null
}

function partitionsOf(line: string, topic: string, path: string): [string, unknown][] | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw unreadable(path, 'a line of it is not JSON', cause)
  }
  if (typeof value !== 'object' || value === null) throw unreadable(path, 'a line of it is not an object')
  const partitions: unknown = Object.entries(value).find(([name]) => name === topic)?.[1]
  if (partitions === undefined) return undefined
  if (typeof partitions !== 'object' || partitions === null) throw unreadable(path, `${topic} has no offsets`)
  return Object.entries(partitions)
}

function unreadable(path: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'DATA_LOSS',
    `The checkpoint of the original service cannot be used: ${path}: ${why}. Restore it, or move the checkpoint folder away to start at startingOffsets.`,
    { cause },
  )
}

async function numberedFiles(folder: string): Promise<number[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((left, right) => left - right)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}
