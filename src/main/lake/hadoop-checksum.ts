import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { MillraceError } from '../../shared/errors'
import { isErrno } from '../durable'
import { crc32 } from './bytes'

/**
 * The checksum file that Hadoop's local file system, and so Spark, keeps beside each file and checks whenever it
 * reads it: a magic text, a chunk length, then one CRC-32 for each chunk, big-endian. We write one for our
 * checkpoints, where nothing else would show a flipped bit, and check those that are there.
 */
export function hadoopChecksumPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.crc`)
}

/** The content of the `.crc` file that Hadoop's file system keeps beside a file. */
export function hadoopChecksum(content: Uint8Array): Buffer {
  const chunks = Math.ceil(content.length / CHUNK_BYTES)
  const checksum = Buffer.alloc(HEAD_BYTES + chunks * 4)
  checksum.write('crc\0', 'latin1')
  checksum.writeUInt32BE(CHUNK_BYTES, 4)
  for (let index = 0; index < chunks; index++) {
    const chunk = content.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)
    checksum.writeUInt32BE(crc32(chunk), HEAD_BYTES + index * 4)
  }
  return checksum
}

/** @throws TABLE_CORRUPT where a file is not the one that its checksum was made of */
export async function checkHadoopChecksum(path: string): Promise<void> {
  let wanted: Buffer
  try {
    wanted = await readFile(hadoopChecksumPath(path))
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return
    throw error
  }
  // Another chunk length is another writer's choice: it says nothing about damage.
  if (
    wanted.length < HEAD_BYTES ||
    wanted.toString('latin1', 0, 4) !== 'crc\0' ||
    wanted.readUInt32BE(4) !== CHUNK_BYTES
  )
    return
  if (wanted.equals(hadoopChecksum(await readFile(path)))) return
  throw new MillraceError(
    'TABLE_CORRUPT',
    `The file ${path} is damaged: it does not match its checksum ${hadoopChecksumPath(path)}. Restore both from a backup, or move both away.`,
  )
}

const CHUNK_BYTES = 512
const HEAD_BYTES = 8
