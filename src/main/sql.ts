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

/** A list of text literals. */
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
