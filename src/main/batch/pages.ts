import type { AddFile, StatValue } from '../lake/actions'
import { PARTITION_COLUMN } from '../../shared/transaction'
import type { Row } from '../../shared/scalars'
import type { BatchEngine, RawConstants, RawFile, TimeSlice } from './ports'

/**
 * Paging over raw rows in their total order: event_timestamp (nulls first), transaction_id, stored position
 * (decision 16). Files whose time ranges overlap form a cluster; clusters follow one another in time, so the row
 * counts in the log lead to a page's cluster without reading, and only that is sorted.
 */
export interface Cluster {
  readonly files: readonly RawFile[]
  /** Rows before it. */
  readonly start: number
  readonly rows: number
}

/** Above this a cluster is cut into time slices, so that a page does not sort all of it. */
const SLICE_ROWS = 50_000
/** Times are not spread evenly: so many spans for the rows of one. */
const SLICES_A_PAGE = 4

export function toRawFile(path: string, file: AddFile, rows: number): RawFile {
  return {
    path,
    eventDate: file.partitionValues[PARTITION_COLUMN] ?? null,
    rows,
    // A file that may hold rows without a time sorts before all others.
    min: file.stats?.nullCount['event_timestamp'] === 0 ? micros(file.stats.minValues['event_timestamp']) : null,
    max: micros(file.stats?.maxValues['event_timestamp']),
  }
}

/** Clusters in time order; a file without bounds overlaps everything. */
export function planClusters(files: readonly RawFile[]): Cluster[] {
  const bounded = files.every((file) => file.min !== null && file.max !== null)
  const groups: RawFile[][] = []
  if (!bounded) {
    if (files.length > 0) groups.push([...files])
  } else {
    let end: bigint | null = null
    for (const file of [...files].sort((left, right) => compare(left.min, right.min))) {
      const group = groups.at(-1)
      // Bounds are widened to milliseconds: touching ones may overlap.
      if (group === undefined || end === null || (file.min ?? 0n) > end) groups.push([file])
      else group.push(file)
      if (end === null || (file.max ?? 0n) > end) end = file.max
    }
  }
  let start = 0
  return groups.map((group) => {
    const rows = group.reduce((sum, file) => sum + file.rows, 0)
    const cluster = { files: group, start, rows }
    start += rows
    return cluster
  })
}

/** A stretch of one cluster: rows [offset, offset + limit) of its order. */
export interface Stretch {
  readonly cluster: Cluster
  readonly offset: number
  readonly limit: number
}

function planStretches(clusters: readonly Cluster[], offset: number, limit: number): Stretch[] {
  const end = offset + limit
  return clusters
    .filter((cluster) => cluster.start < end && cluster.start + cluster.rows > offset)
    .map((cluster) => {
      const from = Math.max(offset, cluster.start) - cluster.start
      const to = Math.min(end, cluster.start + cluster.rows) - cluster.start
      return { cluster, offset: from, limit: to - from }
    })
}

/** Reads pages of one batch; keeps the slices of its large clusters. */
export class RawPages {
  private readonly slices = new WeakMap<Cluster, Promise<readonly TimeSlice[]>>()

  constructor(
    private readonly engine: Pick<BatchEngine, 'rawRows' | 'timeSlices'>,
    readonly clusters: readonly Cluster[],
    readonly constants: RawConstants,
  ) {}

  async rows(offset: number, limit: number, signal?: AbortSignal): Promise<Row[]> {
    const rows: Row[] = []
    for (const stretch of planStretches(this.clusters, offset, limit)) {
      rows.push(...(await this.readStretch(stretch, signal)))
    }
    return rows
  }

  private async readStretch({ cluster, offset, limit }: Stretch, signal?: AbortSignal): Promise<readonly Row[]> {
    const raw = { files: cluster.files, constants: this.constants }
    if (cluster.rows <= SLICE_ROWS) return this.engine.rawRows(raw, null, { offset, limit }, signal)
    const rows: Row[] = []
    let before = 0
    for (const slice of await this.slicesOf(cluster)) {
      const from = Math.max(offset, before)
      const to = Math.min(offset + limit, before + slice.rows)
      if (from < to)
        rows.push(...(await this.engine.rawRows(raw, slice, { offset: from - before, limit: to - from }, signal)))
      before += slice.rows
    }
    return rows
  }

  /** Found once; equal times always fall into one slice, so the order holds across slices. */
  private slicesOf(cluster: Cluster): Promise<readonly TimeSlice[]> {
    const known = this.slices.get(cluster)
    if (known !== undefined) return known
    const found = this.engine.timeSlices(cluster.files, Math.ceil(cluster.rows / SLICE_ROWS) * SLICES_A_PAGE)
    this.slices.set(cluster, found)
    found.catch(() => this.slices.delete(cluster))
    return found
  }
}

function micros(value: StatValue | undefined): bigint | null {
  return typeof value === 'bigint' ? value : null
}

function compare(left: bigint | null, right: bigint | null): number {
  return (left ?? 0n) < (right ?? 0n) ? -1 : (left ?? 0n) > (right ?? 0n) ? 1 : 0
}
