import { quoteText } from '../sql'

/**
 * The path as the pattern that DuckDB's readers take it for: one that matches this file alone. A name with a star would
 * else be read together with its neighbours, `[x]` instead of itself as `x`, without a word.
 */
export function patternOf(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}

/** A file as a SQL literal, for DuckDB's functions that read it. */
export function fileLiteral(path: string): string {
  return quoteText(patternOf(path))
}

/** Files as a SQL list, for DuckDB's functions that read several. */
export function fileList(paths: readonly string[]): string {
  return `[${paths.map(fileLiteral).join(', ')}]`
}
