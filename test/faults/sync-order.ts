import { dirname } from 'node:path'

/** A commit as it stands in a log. */
export interface LoggedCommit {
  readonly path: string
  /** Absolute paths of the files that it adds. */
  readonly data: readonly string[]
  /** The last offset of each partition that its txn claims. */
  readonly last: ReadonlyMap<number, number>
}

/**
 * Rule 1 on what a process really asked of the system: data fsync, its folder, the commit under a temporary
 * name, its link, the log folder, and only then the acknowledgement. A file whose fsync failed once counts as
 * lost, whatever a second fsync of it says (rule 2).
 *
 * @param trace lines of the shim (`fsync ok PATH`, `link ok FROM TO`) and of the child (`ack JSON`)
 */
export function checkOrder(trace: readonly string[], commits: readonly LoggedCommit[]): void {
  const syncs = new Map<string, number[]>()
  const lost = new Set<string>()
  const links = new Map<string, { at: number; from: string }>()
  const acks: { at: number; next: Map<number, number> }[] = []
  for (const [at, line] of trace.entries()) {
    const [what, result, ...rest] = line.split(' ')
    const path = rest.join(' ')
    if (what === 'fsync' && result === 'ok') syncs.set(path, [...(syncs.get(path) ?? []), at])
    if (what === 'fsync' && result === 'failed') lost.add(path)
    const [from, to] = path.split('\t')
    if (what === 'link' && result === 'ok' && from !== undefined && to !== undefined) links.set(to, { at, from })
    if (what === 'ack') acks.push({ at, next: parseAck(line.slice('ack '.length)) })
  }

  /** The first fsync of a path behind a moment; throws where there is none. */
  function syncAfter(path: string, moment: number): number {
    const found = syncs.get(path)?.find((at) => at > moment)
    if (found === undefined) throw new Error(`${path} was not fsynced when it had to be`)
    return found
  }

  function durableAt({ path, data }: LoggedCommit): number {
    const link = links.get(path)
    if (link === undefined) throw new Error(`${path} was not linked`)
    for (const file of [...data, link.from])
      if (lost.has(file)) throw new Error(`${file} was committed though its fsync failed`)
    for (const file of data) {
      if (syncAfter(dirname(file), syncAfter(file, -1)) > link.at)
        throw new Error(`${file} was committed before its folder was fsynced`)
    }
    if (syncAfter(link.from, -1) > link.at) throw new Error(`${path} got its name before it was fsynced`)
    return syncAfter(dirname(path), link.at)
  }

  if (acks.length === 0) throw new Error('nothing was acknowledged')
  const durable = commits.map((commit) => ({ commit, at: durableAt(commit) }))
  for (const { at, next } of acks) {
    for (const [partition, offset] of next) {
      for (const { commit, at: done } of durable) {
        const last = commit.last.get(partition)
        if (last !== undefined && last < offset && done > at)
          throw new Error(`partition ${partition} was acknowledged up to ${offset} before ${commit.path} was durable`)
      }
    }
  }
}

function parseAck(text: string): Map<number, number> {
  const parsed = JSON.parse(text) as Record<string, number>
  return new Map(Object.entries(parsed).map(([partition, offset]) => [Number(partition), offset]))
}
