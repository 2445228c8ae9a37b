import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from '../durable'

/**
 * Where the original stopped: the offsets of its newest committed micro-batch, from the checkpoint
 * folder of Spark's structured streaming (`offsets/N`: a version line, a metadata line, then one JSON line
 * per source; `commits/N`). Null where there is none.
 */
export async function readOriginalCheckpoint(
  folder: string,
  topic: string,
): Promise<ReadonlyMap<number, bigint> | null> {
  const committed = (await numberedFiles(join(folder, 'commits'))).at(-1)
  if (committed === undefined) return null
  const offsets = await readFile(join(folder, 'offsets', String(committed)), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  })
  return offsets === null ? null : parseOffsets(offsets, topic)
}

/** Spark writes the *next* offset of each partition. */
export function parseOffsets(text: string, topic: string): ReadonlyMap<number, bigint> | null {
  for (const line of text.split('\n').slice(2)) {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      continue
    }
    if (typeof value !== 'object' || value === null || !(topic in value)) continue
    const partitions: unknown = Object.entries(value).find(([name]) => name === topic)?.[1]
    if (typeof partitions !== 'object' || partitions === null) continue
    const positions = new Map<number, bigint>()
    for (const [partition, offset] of Object.entries(partitions)) {
      if (/^\d+$/.test(partition) && Number.isSafeInteger(offset))
        positions.set(Number(partition), BigInt(Number(offset)))
    }
    return positions.size === 0 ? null : positions
  }
  return null
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
