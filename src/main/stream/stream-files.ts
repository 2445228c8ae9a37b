import type { AddFile, Tags } from '../lake/actions'
import type { Snapshot } from '../lake/ports'
import { plainFiles } from '../lake/scan'
import { readStreamTag, REDRIVE_TAG, STREAM_TAG } from './progress/offsets'
import type { StreamFiles } from './dashboard/ports'

/** Files of a table that may hold streamed rows with events at or after `from` (epoch ms). */
export function streamedSince(snapshot: Snapshot, from: number): readonly AddFile[] {
  return snapshot.files.filter((file) => {
    const max = file.stats?.maxValues['event_timestamp']
    return isStreamed(file) && !(typeof max === 'bigint' && max < BigInt(Math.floor(from)) * 1000n)
  })
}

/** Seeded rows are in the table, but never were in a stream. */
export function isStreamed({ stats }: Pick<AddFile, 'stats'>): boolean {
  return stats === null || stats.nullCount['kafka_partition'] !== stats.numRecords
}

/** By the streams that their tags name. */
export function byStream(snapshot: Snapshot, files: readonly AddFile[]): readonly StreamFiles[] {
  const groups = new Map<string, AddFile[]>()
  for (const file of files) {
    const key = JSON.stringify(lineageOf(file.tags))
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups.values()].map((group) => ({ ...lineageOf(group[0]?.tags), files: plainFiles(snapshot, group) }))
}

/** What may say of redriven rows whether they are late: rows of their streams with events as new as theirs. */
export function besideRedriven(snapshot: Snapshot, redriven: readonly Pick<AddFile, 'stats' | 'tags'>[]) {
  const oldest = redriven.map(({ stats }) => stats?.minValues['event_timestamp'])
  const known = oldest.every((time) => typeof time === 'bigint')
  const from = known ? oldest.reduce((left, right) => (left < right ? left : right), oldest[0] ?? 0n) : 0n
  const streams = new Set(redriven.map(({ tags }) => lineageOf(tags).stream))
  return byStream(snapshot, streamedSince(snapshot, Number(from / 1000n))).filter(
    (group) => !group.redriven && streams.has(group.stream),
  )
}

/** Which stream a file's tags name. */
export function lineageOf(tags: Tags | undefined): Omit<StreamFiles, 'files'> {
  const tag = tags?.[STREAM_TAG]
  const { name, born } = tag === undefined ? { name: null, born: 0 } : readStreamTag(tag)
  return { stream: name, born, redriven: tags?.[REDRIVE_TAG] !== undefined }
}
