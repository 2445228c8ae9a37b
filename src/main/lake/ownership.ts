import { codeOf } from '../../shared/errors'
import { createLogFiles } from './log-files'
import type { Snapshot } from './ports'
import { readCommit } from './read-commit'

/** Property of the tables that we create. It outlives log clean-up, which the first commit does not. */
export const CREATOR_PROPERTY = 'millrace.creator'
export const CREATOR = 'Millrace'

/** Whether Millrace created the table; one by others is read and written, but not rearranged unasked (decision 32). */
export async function isOurs({ root, metadata }: Snapshot): Promise<boolean> {
  if (metadata.configuration[CREATOR_PROPERTY] === CREATOR) return true
  try {
    const first = await readCommit(createLogFiles(root), 0)
    return (first?.entries ?? []).some(
      (entry) => entry.kind === 'commitInfo' && entry.info.engineInfo.startsWith(CREATOR),
    )
  } catch (error) {
    // Nothing tells any more that it is.
    if (codeOf(error) === 'TABLE_CORRUPT') return false
    throw error
  }
}
