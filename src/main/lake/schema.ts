import { MillraceError } from '../../shared/errors'
import type { SchemaField } from './actions'
import { parseLossless } from './json'
import { MEND_LOG } from './mend-log'
import { isRecord } from '../../shared/json'

/** Delta's primitive names for our kinds (PROTOCOL.md, "Primitive Types"). */
const DELTA_TYPES = {
  string: 'string',
  int32: 'integer',
  int64: 'long',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  date: 'date',
} as const

/** A Delta schema of columns by name and kind; every column nullable (decision 1). */
export function deltaSchemaOf(
  fields: readonly { readonly name: string; readonly kind: keyof typeof DELTA_TYPES }[],
): SchemaField[] {
  return fields.map((field) => ({ name: field.name, type: DELTA_TYPES[field.kind], nullable: true, metadata: {} }))
}

/** A schema as `schemaString` of the metadata. */
export function schemaToString(fields: readonly SchemaField[]): string {
  return JSON.stringify({ type: 'struct', fields })
}

/** @throws TABLE_CORRUPT where the log's schema is not one */
export function parseSchema(schemaString: string): SchemaField[] {
  let value: unknown
  try {
    value = parseLossless(schemaString)
  } catch (cause) {
    throw new MillraceError('TABLE_CORRUPT', `The table schema in the log is not JSON. ${MEND_LOG}`, { cause })
  }
  if (!isRecord(value) || !Array.isArray(value['fields'])) {
    throw new MillraceError('TABLE_CORRUPT', `The table schema in the log is not a struct. ${MEND_LOG}`)
  }
  return value['fields'].map((field: unknown) => {
    if (!isRecord(field) || typeof field['name'] !== 'string') {
      throw new MillraceError('TABLE_CORRUPT', `A column of the table schema in the log has no name. ${MEND_LOG}`)
    }
    const type = field['type']
    if (typeof type !== 'string' && !(isRecord(type) && typeof type['type'] === 'string')) {
      throw new MillraceError('TABLE_CORRUPT', `Column ${field['name']} of the table schema has no type. ${MEND_LOG}`)
    }
    return {
      name: field['name'],
      type,
      nullable: field['nullable'] !== false,
      metadata: isRecord(field['metadata']) ? field['metadata'] : {},
    }
  })
}

/** The primitive name of a column, or `struct`, `array`, `map`. */
export function typeName(field: SchemaField): string {
  return typeof field.type === 'string' ? field.type : String(field.type['type'])
}
