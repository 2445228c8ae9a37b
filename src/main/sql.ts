import type { FieldKind } from '../shared/transaction'

/**
 * SQL as every engine of ours reads it: DuckDB, and Spark as our sessions set it (ANSI, identifiers in double quotes,
 * no escapes in text). Values of users and of foreign logs are bound wherever a value can be; whatever stands in the
 * text itself goes through here.
 */
export type SqlValue = string | number | bigint | boolean | null

/** SQL with its bound values; `?` placeholders in order. Never built from text of a user. */
export interface BoundSql {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** An identifier, whatever characters it has. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Identifiers with commas between them. */
export function quoteNames(names: readonly string[]): string {
  return names.map(quoteName).join(', ')
}

/** A text literal: for paths, names and values of a log, where a value cannot be bound. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A list of text literals, as DuckDB alone writes one. */
export function textList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`
}

/** Conditions that must all hold. */
export function allOf(conditions: readonly BoundSql[]): BoundSql {
  return {
    text: conditions.map(({ text }) => `(${text})`).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  }
}

/**
 * A value for a comparison with a column of its kind.
 * @param boundTime what an engine makes a time of, out of microseconds since 1970 that are bound
 */
export function bindValue(
  { boundTime }: { readonly boundTime: string },
  { kind, value }: { readonly kind: FieldKind; readonly value: Exclude<SqlValue, null> },
): BoundSql {
  switch (kind) {
    case 'string':
    case 'boolean':
      return { text: '?', values: [value] }
    case 'int32':
    case 'int64':
      return { text: 'CAST(? AS BIGINT)', values: [BigInt(value)] }
    case 'double':
      // As text: a number without a fraction would be bound as a 64-bit integer, which 1e21 is not.
      return { text: 'CAST(? AS DOUBLE)', values: [String(value)] }
    case 'date':
      return { text: 'CAST(? AS DATE)', values: [value] }
    case 'timestamp':
      return { text: boundTime, values: [value] }
  }
}
