import { MillraceError } from '../../shared/errors'
import type { Metadata, Protocol } from './actions'
import { mappingOf } from './column-mapping'
import type { Snapshot } from './ports'

/** What we write: no feature arrays, which some readers trip over. */
export const OUR_PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 }

/** What a table of reader version 3 may ask of us. */
const READER_FEATURES: ReadonlySet<string> = new Set([
  'timestampNtz',
  'vacuumProtocolCheck',
  'deletionVectors',
  'columnMapping',
  'v2Checkpoint',
])
/** Writer features that ask nothing of writes like ours; `planCommit` heeds appendOnly. */
const WRITER_FEATURES: ReadonlySet<string> = new Set(['appendOnly', 'timestampNtz', 'vacuumProtocolCheck'])

/** @throws UNSUPPORTED_PROTOCOL naming what is missing */
export function checkReadable(root: string, protocol: Protocol, metadata: Metadata): void {
  const { minReaderVersion: version } = protocol
  if (version > 3) refuse(root, 'read', `it needs reader version ${version}, Millrace reads up to 3`)
  if (version === 3) {
    const missing = (protocol.readerFeatures ?? []).filter((feature) => !READER_FEATURES.has(feature))
    if (missing.length > 0) refuse(root, 'read', `it uses ${features(missing)}`)
  }
  mappingOf(metadata)
}

/** Whether a live file may have a deletion vector. */
export function allowsDeletionVectors({ minReaderVersion, readerFeatures }: Protocol): boolean {
  return minReaderVersion === 3 && (readerFeatures ?? []).includes('deletionVectors')
}

/** @throws UNSUPPORTED_PROTOCOL naming what is missing */
export function checkWritable({ root, protocol, metadata }: Pick<Snapshot, 'root' | 'protocol' | 'metadata'>): void {
  const { minWriterVersion: version } = protocol
  if (version === 7) {
    const missing = (protocol.writerFeatures ?? []).filter(
      (feature) => !WRITER_FEATURES.has(feature) && !isIdle(feature, metadata),
    )
    if (missing.length > 0) refuse(root, 'write', `it uses ${features(missing)}`)
  } else if (version > 2) {
    const inUse = LEGACY_FEATURES.filter((feature) => feature.since <= version && !isIdle(feature.name, metadata))
    if (version > 6) refuse(root, 'write', `it needs writer version ${version}`)
    if (inUse.length > 0) refuse(root, 'write', `it uses ${features(inUse.map((feature) => feature.name))}`)
  }
  if (mappingOf(metadata) !== 'none') refuse(root, 'write', 'it uses the feature columnMapping')
  if (hasInvariants(metadata)) refuse(root, 'write', 'it uses the feature invariants')
}

const LEGACY_FEATURES = [
  { name: 'checkConstraints', since: 3 },
  { name: 'changeDataFeed', since: 4 },
  { name: 'generatedColumns', since: 4 },
  { name: 'columnMapping', since: 5 },
  { name: 'identityColumns', since: 6 },
] as const

/** A feature that is named by the protocol but that the table does not use. */
function isIdle(feature: string, metadata: Metadata): boolean {
  const { configuration, schemaString } = metadata
  switch (feature) {
    case 'checkConstraints':
      return !Object.keys(configuration).some((key) => key.startsWith('delta.constraints.'))
    case 'changeDataFeed':
      return configuration['delta.enableChangeDataFeed'] !== 'true'
    case 'generatedColumns':
      return !schemaString.includes('delta.generationExpression')
    case 'columnMapping':
      return (configuration['delta.columnMapping.mode'] ?? 'none') === 'none'
    case 'identityColumns':
      return !schemaString.includes('delta.identity.')
    case 'invariants':
      return !hasInvariants(metadata)
    default:
      return false
  }
}

function hasInvariants(metadata: Metadata): boolean {
  return metadata.schemaString.includes('delta.invariants')
}

function features(names: readonly string[]): string {
  return `the feature${names.length > 1 ? 's' : ''} ${names.join(', ')}`
}

function refuse(root: string, verb: 'read' | 'write', why: string): never {
  const advice =
    verb === 'read'
      ? 'Use the engine that wrote it, or copy it into a table without that.'
      : 'Write it with the engine that made it, drop the feature there (ALTER TABLE ... DROP FEATURE), or let Millrace write another folder.'
  throw new MillraceError(
    'UNSUPPORTED_PROTOCOL',
    `Millrace cannot ${verb} the Delta table at ${root}: ${why}. ${advice}`,
  )
}
