// What a size costs before it begins, and how figures grow with it.
import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './millrace.mjs'

/** Of the seeded table's files, and of what sorts and workbooks of all rows put on disk while they run. */
const BYTES_PER_ROW = { table: 110, working: 150 }
const LEAST_FREE = 5e9

/** Says what disk so many rows take; throws before anything is written where there is not enough. */
export async function checkDisk(rows, explores) {
  const needed = rows * (BYTES_PER_ROW.table + (explores ? BYTES_PER_ROW.working : 0)) + LEAST_FREE
  const { bavail, bsize } = await statfs(tmpdir())
  const free = bavail * bsize
  const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`
  console.log(`${rows} rows need about ${gigabytes(needed)} under ${tmpdir()}; ${gigabytes(free)} are free.`)
  if (free < needed) throw new Error(`Not enough disk for ${rows} rows. Set TMPDIR to a folder on a larger one.`)
}

/** Bytes of the files under a folder. */
export async function bytesUnder(folder) {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}

/**
 * Time a row, and how many times that of the newest stored result with fewer rows on a machine like this one: 1 is
 * linear, less is better.
 */
export async function openGrowth(rows) {
  const smaller = await smallerResult(rows)
  return (name, ms) => {
    const perRow = (ms * 1e6) / rows
    const before = smaller?.figures.find((figure) => figure.name === name.replace(` ${rows} `, ` ${smaller.rows} `))
    const growth =
      before === undefined
        ? ''
        : `; ${(perRow / ((before.value * 1e6) / smaller.rows)).toFixed(2)} times ${smaller.rows} rows`
    return `${perRow.toFixed(0)} ns a row${growth}`
  }
}

async function smallerResult(rows) {
  const folder = join(ROOT, 'bench/results')
  const found = []
  for (const name of await readdir(folder).catch(() => [])) {
    const result = JSON.parse(await readFile(join(folder, name), 'utf8'))
    if (result.rows < rows && result.machine.startsWith(`${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`))
      found.push(result)
  }
  return found.sort((a, b) => b.rows - a.rows || (a.date < b.date ? 1 : -1))[0]
}
