import { dirname, isAbsolute, join, relative, sep } from 'node:path'

/** A file's path as the log names it: relative to the table, with `/`. */
export function relativePath(root: string, path: string): string {
  const inside = isAbsolute(path) ? relative(root, path) : path
  return sep === '/' ? inside : inside.split(sep).join('/')
}

/** Where a file of the log is on disk. A log may name files by absolute path. */
export function absolutePath(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path)
}

/** Whether a file lies in a folder or below it, by their absolute paths: where links lead is not asked. */
export function isInside(path: string, folder: string): boolean {
  const inside = relative(folder, dirname(path))
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
}
