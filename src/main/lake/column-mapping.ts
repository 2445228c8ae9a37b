import { MillraceError } from '../../shared/errors'
import { MEND_LOG } from './mend-log'
import type { Metadata, SchemaField } from './actions'

/** How files name the columns of a table (PROTOCOL.md, "Column Mapping"). */
export type ColumnMapping = 'none' | 'name' | 'id'

/** @throws UNSUPPORTED_PROTOCOL for a mode that we do not know */
export function mappingOf({ configuration }: Metadata): ColumnMapping {
  const mode = configuration['delta.columnMapping.mode'] ?? 'none'
  if (mode === 'none' || mode === 'name' || mode === 'id') return mode
  throw new MillraceError(
    'UNSUPPORTED_PROTOCOL',
    `The Delta table uses the feature columnMapping in the mode "${mode.slice(0, 100)}", which Millrace does not know.`,
  )
}

/** A column's name in data files (mode `name`) and in the log's statistics and partition values (both modes). */
export function physicalName(field: SchemaField, mapping: ColumnMapping): string {
  if (mapping === 'none') return field.name
  const name = field.metadata['delta.columnMapping.physicalName']
  if (typeof name !== 'string') throw corrupt(field, 'physicalName')
  return name
}

/** A column's `field_id` in data files (mode `id`). */
export function fieldId(field: SchemaField): number {
  const id = field.metadata['delta.columnMapping.id']
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw corrupt(field, 'id')
  return id
}

/** The same record by the names of the schema; what belongs to no column (any more) is left out. */
export function toLogicalNames<T>(
  record: Readonly<Record<string, T>>,
  schema: readonly SchemaField[],
  mapping: ColumnMapping,
): Readonly<Record<string, T>> {
  if (mapping === 'none') return record
  const logical: Record<string, T> = {}
  for (const field of schema) {
    const physical = physicalName(field, mapping)
    const value = Object.hasOwn(record, physical) ? record[physical] : undefined
    if (value !== undefined) logical[field.name] = value
  }
  return logical
}

function corrupt(field: SchemaField, what: string): MillraceError {
  return new MillraceError(
    'TABLE_CORRUPT',
    `Column ${field.name} of the table has no delta.columnMapping.${what}, though the table maps its columns. ${MEND_LOG}`,
  )
}
