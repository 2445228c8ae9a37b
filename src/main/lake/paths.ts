import { join } from 'node:path'
import { MillraceError } from '../../shared/errors'
import { MEND_LOG } from './mend-log'

/**
 * `add.path` is a relative URI: percent-encoded on top of the name on disk (PROTOCOL.md, "Add File").
 * Absolute paths and `file:` URIs are accepted when reading.
 */
export function encodePath(path: string): string {
  return path.split('/').map(encodeSegment).join('/')
}

/** The name on disk of a path in the log. @throws TABLE_CORRUPT for one whose encoding is broken */
export function decodePath(encoded: string): string {
  try {
    const plain = encoded.startsWith('file:') ? encoded.replace(/^file:(\/\/(localhost)?)?/, '') : encoded
    return decodeURIComponent(plain)
  } catch (cause) {
    throw new MillraceError(
      'TABLE_CORRUPT',
      `The log names a file with a broken percent-encoding: ${encoded}. ${MEND_LOG}`,
      {
        cause,
      },
    )
  }
}

/** The folder of a partition value on disk, as Hive and Spark write it. */
function partitionFolder(column: string, value: string | null): string {
  return `${column}=${value === null || value === '' ? '__HIVE_DEFAULT_PARTITION__' : escapeHive(value)}`
}

/** The folder of a whole partition. */
export function partitionPath(
  root: string,
  columns: readonly string[],
  values: Readonly<Record<string, string | null>>,
): string {
  return join(root, ...columns.map((column) => partitionFolder(column, values[column] ?? null)))
}

/** `%020d.json` and its relatives. */
export function versionName(version: number): string {
  return String(version).padStart(20, '0')
}

/** The `_delta_log` folder of a table. */
export function logFolder(root: string): string {
  return join(root, '_delta_log')
}

/** The file of a commit, in the log folder. */
export function commitName(version: number): string {
  return `${versionName(version)}.json`
}

/** The file of a version in the log. */
export function commitPath(root: string, version: number): string {
  return join(logFolder(root), commitName(version))
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/%(3D|3A|40|2C|2B|24|26|3B|21|27|28|29|2A)/g, (match) =>
    decodeURIComponent(match),
  )
}

function escapeHive(value: string): string {
  return value.replace(/[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^ ]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}
