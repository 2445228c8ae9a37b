import { atOnce } from '../../shared/at-once'
import { MillraceError } from '../../shared/errors'
import type { AddFile, SchemaField } from './actions'
import { fieldId, mappingOf, physicalName } from './column-mapping'
import { readDeletionVector } from './deletion-vector'
import type { ParquetPort, Snapshot } from './ports'
import type { RowSet } from './roaring'
import { absolutePath } from './table-path'

/** Which rows and columns of which files make up (a part of) a table at a version; data only, no SQL. */
export interface Scan {
  readonly columns: readonly ScanColumn[]
  /** Files that name their columns alike. */
  readonly groups: readonly ScanGroup[]
}

export interface ScanColumn {
  readonly name: string
  readonly type: SchemaField['type']
  readonly from: 'file' | 'partition'
}

export interface ScanGroup {
  /** The name of each column in these files; null where they lack it. By the order of `columns`. */
  readonly names: readonly (string | null)[]
  readonly files: readonly ScanFile[]
}

export interface ScanFile {
  /** Absolute. */
  readonly path: string
  /** Values of the partition columns by name, as the log has them. */
  readonly partitionValues: Readonly<Record<string, string | null>>
  readonly deleted: RowSet | null
}

/** Files whose deletion vectors are read at a time. */
const AT_ONCE = 16

export type ScanPort = Pick<ParquetPort, 'countRows' | 'fieldNames'>

/**
 * How to read `columns` from some live files of a snapshot: partition values from the log, deletion vectors and
 * column mapping honoured. A column that the table lacks is null.
 *
 * @throws TABLE_CORRUPT where a deletion vector or a file is missing or damaged, IO_ERROR where it cannot be read
 */
export async function planScan(
  snapshot: Snapshot,
  files: readonly AddFile[],
  columns: readonly Pick<SchemaField, 'name' | 'type'>[],
  parquet: ScanPort,
): Promise<Scan> {
  const partitions = new Set(snapshot.metadata.partitionColumns)
  const mapping = mappingOf(snapshot.metadata)
  const fields = new Map(snapshot.schema.map((field) => [field.name, field]))
  const scanned = await atOnce(AT_ONCE, files, (file) => toScanFile(snapshot, file, parquet))
  const ids = mapping === 'id' ? await parquet.fieldNames(scanned.map((file) => file.path)) : null
  const groups = new Map<string, { names: (string | null)[]; files: ScanFile[] }>()
  for (const file of scanned) {
    const names = columns.map(({ name }) => {
      const field = fields.get(name)
      if (field === undefined || partitions.has(name)) return null
      return ids === null ? physicalName(field, mapping) : (ids.get(file.path)?.get(fieldId(field)) ?? null)
    })
    const key = JSON.stringify(names)
    const group = groups.get(key) ?? { names, files: [] }
    groups.set(key, group)
    group.files.push(file)
  }
  return {
    columns: columns.map(({ name, type }) => ({ name, type, from: partitions.has(name) ? 'partition' : 'file' })),
    groups: [...groups.values()],
  }
}

/** Whether a file's rows and columns are just those that stand in it. */
export function isPlain(snapshot: Snapshot, file: AddFile): boolean {
  return file.deletionVector === undefined && mappingOf(snapshot.metadata) === 'none'
}

/**
 * The live files of one of our own tables, absolute, for readers that know plain Parquet only.
 * @throws UNSUPPORTED_PROTOCOL where another engine has put deletion vectors or column mapping on it since
 */
export function plainFiles(snapshot: Snapshot, files: readonly AddFile[] = snapshot.files): string[] {
  return files.map((file) => {
    if (isPlain(snapshot, file)) return absolutePath(snapshot.root, file.path)
    const feature = file.deletionVector === undefined ? 'columnMapping' : 'deletionVectors'
    throw new MillraceError(
      'UNSUPPORTED_PROTOCOL',
      `Another engine has put the feature ${feature} on the Delta table at ${snapshot.root}, which is Millrace's own. Drop it there (ALTER TABLE ... DROP FEATURE ${feature}).`,
    )
  })
}

async function toScanFile(snapshot: Snapshot, file: AddFile, parquet: ScanPort): Promise<ScanFile> {
  const path = absolutePath(snapshot.root, file.path)
  const { partitionValues, deletionVector } = file
  if (deletionVector === undefined) return { path, partitionValues, deleted: null }
  const [rows = 0] = await parquet.countRows([path])
  return { path, partitionValues, deleted: await readDeletionVector(snapshot.root, deletionVector, rows) }
}
