import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, MillraceError } from '../../shared/errors'
import { isErrno, toIoError } from '../durable'
import { crc32, decodeZ85 } from './bytes'
import { decodePath } from './paths'
import { parseRoaringArray, type RowSet } from './roaring'
import { absolutePath } from './table-path'

/** Where the deleted rows of one file are kept (PROTOCOL.md, "Deletion Vectors"). */
export interface DeletionVector {
  /** `u`: a file of the table named by a UUID, `p`: a file by its path, `i`: inline. */
  readonly storageType: string
  readonly pathOrInlineDv: string
  readonly offset: number | null
  readonly sizeInBytes: number
  /** How many rows are deleted. */
  readonly cardinality: number
}

/** Part of a logical file's identity in the log. */
export function vectorId({ storageType, pathOrInlineDv, offset }: DeletionVector): string {
  return `${storageType}${pathOrInlineDv}${offset === null ? '' : `@${offset}`}`
}

/** The file that holds a vector, absolute; null for an inline one. */
export function vectorPath(root: string, { storageType, pathOrInlineDv }: DeletionVector): string | null {
  if (storageType === 'i') return null
  if (storageType === 'p') return absolutePath(root, decodePath(pathOrInlineDv))
  const bytes = decodeZ85(pathOrInlineDv.slice(-UUID_CHARACTERS))
  const prefix = pathOrInlineDv.slice(0, -UUID_CHARACTERS)
  if (storageType !== 'u' || bytes?.length !== 16 || !/^[\w-]*$/.test(prefix))
    throw corrupt(root, `its place "${storageType}${pathOrInlineDv.slice(0, 100)}" is none`)
  const hex = Buffer.from(bytes).toString('hex')
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  return join(root, prefix, `deletion_vector_${uuid}.bin`)
}

/**
 * The deleted rows of a file that has `rows` rows.
 * @throws TABLE_CORRUPT where the vector cannot be had whole: nothing may be read then, or deleted rows come back
 */
export async function readDeletionVector(root: string, vector: DeletionVector, rows: number): Promise<RowSet> {
  const path = vectorPath(root, vector)
  const bytes = path === null ? inlineBytes(root, vector) : await storedBytes(root, path, vector)
  let deleted: RowSet
  try {
    deleted = parseRoaringArray(bytes)
  } catch (cause) {
    throw corrupt(root, messageOf(cause), cause)
  }
  if (deleted.count !== vector.cardinality)
    throw corrupt(root, `it deletes ${deleted.count} rows, the log says ${vector.cardinality}`)
  if (deleted.last >= rows) throw corrupt(root, `it deletes row ${deleted.last} of a file that has ${rows}`)
  return deleted
}

const UUID_CHARACTERS = 20
const VERSION = 1

function inlineBytes(root: string, { pathOrInlineDv, sizeInBytes }: DeletionVector): Uint8Array {
  const bytes = decodeZ85(pathOrInlineDv)
  if (bytes === null || bytes.length < sizeInBytes) throw corrupt(root, 'its inline text is broken')
  return bytes.subarray(0, sizeInBytes)
}

/** One version byte at the head of the file; at the offset a length, the bytes and their CRC, all big-endian. */
async function storedBytes(root: string, path: string, { offset, sizeInBytes }: DeletionVector): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const start = offset ?? 1
      if (start < 1 || start + sizeInBytes + 8 > size) throw corrupt(root, `${path} has only ${size} bytes`)
      const head = Buffer.alloc(1)
      await file.read(head, 0, 1, 0)
      if (head[0] !== VERSION) throw corrupt(root, `${path} is of the unknown version ${head[0] ?? 'none'}`)
      const record = Buffer.alloc(sizeInBytes + 8)
      await file.read(record, 0, record.length, start)
      const bytes = record.subarray(4, 4 + sizeInBytes)
      if (record.readUInt32BE(0) !== sizeInBytes || record.readUInt32BE(4 + sizeInBytes) !== crc32(bytes))
        throw corrupt(root, `${path} is damaged at byte ${start}`)
      return bytes
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) throw corrupt(root, `${path} is not there`, error)
    throw toIoError(error, `The deletion vector ${path} cannot be read`)
  }
}

function corrupt(root: string, why: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'TABLE_CORRUPT',
    `A deletion vector of the Delta table at ${root} cannot be read: ${why}. Restore it from a backup.`,
    { cause },
  )
}
