import { isAbsolute, join, relative, sep } from 'node:path'

/** A file's path as the log names it: relative to the table, with `/`. */
export function relativePath(root: string, path: string): string {
  const inside = isAbsolute(path) ? relative(root, path) : path
  return sep === '/' ? inside : inside.split(sep).join('/')
}

/**
 * The path as the pattern that DuckDB's readers take it for: one that matches this file alone. A name with a star would
 * else be read together with its neighbours, `[x]` instead of itself as `x`, without a word.
 */
export function patternOf(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}

/** A file as a SQL literal, for DuckDB's functions that read it. */
export function fileLiteral(path: string): string {
  return `'${patternOf(path).replaceAll("'", "''")}'`
}

export function fileList(paths: readonly string[]): string {
  return `[${paths.map(fileLiteral).join(', ')}]`
}

/** Where a file of the log is on disk. A log may name files by absolute path. */
export function absolutePath(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path)
}
