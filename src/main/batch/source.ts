import type { BatchRequest } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { momentOf } from '../../shared/scalars'
import { refuseForeignFolder } from '../lake/foreign-folder'
import type { LakeTable, Snapshot } from '../lake/ports'
import { checkSource, SOURCE_SETTING } from './plan'

type Versioned = Pick<BatchRequest, 'tableVersion' | 'asOf'>

/**
 * What a batch reads, fit for it (decision 32); null where there is no table yet.
 * @throws INVALID_REQUEST naming the field that chose a version which is not there, TABLE_INVALID
 */
export async function findSource(table: LakeTable, request: Versioned): Promise<Snapshot | null> {
  const snapshot = await pinVersion(table, request)
  if (snapshot === null) await refuseForeignFolder(table.root, SOURCE_SETTING)
  else checkSource(snapshot)
  return snapshot
}

/** The version that the batch reads, whatever is committed after its submit (decision 12). */
async function pinVersion(table: LakeTable, { tableVersion, asOf }: Versioned): Promise<Snapshot | null> {
  try {
    if (asOf === undefined) return await table.snapshot(tableVersion)
    const version = await table.versionAt(momentOf(asOf))
    if (version === null)
      throw new MillraceError('INVALID_REQUEST', `asOf: the table has no version at or before ${asOf}.`)
    return await table.snapshot(version)
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'VERSION_NOT_FOUND') {
      const field = asOf === undefined ? 'tableVersion' : 'asOf'
      throw new MillraceError('INVALID_REQUEST', `${field}: ${error.message}`, { cause: error })
    }
    throw error
  }
}
