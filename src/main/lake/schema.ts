import { MillraceError } from '../../shared/errors'
import { TRANSACTION_FIELDS, type FieldDefinition, type FieldKind } from '../../shared/transaction'
import type { SchemaField } from './actions'
import { isRecord, parseLossless } from './json'

/** Delta's primitive names for our kinds (PROTOCOL.md, "Primitive Types"). */
const DELTA_TYPES: Readonly<Record<FieldKind, string>> = {
  string: 'string',
  int32: 'integer',
  int64: 'long',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  date: 'date',
}

/** A Delta schema of field definitions; every column nullable (decision 1). */
export function deltaSchemaOf(fields: readonly Pick<FieldDefinition, 'name' | 'kind'>[]): SchemaField[] {
  return fields.map((field) => ({ name: field.name, type: DELTA_TYPES[field.kind], nullable: true, metadata: {} }))
}

export function schemaToString(fields: readonly SchemaField[]): string {
  return JSON.stringify({ type: 'struct', fields })
}

/** @throws TABLE_CORRUPT where the log's schema is not one */
export function parseSchema(schemaString: string): SchemaField[] {
  let value: unknown
  try {
    value = parseLossless(schemaString)
  } catch (cause) {
    throw new MillraceError('TABLE_CORRUPT', 'The table schema in the log is not JSON.', { cause })
  }
  if (!isRecord(value) || !Array.isArray(value['fields'])) {
    throw new MillraceError('TABLE_CORRUPT', 'The table schema in the log is not a struct.')
  }
  return value['fields'].map((field: unknown) => {
    if (!isRecord(field) || typeof field['name'] !== 'string') {
      throw new MillraceError('TABLE_CORRUPT', 'A column of the table schema in the log has no name.')
    }
    const type = field['type']
    if (typeof type !== 'string' && !(isRecord(type) && typeof type['type'] === 'string')) {
      throw new MillraceError('TABLE_CORRUPT', `Column ${field['name']} of the table schema has no type.`)
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

/**
 * Whether a table can serve as `stream/transactions` (decision 32): every event column and
 * `event_date` there with its type. The two lineage columns may be missing; they are named so that
 * the first stream write can add them. To be read only, a time may also be one without a zone: it is UTC.
 *
 * @throws TABLE_INVALID naming each missing or mistyped column
 */
export function checkTransactionsSchema(
  root: string,
  schema: readonly SchemaField[],
  use: 'read' | 'write' = 'write',
): { readonly missing: SchemaField[] } {
  const present = new Map(schema.map((field) => [field.name, field]))
  const problems: string[] = []
  const missing: SchemaField[] = []
  for (const [index, wanted] of deltaSchemaOf(TRANSACTION_FIELDS).entries()) {
    const found = present.get(wanted.name)
    if (found !== undefined) {
      const fits =
        typeName(found) === wanted.type ||
        (use === 'read' && wanted.type === 'timestamp' && typeName(found) === 'timestamp_ntz')
      if (!fits) problems.push(`${wanted.name} is ${typeName(found)}, not ${typeName(wanted)}`)
    } else if (TRANSACTION_FIELDS[index]?.origin === 'lineage') {
      missing.push(wanted)
    } else {
      problems.push(`${wanted.name} is missing`)
    }
  }
  if (problems.length > 0) {
    throw new MillraceError(
      'TABLE_INVALID',
      `The table at ${root} does not have the columns of a transactions table: ${problems.join('; ')}. Point ${use === 'read' ? 'pipeline.batch.source-path' : 'pipeline.delta.stream-transactions-path'} at another folder.`,
    )
  }
  return { missing }
}
